namespace Vedetta.Engine.Reports;

/// <summary>
/// The published thresholds of states and the moves between them: none → possible → confirmed → resolving → none;
/// resolving → possible when reports rise again; any → none when the reports turn out to be another fault's shadow.
/// </summary>
public static class ReportStateRules
{
    /// <summary>Minutes of reports a state is decided on.</summary>
    public const int WindowMinutes = 15;

    /// <summary>Minutes that show whether reports still come.</summary>
    public const int RecentMinutes = 5;

    /// <summary>Least networks reports must come from before any state is said.</summary>
    public const int NetworksMin = 5;

    /// <summary>Least networks for a confirmation by numbers.</summary>
    public const int ConfirmedNetworksMin = 10;

    /// <summary>Least reports for "possible" when the surge engine has raised an alarm.</summary>
    public const int PossibleReportsMin = 20;

    /// <summary>Times the usual for "possible" with such an alarm.</summary>
    public const double PossibleRatioMin = 2;

    /// <summary>
    /// Least reports for "possible" without an alarm, for example while nothing is known of what is usual.
    /// </summary>
    public const int UnalarmedReportsMin = 50;

    /// <summary>Times the usual for "possible" without an alarm.</summary>
    public const double UnalarmedRatioMin = 4;

    /// <summary>Least reports for "confirmed" by numbers.</summary>
    public const int ConfirmedReportsMin = 40;

    /// <summary>Times the usual for "confirmed" by numbers.</summary>
    public const double ConfirmedRatioMin = 3;

    /// <summary>How long strong evidence must last before it confirms.</summary>
    public static readonly TimeSpan ConfirmedAfter = TimeSpan.FromSeconds(90);

    /// <summary>How long moderate evidence must last before it confirms.</summary>
    public static readonly TimeSpan ConfirmedAfterModerate = TimeSpan.FromMinutes(15);

    /// <summary>How long reports must stay near the usual before "resolving" ends.</summary>
    public static readonly TimeSpan ResolvedAfter = TimeSpan.FromMinutes(10);

    /// <summary>How long a confirmation by the desk holds whatever the numbers say.</summary>
    public static readonly TimeSpan DeskHolds = TimeSpan.FromMinutes(15);

    private const double NearBandFactor = 2;
    private const long NearBandMin = 5;

    /// <summary>Reports needed for "possible" with these numbers.</summary>
    public static long NeedsForPossible(ReportEvidence e) => e.InSurge
        ? Needs(e, PossibleReportsMin, PossibleRatioMin)
        : Needs(e, UnalarmedReportsMin, UnalarmedRatioMin);

    /// <summary>Reports needed for "confirmed" with these numbers.</summary>
    public static long NeedsForConfirmed(ReportEvidence e) =>
        Math.Max(NeedsForPossible(e), Needs(e, ConfirmedReportsMin, ConfirmedRatioMin));

    /// <summary>Whether there are more reports than ordinary counts; only then a shadow is worth telling.</summary>
    public static bool IsAboveBand(ReportEvidence e) => e.Reports > Math.Max(NearBandMin, e.High ?? 0);

    /// <summary>Whether the numbers alone say that something may be wrong.</summary>
    public static bool IsRisen(ReportEvidence e) =>
        e.Reports >= NeedsForPossible(e) && ComeFrom(e, NetworksMin) && e.Recent > NearBand(e);

    /// <summary>Where a service stands now.</summary>
    public static ReportStanding Next(ReportStanding before, ReportEvidence e)
    {
        ReportState next = Decide(before, e);
        if (next == ReportState.None)
            return before.State == ReportState.None ? before : ReportStanding.Quiet with { Since = e.At };
        bool isSame = next == before.State;
        return new ReportStanding(
            next, isSame ? before.Since : e.At, before.RisenAt ?? e.At, Math.Max(before.Peak, e.Reports));
    }

    private static ReportState Decide(ReportStanding before, ReportEvidence e)
    {
        if (e.HasNotice || e.IsConfirmedByDesk) return ReportState.Confirmed;
        if (e.IsShadow) return ReportState.None;
        return before.State switch
        {
            ReportState.None => IsRisen(e) ? ReportState.Possible : ReportState.None,
            ReportState.Possible when IsFalling(before, e) => ReportState.Resolving,
            ReportState.Possible => IsConfirmedByNumbers(before, e) ? ReportState.Confirmed : ReportState.Possible,
            ReportState.Confirmed when e.At - before.Since < DeskHolds && !HasFallen(e) => ReportState.Confirmed,
            ReportState.Confirmed => IsFalling(before, e) ? ReportState.Resolving : ReportState.Confirmed,
            _ when IsRisen(e) => ReportState.Possible,
            _ when e.At - before.Since >= ResolvedAfter && e.Recent <= NearBand(e) => ReportState.None,
            _ => ReportState.Resolving,
        };
    }

    private static bool IsConfirmedByNumbers(ReportStanding before, ReportEvidence e)
    {
        TimeSpan lasted = e.At - before.Since;
        bool isStrong = e.Reports >= NeedsForConfirmed(e) && ComeFrom(e, ConfirmedNetworksMin);
        return IsRisen(e) && (isStrong ? lasted >= ConfirmedAfter : lasted >= ConfirmedAfterModerate);
    }

    private static bool IsFalling(ReportStanding before, ReportEvidence e) =>
        2 * e.Reports < before.Peak && e.Recent <= NearBand(e);

    // A confirmation by the desk may come before anybody reported: silence then is no end.
    private static bool HasFallen(ReportEvidence e) => e.Reports > 0 && e.Recent == 0;

    private static long Needs(ReportEvidence e, int reportsMin, double ratioMin) => (long)Math.Max(
        reportsMin, Math.Ceiling(Math.Max(ratioMin * (e.Expected ?? 0), (e.High ?? 0) + 1)));

    private static bool ComeFrom(ReportEvidence e, int networksMin) =>
        e.IsVouchedBySenders || e.Networks >= networksMin;

    private static double NearBand(ReportEvidence e) => Math.Max(NearBandMin, NearBandFactor * (e.RecentHigh ?? 0));
}
