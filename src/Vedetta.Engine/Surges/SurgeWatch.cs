using System.Collections.Immutable;

namespace Vedetta.Engine.Surges;

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
/// <remarks>
/// Bins shorter than five minutes are watched twice: as they come, for speed (<see cref="FastBank"/>), and summed to
/// quarters of an hour, for small slow surges (<see cref="RunBank"/>); both share one false-alarm budget.
/// </remarks>
public sealed partial class SurgeWatch
{
    /// <summary>Bins from this length on are watched as they are; shorter ones also as sums.</summary>
    private const int DaySeconds = 86400;
    private const int LongBinSecondsMin = 300;
    private const int LongBinSeconds = 900;
    private const int DimensionsMax = 4;

    /// <summary>The whole feed counting nothing where this much was expected looks like an outage of the feed.</summary>
    private const double OutageExpectedMin = 5;

    /// <summary>Silence of the whole feed is believed from this many bins on.</summary>
    private const int SilentBinsMax = 4;

    /// <summary>Most elements of two or three dimensions watched by themselves.</summary>
    private const int ElementsMax = 32_768;

    private readonly LocalClock _clock;
    private readonly LearningRates _rates;
    private readonly int _longSeconds;
    private readonly int _dimensions;
    private readonly List<Alarm> _alarms = [];
    private readonly List<int> _touched = [];
    private readonly int[] _elementsOfMask = new int[16];
    private readonly CalendarFactor[] _factors;

    private SeriesTable _series;
    private LeafTable _leaves;
    private CountRing _longRing = new(LongRingBins);
    private CountRing _shortRing = new(ShortRingBins);
    private readonly List<OpenSurge> _open = [];
    private long _longStart = long.MinValue;
    private long _longCovered;
    private long _firstUnixSeconds = long.MinValue;
    private int _day = -1;
    private int _refitTurn = -1;
    private long _refitUnixSeconds;
    private long _dayFrom;
    private double _dayCount;
    private LivedDays _lived = new();
    private PastSurges _past = new();
    private int _daysLived;
    private long _fastUntilUnixSeconds = long.MinValue;
    private bool _isUnknownDay;
    private int _elements;
    private int _silentBins;
    private Doubt _doubt;

    /// <summary>Starts with nothing learnt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not positive.</exception>
    public SurgeWatch(WatchSchema schema, WatchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BinSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.AlarmsPerYear);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SeriesMax);
        Schema = schema;
        Options = options;
        _dimensions = Math.Min(DimensionsMax, schema.Dimensions.Length);
        _longSeconds = options.BinSeconds >= LongBinSecondsMin ? options.BinSeconds : LongBinSeconds;
        _clock = new LocalClock(options.TimeZone, options.Holidays);
        _rates = LearningRates.For(_longSeconds);
        _leaves = new LeafTable(_dimensions);
        _series = new SeriesTable(IsFast);
        _factors = [.. options.Factors];
    }

    /// <summary>The dimensions watched; leaves are told apart by the first four.</summary>
    public WatchSchema Schema { get; }

    /// <summary>The settings.</summary>
    public WatchOptions Options { get; }

    /// <summary>First instant not yet closed (Unix seconds); <see cref="long.MinValue"/> before the first bin.</summary>
    public long ClosedUntilUnixSeconds { get; private set; } = long.MinValue;

    /// <summary>Series dropped because <see cref="WatchOptions.SeriesMax"/> was reached.</summary>
    public long SeriesEvicted { get; private set; }

    private bool IsFast => _longSeconds != Options.BinSeconds;

    private int TurnsPerDay => 24 * Math.Clamp(3600 / _longSeconds, 1, 4);

    /// <summary>
    /// The index of the leaf with these values (one per schema dimension, "" where unsaid); made when new. It holds
    /// until the next <see cref="Close"/>: the least active leaves are dropped there when there are too many.
    /// </summary>
    public int LeafOf(ReadOnlySpan<string> values)
    {
        ElementKey key = _leaves.KeyOf(values);
        int leaf = _leaves.Find(key);
        return leaf >= 0 ? leaf : _leaves.Add(key, Seconds(Math.Max(0, ClosedUntilUnixSeconds)));
    }

    /// <summary>Takes one whole bin (leaves not named had none) and appends what changed to <paramref name="changes"/>.</summary>
    /// <exception cref="ArgumentException">The bin starts before the last one ended.</exception>
    public void Close(Bin bin, ReadOnlySpan<LeafCount> counts, List<SurgeChange> changes)
    {
        if (bin.StartUnixSeconds < ClosedUntilUnixSeconds)
            throw new ArgumentException($"Bin at {bin.StartUnixSeconds} starts before {ClosedUntilUnixSeconds}.", nameof(bin));
        if (bin.LengthSeconds <= 0) return;
        if (_firstUnixSeconds == long.MinValue) Begin(bin.StartUnixSeconds);
        if (IsFast) RollTo(bin.StartUnixSeconds, changes);
        else _longStart = bin.StartUnixSeconds;
        Count(bin, counts);
        ClosedUntilUnixSeconds = bin.EndUnixSeconds;
        if (IsFast)
        {
            _shortRing.Add(bin, counts);
            Follow(bin, counts, changes);
            StepFast(bin, changes);
            if (bin.EndUnixSeconds >= _longStart + _longSeconds) CloseLong(bin.EndUnixSeconds, changes);
        }
        else CloseLong(bin.EndUnixSeconds, changes, bin, counts);
        ForgetTick();
        DropLeastActive();
    }

    /// <summary>Says that nothing is known of the time up to <paramref name="untilUnixSeconds"/>: no counts, not zero counts.</summary>
    public void Gap(long untilUnixSeconds)
    {
        if (untilUnixSeconds <= ClosedUntilUnixSeconds) return;
        long weeks = ClosedUntilUnixSeconds == long.MinValue ? 0 : (untilUnixSeconds - ClosedUntilUnixSeconds) / 604800;
        bool isLong = ClosedUntilUnixSeconds != long.MinValue && untilUnixSeconds - ClosedUntilUnixSeconds > 86400;
        ClosedUntilUnixSeconds = untilUnixSeconds;
        for (int i = 0; i < _series.Slots; i++)
        {
            if (IsFast) _series.Fast(i).Runs = default;
            if (isLong) _series.ForgetRuns(i);
            _series[i].Baseline.BornUnixSeconds += (uint)(weeks * 604800);
        }
    }

    /// <summary>The watched series.</summary>
    public IEnumerable<SeriesState> Series()
    {
        var inSurge = _open.Select(o => o.Series).ToHashSet();
        for (int i = 0; i < _series.Slots; i++)
            if (_series.IsAlive(i) && _series.KeyOf(i) is { Depth: <= 1 } key) yield return StateOf(i, key, inSurge.Contains(key));
    }

    /// <summary>How many surges are open now.</summary>
    public int OpenCount => _open.Count;

    /// <summary>The surges open now, with fresh numbers.</summary>
    public IReadOnlyList<Surge> Open() => [.. _open.Select(o => Report(o, null))];

    /// <summary>
    /// Where the excess of an open surge sits: per value of every dimension its share, largest first; empty for a surge
    /// that is not open.
    /// </summary>
    public IReadOnlyList<(DimensionValue Value, double Share)> Shares(string surgeId)
    {
        if (_open.Find(o => o.Id == surgeId) is not { } surge) return [];
        (double[] observed, double[] _) = SumsSince(surge.OnsetUnixSeconds, ClosedUntilUnixSeconds);
        return SharesOf(surge, observed);
    }

    private SeriesState StateOf(int index, in ElementKey key, bool inSurge)
    {
        ref WatchedSeries s = ref _series[index];
        double share = Math.Max(s.Rise.Strongest().Evidence / s.Threshold, s.Drop.Strongest().Evidence / s.DropThreshold);
        return new SeriesState(KeyOf(key), inSurge ? Math.Max(1, share) : share, inSurge, s.Baseline.Level * 3600 / _longSeconds);
    }

    private SeriesKey KeyOf(in ElementKey key)
    {
        var fixedTo = ImmutableArray.CreateBuilder<DimensionValue>(4);
        for (int d = 0; d < _dimensions; d++)
            if (key[d] >= 0) fixedTo.Add(new DimensionValue(Schema.Dimensions[d], _leaves.ValueOf(d, key[d])));
        return new SeriesKey(Schema.Measure, fixedTo.ToImmutable());
    }

    private static uint Seconds(long unixSeconds) => (uint)Math.Clamp(unixSeconds, 0, uint.MaxValue);
}
