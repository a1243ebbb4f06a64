using System.Text.Json.Serialization;
using Vedetta.Detection;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;
using Vedetta.Web;

namespace Vedetta.Incidents;

/// <summary>Size of an incident in contacts.</summary>
public sealed record ExcessDocument(long Observed, double Expected, double Excess, double Percent);

/// <summary>What the contacts cost.</summary>
public sealed record CostDocument(decimal Total, decimal Excess, string Currency);

/// <summary>One incident as <c>replay --json</c> and the API print it. Times carry the organisation's offset.</summary>
public sealed record IncidentDocument(
    int Id,
    [property: JsonPropertyName("opened_at")] DateTimeOffset OpenedAt,
    DateTimeOffset Onset,
    [property: JsonPropertyName("closed_at")] DateTimeOffset? ClosedAt,
    string Cause,
    double Confidence,
    IReadOnlyDictionary<string, string> Subject,
    IReadOnlyList<RankedCause> Causes,
    ExcessDocument Excess,
    CostDocument Cost)
{
    /// <summary>The document of an incident.</summary>
    public static IncidentDocument Of(Incident i, TimeZoneInfo zone) => new(
        i.Id, zone.At(i.OpenedAt), zone.At(i.Onset), i.ClosedAt is { } closed ? zone.At(closed) : null,
        i.Cause, Math.Round(i.Confidence, 3),
        new Dictionary<string, string> { [JsonWord.Of(i.SubjectKind)] = i.SubjectId },
        [.. IncidentJson.Findings(i.FindingsJson).Causes.Select(c => c with { Confidence = Math.Round(c.Confidence, 3) })],
        new ExcessDocument(
            i.Observed, Math.Round(i.Expected, 1), Math.Round(i.Observed - i.Expected, 1), Math.Round(i.Percent, 1)),
        new CostDocument(Math.Round(i.CostTotal, 2), Math.Round(i.CostExcess, 2), i.Currency));
}

/// <summary>A surge of an incident as JSON.</summary>
public sealed record SurgeDocument(
    string Id,
    SeriesDocument Series,
    string Direction,
    DateTimeOffset Onset,
    [property: JsonPropertyName("alarmed_at")] DateTimeOffset AlarmedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    double Expected,
    long Observed,
    double Excess,
    double Ratio,
    double Percent,
    [property: JsonPropertyName("ratio_low")] double RatioLow,
    [property: JsonPropertyName("ratio_high")] double RatioHigh)
{
    internal static SurgeDocument Of(Surge s, TimeZoneInfo zone) => new(
        s.Id, SeriesDocument.Of(s.Series), JsonWord.Of(s.Direction), zone.At(s.Onset), zone.At(s.AlarmedAt),
        s.EndedAt is { } ended ? zone.At(ended) : null, Math.Round(s.Expected, 1), s.Observed, Math.Round(s.Excess, 1),
        Math.Round(s.Ratio, 3), Math.Round(s.Percent, 1), Math.Round(s.RatioLow, 3), Math.Round(s.RatioHigh, 3));
}

/// <summary>A flood of calls of an incident as JSON; calling numbers are left out.</summary>
public sealed record FloodDocument(
    string Id,
    [property: JsonPropertyName("started_at")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("alarmed_at")] DateTimeOffset AlarmedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    string Scope,
    string Target,
    string Pattern,
    [property: JsonPropertyName("lines_hit")] int LinesHit,
    long Attempts,
    [property: JsonPropertyName("period_seconds")] double? PeriodSeconds,
    bool Rotating,
    [property: JsonPropertyName("honest_calls_per_hour")] double HonestCallsPerHour)
{
    internal static FloodDocument Of(Flood f, TimeZoneInfo zone) => new(
        f.Id, zone.At(f.StartedAt), zone.At(f.AlarmedAt), f.EndedAt is { } ended ? zone.At(ended) : null, JsonWord.Of(f.Scope),
        f.Target, JsonWord.Of(f.Pattern), f.LinesHit, f.Attempts, f.PeriodSeconds, f.IsRotating, f.HonestCallsPerHour);
}

/// <summary>A half hour to come as JSON.</summary>
public sealed record ForecastDocument(
    DateTimeOffset From,
    double Contacts,
    double Low,
    double High,
    double Ordinary,
    int Agents,
    [property: JsonPropertyName("agents_low")] int AgentsLow,
    [property: JsonPropertyName("agents_high")] int AgentsHigh,
    [property: JsonPropertyName("paid_agents")] int PaidAgents)
{
    internal static ForecastDocument Of(StaffingRow row, TimeZoneInfo zone) => new(
        zone.At(row.From), Math.Round(row.Contacts, 1), Math.Round(row.Low, 1), Math.Round(row.High, 1),
        Math.Round(row.Ordinary, 1), row.Agents, row.AgentsLow, row.AgentsHigh, row.PaidAgents);
}

/// <summary>A line of the timeline as JSON.</summary>
public sealed record TimelineDocument(DateTimeOffset At, string Who, string Act, string Detail);

/// <summary>An incident with where it stands.</summary>
public sealed record IncidentRowDocument(IncidentDocument Incident, string State);

/// <summary>A page of incidents, newest first.</summary>
/// <param name="Incidents">At most as many as were asked for.</param>
/// <param name="Next">The <c>skip</c> of the next page; null on the last.</param>
public sealed record IncidentPageDocument(IReadOnlyList<IncidentRowDocument> Incidents, int? Next);

/// <summary>One incident with all that belongs to it.</summary>
public sealed record IncidentDetailDocument(
    IncidentDocument Incident,
    string State,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("acknowledged_by")] string? AcknowledgedBy,
    [property: JsonPropertyName("cause_named_by")] string? CauseNamedBy,
    [property: JsonPropertyName("merged_into")] int? MergedInto,
    IReadOnlyList<ExcessPart> Parts,
    IReadOnlyList<SurgeDocument> Surges,
    IReadOnlyList<FloodDocument> Floods,
    IReadOnlyList<ForecastDocument> Forecast,
    IReadOnlyList<TimelineDocument> Timeline)
{
    internal static IncidentDetailDocument Of(IncidentView view, IReadOnlyList<StaffingRow> forecast, TimeZoneInfo zone)
    {
        Incident i = view.Incident;
        return new IncidentDetailDocument(
            IncidentDocument.Of(i, zone), JsonWord.Of(i.State), i.EndedAt is { } ended ? zone.At(ended) : null,
            i.AcknowledgedBy, i.CauseNamedBy, i.MergedInto, view.Findings.Parts,
            [.. view.Surges.Select(s => SurgeDocument.Of(s, zone))],
            [.. view.Floods.Select(f => FloodDocument.Of(f, zone))],
            [.. forecast.Select(f => ForecastDocument.Of(f, zone))],
            [.. view.Timeline.Select(t => new TimelineDocument(zone.At(t.At), t.Who, JsonWord.Of(t.Act), t.Detail))]);
    }
}

internal static class ZonedTimes
{
    public static DateTimeOffset At(this TimeZoneInfo zone, DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);
}
