using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

/// <summary>What an open surge keeps the baseline of a series it moves from learning.</summary>
internal enum Hold : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The level, and all but a little of the shape of the week.</summary>
    Event,

    /// <summary>The level only: it comes every week at this hour.</summary>
    Habit,
}

/// <summary>What counting touches of a watched series; apart from the rest, so that a count moves little memory.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct SeriesTally
{
    /// <summary>Count in the long bin that is filling.</summary>
    public long BinCount;

    /// <summary>Count in the short bin that is filling.</summary>
    public long TickCount;

    /// <summary>Last bin with a count.</summary>
    public uint ActiveUnixSeconds;

    /// <summary>Expected count of the long bin just closed, calendar factors included.</summary>
    public float Expected;

    /// <summary>What open surges elsewhere add to the expectation of the long bin just closed.</summary>
    public float Explained;

    /// <summary>Whether the slot is in use.</summary>
    public bool IsAlive;

    /// <summary>Whether it is the total or a single value, and so watched by seconds where anything is.</summary>
    public bool IsWide;

    /// <summary>What an open surge keeps from being learnt.</summary>
    public Hold Hold;

    /// <summary>Whether the profile is still fitted from raw means.</summary>
    public bool IsYoung;
}

/// <summary>What closing a long bin touches of a watched series.</summary>
internal struct WatchedSeries
{
    public Runs Rise;
    public Runs Drop;
    public Baseline Baseline;

    /// <summary>Count per bin that a raw mean of 1 stands for while young.</summary>
    public float Unit;

    /// <summary>Evidence that alarms, in nats: rises on the long bins.</summary>
    public float Threshold;

    /// <summary>Evidence that alarms, in nats: drops on the long bins.</summary>
    public float DropThreshold;

    /// <summary>What the series' own past says about its thresholds, and the long bins it was listened to (decayed).</summary>
    public TailGauge RiseTail;
    public TailGauge DropTail;
    public float Listened;
}

/// <summary>What watching by seconds adds to a series.</summary>
internal struct FastWatch
{
    public FastRuns Runs;

    /// <summary>Evidence that alarms, in nats: rises on the short bins.</summary>
    public float Threshold;

    public TailGauge Tail;

    /// <summary>Count of the short bin that is filling, without what open surges explain.</summary>
    public float OutsideCount;

    /// <summary>What seconds are held against until the long bin ends: counts a second (0: not at all) and the size.</summary>
    public float PerSecond;
    public float Size;
}

/// <summary>A block of watched series: growing never copies them, and what a step needs lies side by side.</summary>
internal sealed class SeriesChunk(bool fast)
{
    public const int Bits = 10;
    public const int Size = 1 << Bits;

    public readonly SeriesTally[] Tallies = new SeriesTally[Size];
    public readonly WatchedSeries[] Series = new WatchedSeries[Size];
    public readonly FastWatch[] Fast = fast ? new FastWatch[Size] : [];

    /// <summary>Multiples of the level per hour of the week, mean 1.</summary>
    public readonly WeekBlock Profiles = new((Half)1);

    private int _young;

    /// <summary>
    /// Mean counts per bin and hour of the week of the young series, as multiples of their unit; NaN where nothing was seen.
    /// </summary>
    public WeekBlock Means { get; private set; } = new(Half.NaN);

    public void Add(int at, uint atUnixSeconds, bool isWide)
    {
        Tallies[at] = new SeriesTally { ActiveUnixSeconds = atUnixSeconds, IsAlive = true, IsYoung = true, IsWide = isWide };
        Series[at] = new WatchedSeries
        {
            Baseline = new Baseline { BornUnixSeconds = atUnixSeconds },
            Unit = 1,
            Threshold = float.MaxValue,
            DropThreshold = float.MaxValue,
        };
        if (fast) Fast[at] = new FastWatch { Threshold = float.MaxValue };
        Profiles.Clear(at);
        Means.Clear(at);
        _young++;
    }

    public void Remove(int at)
    {
        if (Tallies[at].IsYoung) GrowUp(at);
        (Tallies[at], Series[at]) = (default, default);
        if (fast) Fast[at] = default;
    }

    /// <summary>From now on the profile follows; the raw means go when no series of the block needs them.</summary>
    public void GrowUp(int at)
    {
        Tallies[at].IsYoung = false;
        if (--_young == 0) Means = new(Half.NaN);
    }

    public void ForgetRuns(int at)
    {
        (Series[at].Rise, Series[at].Drop) = (default, default);
        if (fast) Fast[at].Runs = default;
    }

    public void Save(BinaryWriter to, int series)
    {
        to.Write(MemoryMarshal.AsBytes(Tallies.AsSpan(0, series)));
        to.Write(MemoryMarshal.AsBytes(Series.AsSpan(0, series)));
        if (fast) to.Write(MemoryMarshal.AsBytes(Fast.AsSpan(0, series)));
        Profiles.Save(to, series);
        Means.Save(to, series);
    }

    public void Load(BinaryReader from, int series)
    {
        from.ReadExactly(MemoryMarshal.AsBytes(Tallies.AsSpan(0, series)));
        from.ReadExactly(MemoryMarshal.AsBytes(Series.AsSpan(0, series)));
        if (fast) from.ReadExactly(MemoryMarshal.AsBytes(Fast.AsSpan(0, series)));
        Profiles.Load(from, series);
        Means.Load(from, series);
        foreach (ref readonly SeriesTally tally in Tallies.AsSpan()) _young += tally.IsYoung ? 1 : 0;
    }
}
