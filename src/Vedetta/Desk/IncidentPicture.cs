using System.Collections.Immutable;
using Vedetta.Detection;
using Vedetta.Engine.Surges;
using Vedetta.Incidents;
using Vedetta.Web;

namespace Vedetta.Desk;

/// <summary>One incident as one visitor sees it at one instant.</summary>
/// <param name="View">The incident with all that belongs to it.</param>
/// <param name="Series">The series its chart shows; null when nothing surged.</param>
/// <param name="Window">Stretch and steps of the chart.</param>
/// <param name="Points">Points of the chart.</param>
/// <param name="Live">The parts that change.</param>
public sealed record IncidentPicture(
    IncidentView View, SeriesKey? Series, ChartWindow Window, IReadOnlyList<ChartPoint> Points, LivePage Live)
{
    /// <summary>Id of the chart.</summary>
    public const string ChartId = "course";

    // A stream sends the newest steps only; three cover a viewer who missed a beat.
    private const int LivePoints = 3;

    /// <summary>Puts an incident into a visitor's words; its course comes from the stored minutes once the live counts forgot it.</summary>
    public static async Task<IncidentPicture> Read(
        IncidentView view, LiveWatch watch, MinuteHistory history, Visitor visitor, CancellationToken stop)
    {
        IncidentPicture live = Of(view, watch, visitor);
        ChartWindow window = live.Window;
        if (live.Series is not { } series || visitor.Now - window.From < TimeSpan.FromHours(RecentCounts.Hours)) return live;
        return live with { Points = await history.Read(series, window.From, window.Until, window.Step, stop) };
    }

    /// <summary>Puts an incident into a visitor's words, its course as far as the live counts reach back.</summary>
    public static IncidentPicture Of(IncidentView view, LiveWatch watch, Visitor visitor)
    {
        Incident incident = view.Incident;
        SeriesKey? series = incident.MeasuredSeries is { } measured
            ? SeriesKey.Parse(measured) : view.Surges.MaxBy(s => s.Excess)?.Series;
        ChartWindow window = ChartWindow.Of(incident, visitor.Now);
        IReadOnlyList<ChartPoint> points = series is null ? [] : watch.Chart(series, window.From, window.Until, window.Step);
        var texts = new Dictionary<string, string> { ["at"] = visitor.ClockSeconds(visitor.Now) };
        IncidentWords.Put(texts, visitor, incident);
        string structure = LivePage.Sign([
            incident.State.ToString(), incident.Cause, incident.SubjectId, $"{incident.EndedAt}", $"{view.Timeline.Count}",
            $"{view.Surges.Count}", $"{view.Floods.Count}", $"{window.Step}", .. view.Findings.Parts.Select(p => $"{p.Dimension}{p.Value}")]);
        var live = ImmutableDictionary<string, LivePoint[]>.Empty.Add(ChartId, Newest(points, window.Step, visitor.Now));
        return new IncidentPicture(
            view, series, window, points, new LivePage(structure, texts, ImmutableDictionary<string, string>.Empty, live));
    }

    private static LivePoint[] Newest(IReadOnlyList<ChartPoint> points, TimeSpan step, DateTimeOffset now) =>
        [.. points.Where(p => ChartShape.IsOver(p, step, now)).TakeLast(LivePoints)
            .Concat(points.TakeLast(1))
            .Select(p => new LivePoint(
                p.From.ToUnixTimeSeconds(), ChartShape.IsOver(p, step, now) ? p.Observed : null, p.Expected, p.Low, p.High))];
}
