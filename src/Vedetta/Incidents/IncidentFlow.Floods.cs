using Microsoft.EntityFrameworkCore;
using Vedetta.Engine.Floods;
using Vedetta.Storage;

namespace Vedetta.Incidents;

public sealed partial class IncidentFlow
{
    private async Task Apply(VedettaContext context, Flood flood, CancellationToken stop)
    {
        IncidentFlood? known = await context.Set<IncidentFlood>().FindAsync([flood.Id], stop);
        if (known is null) known = await Join(context, flood, stop);
        // Read again after a restart: what ended is over, and its end is in the timeline.
        if (known.EndedAt is not null && flood.EndedAt is null) return;
        if (known.EndedAt is null && flood.EndedAt is { } ended)
            await IncidentDesk.Write(
                context, known.IncidentId, ended, Vedetta, new(TimelineAct.FloodEnded, flood.Target), stop);
        known.StartedAt = flood.StartedAt;
        known.EndedAt = flood.EndedAt;
        known.FloodJson = IncidentJson.Write(flood);
    }

    private async Task<IncidentFlood> Join(VedettaContext context, Flood flood, CancellationToken stop)
    {
        List<GroupingCandidate> candidates = await Candidates(context, flood.StartedAt, stop);
        var found = new TimelineNote(TimelineAct.FloodOpened, flood.Target);
        int id;
        if (IncidentRules.Belongs(flood, candidates) is { } joined)
        {
            id = joined;
            await Rejoin(context, id, flood.StartedAt, flood.AlarmedAt, found, stop);
        }
        else
        {
            id = await Begin(context, SubjectRules.SubjectOf(flood), flood.StartedAt, flood.AlarmedAt, flood.Target, stop);
            await IncidentDesk.Write(context, id, flood.AlarmedAt, Vedetta, found, stop);
        }
        var row = new IncidentFlood { FloodId = flood.Id, IncidentId = id, Target = flood.Target };
        context.Add(row);
        return row;
    }

    private static async Task<List<Flood>> FloodsOf(VedettaContext context, int id, CancellationToken stop)
    {
        List<string> stored = await context.Set<IncidentFlood>().Where(f => f.IncidentId == id)
            .OrderBy(f => f.StartedAt).Select(f => f.FloodJson).ToListAsync(stop);
        return [.. stored.Select(IncidentJson.Flood)];
    }
}
