using Vedetta.Engine.Calls;
using Vedetta.Engine.Gate;
using Vedetta.Intake;
using Vedetta.Storage;

namespace Vedetta.CallGate;

/// <summary>
/// Fills the history of calls from the journal: first what is on disk of the last days, then what comes. Numbers that
/// were pseudonymised meanwhile are no numbers any more and stay out, so the history may cover fewer days; it says how
/// many.
/// </summary>
public sealed class HistoryFeed(
    Journal journal, JournalStore store, CallHistory history, GateKeeper keeper, ServerOptions options,
        TimeProvider time,
    ILogger<HistoryFeed> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);
    private long _sequence;

    /// <summary>Position of the last batch taken.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Takes the calls of a batch.</summary>
    public void Take(JournaledBatch batch)
    {
        foreach (CallAttempt call in batch.Calls) history.Add(call, keeper.Settings.Plan);
        Volatile.Write(ref _sequence, batch.Sequence);
    }

    /// <summary>Takes what is on disk and was not taken yet.</summary>
    public async Task CatchUp(CancellationToken stop = default)
    {
        await foreach (JournaledBatch batch in journal.ReadFrom(Sequence, stop)) Take(batch);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await journal.Opened.WaitAsync(stoppingToken);
        DateTimeOffset from = time.GetUtcNow() - CallHistory.AgeMax;
        _sequence = await store.LastBefore(from.ToUnixTimeMilliseconds(), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (JournaledBatch batch in journal.Follow(Sequence, stoppingToken)) Take(batch);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Log.HistoryFailed(log, error);
                await Task.Delay(PauseAfterFault, time, stoppingToken);
            }
        }
    }
}
