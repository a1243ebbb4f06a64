using Vedetta.Engine.Surges;
using Vedetta.Incidents;
using Vedetta.Settings;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Desk;

/// <summary>What people call the things watched: the organisation's own names, else the ids signals came with.</summary>
public static class SubjectNames
{
    /// <summary>The name of what an incident is about.</summary>
    public static string Of(Visitor visitor, Subject subject) => subject switch
    {
        { Id: SubjectRules.All, Kind: SubjectKind.Queue } => visitor.Texts.Incident.ContactCentre,
        { Id: SubjectRules.All, Kind: SubjectKind.Line } => visitor.Texts.Board.AllCalls,
        { Id: SubjectRules.All } => visitor.Texts.Board.AllReports,
        { Kind: SubjectKind.Service } => Service(visitor.Organisation, subject.Id),
        { Kind: SubjectKind.Queue } => Queue(visitor.Organisation, subject.Id),
        _ => subject.Id,
    };

    /// <summary>The name of a series: its values, or what it totals.</summary>
    public static string Of(Visitor visitor, SeriesKey series) => series.IsTotal
        ? AllOf(visitor.Texts.Board, series.Measure)
        : string.Join(" · ", series.Dimensions.Select(d => Value(visitor.Organisation, d.Dimension, d.Value)));

    /// <summary>What a series counts and by which dimension, in small print beside its name.</summary>
    public static string Kind(Visitor visitor, SeriesKey series)
    {
        string measure = Measure(visitor.Texts.Board, series.Measure);
        if (series.IsTotal) return measure;
        return string.Join(" · ", series.Dimensions.Select(d => visitor.Texts.Incident.DimensionName(d.Dimension))) + " · " + measure;
    }

    /// <summary>What incidents are stored under, for a name in the visitor's words; the text itself where none fits.</summary>
    public static string? CodeOf(Visitor visitor, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        bool Fits(string name) => name.Contains(text.Trim(), StringComparison.CurrentCultureIgnoreCase);
        Organisation organisation = visitor.Organisation;
        return organisation.Services.FirstOrDefault(s => Fits(s.Name))?.Id
            ?? organisation.Queues.FirstOrDefault(q => Fits(q.Name))?.Id
            ?? CauseWords.All.FirstOrDefault(c => Fits(visitor.Texts.Causes[c].Name))
            ?? text.Trim();
    }

    /// <summary>The name of one value of a dimension.</summary>
    public static string Value(Organisation organisation, string dimension, string value) => dimension switch
    {
        _ when value.Length == 0 => "–",
        "queue" => Queue(organisation, value),
        "service" or "topic" => Service(organisation, value),
        _ => value,
    };

    private static string Service(Organisation organisation, string id) =>
        SubjectRules.ServiceOf(id, organisation)?.Name ?? id;

    private static string Queue(Organisation organisation, string id) =>
        organisation.Queues.FirstOrDefault(q => q.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.Name ?? id;

    private static string AllOf(BoardTexts texts, string measure) => measure switch
    {
        "report" => texts.AllReports,
        "call" => texts.AllCalls,
        "nuisance" => texts.AllNuisances,
        _ => texts.AllContacts,
    };

    private static string Measure(BoardTexts texts, string measure) => measure switch
    {
        "report" => texts.Reports,
        "call" => texts.Calls,
        "nuisance" => texts.Nuisances,
        _ => texts.Contacts,
    };
}
