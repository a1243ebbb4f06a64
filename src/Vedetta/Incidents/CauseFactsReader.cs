using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Settings;

namespace Vedetta.Incidents;

/// <summary>Gathers what the ranking of causes looks at.</summary>
internal sealed class CauseFactsReader(LiveWatch watch, Organisation organisation)
{
    private static readonly TimeSpan HealthLookBack = TimeSpan.FromHours(1);

    // What failed in the night rings in the morning; what has been unwell for days rings for another reason.
    private static readonly TimeSpan HealthStartBack = TimeSpan.FromHours(12);
    private static readonly TimeSpan PlannedAfterglow = TimeSpan.FromHours(2);

    public CauseFacts Read(
        Incident incident, IReadOnlyList<Surge> surges, IReadOnlyList<ExcessPart> parts, IReadOnlyList<string> places)
    {
        ServiceSetting? service = incident.SubjectKind == SubjectKind.Service
            ? organisation.Services.FirstOrDefault(s => s.Id == incident.SubjectId) : null;
        return new CauseFacts
        {
            Subject = incident.Subject,
            Service = service,
            ReportsPercent = surges.Where(s => s.Series.Measure == "report").MaxBy(s => s.Excess)?.Percent,
            ContactsSurge = surges.Any(s => s.Series.Measure == "contact"),
            IsDrop = surges.Count > 0 && surges.All(s => s.Direction == SurgeDirection.Drop),
            Remaining = surges.Where(s => s.Direction == SurgeDirection.Drop).Select(s => s.Ratio).DefaultIfEmpty(1).Min(),
            ServiceShare = parts.Where(p => p.Dimension == "topic")
                .Where(p => SubjectRules.ServiceOf(p.Value, organisation)?.Id == service?.Id).Sum(p => p.Share),
            Places = places,
            Unwell = Unwell(incident),
            Planned = Planned(incident, service, parts),
            Excess = incident.Excess,
        };
    }

    private List<UnwellComponent> Unwell(Incident incident)
    {
        DateTimeOffset end = incident.EndedAt ?? DateTimeOffset.MaxValue;
        return [.. watch.Surroundings.Fleet.Spells
            .Where(u => u.From >= incident.Onset - HealthStartBack && u.From <= end
                && (u.Until ?? DateTimeOffset.MaxValue) >= incident.Onset - HealthLookBack)
            .GroupBy(h => h.Component)
            .Select(g => new UnwellComponent(g.Key, g.Count()))
            .OrderByDescending(u => u.NodesUnwell)];
    }

    private List<(PlannedNote, bool)> Planned(Incident incident, ServiceSetting? service, IReadOnlyList<ExcessPart> parts)
    {
        DateTimeOffset end = incident.EndedAt ?? DateTimeOffset.MaxValue;
        return [.. watch.Surroundings.Planned.Select(p => (Note: ToNote(p), p.Service))
            .Where(p => p.Note.From <= incident.Onset + PlannedAfterglow && p.Note.From <= end
                && incident.Onset <= p.Note.Until + PlannedAfterglow)
            .Select(p => (p.Note, PlannedRules.Fits(p.Note.Name, p.Service, incident.SubjectId, service, parts)))];
    }

    private static PlannedNote ToNote(PlannedSignal p) => new(
        p.What switch { PlannedWhat.SendOut => "send-out", PlannedWhat.Maintenance => "maintenance", _ => "campaign" },
        p.Name,
        DateTimeOffset.FromUnixTimeMilliseconds(p.FromUnixMilliseconds),
        DateTimeOffset.FromUnixTimeMilliseconds(p.UntilUnixMilliseconds),
        p.AudienceSize);
}
