using System.Collections.Immutable;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Surges;

#pragma warning disable CA1822

/// <summary>A stretch of time that counts belong to. Its length is the true one: the repeated hour in autumn is 7,200 s.</summary>
public readonly record struct Bin(long StartUnixSeconds, int LengthSeconds)
{
    /// <summary>First instant after the bin.</summary>
    public long EndUnixSeconds => StartUnixSeconds + LengthSeconds;
}

/// <summary>The count of one leaf in one bin.</summary>
public readonly record struct LeafCount(int Leaf, long Count);

/// <summary>What a series should show, with the band that holds 98 % of ordinary counts.</summary>
public readonly record struct Band(double Expected, double Low, double High);

/// <summary>What is known of one watched series now.</summary>
/// <param name="EvidenceShare">Evidence for a surge as a share of the threshold: 1 is an alarm.</param>
/// <param name="InSurge">Whether a surge of this series is open.</param>
/// <param name="PerHour">Expected count in an average hour.</param>
public sealed record SeriesState(SeriesKey Key, double EvidenceShare, bool InSurge, double PerHour);

/// <summary>
/// Watches the counts of one measure over all its dimensions: learns each series' baseline, raises surges at the level
/// that explains them, follows them to their end. Bins must come in time order. Pure: same bins, same surges.
/// </summary>
public sealed class SurgeWatch
{
    private readonly Dictionary<Leaf, int> _leaves = [];

    /// <summary>Starts with nothing learnt.</summary>
    public SurgeWatch(WatchSchema schema, WatchOptions options)
    {
        Schema = schema;
        Options = options;
    }

    /// <summary>The dimensions watched.</summary>
    public WatchSchema Schema { get; }

    /// <summary>The settings.</summary>
    public WatchOptions Options { get; }

    /// <summary>First instant not yet closed (Unix seconds); <see cref="long.MinValue"/> before the first bin.</summary>
    public long ClosedUntilUnixSeconds { get; private set; } = long.MinValue;

    /// <summary>Series dropped because <see cref="WatchOptions.SeriesMax"/> was reached.</summary>
    public long SeriesEvicted { get; private set; }

    /// <summary>The index of the leaf with these values (one per schema dimension, "" where unsaid); made when new.</summary>
    public int LeafOf(ReadOnlySpan<string> values) 
    {
        var leaf = new Leaf(default, values.Length > 0 ? values[0] : "", values.Length > 1 ? values[1] : "",
            values.Length > 2 ? values[2] : "", values.Length > 3 ? values[3] : "");
        if (!_leaves.TryGetValue(leaf, out int index)) _leaves[leaf] = index = _leaves.Count;
        return index;
    }

    /// <summary>Takes one whole bin (leaves not named had none) and appends what changed to <paramref name="changes"/>.</summary>
    public void Close(Bin bin, ReadOnlySpan<LeafCount> counts, List<SurgeChange> changes) =>
        ClosedUntilUnixSeconds = bin.EndUnixSeconds;

    /// <summary>Says that nothing is known of the time up to <paramref name="untilUnixSeconds"/>: no counts, not zero counts.</summary>
    public void Gap(long untilUnixSeconds) => ClosedUntilUnixSeconds = untilUnixSeconds;

    /// <summary>What a series should show over a stretch of past or coming time, and its band; null for one not known.</summary>
    public Band? Expect(SeriesKey series, long fromUnixSeconds, long untilUnixSeconds) => null;

    /// <summary>The watched series.</summary>
    public IEnumerable<SeriesState> Series() => [];

    /// <summary>The surges open now, with fresh numbers.</summary>
    public IReadOnlyList<Surge> Open() => [];

    /// <summary>Writes the whole state; <see cref="Load"/> goes on from it as if never stopped.</summary>
    public void Save(BinaryWriter to) => to.Write(_leaves.Count);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public static SurgeWatch Load(BinaryReader from, WatchSchema schema, WatchOptions options) => new(schema, options);
}
