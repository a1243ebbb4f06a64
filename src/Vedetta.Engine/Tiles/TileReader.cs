using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// Reads the form of <see cref="TileWriter"/>. The first fault is kept and every later read gives zero, so reading ends
/// soon and never throws; no list is made longer than the bytes left could fill.
/// </summary>
internal ref struct TileReader
{
    private const long CountMax = 1L << 48;
    private const long SecondMax = 1L << 40;

    private ReadOnlySpan<byte> _rest;
    private string _fault;

    private TileReader(ReadOnlySpan<byte> bytes)
    {
        _rest = bytes;
        _fault = "";
    }

    private readonly bool Failed => _fault.Length > 0;

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TileSet? tiles, out string reason)
    {
        tiles = null;
        reason = FaultOfFrame(bytes);
        if (reason.Length > 0) return false;
        var reader = new TileReader(bytes[3..^TileWriter.ChecksumBytes]);
        var read = new TileSet();
        reader.ReadAll(read);
        reason = reader._fault;
        if (reader.Failed) return false;
        tiles = read;
        return true;
    }

    private static string FaultOfFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3 + TileWriter.ChecksumBytes) return $"{bytes.Length} bytes are too short for tiles.";
        if (bytes[0] != 'V' || bytes[1] != 'T') return "The bytes are no tiles.";
        if (bytes[2] != TileWriter.Version)
            return $"Tiles of version {bytes[2]}; this program reads {TileWriter.Version}.";
        uint sum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^TileWriter.ChecksumBytes..]);
        return sum == (uint)StableHash.Of(bytes[..^TileWriter.ChecksumBytes]) ? "" : "The checksum does not match.";
    }

    private void ReadAll(TileSet into)
    {
        string[] texts = ReadTexts();
        int tiles = Length(minBytesEach: 4);
        long second = 0;
        for (int i = 0; i < tiles && !Failed; i++)
        {
            var kind = (SignalKind)Byte();
            second += Signed();
            if (kind > SignalKind.Planned) Fail($"Kind {(int)kind} is unknown.");
            if (second is < -SecondMax or > SecondMax) Fail($"Second {second} is out of range.");
            if (Failed) return;
            Tile tile = into.TileOf(second, kind);
            ReadCounts(tile, texts);
            ReadSubjects(tile, texts);
        }

        if (!Failed && _rest.Length > 0) Fail($"{_rest.Length} bytes too many.");
    }

    private string[] ReadTexts()
    {
        var texts = new string[Length(minBytesEach: 1)];
        for (int i = 0; i < texts.Length && !Failed; i++)
        {
            ReadOnlySpan<byte> utf8 = Bytes(Length(minBytesEach: 1));
            if (!Utf8.IsValid(utf8)) Fail($"Text {i} is not UTF-8.");
            texts[i] = Encoding.UTF8.GetString(utf8);
        }

        return texts;
    }

    private void ReadCounts(Tile tile, string[] texts)
    {
        int rows = Length(minBytesEach: 5);
        for (int i = 0; i < rows && !Failed; i++)
        {
            var leaf = new Leaf(tile.Kind, Text(texts), Text(texts), Text(texts), Text(texts));
            long count = Count();
            if (!Failed) CollectionsMarshal.GetValueRefOrAddDefault(tile.Counts, leaf, out _) += count;
        }
    }

    private void ReadSubjects(Tile tile, string[] texts)
    {
        int subjects = Length(minBytesEach: 2);
        for (int i = 0; i < subjects && !Failed; i++)
        {
            string name = Text(texts);
            var parts = (TileWriter.Parts)Byte();
            if (parts > TileWriter.Parts.All) Fail($"Parts {parts} of a subject are unknown.");
            var subject = new SubjectSketch();
            if (parts.HasFlag(TileWriter.Parts.Outcomes))
                (subject.Answered, subject.Abandoned, subject.Deflected) = (Count(), Count(), Count());
            if (parts.HasFlag(TileWriter.Parts.Sources)) ReadSources(subject);
            if (parts.HasFlag(TileWriter.Parts.Waits)) subject.Waits = ReadDurations();
            if (parts.HasFlag(TileWriter.Parts.Handles)) subject.Handles = ReadDurations();
            if (!Failed && !tile.Subjects.TryAdd(name, subject)) Fail($"Subject '{name}' stands twice.");
        }
    }

    private void ReadSources(SubjectSketch subject)
    {
        int used = Length(minBytesEach: 9);
        long dropped = Count();
        if (used > SubjectSketch.TopSourcesMax || (dropped > 0 && used < SubjectSketch.TopSourcesMax))
            Fail($"{used} top sources with {dropped} dropped cannot be.");
        long total = dropped > 0 ? Count() : 0;
        var keys = new List<TopKey>();
        for (int i = 0; i < used && !Failed; i++)
        {
            var key = new TopKey(Hash(), Count(), dropped > 0 ? Count() : 0);
            if (dropped == 0) total += key.Count;
            if (keys.Exists(k => k.Key == key.Key)) Fail("A source stands twice.");
            keys.Add(key);
        }

        HyperLogLog? distinct = used == SubjectSketch.TopSourcesMax && !Failed ? ReadDistinct() : null;
        if (Failed) return;
        var sources = new SpaceSaving(SubjectSketch.TopSourcesMax);
        sources.Fill(keys, total, dropped);
        subject.RestoreSources(sources, distinct);
    }

    private HyperLogLog ReadDistinct()
    {
        int hashes = Length(minBytesEach: 8);
        if (hashes == 0) return ReadRegisters();
        if (hashes > HyperLogLog.ExactMax) Fail($"{hashes} distinct sources are too many to be listed.");
        var distinct = new HyperLogLog();
        for (int i = 0; i < hashes && !Failed; i++) distinct.Add(Hash());
        return distinct;
    }

    private HyperLogLog ReadRegisters()
    {
        ReadOnlySpan<byte> packed = Bytes(TileWriter.PackedRegisterBytes);
        if (Failed) return new();
        var registers = new byte[HyperLogLog.RegisterCount];
        for (int i = 0, o = 0; i < registers.Length; i += 4, o += 3)
        {
            int bits = packed[o] | (packed[o + 1] << 8) | (packed[o + 2] << 16);
            for (int j = 0; j < 4; j++, bits >>= 6) registers[i + j] = (byte)Math.Min(bits & 63, HyperLogLog.RankMax);
        }

        return HyperLogLog.FromRegisters(registers);
    }

    private DdSketch ReadDurations()
    {
        var sketch = new DdSketch();
        int used = Length(minBytesEach: 2);
        long zeros = Count(), sum = Number();
        long bucket = 0;
        for (int i = 0; i < used && !Failed; i++)
        {
            long step = Signed();
            bucket += step;
            if ((i > 0 && step <= 0) || bucket < DdSketch.BucketMin || bucket > DdSketch.BucketMax)
                Fail($"Bucket {bucket} of a duration is out of order.");
            else
                sketch.AddTo((short)bucket, Count());
        }

        if (sum < 0) Fail($"A sum of {sum} ms cannot be.");
        sketch.Restore(zeros, sum);
        return sketch;
    }

    private string Text(string[] texts)
    {
        long index = Number();
        if (index >= 0 && index < texts.Length && !Failed) return texts[index];
        Fail($"Text {index} of {texts.Length} is missing.");
        return "";
    }

    private int Length(int minBytesEach)
    {
        long length = Number();
        if (length >= 0 && length <= _rest.Length / minBytesEach) return (int)length;
        Fail($"{length} entries do not fit into {_rest.Length} bytes.");
        return 0;
    }

    private long Count()
    {
        long count = Number();
        if (count is >= 0 and <= CountMax) return count;
        Fail($"Count {count} is out of range.");
        return 0;
    }

    private ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _rest.Length)
        {
            Fail("The bytes end too early.");
            return [];
        }

        ReadOnlySpan<byte> bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    private byte Byte() => Bytes(1) is { IsEmpty: false } bytes ? bytes[0] : (byte)0;

    private ulong Hash() => Bytes(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    private long Signed()
    {
        long value = Number();
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }

    private long Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)value;
        }

        Fail("A number is too long.");
        return 0;
    }

    private void Fail(string fault)
    {
        if (!Failed) _fault = fault;
        _rest = [];
    }
}
