using Vedetta.Engine.Tiles;

namespace Vedetta.Detection;

/// <summary>What one queue showed lately, for staffing.</summary>
/// <param name="Contacts">Contacts that said who they came from.</param>
/// <param name="DistinctCustomers">Distinct customers among them.</param>
/// <param name="Answered">Contacts someone answered.</param>
/// <param name="Abandoned">Contacts whose customer gave up.</param>
/// <param name="MeanHandleSeconds">Average handling time; null when nobody said it.</param>
/// <param name="MeanWaitSeconds">Average wait; null when nobody said it.</param>
public sealed record QueueFacts(
    long Contacts, double DistinctCustomers, long Answered, long Abandoned, double? MeanHandleSeconds, double? MeanWaitSeconds);

/// <summary>Waits, handling times, outcomes and distinct customers per queue, by quarter of an hour, for six hours.</summary>
public sealed class QueueTimes
{
    /// <summary>Length of a bucket in seconds.</summary>
    public const int BucketSeconds = 900;

    /// <summary>Most queues of one bucket; what further ones say of waits and customers is left out, not their counts.</summary>
    public const int QueuesMax = 2_000;

    private const int KeepSeconds = 6 * 3600;

    private readonly Lock _lock = new();
    private TileSet _buckets = new();
    private long _newest;

    /// <summary>Sayings of queues left out because <see cref="QueuesMax"/> was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Takes one second of contacts.</summary>
    public void Take(Tile tile)
    {
        if (tile.Subjects.Count == 0) return;
        long bucket = tile.UnixSecond - tile.UnixSecond % BucketSeconds;
        lock (_lock)
        {
            if (bucket < _newest - KeepSeconds) return;
            LeftOut += _buckets.MergeSubjectsAt(bucket, tile, QueuesMax);
            if (bucket <= _newest) return;
            _newest = bucket;
            _buckets.DropBefore(bucket - KeepSeconds);
        }
    }

    /// <summary>What a queue (null for all queues) showed from an instant on; null when nothing was said.</summary>
    public QueueFacts? Since(string? queue, DateTimeOffset from)
    {
        var sum = new SubjectSketch();
        lock (_lock)
            foreach (Tile tile in _buckets.InTimeOrder().Where(t => t.UnixSecond + BucketSeconds > from.ToUnixTimeSeconds()))
                foreach ((string name, SubjectSketch sketch) in tile.Subjects)
                    if (queue is null || name == queue) sum.Merge(sketch);
        if (sum.WithSource + sum.Answered + sum.Abandoned == 0) return null;
        return new QueueFacts(
            sum.WithSource, sum.DistinctSources, sum.Answered, sum.Abandoned,
            sum.Handles is { Count: > 0 } h ? h.MeanSeconds : null, sum.Waits is { Count: > 0 } w ? w.MeanSeconds : null);
    }

    /// <summary>Writes what is kept.</summary>
    public void Save(BinaryWriter to)
    {
        lock (_lock)
        {
            byte[] bytes = _buckets.ToBytes();
            to.Write(_newest);
            to.Write(bytes.Length);
            to.Write(bytes);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public void Load(BinaryReader from)
    {
        lock (_lock)
        {
            _newest = from.ReadInt64();
            byte[] bytes = from.ReadBytes(from.ReadInt32());
            if (!TileSet.TryRead(bytes, out TileSet? tiles, out string reason)) throw new InvalidDataException(reason);
            _buckets = tiles;
        }
    }
}
