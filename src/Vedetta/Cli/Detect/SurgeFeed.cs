using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>Adds up the rows of each bin by leaf, shows the bins to a watch and keeps the surges it finds.</summary>
public sealed class SurgeFeed(SurgeWatch watch, LeafBook leaves, SurgeBook surges, ScoreWriter? scores)
{
    private const int Unknown = -1;

    private readonly List<SurgeChange> _changes = [];
    private int[] _watchLeaves = [];
    private long _evictedSeen;
    private long[] _sums = new long[64];
    private LeafCount[] _counts = new LeafCount[64];

    /// <summary>Takes one whole bin.</summary>
    public void Close(Bin bin, ReadOnlySpan<CountRow> rows)
    {
        _changes.Clear();
        watch.Close(bin, AddUp(rows), _changes);
        if (_changes.Count > 0) surges.Take(_changes);
        scores?.Write(bin, rows);
    }

    /// <summary>Says that nothing is known up to an instant.</summary>
    public void Gap(long untilUnixSeconds) => watch.Gap(untilUnixSeconds);

    private ReadOnlySpan<LeafCount> AddUp(ReadOnlySpan<CountRow> rows)
    {
        if (_sums.Length < leaves.Count) Array.Resize(ref _sums, leaves.Count * 2);
        if (_counts.Length < rows.Length) _counts = new LeafCount[rows.Length * 2];
        int distinct = 0;
        foreach (ref readonly CountRow row in rows)
        {
            ref long sum = ref _sums[row.Leaf];
            // The sum of a leaf not met in this bin is 0; a row of count 0 changes nothing and may be met again.
            if (sum == 0 && row.Count > 0) _counts[distinct++] = new LeafCount(row.Leaf, 0);
            sum = checked(sum + row.Count);
        }
        for (int i = 0; i < distinct; i++)
        {
            int leaf = _counts[i].Leaf;
            _counts[i] = new LeafCount(WatchLeafOf(leaf), _sums[leaf]);
            _sums[leaf] = 0;
        }
        return _counts.AsSpan(0, distinct);
    }

    private int WatchLeafOf(int leaf)
    {
        // A watch that dropped series may have given their leaves' indexes to others.
        if (_evictedSeen != watch.SeriesEvicted) Array.Fill(_watchLeaves, Unknown);
        _evictedSeen = watch.SeriesEvicted;
        if (_watchLeaves.Length <= leaf) GrowWatchLeaves(leaf);
        ref int watchLeaf = ref _watchLeaves[leaf];
        return watchLeaf != Unknown ? watchLeaf : watchLeaf = watch.LeafOf(leaves[leaf]);
    }

    private void GrowWatchLeaves(int leaf)
    {
        int known = _watchLeaves.Length;
        Array.Resize(ref _watchLeaves, (leaf + 1) * 2);
        Array.Fill(_watchLeaves, Unknown, known, _watchLeaves.Length - known);
    }
}
