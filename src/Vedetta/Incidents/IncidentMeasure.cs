using Vedetta.Detection;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;

namespace Vedetta.Incidents;

/// <summary>The size of an incident in contacts.</summary>
public static class IncidentMeasure
{
    /// <summary>
    /// Measures the widest contact series that is itself well above normal: the whole centre, then the queue, then the
    /// series that surged. Without a surge of contacts the size is that of the largest other surge.
    /// </summary>
    public static void Apply(Incident incident, IReadOnlyList<Surge> surges, LiveWatch watch, DateTimeOffset now)
    {
        DateTimeOffset until = incident.EndedAt ?? now;
        Surge largest = surges.Where(s => s.Series.Measure == "contact").DefaultIfEmpty(surges.MaxBy(s => s.Excess)!)
            .MaxBy(s => Math.Abs(s.Excess))!;
        if (largest.Series.Measure != "contact" || IsTooOld(incident.Onset, now))
        {
            Set(incident, largest.Series, largest.Observed, largest.Expected, (largest.RatioLow, largest.RatioHigh));
            return;
        }
        foreach (SeriesKey series in WidestFirst(largest, incident))
        {
            if (watch.Measure(series, incident.Onset, until) is not { Expected: { } band } measured) continue;
            bool isWide = series.Equals(largest.Series) || IsWellAbove(measured.Observed, band.Expected, largest);
            if (!isWide) continue;
            Set(incident, series, measured.Observed, band.Expected, IncidentRules.RatioInterval(measured.Observed, band));
            return;
        }
        Set(incident, largest.Series, largest.Observed, largest.Expected, (largest.RatioLow, largest.RatioHigh));
    }

    /// <summary>The size of an incident that is a flood and nothing else: its calls, above the other calls at the time.</summary>
    public static void Apply(Incident incident, IReadOnlyList<Flood> floods, DateTimeOffset now)
    {
        double hours = ((incident.EndedAt ?? now) - incident.Onset).TotalHours;
        double expected = floods.Max(f => f.HonestCallsPerHour) * hours;
        long observed = floods.Sum(f => f.Attempts) + (long)expected;
        double ratio = (observed + 1) / (expected + 1), deviation = 1.96 / Math.Sqrt(observed + 1.0);
        Set(incident, new SeriesKey("call", []), observed, expected,
            (ratio * Math.Exp(-deviation), ratio * Math.Exp(deviation)));
    }

    private static bool IsWellAbove(long observed, double expected, Surge surge) =>
        surge.Direction == SurgeDirection.Rise && observed >= IncidentRules.WiderSeriesRatioMin * expected;

    // Beyond what the live counts hold, the surge's own running sums are the size.
    private static bool IsTooOld(DateTimeOffset onset, DateTimeOffset now) =>
        now - onset > TimeSpan.FromHours(RecentCounts.Hours - 2);

    private static IEnumerable<SeriesKey> WidestFirst(Surge surge, Incident incident)
    {
        yield return new SeriesKey("contact", []);
        string? queue = surge.Series["queue"] ?? (incident.SubjectKind == SubjectKind.Queue ? incident.SubjectId : null);
        if (queue is not null) yield return new SeriesKey("contact", [new("queue", queue)]);
        yield return surge.Series;
    }

    private static void Set(Incident incident, SeriesKey series, long observed, double expected, (double Low, double High) ratio)
    {
        incident.MeasuredSeries = series.ToString();
        incident.Observed = observed;
        incident.Expected = expected;
        (incident.RatioLow, incident.RatioHigh) = ratio;
    }
}
