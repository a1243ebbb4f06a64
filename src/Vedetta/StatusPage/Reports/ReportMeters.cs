using System.Diagnostics.Metrics;
using Vedetta.Engine.Reports;
using Vedetta.Web;

namespace Vedetta.StatusPage.Reports;

/// <summary>What the report pages count about themselves.</summary>
public sealed class ReportMeters(ServerMeter meter)
{
    private readonly Counter<long> _reports = meter.Counter(
        "public_reports", "Reports of the public form, by what became of them");

    /// <summary>Counts a report by the gate's word on it.</summary>
    public void Count(GateVerdict verdict) => Add(verdict switch
    {
        GateVerdict.Counted => "counted",
        GateVerdict.Repeated => "repeated",
        _ => "network-full",
    });

    /// <summary>
    /// Counts a report that was turned away because too many were waiting or nothing could be stored.
    /// </summary>
    public void CountTurnedAway() => Add("turned-away");

    /// <summary>Counts a form that could not be read.</summary>
    public void CountUnreadable() => Add("unreadable");

    /// <summary>Watches what is bounded.</summary>
    internal void Watch(ReportGate gate, ReportCollector collector)
    {
        meter.Gauge("public_reports_waiting", () => collector.Waiting, "Reports waiting to be written");
        meter.Gauge("public_reports_remembered", () => gate.Remembered, "Hashes of reporters and networks remembered");
        meter.Total("public_reports_forgotten", () => gate.Forgotten, "Hashes forgotten because memory was full");
    }

    private void Add(string outcome) => _reports.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
