using System.Runtime.InteropServices;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;

namespace Vedetta.Detection;

/// <summary>From how many different sources reports of a service came.</summary>
/// <param name="WithSource">Reports that said their source.</param>
/// <param name="Distinct">Distinct sources among them: networks where the public form took them.</param>
public readonly record struct ReportSources(long WithSource, double Distinct);

/// <summary>
/// What reports say beside their count, per service: distinct sources by the minute for an hour, and places, reasons
/// and networks by quarter of an hour for a day. Bounded; what is left out is counted.
/// </summary>
public sealed class ReportOrigins
{
    /// <summary>Most services; what further ones say is left out, not their counts.</summary>
    public const int ServicesMax = 2_000;

    /// <summary>Most places, reasons and networks of one service in one quarter of an hour.</summary>
    public const int ValuesMax = 200;

    private const int BucketSeconds = 60, KeepSeconds = 3600, QuarterSeconds = 900, QuartersMax = 25 * 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<long, Dictionary<DimensionValue, long>>> _parts = [];
    private TileSet _buckets = new();
    private long _newest;

    /// <summary>Sayings left out because a bound was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Takes one second of reports.</summary>
    public void Take(Tile tile)
    {
        lock (_lock)
        {
            TakeSources_NeedsLock(tile);
            foreach ((Leaf leaf, long count) in tile.Counts)
                TakeParts_NeedsLock(leaf, tile.UnixSecond / QuarterSeconds, count);
        }
    }

    /// <summary>Sources of the reports of a service (null for all) between two instants, to the minute.</summary>
    public ReportSources Sources(string? service, DateTimeOffset from, DateTimeOffset until)
    {
        var sum = new SubjectSketch();
        (long start, long end) = (from.ToUnixTimeSeconds() - BucketSeconds, until.ToUnixTimeSeconds());
        lock (_lock)
            foreach (Tile tile in _buckets.InTimeOrder())
                if (tile.UnixSecond > start && tile.UnixSecond < end)
                    foreach ((string name, SubjectSketch sketch) in tile.Subjects)
                        if (service is null || name == service) sum.Merge(sketch);
        return new ReportSources(sum.WithSource, sum.DistinctSources);
    }

    /// <summary>
    /// What reports of a service said of places, reasons and networks since an instant, to the quarter of an hour.
    /// </summary>
    public IReadOnlyDictionary<DimensionValue, long> Parts(string service, DateTimeOffset from)
    {
        var sums = new Dictionary<DimensionValue, long>();
        lock (_lock)
            if (_parts.TryGetValue(service, out var quarters))
                foreach ((DimensionValue value, long count) in quarters
                    .Where(q => q.Key >= from.ToUnixTimeSeconds() / QuarterSeconds).SelectMany(q => q.Value))
                    CollectionsMarshal.GetValueRefOrAddDefault(sums, value, out _) += count;
        return sums;
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
            to.Write(_parts.Count);
            foreach ((string service, var quarters) in _parts) Save(to, service, quarters);
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
            _parts.Clear();
            for (int i = from.ReadInt32(); i > 0; i--) LoadService(from);
        }
    }

    private void TakeSources_NeedsLock(Tile tile)
    {
        long bucket = tile.UnixSecond - tile.UnixSecond % BucketSeconds;
        if (tile.Subjects.Count == 0 || bucket < _newest - KeepSeconds) return;
        LeftOut += _buckets.MergeSubjectsAt(bucket, tile, ServicesMax);
        if (bucket <= _newest) return;
        _newest = bucket;
        _buckets.DropBefore(bucket - KeepSeconds);
    }

    private void TakeParts_NeedsLock(in Leaf leaf, long quarter, long count)
    {
        if (leaf.B.Length + leaf.C.Length + leaf.D.Length == 0) return;
        if (!_parts.TryGetValue(leaf.A, out var quarters))
        {
            if (_parts.Count >= ServicesMax)
            {
                LeftOut += count;
                return;
            }
            _parts[leaf.A] = quarters = [];
        }
        if (!quarters.TryGetValue(quarter, out Dictionary<DimensionValue, long>? values))
            quarters[quarter] = values = [];
        var names = SignalSchema.Dimensions(leaf.Kind);
        for (int i = 1; i < names.Length; i++)
            if (leaf[i].Length > 0) Add(values, new DimensionValue(names[i], leaf[i]), count);
        while (quarters.Count > QuartersMax) quarters.Remove(quarters.First().Key);
    }

    private void Add(Dictionary<DimensionValue, long> values, DimensionValue value, long count)
    {
        if (values.Count >= ValuesMax && !values.ContainsKey(value)) LeftOut += count;
        else CollectionsMarshal.GetValueRefOrAddDefault(values, value, out _) += count;
    }

    private static void Save(
        BinaryWriter to, string service, SortedDictionary<long, Dictionary<DimensionValue, long>> quarters)
    {
        to.Write(service);
        to.Write(quarters.Count);
        foreach ((long quarter, Dictionary<DimensionValue, long> values) in quarters)
        {
            to.Write(quarter);
            to.Write(values.Count);
            foreach ((DimensionValue value, long count) in values)
            {
                to.Write(value.Dimension);
                to.Write(value.Value);
                to.Write(count);
            }
        }
    }

    private void LoadService(BinaryReader from)
    {
        SortedDictionary<long, Dictionary<DimensionValue, long>> quarters = _parts[from.ReadString()] = [];
        for (int q = from.ReadInt32(); q > 0; q--)
        {
            Dictionary<DimensionValue, long> values = quarters[from.ReadInt64()] = [];
            for (int v = from.ReadInt32(); v > 0; v--)
                values[new DimensionValue(from.ReadString(), from.ReadString())] = from.ReadInt64();
        }
    }
}
