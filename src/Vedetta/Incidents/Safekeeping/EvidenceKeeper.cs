using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;
using Vedetta.Intake;
using Vedetta.Intake.Calls;
using Vedetta.Storage;

namespace Vedetta.Incidents.Safekeeping;

/// <summary>
/// While a flood lasts, copies its calls from the journal and their messages from memory to where retention does not
/// reach. Reads on from where it stopped, so a restart loses nothing that is on disk.
/// </summary>
public sealed class EvidenceKeeper(
    Journal journal, JournalStore store, EvidenceStore evidence, KeptMessages messages, ServerOptions options,
    TimeProvider time, ILogger<EvidenceKeeper> log) : BackgroundService
{
    /// <summary>How often evidence is brought up to date.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // Ends of calls come after their starts; a flood's last ones within this time.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    /// <summary>Brings the evidence of every flood that lasts, or just ended, up to date; returns how many calls were new.</summary>
    public async Task<int> Round(CancellationToken stop = default)
    {
        int kept = 0;
        foreach ((EvidenceHold hold, IReadOnlyList<Flood> floods) in await evidence.Growing(stop))
            kept += await Keep(hold, floods, stop);
        return kept;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await journal.Opened.WaitAsync(stoppingToken);
        await Rounds.Repeat(Every, time, Round, error => Log.EvidenceFailed(log, error), stoppingToken);
    }

    private async Task<int> Keep(EvidenceHold hold, IReadOnlyList<Flood> floods, CancellationToken stop)
    {
        if (hold.Sequence == 0)
            hold.Sequence = await store.LastBefore(floods.Min(f => f.StartedAt).ToUnixTimeMilliseconds(), stop);
        long from = hold.Sequence;
        FloodMembership[] members = [.. floods.Select(f => new FloodMembership(f))];
        var calls = new List<KeptCall>();
        await foreach (JournaledBatch batch in journal.ReadFrom(hold.Sequence, stop))
        {
            hold.Sequence = batch.Sequence;
            calls.AddRange(batch.Calls.Where(c => members.Any(m => m.Contains(c))).Select(c => ToKept(hold.IncidentId, c)));
            if (calls.Count >= EvidenceStore.CallsMax) break;
        }
        DateTimeOffset? over = floods.All(f => f.EndedAt is not null) ? floods.Max(f => f.EndedAt) : null;
        hold.IsComplete = over is { } end && time.GetUtcNow() > end + EndsWithin;
        // What was read is not read again, found or not.
        if (hold.Sequence > from || hold.IsComplete) await evidence.Add(hold, calls, stop);
        if (calls.Count > 0) await messages.Hold(hold.IncidentId, [.. calls.Select(c => c.CallId).Distinct()], stop);
        return calls.Count;
    }

    private static KeptCall ToKept(int incidentId, CallAttempt call) => new()
    {
        IncidentId = incidentId,
        CallId = call.CallId,
        At = DateTimeOffset.FromUnixTimeMilliseconds(call.AtUnixMilliseconds),
        Line = EvidenceLines.Write(call),
    };
}
