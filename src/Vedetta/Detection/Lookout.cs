using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Vedetta.Detection.Floods;
using Vedetta.Intake;
using Vedetta.Storage;

namespace Vedetta.Detection;

/// <summary>
/// The detection loop: takes batches from the journal in order, closes seconds, hands each round on, keeps snapshots.
/// After a restart it loads the newest snapshot and reads the journal from there, at the times the batches had arrived:
/// the same rounds come out again, and those behind it meet surges they know.
/// </summary>
public sealed class Lookout(
    Journal journal, SnapshotStore snapshots, LiveWatch watch, LiveFloods floods, MinuteHistory history, TimeProvider time,
    ServerOptions options, ILogger<Lookout> log) : BackgroundService
{
    private const string SnapshotName = "detection";
    private const int InboxBatchesMax = 256;
    private static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SnapshotEvery = TimeSpan.FromMinutes(5);

    private readonly List<Func<DetectionRound, CancellationToken, Task>> _takers = [];
    private DateTimeOffset _roundAt = DateTimeOffset.MinValue;
    private DateTimeOffset _snapshotAt = DateTimeOffset.MinValue;
    private long _sequence;

    /// <summary>Whether the journal written before the start has been read.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Position of the last batch taken.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Hands every round to <paramref name="taker"/>; before the start only.</summary>
    public void OnRound(Func<DetectionRound, CancellationToken, Task> taker) => _takers.Add(taker);

    /// <summary>Takes a batch; the rounds that follow close its seconds.</summary>
    public void Take(JournaledBatch batch)
    {
        watch.Take(batch.Tiles, batch.Sides, ArrivalOf(batch));
        floods.Take(batch.Calls);
        Volatile.Write(ref _sequence, batch.Sequence);
    }

    /// <summary>Closes what can be closed by <paramref name="now"/> and hands the changes on.</summary>
    public async Task Round(DateTimeOffset now, CancellationToken stop)
    {
        var round = new DetectionRound(now, watch.Advance(now), floods.Advance(now));
        foreach (Func<DetectionRound, CancellationToken, Task> taker in _takers) await taker(round, stop);
        await history.Write(now, stop);
        _roundAt = now;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await journal.Opened.WaitAsync(stoppingToken);
        await LoadSnapshot(stoppingToken);
        long publishedAtStart = journal.Published;
        var inbox = Channel.CreateBounded<JournaledBatch>(InboxBatchesMax);
        Task follow = Follow(inbox.Writer, stoppingToken);
        using var timer = new PeriodicTimer(RoundEvery, time);
        Task<bool> tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        IsCaughtUp = NoteCaughtUp(publishedAtStart);
        while (!stoppingToken.IsCancellationRequested)
        {
            Task<bool> arrival = inbox.Reader.WaitToReadAsync(stoppingToken).AsTask();
            await Task.WhenAny(arrival, tick);
            await Guarded(() => Drain(inbox.Reader, stoppingToken));
            if (!IsCaughtUp) IsCaughtUp = NoteCaughtUp(publishedAtStart);
            if (!tick.IsCompleted) continue;
            if (!await tick) break;
            tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            if (IsCaughtUp) await Guarded(() => LiveRound(stoppingToken));
        }
        await follow;
    }

    private async Task LiveRound(CancellationToken stop)
    {
        DateTimeOffset now = SecondOf(time.GetUtcNow());
        if (now > _roundAt) await Round(now, stop);
        watch.Paint(now);
        if (now - _snapshotAt >= SnapshotEvery) await SaveSnapshot(now, stop);
    }

    private async Task Drain(ChannelReader<JournaledBatch> inbox, CancellationToken stop)
    {
        while (inbox.TryRead(out JournaledBatch? batch))
        {
            // What is closed when a batch is taken follows from its arrival alone, not from the phase of the ticks:
            // so a batch that is read again after a restart meets the same closed seconds.
            DateTimeOffset second = SecondOf(ArrivalOf(batch));
            if (second > _roundAt) await Round(second, stop);
            Take(batch);
        }
    }

    private static DateTimeOffset SecondOf(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static DateTimeOffset ArrivalOf(JournaledBatch batch) =>
        DateTimeOffset.FromUnixTimeMilliseconds(batch.ReceivedAtUnixMilliseconds);

    private async Task Follow(ChannelWriter<JournaledBatch> inbox, CancellationToken stop)
    {
        try
        {
            await foreach (JournaledBatch batch in journal.Follow(_sequence, stop)) await inbox.WriteAsync(batch, stop);
        }
        catch (OperationCanceledException)
        {
            // The server stops; what was not taken is read again after the start.
        }
        finally
        {
            inbox.TryComplete();
        }
    }

    // The one catch of the loop: a failed round must not end the watch.
    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.RoundFailed(log, error);
        }
    }

    private bool NoteCaughtUp(long published)
    {
        if (_sequence < published) return false;
        Log.CaughtUp(log, _sequence);
        return true;
    }

    private async Task LoadSnapshot(CancellationToken stop)
    {
        if (await snapshots.Load(SnapshotName, stop) is not { } snapshot) return;
        try
        {
            using var reader = new BinaryReader(new System.IO.Compression.BrotliStream(
                new MemoryStream(snapshot.Bytes), System.IO.Compression.CompressionMode.Decompress));
            watch.Load(reader);
            _sequence = snapshot.Sequence;
            LoadFloods(reader);
            Log.SnapshotLoaded(log, snapshot.Sequence);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or FormatException or ArgumentException
            or OverflowException or InvalidOperationException)
        {
            Log.SnapshotRefused(log, error.Message);
        }
    }

    // A snapshot of an older version ends before the floods; what they had learnt is soon learnt again.
    private void LoadFloods(BinaryReader reader)
    {
        try
        {
            floods.Load(reader);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            Log.FloodsNotLoaded(log, error.Message);
        }
    }

    private async Task SaveSnapshot(DateTimeOffset now, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        using (var packed = new System.IO.Compression.BrotliStream(bytes, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(packed))
        {
            watch.Save(writer);
            floods.Save(writer);
        }
        await snapshots.Save(
            new Snapshot { Name = SnapshotName, Sequence = _sequence, TakenAt = now.ToUnixTimeMilliseconds(), Bytes = bytes.ToArray() },
            stop);
        _snapshotAt = now;
    }
}
