namespace Vedetta.StatusPage.Reports;

/// <summary>Which services a published notice says to fail.</summary>
public sealed class ReportNotices
{
    private volatile IReadOnlySet<string> _named = new HashSet<string>();

    /// <summary>Whether a published, open notice names a service.</summary>
    public bool Names(string service) => _named.Contains(service);

    /// <summary>Replaces what notices name.</summary>
    public void Replace(IReadOnlySet<string> services) => _named = services;
}
