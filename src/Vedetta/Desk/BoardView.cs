using System.Collections.Immutable;
using Vedetta.Detection;
using Vedetta.Incidents;
using Vedetta.Web;

namespace Vedetta.Desk;

/// <summary>The board as one visitor sees it at one instant.</summary>
/// <param name="At">Time of the newest figures.</param>
/// <param name="Incidents">Open incidents, the most urgent first.</param>
/// <param name="Subjects">Watched subjects.</param>
/// <param name="SubjectsLeftOut">Further subjects that are not listed.</param>
/// <param name="Live">The parts that change.</param>
public sealed record BoardView(
    DateTimeOffset At,
    IReadOnlyList<Incident> Incidents,
    ImmutableArray<BoardSubject> Subjects,
    int SubjectsLeftOut,
    LivePage Live)
{
    /// <summary>Most subjects listed; the board is for a glance.</summary>
    public const int SubjectsMax = 24;

    private const int IncidentsMax = 50;

    /// <summary>Reads the board.</summary>
    public static async Task<BoardView> Read(
        IncidentDesk desk, LiveWatch watch, RecentCharts charts, Visitor visitor, CancellationToken stop)
    {
        IReadOnlyList<Incident> open = await desk.List(new IncidentFilter(Open: true, Take: IncidentsMax), stop);
        BoardPicture picture = watch.Picture;
        Incident[] ordered = [.. open
            .OrderBy(i => i.State).ThenByDescending(i => i.EndedAt is null)
            .ThenByDescending(i => i.CostExcess).ThenByDescending(i => i.Id)];
        ImmutableArray<BoardSubject> shown = [.. picture.Subjects.Take(SubjectsMax)];
        var texts = new Dictionary<string, string> { ["at"] = visitor.ClockSeconds(picture.Subjects.IsEmpty ? visitor.Now : picture.At) };
        foreach (Incident incident in ordered) IncidentWords.Put(texts, visitor, incident);
        var paths = new Dictionary<string, string>();
        foreach (BoardSubject subject in shown) Put(texts, paths, visitor, charts, subject);
        string structure = LivePage.Sign([
            .. ordered.Select(i => $"{i.Id} {i.State} {i.Cause} {i.SubjectId} {i.EndedAt is null}"),
            .. shown.Select(s => $"{s.Series} {s.State} {Outside(s)}")]);
        return new BoardView(
            picture.At, ordered, shown, picture.Subjects.Length - shown.Length,
            new LivePage(structure, texts, paths, ImmutableDictionary<string, LivePoint[]>.Empty));
    }

    /// <summary>The key under which a subject's texts stand.</summary>
    public static string KeyOf(BoardSubject subject) => "s-" + LivePage.Sign([subject.Series.ToString()]);

    /// <summary>1 above the normal range, -1 below it, 0 within.</summary>
    public static int Outside(BoardSubject subject) => subject.Expected is not { } band ? 0
        : subject.Observed > band.High ? 1 : subject.Observed < band.Low ? -1 : 0;

    private static void Put(
        Dictionary<string, string> texts, Dictionary<string, string> paths, Visitor visitor, RecentCharts charts, BoardSubject subject)
    {
        string key = KeyOf(subject);
        texts[key + "-observed"] = visitor.Number(subject.Observed);
        texts[key + "-expected"] = subject.Expected is { } band ? visitor.Number(band.Expected) : "–";
        texts[key + "-range"] = subject.Expected is { } range ? $"{visitor.Number(range.Low)}–{visitor.Number(range.High)}" : "";
        ChartShape shape = charts.Of(subject.Series);
        paths[key + "-band"] = shape.Band;
        paths[key + "-actual"] = shape.Actual;
    }
}
