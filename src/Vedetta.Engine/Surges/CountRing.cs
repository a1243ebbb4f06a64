using System.Buffers;

namespace Vedetta.Engine.Surges;

/// <summary>
/// The sparse leaf counts of recent bins, for sums since an onset. Bounded in bins and in entries. Leaf and count are kept
/// as differences and LEB128 numbers, two or three bytes where a pair of numbers takes sixteen.
/// </summary>
internal sealed class CountRing(int binsMax)
{
    /// <summary>Most leaf counts kept; the oldest bins go first.</summary>
    public const int EntriesMax = 2_000_000;

    private const int EntryBytesMax = 15;

    private readonly Queue<(Bin Bin, int Entries, byte[] Packed)> _bins = new();
    private readonly ArrayBufferWriter<byte> _packing = new(256);
    private long _entries;
    private int _filling;
    private int _leafBefore;

    public void Add(Bin bin, ReadOnlySpan<LeafCount> counts)
    {
        foreach (LeafCount c in counts) Put(c.Leaf, c.Count);
        Close(bin);
    }

    /// <summary>Takes one count into the bin that <see cref="Close"/> ends.</summary>
    public void Put(int leaf, long count)
    {
        Span<byte> to = _packing.GetSpan(EntryBytesMax);
        long apart = (long)leaf - _leafBefore;
        int length = Number(to, (ulong)(apart << 1 ^ apart >> 63));
        length += Number(to[length..], (ulong)Math.Max(0, count));
        _packing.Advance(length);
        _leafBefore = leaf;
        _filling++;
    }

    public void Close(Bin bin)
    {
        Enqueue(bin, _filling, _packing.WrittenSpan.ToArray());
        _packing.ResetWrittenCount();
        (_filling, _leafBefore) = (0, 0);
    }

    /// <summary>Start of the oldest bin kept, or <see cref="long.MaxValue"/>.</summary>
    public long OldestUnixSeconds => _bins.TryPeek(out var oldest) ? oldest.Bin.StartUnixSeconds : long.MaxValue;

    /// <summary>Adds the counts of the bins that start in the stretch to <paramref name="sums"/> (one per leaf).</summary>
    public void SumInto(Span<double> sums, long fromUnixSeconds, long untilUnixSeconds)
    {
        foreach ((Bin bin, int entries, byte[] packed) in _bins)
        {
            if (bin.StartUnixSeconds < fromUnixSeconds || bin.StartUnixSeconds >= untilUnixSeconds) continue;
            var counts = new Unpacking(packed);
            for (int i = 0; i < entries; i++)
            {
                LeafCount c = counts.Next();
                if (c.Leaf < sums.Length) sums[c.Leaf] += c.Count;
            }
        }
    }

    /// <summary>Per bin that starts in the stretch, oldest first, the count of the leaves marked in <paramref name="isCounted"/>.</summary>
    public List<(Bin Bin, double Count)> PerBin(ReadOnlySpan<bool> isCounted, long fromUnixSeconds, long untilUnixSeconds)
    {
        var perBin = new List<(Bin, double)>();
        foreach ((Bin bin, int entries, byte[] packed) in _bins)
        {
            if (bin.StartUnixSeconds < fromUnixSeconds || bin.StartUnixSeconds >= untilUnixSeconds) continue;
            var counts = new Unpacking(packed);
            double sum = 0;
            for (int i = 0; i < entries; i++)
            {
                LeafCount c = counts.Next();
                if (c.Leaf < isCounted.Length && isCounted[c.Leaf]) sum += c.Count;
            }
            perBin.Add((bin, sum));
        }
        return perBin;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_bins.Count);
        foreach ((Bin bin, int entries, byte[] packed) in _bins)
        {
            to.Write(bin.StartUnixSeconds);
            to.Write(bin.LengthSeconds);
            to.Write(entries);
            to.Write(packed.Length);
            to.Write(packed);
        }
    }

    public static CountRing Load(BinaryReader from, int binsMax)
    {
        var ring = new CountRing(binsMax);
        int bins = from.ReadInt32();
        for (int i = 0; i < bins; i++)
        {
            var bin = new Bin(from.ReadInt64(), from.ReadInt32());
            int entries = from.ReadInt32(), length = from.ReadInt32();
            byte[] packed = from.ReadBytes(length);
            if (packed.Length < length) throw new EndOfStreamException();
            ring.Enqueue(bin, entries, packed);
        }
        return ring;
    }

    private void Enqueue(Bin bin, int entries, byte[] packed)
    {
        _bins.Enqueue((bin, entries, packed));
        _entries += entries;
        while (_bins.Count > binsMax || (_entries > EntriesMax && _bins.Count > 1)) _entries -= _bins.Dequeue().Entries;
    }

    private static int Number(Span<byte> to, ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7) to[length++] = (byte)(value | 0x80);
        to[length++] = (byte)value;
        return length;
    }

    private ref struct Unpacking(ReadOnlySpan<byte> packed)
    {
        private ReadOnlySpan<byte> _rest = packed;
        private long _leaf;

        public LeafCount Next()
        {
            ulong apart = Number();
            _leaf += (long)(apart >> 1) ^ -(long)(apart & 1);
            return new LeafCount((int)_leaf, (long)Number());
        }

        private ulong Number()
        {
            ulong value = 0;
            for (int at = 0; ; at++)
            {
                value |= (ulong)(_rest[at] & 0x7F) << 7 * at;
                if (_rest[at] >= 0x80) continue;
                _rest = _rest[(at + 1)..];
                return value;
            }
        }
    }
}
