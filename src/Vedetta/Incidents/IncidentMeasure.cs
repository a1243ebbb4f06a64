using Vedetta.Detection;
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
