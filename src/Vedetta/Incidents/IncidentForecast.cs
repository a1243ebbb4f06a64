using System.Collections.Immutable;
using Vedetta.Detection;
using Vedetta.Engine.Staffing;
using Vedetta.Engine.Surges;
using Vedetta.Settings;

namespace Vedetta.Incidents;

/// <summary>What the next three hours bring while an incident lasts, and how many people it takes.</summary>
public sealed class IncidentForecast(LiveWatch watch, SettingsStore settings, TimeProvider time)
{
    private const double ContactsPerHalfHourMax = 200_000;
    private const double HighOverMeanMax = 5;
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    /// <summary>
    /// One row per half hour: contacts with interval and the staff for them, sized for callers rather than attempts.
    /// Empty when no contact series is measured or its baseline is not known yet.
    /// </summary>
    public IReadOnlyList<StaffingRow> Next3Hours(Incident incident)
    {
        if (incident.MeasuredSeries is null || incident.State == IncidentState.Closed) return [];
        SeriesKey series = SeriesKey.Parse(incident.MeasuredSeries);
        DateTimeOffset now = time.GetUtcNow();
        ImmutableArray<HalfHourBaseline> baseline = Baseline(series, now);
        if (series.Measure != "contact" || baseline.IsEmpty) return [];
        ImmutableArray<HalfHourForecast> ahead =
            [.. Forecasting.Ahead(baseline.AsSpan(), Level(incident, series, now), now).Select(Bound)];
        QueueSetting queue = QueueOf(incident);
        QueueFacts? facts = watch.QueueTimes.Since(series["queue"], now - HalfHour);
        ImmutableArray<StaffNeed> needs = StaffingForecast.Plan(ahead.AsSpan(), StaffingOf(queue, facts), AbandonedShare(facts));
        return [.. ahead.Zip(needs, baseline).Select(row => Row(row.First, row.Second, row.Third))];
    }

    // A surge on a series that hardly counted before has no useful upper end; nobody staffs beyond five times the middle.
    private static HalfHourForecast Bound(HalfHourForecast half)
    {
        double mean = Math.Min(half.Mean, ContactsPerHalfHourMax);
        return half with { Mean = mean, Low = Math.Min(half.Low, mean), High = Math.Min(half.High, mean * HighOverMeanMax) };
    }

    // The interval counts attempts as the forecast does; it is scaled to callers as its middle is.
    private static StaffingRow Row(HalfHourForecast ahead, StaffNeed need, HalfHourBaseline ordinary)
    {
        double callersPerAttempt = ahead.Mean > 0 ? need.DistinctCallers / ahead.Mean : 1;
        return new StaffingRow(
            ahead.Start, need.DistinctCallers, ahead.Low * callersPerAttempt, ahead.High * callersPerAttempt, ordinary.Expected,
            need.AtWork.Needed, need.AtWork.Low, need.AtWork.High, need.Paid.Needed);
    }

    private ImmutableArray<HalfHourBaseline> Baseline(SeriesKey series, DateTimeOffset now)
    {
        var first = new DateTimeOffset(now.UtcTicks / HalfHour.Ticks * HalfHour.Ticks, TimeSpan.Zero) + HalfHour;
        return [.. Enumerable.Range(0, Forecasting.HalfHours).Select(i => first + i * HalfHour)
            .Select(start => (start, Band: watch.Measure(series, start, start + HalfHour)?.Expected))
            .Where(b => b.Band is not null)
            .Select(b => new HalfHourBaseline(b.start, b.Band!.Value.Expected, b.Band.Value.Low, b.Band.Value.High))];
    }

    // The level of the last half hour, or since onset when that is later: what callers do now, not at the start.
    private SurgeLevel? Level(Incident incident, SeriesKey series, DateTimeOffset now)
    {
        if (incident.EndedAt is not null) return null;
        DateTimeOffset from = incident.Onset > now - HalfHour ? incident.Onset : now - HalfHour;
        if (watch.Measure(series, from, now) is not { Expected: { } band } lately) return null;
        (double low, double high) = IncidentRules.RatioInterval(lately.Observed, band);
        return new SurgeLevel(incident.Onset, (lately.Observed + 1) / (band.Expected + 1), low, high);
    }

    private QueueSetting QueueOf(Incident incident)
    {
        ImmutableArray<QueueSetting> queues = settings.Current.Queues;
        string? busiest = IncidentJson.Findings(incident.FindingsJson).Parts
            .Where(p => p.Dimension == "queue").MaxBy(p => p.Share)?.Value;
        string? wanted = incident.SubjectKind == SubjectKind.Queue ? incident.SubjectId : busiest;
        return queues.FirstOrDefault(q => q.Id == wanted) ?? (queues.IsEmpty ? new QueueSetting("all", "") : queues[0]);
    }

    private static QueueStaffing StaffingOf(QueueSetting queue, QueueFacts? facts) => new(
        facts?.MeanHandleSeconds is { } handle and > 0 ? handle : queue.HandleSeconds,
        queue.PatienceSeconds, queue.TargetShare, queue.TargetSeconds, queue.Shrinkage, queue.RedialShare);

    private static double AbandonedShare(QueueFacts? facts) =>
        facts is { } f && f.Answered + f.Abandoned > 0 ? (double)f.Abandoned / (f.Answered + f.Abandoned) : 0;
}
