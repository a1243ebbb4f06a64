using System.Collections.Immutable;
using Vedetta.Detection;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Surges;
using Vedetta.Incidents;
using Vedetta.Settings;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Reports;

/// <summary>How often something was named in reports.</summary>
/// <param name="Value">Code of the reason, id of the place or network.</param>
/// <param name="Count">How often.</param>
/// <param name="Share">Share of all that named one, 0 to 1.</param>
public sealed record NamedPart(string Value, long Count, double Share);

/// <summary>Everything the page of a service shows.</summary>
/// <param name="Service">The service.</param>
/// <param name="Reading">State and numbers; null before the first round.</param>
/// <param name="Day">Reports and their ordinary band in the last 24 hours, by quarter of an hour.</param>
/// <param name="Now">Until when the data are known.</param>
/// <param name="Parts">What was named since the fault began, else in the last 24 hours, most often first, by
/// dimension.</param>
/// <param name="Why">Evidence that a third party fails and not we; empty where that does not hold.</param>
/// <param name="Notices">Published notices in force about it.</param>
/// <param name="VictimName">Name of the service whose fault these reports are a shadow of; null where they are
/// none.</param>
public sealed record ServiceFacts(
    ServiceSetting Service, ServiceReading? Reading, IReadOnlyList<ChartPoint> Day, DateTimeOffset Now,
    ILookup<string, NamedPart> Parts, IReadOnlyList<Evidence> Why, IReadOnlyList<NoticeView> Notices,
    string? VictimName)
{
    /// <summary>Least reports of a place or network before it is shown: fewer might point at a person.</summary>
    public const int ShownMin = 5;

    /// <summary>The state.</summary>
    public ReportState State => Reading?.State ?? ReportState.None;
}

/// <summary>Gathers what the page of a service shows.</summary>
public sealed class ServiceFactsReader(
    LiveWatch watch, RadarFlow radar, ReportDetails details, ReportNotices notices, IncidentDesk incidents,
    ServiceDirectory services, TimeProvider time)
{
    /// <summary>Length of a step of the chart.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(ReportStateRules.WindowMinutes);

    private const int PartsMax = 8;

    // What the public may read of an incident's evidence; the rest may name what is only ours to know.
    private static readonly ImmutableArray<string> Public =
        ["service-is-third-party", "reports-surge", "own-components-well", "contacts-name-service"];

    /// <summary>Until when the data are known: the last round, or now before any.</summary>
    public DateTimeOffset Now => radar.Picture.Version > 0 ? radar.Picture.At : time.GetUtcNow();

    /// <summary>Reads it all.</summary>
    public async Task<ServiceFacts> Read(ServiceSetting service, CancellationToken stop)
    {
        DateTimeOffset now = Now;
        ServiceReading? reading = radar.Picture.Find(service.Id);
        // Whole steps of the clock, the last one unfinished.
        DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds((now.ToUnixTimeSeconds() / 900 + 1) * 900);
        string? victim = reading?.Shadow?.Victim;
        return new ServiceFacts(
            service, reading, watch.Chart(ServiceReading.SeriesOf(service.Id), until.AddDays(-1), until, Step), now,
            await Parts(service, reading?.Standing.RisenAt ?? now.AddDays(-1), stop),
            await Why(service, reading, stop), notices.Of(service.Id),
            victim is null ? null : services.All.FirstOrDefault(s => s.Id == victim)?.Name ?? victim);
    }

    private async Task<ILookup<string, NamedPart>> Parts(
        ServiceSetting service, DateTimeOffset from, CancellationToken stop)
    {
        IReadOnlyDictionary<DimensionValue, long> added = await details.Read(service.Id, from, stop);
        var counts = watch.ReportOrigins.Parts(service.Id, from).Concat(added)
            .GroupBy(p => p.Key).Select(g => (g.Key.Dimension, g.Key.Value, Count: g.Sum(p => p.Value)));
        return counts.GroupBy(c => c.Dimension).SelectMany(Shown).ToLookup(s => s.Dimension, s => s.Part);
    }

    private static IEnumerable<(string Dimension, NamedPart Part)> Shown(
        IGrouping<string, (string Dimension, string Value, long Count)> dimension)
    {
        double all = dimension.Sum(c => c.Count);
        long least = dimension.Key == "reason" ? 1 : ServiceFacts.ShownMin;
        return dimension.Where(c => c.Count >= least)
            .OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal)
            .Take(PartsMax).Select(c => (c.Dimension, new NamedPart(c.Value, c.Count, c.Count / all)));
    }

    private async Task<IReadOnlyList<Evidence>> Why(
        ServiceSetting service, ServiceReading? reading, CancellationToken stop)
    {
        if (service.Owner != ServiceOwner.ThirdParty || reading is null or { State: ReportState.None }) return [];
        IReadOnlyList<Incident> open = await incidents.List(new IncidentFilter(Open: true, Take: 200), stop);
        Incident? incident = open.FirstOrDefault(i => i.SubjectKind == SubjectKind.Service && i.SubjectId == service.Id
            && i.Cause == CauseWords.ThirdPartyOutage);
        if (incident is null || await incidents.Find(incident.Id, stop) is not { } view) return [];
        RankedCause? cause = view.Findings.Causes.FirstOrDefault(c => c.Cause == CauseWords.ThirdPartyOutage);
        return [.. (cause?.Evidence ?? []).Where(e => e.Weight > 0 && Public.Contains(e.Says))];
    }
}
