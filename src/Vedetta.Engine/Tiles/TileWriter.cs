using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// The stored form of tiles, version 1: "VT", version, table of texts, tiles, checksum (low 32 bits of xxHash64).
/// Numbers are LEB128, signed ones zigzag; hashes are 8 bytes, little-endian; order is canonical.
/// </summary>
internal sealed class TileWriter
{
    public const byte Version = 1;
    public const int ChecksumBytes = 4;
    public const int PackedRegisterBytes = HyperLogLog.RegisterCount * 6 / 8;

    private readonly ArrayBufferWriter<byte> _to = new(256);
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    /// <summary>What a subject's bytes hold.</summary>
    [Flags]
    public enum Parts : byte
    {
        None = 0,
        Outcomes = 1,
        Sources = 2,
        Waits = 4,
        Handles = 8,
        All = 15,
    }

    public static byte[] Write(Tile[] tiles)
    {
        var writer = new TileWriter();
        writer.WriteAll(tiles);
        var bytes = new byte[writer._to.WrittenCount + ChecksumBytes];
        writer._to.WrittenSpan.CopyTo(bytes);
        Seal(bytes);
        return bytes;
    }

    /// <summary>Writes the checksum of what stands before it.</summary>
    public static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt32LittleEndian(
        bytes[^ChecksumBytes..], (uint)StableHash.Of(bytes[..^ChecksumBytes]));

    private void WriteAll(Tile[] tiles)
    {
        Byte((byte)'V');
        Byte((byte)'T');
        Byte(Version);
        WriteTexts(tiles);
        Number(tiles.Length);
        long second = 0;
        foreach (Tile tile in tiles)
        {
            Byte((byte)tile.Kind);
            Signed(tile.UnixSecond - second);
            second = tile.UnixSecond;
            WriteCounts(tile);
            WriteSubjects(tile);
        }
    }

    private void WriteTexts(Tile[] tiles)
    {
        foreach (Tile tile in tiles)
        {
            foreach (Leaf leaf in tile.Counts.Keys)
                for (int d = 0; d < SignalSchema.DimensionsMax; d++) _texts[leaf[d]] = 0;
            foreach (string name in tile.Subjects.Keys) _texts[name] = 0;
        }

        string[] sorted = [.. _texts.Keys];
        Array.Sort(sorted, StringComparer.Ordinal);
        Number(sorted.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            _texts[sorted[i]] = i;
            int length = Encoding.UTF8.GetByteCount(sorted[i]);
            Number(length);
            _to.Advance(Encoding.UTF8.GetBytes(sorted[i], _to.GetSpan(length + 1)));
        }
    }

    private void WriteCounts(Tile tile)
    {
        var rows = new (int A, int B, int C, int D, long Count)[tile.Counts.Count];
        int at = 0;
        foreach ((Leaf leaf, long count) in tile.Counts)
            rows[at++] = (_texts[leaf.A], _texts[leaf.B], _texts[leaf.C], _texts[leaf.D], count);
        Array.Sort(rows);
        Number(rows.Length);
        foreach ((int a, int b, int c, int d, long count) in rows)
        {
            Number(a);
            Number(b);
            Number(c);
            Number(d);
            Number(count);
        }
    }

    private void WriteSubjects(Tile tile)
    {
        Number(tile.Subjects.Count);
        foreach ((string name, SubjectSketch subject) in tile.Subjects.OrderBy(s => _texts[s.Key]))
        {
            Number(_texts[name]);
            Parts parts = PartsOf(subject);
            Byte((byte)parts);
            if (parts.HasFlag(Parts.Outcomes))
            {
                Number(subject.Answered);
                Number(subject.Abandoned);
                Number(subject.Deflected);
            }

            if (subject.Sources is { } sources) WriteSources(sources, subject.Distinct);
            if (subject.Waits is { } waits) WriteDurations(waits);
            if (subject.Handles is { } handles) WriteDurations(handles);
        }
    }

    private static Parts PartsOf(SubjectSketch subject)
    {
        bool outcomes = (subject.Answered | subject.Abandoned | subject.Deflected) != 0;
        return (outcomes ? Parts.Outcomes : 0) | (subject.Sources is null ? 0 : Parts.Sources) |
            (subject.Waits is null ? 0 : Parts.Waits) | (subject.Handles is null ? 0 : Parts.Handles);
    }

    private void WriteSources(SpaceSaving sources, HyperLogLog? distinct)
    {
        TopKey[] keys = sources.Top();
        Number(keys.Length);
        Number(sources.Dropped);
        if (sources.Dropped > 0) Number(sources.Total);
        foreach (TopKey key in keys)
        {
            Hash(key.Key);
            Number(key.Count);
            if (sources.Dropped > 0) Number(key.Error);
        }

        if (keys.Length == SubjectSketch.TopSourcesMax) WriteDistinct(distinct!);
    }

    private void WriteDistinct(HyperLogLog distinct)
    {
        if (distinct.IsExact)
        {
            ulong[] hashes = [.. distinct.ExactHashes.Order()];
            Number(hashes.Length);
            foreach (ulong hash in hashes) Hash(hash);
            return;
        }

        Number(0);
        Span<byte> packed = _to.GetSpan(PackedRegisterBytes);
        ReadOnlySpan<byte> registers = distinct.Registers;
        for (int i = 0, o = 0; i < registers.Length; i += 4, o += 3)
        {
            int bits = registers[i] | (registers[i + 1] << 6) | (registers[i + 2] << 12) | (registers[i + 3] << 18);
            (packed[o], packed[o + 1], packed[o + 2]) = ((byte)bits, (byte)(bits >> 8), (byte)(bits >> 16));
        }

        _to.Advance(PackedRegisterBytes);
    }

    private void WriteDurations(DdSketch sketch)
    {
        Number(sketch.Used);
        Number(sketch.Zeros);
        Number(sketch.SumMilliseconds);
        int before = 0;
        for (int i = 0; i < sketch.Used; i++)
        {
            Signed(sketch.Buckets[i] - before);
            before = sketch.Buckets[i];
            Number(sketch.BucketCounts[i]);
        }
    }

    private void Byte(byte value)
    {
        _to.GetSpan(1)[0] = value;
        _to.Advance(1);
    }

    private void Hash(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_to.GetSpan(8), value);
        _to.Advance(8);
    }

    private void Signed(long value) => Number((value << 1) ^ (value >> 63));

    private void Number(long value)
    {
        Span<byte> to = _to.GetSpan(10);
        int length = 0;
        ulong rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7) to[length++] = (byte)(rest | 0x80);
        to[length++] = (byte)rest;
        _to.Advance(length);
    }
}
