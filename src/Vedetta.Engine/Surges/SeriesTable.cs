using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

/// <summary>Names a watched element: which dimensions are fixed (bit mask) and to which values (ids; −1 where open).</summary>
internal readonly record struct ElementKey(int A, int B, int C, int D)
{
    public static ElementKey Total => new(-1, -1, -1, -1);

    public int this[int dimension] => dimension switch { 0 => A, 1 => B, 2 => C, _ => D };

    /// <summary>How many dimensions are fixed.</summary>
    public int Depth => (A >= 0 ? 1 : 0) + (B >= 0 ? 1 : 0) + (C >= 0 ? 1 : 0) + (D >= 0 ? 1 : 0);

    /// <summary>The element that keeps only the dimensions in <paramref name="mask"/>.</summary>
    public ElementKey Keep(int mask) =>
        new((mask & 1) != 0 ? A : -1, (mask & 2) != 0 ? B : -1, (mask & 4) != 0 ? C : -1, (mask & 8) != 0 ? D : -1);

    /// <summary>Bit mask of the fixed dimensions.</summary>
    public int Mask => (A >= 0 ? 1 : 0) | (B >= 0 ? 2 : 0) | (C >= 0 ? 4 : 0) | (D >= 0 ? 8 : 0);

    /// <summary>Whether every dimension fixed here is fixed to the same value in <paramref name="other"/>.</summary>
    public bool Contains(in ElementKey other) =>
        (A < 0 || A == other.A) && (B < 0 || B == other.B) && (C < 0 || C == other.C) && (D < 0 || D == other.D);

    /// <summary>Whether some leaf can belong to both.</summary>
    public bool Overlaps(in ElementKey other) => Fits(A, other.A) && Fits(B, other.B) && Fits(C, other.C) && Fits(D, other.D);

    private static bool Fits(int mine, int theirs) => mine < 0 || theirs < 0 || mine == theirs;
}

/// <summary>Everything kept of one watched series; under 1 kB with its share of the table.</summary>
internal struct WatchedSeries
{
    public ElementKey Key;
    public Baseline Baseline;
    public RiseRuns Rise;
    public DropRuns Drop;
    public FastRuns Fast;

    /// <summary>Count in the long bin that is filling.</summary>
    public long BinCount;

    /// <summary>Count in the short bin that is filling.</summary>
    public long TickCount;

    /// <summary>The same without what open surges explain.</summary>
    public float OutsideCount;

    /// <summary>What seconds are held against until the long bin ends: counts a second (0: not at all) and the size.</summary>
    public float PerSecond;
    public float Size;

    /// <summary>Expected count of the long bin just closed, calendar factors included.</summary>
    public float Expected;

    /// <summary>What open surges elsewhere add to the expectation of the long bin just closed.</summary>
    public float Explained;

    /// <summary>Evidence that alarms, in nats: rises on the long bins.</summary>
    public float Threshold;

    /// <summary>Evidence that alarms, in nats: drops on the long bins.</summary>
    public float DropThreshold;

    /// <summary>Evidence that alarms, in nats: rises on the short bins.</summary>
    public float FastThreshold;

    /// <summary>Last long bin with a count.</summary>
    public uint ActiveUnixSeconds;

    /// <summary>Whether the slot is in use.</summary>
    public bool IsAlive;

    /// <summary>Whether an open surge keeps the baseline from learning.</summary>
    public bool IsFrozen;

    /// <summary>Whether that surge comes every week at this hour.</summary>
    public bool IsHabit;
}

/// <summary>The watched series, in chunks so that growing never copies them.</summary>
internal sealed class SeriesTable
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<WatchedSeries[]> _chunks = [];
    private readonly List<YoungWeek?[]> _young = [];
    private readonly Dictionary<ElementKey, int> _index = [];
    private readonly Stack<int> _free = [];

    /// <summary>Slots in use or freed; indices run below it.</summary>
    public int Slots { get; private set; }

    /// <summary>Series alive.</summary>
    public int Count => _index.Count;

    public ref WatchedSeries this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    public ref YoungWeek? Young(int index) => ref _young[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>A slot's series as one block, for sweeps over all of them.</summary>
    public Span<WatchedSeries> Chunk(int chunk) =>
        _chunks[chunk].AsSpan(0, Math.Min(ChunkSize, Slots - (chunk << ChunkBits)));

    public int Chunks => _chunks.Count;

    public static int FirstOf(int chunk) => chunk << ChunkBits;

    public int Find(in ElementKey key) => _index.TryGetValue(key, out int index) ? index : -1;

    public int Add(in ElementKey key, uint atUnixSeconds)
    {
        int index = _free.Count > 0 ? _free.Pop() : Slots++;
        if (index >> ChunkBits >= _chunks.Count)
        {
            _chunks.Add(new WatchedSeries[ChunkSize]);
            _young.Add(new YoungWeek?[ChunkSize]);
        }
        this[index] = new WatchedSeries
        {
            Key = key,
            Baseline = Baseline.NewBorn(atUnixSeconds),
            ActiveUnixSeconds = atUnixSeconds,
            Threshold = float.MaxValue,
            DropThreshold = float.MaxValue,
            FastThreshold = float.MaxValue,
            IsAlive = true,
        };
        Young(index) = new YoungWeek();
        _index[key] = index;
        return index;
    }

    public void Remove(int index)
    {
        _index.Remove(this[index].Key);
        this[index] = default;
        Young(index) = null;
        _free.Push(index);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(Slots);
        to.Write(_free.Count);
        foreach (int free in _free.Reverse()) to.Write(free);
        for (int i = 0; i < Slots; i++)
        {
            to.Write(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref this[i], 1)));
            YoungWeek? young = Young(i);
            to.Write(young is not null);
            if (young is null) continue;
            to.Write(young.Unit);
            to.Write(MemoryMarshal.AsBytes((ReadOnlySpan<Half>)young.Means));
        }
    }

    public static SeriesTable Load(BinaryReader from)
    {
        var table = new SeriesTable { Slots = from.ReadInt32() };
        int free = from.ReadInt32();
        for (int i = 0; i < free; i++) table._free.Push(from.ReadInt32());
        var freed = table._free.ToHashSet();
        for (int i = 0; i < table.Slots; i++)
        {
            if ((i & (ChunkSize - 1)) == 0)
            {
                table._chunks.Add(new WatchedSeries[ChunkSize]);
                table._young.Add(new YoungWeek?[ChunkSize]);
            }
            from.ReadExactly(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref table[i], 1)));
            if (from.ReadBoolean()) table.Young(i) = LoadYoung(from);
            if (!freed.Contains(i)) table._index[table[i].Key] = i;
        }
        return table;
    }

    private static YoungWeek LoadYoung(BinaryReader from)
    {
        var young = new YoungWeek { Unit = from.ReadSingle() };
        from.ReadExactly(MemoryMarshal.AsBytes((Span<Half>)young.Means));
        return young;
    }
}
