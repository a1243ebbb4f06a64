using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;

namespace Vedetta.Incidents;

/// <summary>What grouping needs to know of an incident.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Onset">Start of its first surge.</param>
/// <param name="EndedAt">End of its last surge; null while one lasts.</param>
/// <param name="Series">The series of its surges.</param>
/// <param name="HasFlood">Whether a flood of calls belongs to it.</param>
public sealed record GroupingCandidate(
    int Id, Subject Subject, DateTimeOffset Onset, DateTimeOffset? EndedAt, IReadOnlyList<SeriesKey> Series,
    bool HasFlood = false);

/// <summary>Which surges form which incident, and how an incident is measured and ends.</summary>
public static partial class IncidentRules
{
    /// <summary>Quiet after the last surge before an incident closes by itself; a surge within it belongs to it still.</summary>
    public static readonly TimeSpan QuietBeforeClose = TimeSpan.FromMinutes(10);

    /// <summary>Times normal below which a rise calls nobody; it is looked at again whenever it has grown.</summary>
    public const double RiseRatioMin = 1.25;

    /// <summary>Times normal above which a drop calls nobody.</summary>
    public const double DropRatioMax = 0.6;

    /// <summary>How far a rise is carried on at its present pace to see whether it will matter.</summary>
    public static readonly TimeSpan PaceHorizon = TimeSpan.FromMinutes(10);

    /// <summary>Signals above normal below which a rise calls nobody, for a whole, a queue, a service or a trunk.</summary>
    public const double ExcessMin = 10;

    /// <summary>The same for narrower parts: a dozen calls more from one place is no incident.</summary>
    public const double ExcessOfPartMin = 25;

    private const double SpreadMax = 0.5;

    /// <summary>Times normal from which a wider series is the size of the incident ("the phones are up 310 %").</summary>
    public const double WiderSeriesRatioMin = 1.5;

    /// <summary>
    /// Whether a significant surge is large enough to open an incident: significance grows with patience, and nobody
    /// acts on a few percent. Silence is news of a queue, a service or a trunk; a topic nobody asks about is none.
    /// </summary>
    public static bool IsMaterial(Surge surge, DateTimeOffset now) => surge.Direction == SurgeDirection.Rise
        ? surge.Ratio >= RiseRatioMin && Pace(surge, now) >= (IsUnit(surge) ? ExcessMin : ExcessOfPartMin)
        : surge.Ratio <= DropRatioMax && IsUnit(surge);

    // Its excess, or what that will be ten minutes after onset if it goes on like this.
    private static double Pace(Surge surge, DateTimeOffset now)
    {
        TimeSpan lasted = (surge.EndedAt ?? now) - surge.Onset;
        return lasted < PaceHorizon ? surge.Excess * (PaceHorizon / TimeSpan.FromSeconds(Math.Max(1, lasted.TotalSeconds))) : surge.Excess;
    }

    // What somebody answers for, as against a topic or a region.
    private static bool IsUnit(Surge surge) =>
        surge.Series.Dimensions.All(d => d.Dimension is "queue" or "service" or "trunk");

    /// <summary>The incident a surge belongs to, or null for a new one: same subject, or parent or child, overlapping.</summary>
    public static int? Belongs(Surge surge, Subject subject, IEnumerable<GroupingCandidate> candidates) =>
        candidates
            .Where(c => surge.Onset <= (c.EndedAt ?? DateTimeOffset.MaxValue - QuietBeforeClose) + QuietBeforeClose)
            .Where(c => c.Subject == subject || c.Series.Any(s => IsParentOrChild(s, surge.Series))
                || (c.HasFlood && IsRiseOfCalls(surge.Series, surge.Direction)))
            .OrderByDescending(c => c.Subject == subject)
            .ThenByDescending(c => c.Onset)
            .Select(c => (int?)c.Id)
            .FirstOrDefault();

    /// <summary>The incident a flood belongs to, or null for a new one: another flood, or a surge of calls, at the time.</summary>
    public static int? Belongs(Flood flood, IEnumerable<GroupingCandidate> candidates) => candidates
        .Where(c => flood.StartedAt <= (c.EndedAt ?? DateTimeOffset.MaxValue - QuietBeforeClose) + QuietBeforeClose)
        .Where(c => c.Subject.Kind == SubjectKind.Line && (c.HasFlood || c.Series.Any(s => s.Measure == "call")))
        .OrderByDescending(c => c.HasFlood)
        .ThenByDescending(c => c.Onset)
        .Select(c => (int?)c.Id)
        .FirstOrDefault();

    /// <summary>
    /// When an incident began: with its flood where there is one; with its contacts where contacts surge, since its size
    /// and cost count from there; else with its first surge.
    /// </summary>
    public static DateTimeOffset OnsetOf(IReadOnlyCollection<Surge> surges, IReadOnlyCollection<Flood> floods) =>
        floods.Count > 0
            ? floods.Min(f => f.StartedAt)
            : surges.Where(s => s.Series.Measure == "contact" && s.Direction == SurgeDirection.Rise)
                .Select(s => s.Onset).DefaultIfEmpty(surges.Min(s => s.Onset)).Min();

    /// <summary>Whether a quiet incident should close by itself now.</summary>
    public static bool ShouldClose(DateTimeOffset? endedAt, DateTimeOffset now) =>
        endedAt is { } ended && now - ended >= QuietBeforeClose;

    /// <summary>
    /// The 95 % interval of observed over expected: Poisson noise of the count and the spread of the baseline's 98 %
    /// band, joined on the log scale.
    /// </summary>
    public static (double Low, double High) RatioInterval(long observed, Band expected)
    {
        double ratio = (observed + 1) / (expected.Expected + 1);
        // A baseline near zero has a band many times its size, yet what is seen is certain enough.
        double spread = Math.Min(SpreadMax, (expected.High - expected.Low) / (2 * 2.326) / (expected.Expected + 1));
        double deviation = 1.96 * Math.Sqrt(1 / (observed + 1.0) + spread * spread);
        return (ratio * Math.Exp(-deviation), ratio * Math.Exp(deviation));
    }

    private static bool IsRiseOfCalls(SeriesKey series, SurgeDirection direction) =>
        series.Measure == "call" && direction == SurgeDirection.Rise;

    private static bool IsParentOrChild(SeriesKey a, SeriesKey b) => a.Contains(b) || b.Contains(a);
}
