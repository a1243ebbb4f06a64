namespace Vedetta.Engine.Reports;

/// <summary>What reports say about a service now.</summary>
public enum ReportState
{
    /// <summary>No more reports than usual.</summary>
    None,

    /// <summary>More reports than usual; it may be a fault.</summary>
    Possible,

    /// <summary>Strong or lasting evidence, or people confirmed it.</summary>
    Confirmed,

    /// <summary>Reports are falling back to what is usual.</summary>
    Resolving,
}

/// <summary>The numbers a state is decided on; shown beside it.</summary>
public sealed record ReportEvidence
{
    /// <summary>When they were read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Reports that counted in the last <see cref="ReportStateRules.WindowMinutes"/>.</summary>
    public required long Reports { get; init; }

    /// <summary>What is usual in that time; null while that is not known.</summary>
    public double? Expected { get; init; }

    /// <summary>Upper edge of the band that holds 98 % of ordinary counts; null while that is not known.</summary>
    public double? High { get; init; }

    /// <summary>Reports of the last <see cref="ReportStateRules.RecentMinutes"/>.</summary>
    public long Recent { get; init; }

    /// <summary>Upper edge of the band of that time; null while that is not known.</summary>
    public double? RecentHigh { get; init; }

    /// <summary>Distinct networks (or senders) among the reports that said where they came from.</summary>
    public int Networks { get; init; }

    /// <summary>
    /// Whether most reports came from senders with a key who name no source; then networks cannot be counted.
    /// </summary>
    public bool IsVouchedBySenders { get; init; }

    /// <summary>Whether the surge engine holds a surge of these reports open.</summary>
    public bool InSurge { get; init; }

    /// <summary>Whether a published notice names the service as failing.</summary>
    public bool HasNotice { get; init; }

    /// <summary>Whether somebody at the desk has just confirmed the fault.</summary>
    public bool IsConfirmedByDesk { get; init; }

    /// <summary>Whether the reports are only the shadow of another service's fault.</summary>
    public bool IsShadow { get; init; }
}

/// <summary>Where a service stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Since">Since when it has this state.</param>
/// <param name="RisenAt">When it last left <see cref="ReportState.None"/>; null while it is none.</param>
/// <param name="Peak">Most reports in one window since then.</param>
public sealed record ReportStanding(ReportState State, DateTimeOffset Since, DateTimeOffset? RisenAt, long Peak)
{
    /// <summary>A service nobody complains about.</summary>
    public static ReportStanding Quiet { get; } = new(ReportState.None, DateTimeOffset.UnixEpoch, null, 0);
}
