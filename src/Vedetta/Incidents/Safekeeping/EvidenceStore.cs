using Microsoft.EntityFrameworkCore;
using Vedetta.Engine.Floods;
using Vedetta.Intake.Calls;
using Vedetta.Storage;

namespace Vedetta.Incidents.Safekeeping;

/// <summary>The evidence of incidents: calls and messages kept until somebody lets go of them.</summary>
public sealed class EvidenceStore(
    IDbContextFactory<VedettaContext> contexts, KeptMessages messages, AuditLog audit, TimeProvider time)
{
    /// <summary>Most calls one incident keeps; of more, the first stay.</summary>
    public const int CallsMax = 200_000;

    /// <summary>Incidents with floods whose evidence is still growing, with the floods.</summary>
    public async Task<IReadOnlyList<(EvidenceHold Hold, IReadOnlyList<Flood> Floods)>> Growing(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        IQueryable<EvidenceHold> holds = context.Set<EvidenceHold>().AsNoTracking();
        List<IncidentFlood> rows = await context.Set<IncidentFlood>().AsNoTracking().Where(f =>
            !holds.Any(h => h.IncidentId == f.IncidentId && h.ReleasedAt != null)
            && (f.EndedAt == null || !holds.Any(h => h.IncidentId == f.IncidentId && h.IsComplete))).ToListAsync(stop);
        List<int> ids = [.. rows.Select(r => r.IncidentId).Distinct()];
        Dictionary<int, EvidenceHold> known = await holds.Where(h => ids.Contains(h.IncidentId)).ToDictionaryAsync(h => h.IncidentId, stop);
        return [.. rows.GroupBy(r => r.IncidentId).Select(g => (
            known.GetValueOrDefault(g.Key) ?? new EvidenceHold { IncidentId = g.Key },
            (IReadOnlyList<Flood>)[.. g.Select(r => IncidentJson.Flood(r.FloodJson))]))];
    }

    /// <summary>Adds calls and notes how far the journal was read.</summary>
    public async Task Add(EvidenceHold hold, IReadOnlyList<KeptCall> calls, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        int room = Math.Max(0, CallsMax - await context.Set<KeptCall>().CountAsync(c => c.IncidentId == hold.IncidentId, stop));
        context.AddRange(calls.Take(room));
        EvidenceHold? stored = await context.Set<EvidenceHold>().FindAsync([hold.IncidentId], stop);
        if (stored is null) context.Add(stored = new EvidenceHold { IncidentId = hold.IncidentId });
        (stored.Sequence, stored.IsComplete) = (hold.Sequence, hold.IsComplete);
        stored.LeftOut += Math.Max(0, calls.Count - room);
        await context.SaveChangesAsync(stop);
    }

    /// <summary>How an incident's evidence stands, with the number of calls; null where there is none.</summary>
    public async Task<(EvidenceHold Hold, int Calls)?> Find(int incidentId, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        EvidenceHold? hold = await context.Set<EvidenceHold>().AsNoTracking().FirstOrDefaultAsync(h => h.IncidentId == incidentId, stop);
        return hold is null ? null : (hold, await context.Set<KeptCall>().CountAsync(c => c.IncidentId == incidentId, stop));
    }

    /// <summary>An incident's calls in order of time, from the first or the last.</summary>
    public async Task<IReadOnlyList<KeptCall>> Calls(int incidentId, int take, bool newestFirst = false, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        IQueryable<KeptCall> calls = context.Set<KeptCall>().AsNoTracking().Where(c => c.IncidentId == incidentId);
        calls = newestFirst ? calls.OrderByDescending(c => c.Id) : calls.OrderBy(c => c.Id);
        return await calls.Take(take).ToListAsync(stop);
    }

    /// <summary>Lets go of an incident's calls and messages for good; whoever did it is remembered.</summary>
    public async Task<ActOutcome> Release(int incidentId, string who, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        EvidenceHold? hold = await context.Set<EvidenceHold>().FindAsync([incidentId], stop);
        if (hold is null) return ActOutcome.NotFound;
        if (hold.ReleasedAt is not null) return ActOutcome.NotNow;
        (hold.ReleasedAt, hold.ReleasedBy) = (time.GetUtcNow(), who);
        context.Add(audit.Entry(who, "evidence.release", FormattableString.Invariant($"incident:{incidentId}")));
        await context.SaveChangesAsync(stop);
        await context.Set<KeptCall>().Where(c => c.IncidentId == incidentId).ExecuteDeleteAsync(stop);
        await messages.Release(incidentId, stop);
        return ActOutcome.Done;
    }
}
