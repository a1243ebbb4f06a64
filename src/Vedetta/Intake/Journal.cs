using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Tiles;
using Vedetta.Storage;

namespace Vedetta.Intake;

/// <summary>
/// The road from memory to disk. Batches wait in a bounded queue; one loop writes all that wait in one transaction,
/// then hands them to the readers in order, then answers the senders. So a batch that was acknowledged is on disk, and a
/// batch on disk reaches every reader once: live, or after a restart through <see cref="Follow"/>.
/// </summary>
public sealed class Journal(
    Database database,
    IDbContextFactory<VedettaContext> contexts,
    JournalStore store,
    SourceKey sources,
    TimeProvider time,
    ILogger<Journal> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan OpenEvery = TimeSpan.FromSeconds(2);

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(Limits.WaitingBatchesMax) { SingleReader = true });

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _readersLock = new();
    private Channel<JournaledBatch>[] _readers = [];
    private JournalWriter? _writer;
    private Task _loop = Task.CompletedTask;
    private long _waitingBytes, _published;

    /// <summary>Position of the last batch handed to the readers.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Batches waiting to be written.</summary>
    public int WaitingBatches => _waiting.Reader.Count;

    /// <summary>Compressed bytes of lines waiting to be written.</summary>
    public long WaitingBytes => Volatile.Read(ref _waitingBytes);

    /// <summary>Whether the last write succeeded.</summary>
    public bool IsHealthy { get; private set; }

    /// <summary>Done when the database has answered for the first time; until then nothing is taken.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Opens the database. One that does not answer is asked again and again, and the server starts without.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryOpen(cancellationToken);
        _loop = Task.Run(WriteAll, CancellationToken.None);
    }

    /// <summary>Writes what still waits, then ends the readers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _loop.WaitAsync(cancellationToken);
        lock (_readersLock)
            foreach (Channel<JournaledBatch> reader in _readers) reader.Writer.TryComplete();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Queues a batch and returns when it is durable and handed on, or at once when too much waits.</summary>
    public Task<JournalAnswer> Append(AcceptedBatch batch)
    {
        if (Interlocked.Add(ref _waitingBytes, batch.Body.Length) <= Limits.WaitingBytesMax)
        {
            var waiting = new Waiting(batch);
            if (_waiting.Writer.TryWrite(waiting)) return waiting.Done.Task;
        }
        Interlocked.Add(ref _waitingBytes, -batch.Body.Length);
        return Task.FromResult(new JournalAnswer(JournalOutcome.Full, ""));
    }

    /// <summary>
    /// Every batch after a position, first from disk, then live, each once and in order. A follower that lags by
    /// <see cref="Limits.ReaderLagMax"/> batches makes the journal wait, and senders get 429 in the end.
    /// </summary>
    public async IAsyncEnumerable<JournaledBatch> Follow(
        long sequenceExclusive, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        long last = sequenceExclusive;
        await Opened.WaitAsync(cancel);
        await foreach (JournaledBatch batch in ReadFrom(last, cancel))
        {
            last = batch.Sequence;
            yield return batch;
        }
        Channel<JournaledBatch> live = Subscribe();
        try
        {
            // What was written between the first reading and the subscription.
            await foreach (JournaledBatch batch in ReadFrom(last, cancel))
            {
                last = batch.Sequence;
                yield return batch;
            }
            await foreach (JournaledBatch batch in live.Reader.ReadAllAsync(cancel))
            {
                if (batch.Sequence <= last) continue;
                last = batch.Sequence;
                yield return batch;
            }
        }
        finally
        {
            Unsubscribe(live);
        }
    }

    /// <summary>The batches on disk after a position, in order.</summary>
    public async IAsyncEnumerable<JournaledBatch> ReadFrom(
        long sequenceExclusive, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (StoredBatch stored in store.ReadFrom(sequenceExclusive, cancel))
            yield return StoredSignals.ToJournaled(stored, sources);
    }

    private Channel<JournaledBatch> Subscribe()
    {
        var reader = Channel.CreateBounded<JournaledBatch>(Limits.ReaderLagMax);
        lock (_readersLock) _readers = [.. _readers, reader];
        return reader;
    }

    private void Unsubscribe(Channel<JournaledBatch> reader)
    {
        reader.Writer.TryComplete();
        lock (_readersLock) _readers = [.. _readers.Where(r => r != reader)];
    }

    private async Task WriteAll()
    {
        await Open();
        var group = new List<Waiting>(Limits.GroupBatchesMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < Limits.GroupBatchesMax && _waiting.Reader.TryRead(out Waiting? waiting)) group.Add(waiting);
            try
            {
                await Commit(group);
                IsHealthy = true;
            }
            catch (Exception error)
            {
                Log.JournalFailed(log, group.Count, error);
                IsHealthy = false;
                await Abandon(group);
            }
            Release(group);
            group.Clear();
        }
    }

    private async Task Open()
    {
        Task<bool> arrival = _waiting.Reader.WaitToReadAsync().AsTask();
        while (!Opened.IsCompleted && !_waiting.Reader.Completion.IsCompleted)
        {
            // Senders are told at once; the database is asked again in its own time.
            Task again = Task.Delay(OpenEvery, time);
            while (await Task.WhenAny(again, arrival) == arrival && await arrival)
            {
                await RefuseAll();
                arrival = _waiting.Reader.WaitToReadAsync().AsTask();
            }
            await TryOpen(default);
        }
    }

    private async Task TryOpen(CancellationToken cancel)
    {
        try
        {
            await database.Prepare(contexts, cancel);
            _writer = await store.OpenWriter(cancel);
        }
        catch (Exception error) when (Database.IsAway(error))
        {
            Log.DatabaseAway(log, error.Message);
            return;
        }
        Volatile.Write(ref _published, _writer.LastSequence);
        IsHealthy = true;
        _opened.TrySetResult();
    }

    private async Task RefuseAll()
    {
        var group = new List<Waiting>();
        while (_waiting.Reader.TryRead(out Waiting? waiting)) group.Add(waiting);
        await Abandon(group);
        Release(group);
    }

    private async Task Commit(List<Waiting> group)
    {
        JournalWriter writer = _writer ??= await Reopen();
        long sequence = _published;
        await using (DbTransaction transaction = await writer.Begin())
        {
            foreach (Waiting waiting in group)
                if (await IsNew(writer, waiting)) await Write(writer, waiting, ++sequence);
            await transaction.CommitAsync();
        }
        foreach (Waiting waiting in group)
        {
            if (waiting.Sequence > 0) await Publish(waiting.ToJournaled());
            waiting.Done.TrySetResult(waiting.Answer);
        }
    }

    private static async ValueTask<bool> IsNew(JournalWriter writer, Waiting waiting)
    {
        if (waiting.Batch.IdempotencyKey is not { } key || await writer.Find(key) is not { } stored) return true;
        waiting.Answer = stored.BodyHash.AsSpan().SequenceEqual(waiting.Batch.BodyHash)
            ? new JournalAnswer(JournalOutcome.Replayed, stored.Answer)
            : new JournalAnswer(JournalOutcome.KeyReused, "");
        return false;
    }

    private static async ValueTask Write(JournalWriter writer, Waiting waiting, long sequence)
    {
        AcceptedBatch batch = waiting.Batch;
        await writer.Write(StoredSignals.ToBlock(batch, sequence), batch.TileBytes);
        waiting.Sequence = sequence;
        waiting.Answer = new JournalAnswer(JournalOutcome.Written, batch.Answer);
    }

    private async ValueTask Publish(JournaledBatch batch)
    {
        foreach (Channel<JournaledBatch> reader in Volatile.Read(ref _readers))
        {
            try
            {
                await reader.Writer.WriteAsync(batch);
            }
            catch (ChannelClosedException)
            {
                // The follower left; it reads on from disk when it comes back.
            }
        }
        Volatile.Write(ref _published, batch.Sequence);
    }

    // A commit whose confirmation was lost may still have happened: what the disk holds and the readers lack goes first.
    private async Task<JournalWriter> Reopen()
    {
        await foreach (JournaledBatch batch in ReadFrom(_published)) await Publish(batch);
        return await store.OpenWriter();
    }

    private async Task Abandon(List<Waiting> group)
    {
        foreach (Waiting waiting in group) waiting.Done.TrySetResult(new JournalAnswer(JournalOutcome.Failed, ""));
        JournalWriter? broken = _writer;
        _writer = null;
        try
        {
            if (broken is not null) await broken.DisposeAsync();
        }
        catch (DbException error)
        {
            Log.JournalFailed(log, 0, error);
        }
    }

    private void Release(List<Waiting> group)
    {
        foreach (Waiting waiting in group) Interlocked.Add(ref _waitingBytes, -waiting.Batch.Body.Length);
    }

    private sealed class Waiting(AcceptedBatch batch)
    {
        public AcceptedBatch Batch { get; } = batch;

        public TaskCompletionSource<JournalAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Sequence { get; set; }

        public JournalAnswer Answer { get; set; }

        public JournaledBatch ToJournaled() =>
            new(Sequence, Batch.ReceivedAtUnixMilliseconds, Batch.Tiles, Batch.Sides, Batch.Calls);
    }
}
