using Microsoft.EntityFrameworkCore;
using Vedetta.Detection;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Surges;
using Vedetta.Incidents.Inbound;
using Vedetta.Settings;
using Vedetta.Storage;

namespace Vedetta.Incidents;

/// <summary>
/// Carries detection's changes into incidents: groups surges, keeps size, cost and causes fresh while something rings,
/// closes what is over. Called once a round by the detection loop, never twice at once. Meeting a surge a second time
/// (after a crash) updates it.
/// </summary>
public sealed partial class IncidentFlow(IncidentDesk desk, LiveWatch watch, SettingsStore settings)
{
    /// <summary>How often open incidents are measured anew.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(10);

    /// <summary>How often causes and parts are looked for anew; a surge that joins is looked at in the same round.</summary>
    public static readonly TimeSpan ExplainEvery = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, (DateTimeOffset At, int Surges)> _explainedAt = [];
    private readonly ExcessParts _parts = new(watch);
    private DateTimeOffset _refreshedAt = DateTimeOffset.MinValue;
    private bool _anyOpen = true;
    private int _open;

    /// <summary>Incidents that were open when they were last measured.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes one round of detection.</summary>
    public async Task Take(DetectionRound round, CancellationToken stop)
    {
        bool due = _anyOpen && BeatOf(round.At, RefreshEvery) != BeatOf(_refreshedAt, RefreshEvery);
        if (round.Changes.Count + round.Floods.Count == 0 && !due) return;
        await desk.InTurn(
            async context =>
            {
                foreach (SurgeChange change in round.Changes) await Apply(context, change.Surge, TimeOf(change, round), stop);
                foreach (FloodChange change in round.Floods) await Apply(context, change.Flood, stop);
                await context.SaveChangesAsync(stop);
                return await Refresh(context, round.At, stop);
            }, stop);
        _refreshedAt = round.At;
    }

    // An alarm has its own second; what follows is told as the rounds come.
    private static DateTimeOffset TimeOf(SurgeChange change, DetectionRound round) =>
        change.Phase == SurgePhase.Opened ? change.Surge.AlarmedAt : round.At;

    private async Task Apply(VedettaContext context, Surge surge, DateTimeOffset now, CancellationToken stop)
    {
        IncidentSurge? known = await context.Set<IncidentSurge>().FindAsync([surge.Id], stop);
        if (known is null)
        {
            if (IncidentRules.IsMaterial(surge, now) && AreManyReporting(surge, now)) await Join(context, surge, now, stop);
            return;
        }
        // Read again after a restart: what ended is over, and its end is in the timeline.
        if (known.EndedAt is not null && surge.EndedAt is null) return;
        if (known.EndedAt is null && surge.EndedAt is { } ended)
            await IncidentDesk.Write(context, known.IncidentId, ended, Vedetta, new(TimelineAct.SurgeEnded, known.Series), stop);
        known.Onset = surge.Onset;
        known.EndedAt = surge.EndedAt;
        known.SurgeJson = IncidentJson.Write(surge);
    }

    // Anybody may report; a handful of networks ringing a bell is no incident. It is asked again as the surge goes on.
    private bool AreManyReporting(Surge surge, DateTimeOffset now)
    {
        if (surge.Series.Measure != "report") return true;
        DateTimeOffset from = now.AddMinutes(-ReportGateRules.NetworkMinutes);
        ReportSources sources = watch.ReportOrigins.Sources(surge.Series["service"], from, now);
        long reports = watch.Measure(surge.Series, from, now)?.Observed ?? surge.Observed;
        return sources.Distinct >= ReportStateRules.NetworksMin
            || ReportGateRules.AreVouchedBySenders(reports, sources.WithSource, sources.Distinct);
    }

    private async Task Join(VedettaContext context, Surge surge, DateTimeOffset now, CancellationToken stop)
    {
        IReadOnlyList<ExcessPart> parts = _parts.Within(surge);
        Subject subject = SubjectRules.SubjectOf(surge, parts, settings.Current);
        int? joined = IncidentRules.Belongs(surge, subject, await Candidates(context, surge.Onset, stop));
        int id = joined ?? await Begin(context, subject, surge.Onset, now, surge.Series.ToString(), stop);
        if (joined is not null) await Rejoin(context, joined.Value, surge, stop);
        context.Add(new IncidentSurge
        {
            SurgeId = surge.Id,
            IncidentId = id,
            Series = surge.Series.ToString(),
            Onset = surge.Onset,
            EndedAt = surge.EndedAt,
            SurgeJson = IncidentJson.Write(surge),
        });
    }

    private async Task<int> Begin(
        VedettaContext context, Subject subject, DateTimeOffset onset, DateTimeOffset now, string detail, CancellationToken stop)
    {
        Organisation organisation = settings.Current;
        int id = await IncidentDesk.NextId(context, stop);
        context.Add(new Incident
        {
            Id = id,
            OpenedAt = now,
            Onset = onset,
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            CostPerContact = organisation.CostPerContact,
            Currency = organisation.Currency,
            UpdatedAt = now,
        });
        await IncidentDesk.Write(context, id, now, Vedetta, new(TimelineAct.Opened, detail), stop);
        _anyOpen = true;
        return id;
    }

    // A further surge of an incident that had just closed by itself opens it again; people's closing stands.
    private Task Rejoin(VedettaContext context, int id, Surge surge, CancellationToken stop) => Rejoin(
        context, id, surge.Onset, surge.AlarmedAt, new(TimelineAct.SurgeJoined, surge.Series.ToString()), stop);

    private async Task Rejoin(
        VedettaContext context, int id, DateTimeOffset onset, DateTimeOffset at, TimelineNote note, CancellationToken stop)
    {
        Incident incident = (await context.Set<Incident>().FindAsync([id], stop))!;
        if (onset < incident.Onset) incident.Onset = onset;
        incident.EndedAt = null;
        await IncidentDesk.Write(context, id, at, Vedetta, note, stop);
        _anyOpen = true;
    }

    private static async Task<List<GroupingCandidate>> Candidates(VedettaContext context, DateTimeOffset onset, CancellationToken stop)
    {
        List<Incident> open = await context.Set<Incident>().Where(i => i.State != IncidentState.Closed).ToListAsync(stop);
        List<int> ids = [.. open.Select(i => i.Id)];
        List<IncidentSurge> surges = await context.Set<IncidentSurge>().Where(s => ids.Contains(s.IncidentId)).ToListAsync(stop);
        List<int> flooded = await context.Set<IncidentFlood>().Where(f => ids.Contains(f.IncidentId)).Select(f => f.IncidentId)
            .ToListAsync(stop);
        IEnumerable<int> floods = flooded.Concat(context.Set<IncidentFlood>().Local.Select(f => f.IncidentId));
        IEnumerable<Incident> all = open.Union(context.Set<Incident>().Local.Where(i => i.State != IncidentState.Closed));
        IEnumerable<IncidentSurge> known = surges.Union(context.Set<IncidentSurge>().Local);
        return [.. all.Where(i => (i.EndedAt ?? onset) + IncidentRules.QuietBeforeClose >= onset)
            .Select(i => new GroupingCandidate(i.Id, i.Subject, i.Onset, i.EndedAt,
                [.. known.Where(s => s.IncidentId == i.Id).Select(s => SeriesKey.Parse(s.Series))], floods.Contains(i.Id)))];
    }

    private async Task<int> Refresh(VedettaContext context, DateTimeOffset now, CancellationToken stop)
    {
        List<Incident> open = await context.Set<Incident>().Where(i => i.State != IncidentState.Closed).ToListAsync(stop);
        _anyOpen = open.Count > 0;
        foreach (Incident incident in open) await RefreshOne(context, incident, now, stop);
        _open = open.Count(i => i.State != IncidentState.Closed);
        return _open;
    }

    private async Task RefreshOne(VedettaContext context, Incident incident, DateTimeOffset now, CancellationToken stop)
    {
        List<string> stored = await context.Set<IncidentSurge>().Where(s => s.IncidentId == incident.Id)
            .OrderBy(s => s.Onset).Select(s => s.SurgeJson).ToListAsync(stop);
        List<Surge> surges = [.. stored.Select(IncidentJson.Surge)];
        List<Flood> floods = await FloodsOf(context, incident.Id, stop);
        if (surges.Count + floods.Count == 0) return;
        incident.Onset = IncidentRules.OnsetOf(surges, floods);
        List<DateTimeOffset?> ends = [.. surges.Select(s => s.EndedAt), .. floods.Select(f => f.EndedAt)];
        incident.EndedAt = ends.Contains(null) ? null : ends.Max();
        if (surges.Count > 0) IncidentMeasure.Apply(incident, surges, watch, now);
        else IncidentMeasure.Apply(incident, floods, now);
        if (floods.Count > 0 && incident.SubjectKind == SubjectKind.Line)
            incident.SubjectId = SubjectRules.SubjectOf(floods.MaxBy(f => f.Attempts)!).Id;
        await Explain(context, incident, surges, floods, now, stop);
        incident.UpdatedAt = now;
        if (!IncidentRules.ShouldClose(incident.EndedAt, now) || await Firing(context, incident.Id).AnyAsync(stop)) return;
        incident.State = IncidentState.Closed;
        incident.ClosedAt = now;
        _explainedAt.Remove(incident.Id);
        await IncidentDesk.Write(context, incident.Id, now, Vedetta, new(TimelineAct.Closed, ""), stop);
    }

    private async Task Explain(
        VedettaContext context, Incident incident, List<Surge> surges, List<Flood> floods, DateTimeOffset now,
        CancellationToken stop)
    {
        // Once quiet, fresh counts only dilute what explained it.
        if (incident.EndedAt is not null && incident.FindingsJson != "{}") return;
        bool isFresh = _explainedAt.TryGetValue(incident.Id, out var explained)
            && explained.Surges == surges.Count + floods.Count && BeatOf(now, ExplainEvery) == BeatOf(explained.At, ExplainEvery);
        if (isFresh) return;
        _explainedAt[incident.Id] = (now, surges.Count + floods.Count);
        string measure = surges.Any(s => s.Series.Measure == "contact") ? "contact"
            : surges.Count > 0 ? surges[0].Series.Measure : "call";
        IReadOnlyList<ExcessPart> parts = _parts.Of(measure, incident.Onset, now);
        CauseFacts facts = new CauseFactsReader(watch, settings.Current).Read(
            incident, surges, parts, _parts.Places(measure, parts, incident.Onset, now)) with
        {
            Floods = floods,
            Alerts = await Firing(context, incident.Id).OrderBy(a => a.StartsAt).Select(a => a.Title).Take(AlertsReadMax).ToListAsync(stop),
        };
        IReadOnlyList<RankedCause> causes = CauseRules.Rank(facts);
        incident.FindingsJson = IncidentJson.Write(
            new IncidentFindings { Causes = causes, Parts = parts, Planned = [.. facts.Planned.Select(p => p.Note)] });
        if (incident.CauseNamedBy is not null) return;
        if (incident.Cause != causes[0].Cause)
            await IncidentDesk.Write(context, incident.Id, now, Vedetta, new(TimelineAct.CauseRanked, causes[0].Cause), stop);
        (incident.Cause, incident.Confidence) = (causes[0].Cause, causes[0].Confidence);
    }

    // Measured on the beats of the clock, not so long after the last time: a restart keeps the beat.
    private static long BeatOf(DateTimeOffset time, TimeSpan every) => time.UtcTicks / every.Ticks;

    private static IQueryable<IncidentAlert> Firing(VedettaContext context, int id) =>
        context.Set<IncidentAlert>().Where(a => a.IncidentId == id && a.EndsAt == null);

    private const int AlertsReadMax = 20;
    private const string Vedetta = "vedetta";
}
