using Microsoft.EntityFrameworkCore;
using Vedetta.Storage;

namespace Vedetta.Incidents;

/// <summary>Which incidents to list.</summary>
/// <param name="Open">True for open ones, false for closed ones, null for all.</param>
/// <param name="Search">Part of the subject or a cause; null for all.</param>
/// <param name="Skip">How many to pass over.</param>
/// <param name="Take">How many at most, 1 to 200.</param>
public sealed record IncidentFilter(bool? Open = null, string? Search = null, int Skip = 0, int Take = 50);

/// <summary>One incident with all that belongs to it.</summary>
public sealed record IncidentView(
    Incident Incident,
    IncidentFindings Findings,
    IReadOnlyList<Engine.Surges.Surge> Surges,
    IReadOnlyList<Engine.Floods.Flood> Floods,
    IReadOnlyList<TimelineEntry> Timeline);

/// <summary>What became of an act.</summary>
public enum ActOutcome
{
    /// <summary>Done and in the timeline.</summary>
    Done,

    /// <summary>No such incident or surge.</summary>
    NotFound,

    /// <summary>The incident's state does not allow it (closing a closed one, merging into itself, splitting its only surge).</summary>
    NotNow,

    /// <summary>A text is empty or too long, or the cause is not one of <see cref="CauseWords.All"/>.</summary>
    Invalid,
}

/// <summary>
/// What people see of incidents and do to them. Every act is one transaction: the change and its timeline entry.
/// </summary>
public sealed class IncidentDesk(IDbContextFactory<VedettaContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>Longest note, in characters.</summary>
    public const int NoteCharactersMax = 4_000;

    private const int OpenFloodsMax = 50;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Incidents, newest first.</summary>
    public async Task<IReadOnlyList<Incident>> List(IncidentFilter filter, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        IQueryable<Incident> query = context.Set<Incident>().AsNoTracking();
        if (filter.Open is { } open) query = query.Where(i => (i.State != IncidentState.Closed) == open);
        if (!string.IsNullOrWhiteSpace(filter.Search))
            query = query.Where(i => i.SubjectId.Contains(filter.Search) || i.Cause.Contains(filter.Search));
        return await query.OrderByDescending(i => i.Id).Skip(Math.Max(0, filter.Skip))
            .Take(Math.Clamp(filter.Take, 1, 200)).ToListAsync(stop);
    }

    /// <summary>One incident, or null.</summary>
    public async Task<IncidentView?> Find(int id, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        Incident? incident = await context.Set<Incident>().AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, stop);
        if (incident is null) return null;
        List<IncidentSurge> surges = await context.Set<IncidentSurge>().AsNoTracking()
            .Where(s => s.IncidentId == id).OrderBy(s => s.Onset).ToListAsync(stop);
        List<IncidentFlood> floods = await context.Set<IncidentFlood>().AsNoTracking()
            .Where(f => f.IncidentId == id).OrderBy(f => f.StartedAt).ToListAsync(stop);
        List<TimelineEntry> timeline = await context.Set<TimelineEntry>().AsNoTracking()
            .Where(t => t.IncidentId == id).OrderBy(t => t.Id).ToListAsync(stop);
        return new IncidentView(
            incident, IncidentJson.Findings(incident.FindingsJson), [.. surges.Select(s => IncidentJson.Surge(s.SurgeJson))],
            [.. floods.Select(f => IncidentJson.Flood(f.FloodJson))], timeline);
    }

    /// <summary>Floods that last, with their incidents, the newest first.</summary>
    public async Task<IReadOnlyList<(int Incident, Engine.Floods.Flood Flood)>> OpenFloods(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        List<IncidentFlood> rows = await context.Set<IncidentFlood>().AsNoTracking().Where(f => f.EndedAt == null)
            .OrderByDescending(f => f.StartedAt).Take(OpenFloodsMax).ToListAsync(stop);
        return [.. rows.Select(r => (r.IncidentId, IncidentJson.Flood(r.FloodJson)))];
    }

    /// <summary>Somebody takes it.</summary>
    public Task<ActOutcome> Acknowledge(int id, string who, CancellationToken stop = default) =>
        Act(id, incident => IncidentRules.Acknowledge(incident, who), stop);

    /// <summary>Somebody writes a note of 1 to <see cref="NoteCharactersMax"/> characters.</summary>
    public Task<ActOutcome> Note(int id, string who, string text, CancellationToken stop = default) =>
        Act(id, incident => IncidentRules.Note(incident, who, text), stop);

    /// <summary>Somebody names the cause, one of <see cref="CauseWords.All"/>.</summary>
    public Task<ActOutcome> NameCause(int id, string who, string cause, CancellationToken stop = default) =>
        Act(id, incident => IncidentRules.NameCause(incident, who, cause), stop);

    /// <summary>Somebody closes it.</summary>
    public Task<ActOutcome> Close(int id, string who, CancellationToken stop = default) =>
        Act(id, incident => IncidentRules.Close(incident, who, time.GetUtcNow()), stop);

    /// <summary>Somebody opens it again.</summary>
    public Task<ActOutcome> Reopen(int id, string who, CancellationToken stop = default) =>
        Act(id, incident => IncidentRules.Reopen(incident, who), stop);

    /// <summary>Moves every surge and flood of <paramref name="from"/> into <paramref name="into"/> and closes the former.</summary>
    public Task<ActOutcome> Merge(int into, int from, string who, CancellationToken stop = default) => InTurn(
        async context =>
        {
            Incident? target = await context.Set<Incident>().FindAsync([into], stop);
            Incident? source = await context.Set<Incident>().FindAsync([from], stop);
            if (target is null || source is null) return ActOutcome.NotFound;
            if (into == from || target.State == IncidentState.Closed || source.MergedInto is not null) return ActOutcome.NotNow;
            DateTimeOffset now = time.GetUtcNow();
            List<IncidentSurge> surges = await context.Set<IncidentSurge>().Where(s => s.IncidentId == from).ToListAsync(stop);
            foreach (IncidentSurge surge in surges) surge.IncidentId = into;
            List<IncidentFlood> floods = await context.Set<IncidentFlood>().Where(f => f.IncidentId == from).ToListAsync(stop);
            foreach (IncidentFlood flood in floods) flood.IncidentId = into;
            IncidentRules.MergeInto(target, source, now);
            await Write(context, into, now, who, new(TimelineAct.MergedFrom, Text(from)), stop);
            await Write(context, from, now, who, new(TimelineAct.MergedInto, Text(into)), stop);
            return ActOutcome.Done;
        }, stop);

    /// <summary>Moves one surge out into a new incident of its own.</summary>
    public Task<ActOutcome> Split(int id, string surgeId, string who, CancellationToken stop = default) => InTurn(
        async context =>
        {
            Incident? incident = await context.Set<Incident>().FindAsync([id], stop);
            IncidentSurge? surge = await context.Set<IncidentSurge>().FindAsync([surgeId], stop);
            if (incident is null || surge is null || surge.IncidentId != id) return ActOutcome.NotFound;
            if (await context.Set<IncidentSurge>().CountAsync(s => s.IncidentId == id, stop) < 2) return ActOutcome.NotNow;
            DateTimeOffset now = time.GetUtcNow();
            Incident split = IncidentRules.SplitOff(incident, IncidentJson.Surge(surge.SurgeJson), await NextId(context, stop), now);
            surge.IncidentId = split.Id;
            context.Add(split);
            await Write(context, id, now, who, new(TimelineAct.SplitInto, Text(split.Id)), stop);
            await Write(context, split.Id, now, who, new(TimelineAct.SplitFrom, Text(id)), stop);
            return ActOutcome.Done;
        }, stop);

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Runs a change of incidents alone, in one transaction; used by detection's results and by acts.</summary>
    internal async Task<TResult> InTurn<TResult>(Func<VedettaContext, Task<TResult>> change, CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop);
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
            TResult result = await change(context);
            await context.SaveChangesAsync(stop);
            return result;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    internal static async Task<int> NextId(VedettaContext context, CancellationToken stop)
    {
        int stored = await context.Set<Incident>().MaxAsync(i => (int?)i.Id, stop) ?? 0;
        int added = context.Set<Incident>().Local.Select(i => i.Id).DefaultIfEmpty(0).Max();
        return Math.Max(stored, added) + 1;
    }

    internal static async Task Write(
        VedettaContext context, int id, DateTimeOffset at, string who, TimelineNote note, CancellationToken stop) =>
        await context.AddAsync(
            new TimelineEntry { IncidentId = id, At = at, Who = who, Act = note.Act, Detail = note.Detail }, stop);

    private Task<ActOutcome> Act(int id, Func<Incident, ActDecision> decide, CancellationToken stop) => InTurn(
        async context =>
        {
            Incident? incident = await context.Set<Incident>().FindAsync([id], stop);
            if (incident is null) return ActOutcome.NotFound;
            ActDecision decision = decide(incident);
            if (decision.Note is { } note) await Write(context, id, time.GetUtcNow(), decision.Who, note, stop);
            return decision.Outcome;
        }, stop);

    private static string Text(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
