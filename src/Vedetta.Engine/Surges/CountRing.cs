namespace Vedetta.Engine.Surges;

/// <summary>The sparse leaf counts of recent bins, for sums since an onset. Bounded in bins and in entries.</summary>
internal sealed class CountRing(int binsMax)
{
    /// <summary>Most leaf counts kept; the oldest bins go first.</summary>
    public const int EntriesMax = 2_000_000;

    private readonly Queue<(Bin Bin, LeafCount[] Counts)> _bins = new();
    private long _entries;

    public void Add(Bin bin, ReadOnlySpan<LeafCount> counts)
    {
        _bins.Enqueue((bin, counts.ToArray()));
        _entries += counts.Length;
        while (_bins.Count > binsMax || (_entries > EntriesMax && _bins.Count > 1)) _entries -= _bins.Dequeue().Counts.Length;
    }

    public void Clear()
    {
        _bins.Clear();
        _entries = 0;
    }

    /// <summary>Start of the oldest bin kept, or <see cref="long.MaxValue"/>.</summary>
    public long OldestUnixSeconds => _bins.TryPeek(out var oldest) ? oldest.Bin.StartUnixSeconds : long.MaxValue;

    /// <summary>Adds the counts of the bins that start in the stretch to <paramref name="sums"/> (one per leaf).</summary>
    public void SumInto(Span<double> sums, long fromUnixSeconds, long untilUnixSeconds)
    {
        foreach ((Bin bin, LeafCount[] counts) in _bins)
        {
            if (bin.StartUnixSeconds < fromUnixSeconds || bin.StartUnixSeconds >= untilUnixSeconds) continue;
            foreach (LeafCount c in counts)
                if (c.Leaf < sums.Length) sums[c.Leaf] += c.Count;
        }
    }

    /// <summary>Per bin that starts in the stretch, oldest first, the count of the leaves marked in <paramref name="isCounted"/>.</summary>
    public List<(Bin Bin, double Count)> PerBin(ReadOnlySpan<bool> isCounted, long fromUnixSeconds, long untilUnixSeconds)
    {
        var perBin = new List<(Bin, double)>();
        foreach ((Bin bin, LeafCount[] counts) in _bins)
        {
            if (bin.StartUnixSeconds < fromUnixSeconds || bin.StartUnixSeconds >= untilUnixSeconds) continue;
            double sum = 0;
            foreach (LeafCount c in counts)
                if (c.Leaf < isCounted.Length && isCounted[c.Leaf]) sum += c.Count;
            perBin.Add((bin, sum));
        }
        return perBin;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_bins.Count);
        foreach ((Bin bin, LeafCount[] counts) in _bins)
        {
            to.Write(bin.StartUnixSeconds);
            to.Write(bin.LengthSeconds);
            to.Write(counts.Length);
            foreach (LeafCount c in counts) { to.Write(c.Leaf); to.Write(c.Count); }
        }
    }

    public static CountRing Load(BinaryReader from, int binsMax)
    {
        var ring = new CountRing(binsMax);
        int bins = from.ReadInt32();
        for (int i = 0; i < bins; i++)
        {
            var bin = new Bin(from.ReadInt64(), from.ReadInt32());
            var counts = new LeafCount[from.ReadInt32()];
            for (int c = 0; c < counts.Length; c++) counts[c] = new LeafCount(from.ReadInt32(), from.ReadInt64());
            ring.Add(bin, counts);
        }
        return ring;
    }
}
