using Vedetta.Incidents;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Desk;

/// <summary>The figures of an incident in the visitor's words.</summary>
public static class IncidentWords
{
    /// <summary>Puts the texts of an incident that change while it lasts under keys that start with its number.</summary>
    public static void Put(Dictionary<string, string> texts, Visitor visitor, Incident incident)
    {
        string key = KeyOf(incident.Id);
        IncidentTexts words = visitor.Texts.Incident;
        texts[key + "-lasted"] = visitor.Duration(Lasted(incident, visitor.Now));
        texts[key + "-percent"] = incident.MeasuredSeries is null ? "–" : visitor.Percent(incident.Percent);
        texts[key + "-instead"] = incident.MeasuredSeries is null
            ? words.NoContactsYet : words.InsteadOf(visitor.Number(incident.Observed), visitor.Number(incident.Expected));
        texts[key + "-interval"] = Interval(visitor, incident);
        texts[key + "-excess"] = visitor.Money(incident.CostExcess, incident.Currency);
        texts[key + "-total"] = words.CostOfAll(visitor.Money(incident.CostTotal, incident.Currency));
    }

    /// <summary>The start of an incident's keys.</summary>
    public static string KeyOf(int id) => "i-" + id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How long it has lasted, or lasted in all.</summary>
    public static TimeSpan Lasted(Incident incident, DateTimeOffset now) =>
        (incident.EndedAt ?? incident.ClosedAt ?? now) - incident.Onset;

    /// <summary>The 95 % interval of the percentage; empty where nothing is measured.</summary>
    public static string Interval(Visitor visitor, Incident incident) =>
        incident.MeasuredSeries is null || !double.IsFinite(incident.RatioHigh) || incident.RatioHigh <= 0
            ? "" : visitor.Texts.Incident.Interval(
                visitor.Percent((incident.RatioLow - 1) * 100), visitor.Percent((incident.RatioHigh - 1) * 100));

    /// <summary>The state's word.</summary>
    public static string State(IncidentTexts words, IncidentState state) => state switch
    {
        IncidentState.Open => words.Rings,
        IncidentState.Acknowledged => words.Acknowledged,
        _ => words.Closed,
    };

    /// <summary>What to do next, as one sentence.</summary>
    public static string Next(CauseTexts words, Incident incident) => incident switch
    {
        { State: IncidentState.Closed } => words.ReadReport,
        { EndedAt: not null } => words.CloseWhenOver,
        _ => words[incident.Cause].Next,
    };

    /// <summary>The sentence of one reason, with its number written as the visitor writes numbers.</summary>
    public static string Evidence(Visitor visitor, Evidence evidence) => visitor.Texts.Causes.Evidence(
        evidence.Says, long.TryParse(evidence.Value, out long number) ? visitor.Number(number) : evidence.Value);

    /// <summary>What somebody or the product did, without who.</summary>
    public static string Act(Visitor visitor, TimelineEntry entry)
    {
        ActTexts words = visitor.Texts.Acts;
        string Series() => TrySeries(visitor, entry.Detail);
        return entry.Act switch
        {
            TimelineAct.Opened => words.Opened,
            TimelineAct.SurgeJoined => words.SurgeJoined(Series()),
            TimelineAct.SurgeEnded => words.SurgeEnded(Series()),
            TimelineAct.CauseRanked => words.CauseRanked(visitor.Texts.Causes[entry.Detail].Name),
            TimelineAct.Acknowledged => words.Acknowledged,
            TimelineAct.Noted => words.Noted,
            TimelineAct.CauseNamed => words.CauseNamed(visitor.Texts.Causes[entry.Detail].Name),
            TimelineAct.MergedFrom => words.MergedFrom(entry.Detail),
            TimelineAct.MergedInto => words.MergedInto(entry.Detail),
            TimelineAct.SplitInto => words.SplitInto(entry.Detail),
            TimelineAct.SplitFrom => words.SplitFrom(entry.Detail),
            TimelineAct.Closed => words.Closed,
            TimelineAct.Reopened => words.Reopened,
            TimelineAct.AlertFired => words.AlertFired(entry.Detail),
            TimelineAct.AlertEnded => words.AlertEnded(entry.Detail),
            TimelineAct.FloodOpened => words.FloodOpened(entry.Detail),
            TimelineAct.FloodEnded => words.FloodEnded(entry.Detail),
            _ => entry.Act.ToString(),
        };
    }

    private static string TrySeries(Visitor visitor, string text)
    {
        if (!text.Contains('{', StringComparison.Ordinal)) return text;
        var series = Engine.Surges.SeriesKey.Parse(text);
        return $"{SubjectNames.Of(visitor, series)} ({SubjectNames.Kind(visitor, series)})";
    }
}
