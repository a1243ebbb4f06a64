using System.Runtime.InteropServices;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;

namespace Vedetta.Detection;

/// <summary>
/// The counts of the last day of the total and of every single dimension value of one kind, in steps of
/// <see cref="StepSeconds"/>: what charts and incident sizes are read from. Bounded; the longest quiet series goes first.
/// </summary>
public sealed class RecentCounts(SignalKind kind)
{
    /// <summary>Length of a step in seconds.</summary>
    public const int StepSeconds = 10;

    /// <summary>How far back counts are kept, in hours.</summary>
    public const int Hours = 30;

    /// <summary>Most series kept.</summary>
    public const int SeriesMax = 2_000;

    private const int StepsPerHour = 3600 / StepSeconds;
    private const int LeavesCachedMax = 100_000;

    private readonly Dictionary<SeriesKey, Ring> _rings = [];
    private readonly Dictionary<Leaf, Ring[]> _ofLeaf = [];

    /// <summary>Series dropped because <see cref="SeriesMax"/> was reached.</summary>
    public long SeriesEvicted { get; private set; }

    /// <summary>The series kept.</summary>
    public IReadOnlyCollection<SeriesKey> Series => _rings.Keys;

    /// <summary>Adds one leaf's count of one second to the total and to each of its values.</summary>
    public void Add(long unixSecond, in Leaf leaf, long count)
    {
        foreach (Ring ring in RingsOf(leaf)) ring.Add(unixSecond, count);
    }

    /// <summary>Sum of a series from one instant to another (Unix seconds), to the step; 0 for one not kept.</summary>
    public long Sum(SeriesKey series, long fromUnixSeconds, long untilUnixSeconds)
    {
        if (!_rings.TryGetValue(series, out Ring? ring)) return 0;
        long sum = 0;
        long last = Math.Max(fromUnixSeconds, ring.LastSecond + StepSeconds);
        for (long at = FloorToStep(fromUnixSeconds); at < Math.Min(untilUnixSeconds, last); at += StepSeconds) sum += ring.At(at);
        return sum;
    }

    /// <summary>When a series last counted anything (Unix seconds); <see cref="long.MinValue"/> when never.</summary>
    public long LastSeen(SeriesKey series) => _rings.TryGetValue(series, out Ring? ring) ? ring.LastSecond : long.MinValue;

    /// <summary>Writes what is kept.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_rings.Count);
        foreach ((SeriesKey key, Ring ring) in _rings)
        {
            to.Write(key.ToString());
            ring.Save(to);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        for (int i = from.ReadInt32(); i > 0; i--) _rings[SeriesKey.Parse(from.ReadString())] = Ring.Load(from);
    }

    /// <summary>The keys a leaf counts for: the total and one per value it says.</summary>
    public static IEnumerable<SeriesKey> KeysOf(Leaf leaf)
    {
        string measure = MeasureOf(leaf.Kind);
        yield return new SeriesKey(measure, []);
        var names = SignalSchema.Dimensions(leaf.Kind);
        for (int i = 0; i < names.Length; i++)
            if (leaf[i].Length > 0) yield return new SeriesKey(measure, [new DimensionValue(names[i], leaf[i])]);
    }

    /// <summary>The measure of a kind's series, such as "contact".</summary>
    public static string MeasureOf(SignalKind kind) => kind switch
    {
        SignalKind.Report => "report",
        SignalKind.Contact => "contact",
        SignalKind.Call => "call",
        SignalKind.Nuisance => "nuisance",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind is not counted."),
    };

    /// <summary>The kind counted here.</summary>
    public SignalKind Kind { get; } = kind;

    private static long FloorToStep(long unixSeconds) => unixSeconds - ((unixSeconds % StepSeconds) + StepSeconds) % StepSeconds;

    private Ring[] RingsOf(in Leaf leaf)
    {
        if (_ofLeaf.TryGetValue(leaf, out Ring[]? rings)) return rings;
        rings = [.. KeysOf(leaf).Select(RingOf)];
        if (_ofLeaf.Count >= LeavesCachedMax) _ofLeaf.Clear();
        return _ofLeaf[leaf] = rings;
    }

    private Ring RingOf(SeriesKey key)
    {
        if (_rings.TryGetValue(key, out Ring? ring)) return ring;
        if (_rings.Count >= SeriesMax) EvictQuietest();
        return _rings[key] = new Ring();
    }

    // Frees a tenth at a time, so that a flood of new keys does not sort the rings for every one of them.
    private void EvictQuietest()
    {
        foreach (SeriesKey key in _rings.OrderBy(r => r.Value.LastSecond).Take(SeriesMax / 10).Select(r => r.Key).ToList())
        {
            _rings.Remove(key);
            SeriesEvicted++;
        }
        _ofLeaf.Clear();
    }

    private sealed class Ring
    {
        private readonly Dictionary<long, int[]> _hours = [];

        public long LastSecond { get; private set; } = long.MinValue;

        public void Add(long unixSecond, long count)
        {
            long hour = Math.DivRem(unixSecond, 3600, out long second);
            ref int[]? steps = ref CollectionsMarshal.GetValueRefOrAddDefault(_hours, hour, out _);
            bool isNew = steps is null;
            steps ??= new int[StepsPerHour];
            ref int step = ref steps[second / StepSeconds];
            step = (int)Math.Min(int.MaxValue, step + count);
            LastSecond = Math.Max(LastSecond, unixSecond);
            if (isNew && _hours.Count > Hours) DropOld();
        }

        public int At(long unixSecond)
        {
            long hour = Math.DivRem(unixSecond, 3600, out long second);
            return _hours.TryGetValue(hour, out int[]? steps) ? steps[second / StepSeconds] : 0;
        }

        public void Save(BinaryWriter to)
        {
            to.Write(LastSecond);
            to.Write(_hours.Count);
            foreach ((long hour, int[] steps) in _hours)
            {
                to.Write(hour);
                foreach (int step in steps) to.Write7BitEncodedInt(step);
            }
        }

        public static Ring Load(BinaryReader from)
        {
            var ring = new Ring { LastSecond = from.ReadInt64() };
            for (int i = from.ReadInt32(); i > 0; i--)
            {
                long hour = from.ReadInt64();
                int[] steps = ring._hours[hour] = new int[StepsPerHour];
                for (int s = 0; s < steps.Length; s++) steps[s] = from.Read7BitEncodedInt();
            }
            return ring;
        }

        private void DropOld()
        {
            long oldest = LastSecond / 3600 - Hours;
            foreach (long hour in _hours.Keys.Where(h => h < oldest).ToList()) _hours.Remove(hour);
        }
    }
}
