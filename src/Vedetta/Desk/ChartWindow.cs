using Vedetta.Incidents;

namespace Vedetta.Desk;

/// <summary>Which stretch of time a chart shows, and in which steps.</summary>
public readonly record struct ChartWindow(DateTimeOffset From, DateTimeOffset Until, TimeSpan Step)
{
    private const int StepsMax = 200;
    private static readonly int[] StepSeconds = [60, 120, 300, 600, 900, 1800, 3600];

    /// <summary>
    /// An incident with what led up to it: at least an hour before its onset, and for an open one the normal range of
    /// the next hours.
    /// </summary>
    public static ChartWindow Of(Incident incident, DateTimeOffset now)
    {
        DateTimeOffset end = incident.EndedAt ?? incident.ClosedAt ?? now;
        TimeSpan lasted = end > incident.Onset ? end - incident.Onset : TimeSpan.Zero;
        TimeSpan before = Max(TimeSpan.FromHours(1), lasted / 3);
        TimeSpan after = incident.State == IncidentState.Closed
            ? Max(TimeSpan.FromMinutes(30), lasted / 4)
            : Max(TimeSpan.FromMinutes(30), lasted / 5);
        return Fit(incident.Onset - before, end + after);
    }

    /// <summary>The last three hours, in small steps for a small chart.</summary>
    public static ChartWindow Recent(DateTimeOffset now) =>
        new(now - TimeSpan.FromHours(3), now, TimeSpan.FromMinutes(5));

    private static ChartWindow Fit(DateTimeOffset from, DateTimeOffset until)
    {
        double seconds = (until - from).TotalSeconds;
        int step = StepSeconds.FirstOrDefault(s => seconds / s <= StepsMax, StepSeconds[^1]);
        // Whole steps of the clock, so that charts of two moments show the same bars.
        long first = from.ToUnixTimeSeconds() / step * step, last = (until.ToUnixTimeSeconds() + step - 1) / step * step;
        return new ChartWindow(
            DateTimeOffset.FromUnixTimeSeconds(first), DateTimeOffset.FromUnixTimeSeconds(last), TimeSpan.FromSeconds(step));
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
