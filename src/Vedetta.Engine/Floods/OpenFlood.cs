using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Floods;

/// <summary>A flood that goes on: which calls belong to it and what they add up to.</summary>
internal sealed class OpenFlood
{
    /// <summary>Most lines and calling numbers told apart; of more, the calls are counted all the same.</summary>
    public const int LinesMax = 20_000, OriginsMax = 50_000;

    private const int EndsKept = 512, SlotSeconds = 10, SlotsKept = 1_080, TraitsToldMax = 8, OriginsToldMax = 20;

    private const double PaceLeft = 0.1;

    private readonly Dictionary<ulong, int> _lines = [], _origins = [];
    private readonly Dictionary<ushort, int> _agents = [], _sdps = [], _trunks = [];
    private readonly Queue<float> _rings = new(), _talks = new();
    private readonly int[] _slots = new int[SlotsKept];
    private long _slot, _lastSecond, _ended, _oneRing;

    /// <summary>Its number among open floods, from 1.</summary>
    public required ushort Number { get; init; }

    /// <summary>Its id; see <see cref="Flood.Id"/>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whether anybody was told of it.</summary>
    public bool IsTold { get; init; } = true;

    /// <summary>Which calls belong to it.</summary>
    public FloodMatch Match { get; private init; } = new();

    /// <summary>Milliseconds of its first call.</summary>
    public long StartedAt { get; private set; } = long.MaxValue;

    /// <summary>When it was told.</summary>
    public required long AlarmedAtSecond { get; init; }

    /// <summary>Its calls.</summary>
    public long Attempts { get; private set; }

    /// <summary>Time between two calls to the same line; NaN where there is no beat.</summary>
    public double PeriodSeconds { get; set; } = double.NaN;

    /// <summary>The second it was told last.</summary>
    public long ToldAtSecond { get; set; }

    /// <summary>Lines it called.</summary>
    public IReadOnlyDictionary<ulong, int> Lines => _lines;

    /// <summary>Its calls by calling number.</summary>
    public IEnumerable<(NumberKey Number, long Calls)> Origins =>
        _origins.Select(o => (new NumberKey(o.Key), (long)o.Value));

    /// <summary>Lines and numbers left out because a bound was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The second of its last call.</summary>
    public long LastSecond => _lastSecond;

    /// <summary>Counts a call.</summary>
    public void Add(in LoggedCall call)
    {
        Attempts++;
        StartedAt = Math.Min(StartedAt, call.AtUnixMilliseconds);
        _lastSecond = Math.Max(_lastSecond, call.Second);
        Count(_lines, call.Line.Bits, LinesMax);
        Count(_origins, call.Caller.Bits, OriginsMax);
        Count(_agents, call.Agent);
        Count(_sdps, call.Sdp);
        Count(_trunks, call.Trunk);
        long slot = call.Second / SlotSeconds;
        if (slot > _slot) MoveTo(slot);
        if (slot > _slot - SlotsKept) _slots[slot % SlotsKept]++;
        if (call.HasEnded) End(call);
    }

    /// <summary>Learns how one of its calls ended.</summary>
    public void End(in LoggedCall call)
    {
        _ended++;
        if (call.IsOneRing) _oneRing++;
        Keep(_rings, call.RingSeconds);
        Keep(_talks, call.TalkSeconds);
    }

    /// <summary>Calls in the seconds before a second, to ten seconds.</summary>
    public long CallsSince(long nowSecond, long seconds)
    {
        long sum = 0;
        for (long slot = Math.Max((nowSecond - seconds) / SlotSeconds, _slot - SlotsKept + 1); slot <= _slot; slot++)
            sum += _slots[slot % SlotsKept];
        return sum;
    }

    /// <summary>How long it must be quiet to be over: several beats, or many times its usual pause.</summary>
    public long QuietSeconds => (long)Math.Clamp(
        double.IsNaN(PeriodSeconds) ? 20 * LastedSeconds / Math.Max(1, Attempts) : 3 * PeriodSeconds, 120, 10_000);

    /// <summary>Whether it is over: hardly a call in several beats, measured at its own pace.</summary>
    public bool IsOver(long nowSecond)
    {
        long quiet = QuietSeconds;
        if (nowSecond - _lastSecond >= quiet) return true;
        return nowSecond - StartedAt / 1000 > 2 * quiet
            && CallsSince(nowSecond, quiet) < PaceLeft * Attempts / LastedSeconds * quiet;
    }

    private double LastedSeconds => Math.Max(60, _lastSecond - StartedAt / 1000 + 1);

    /// <summary>The second of its last call at more than a tenth of its pace.</summary>
    public long EndSecond()
    {
        double pace = Attempts / LastedSeconds * SlotSeconds;
        for (long slot = _slot; slot > _slot - SlotsKept && slot > 0; slot--)
            if (_slots[slot % SlotsKept] >= Math.Max(1, PaceLeft * pace))
                return Math.Min(_lastSecond, slot * SlotSeconds + SlotSeconds - 1);
        return _lastSecond;
    }

    /// <summary>The ranges its numbers come from.</summary>
    public ImmutableArray<RangeCover.Range> Ranges(Ordinary ordinary) => RangeCover.Of(Origins, ordinary.Callers);

    /// <summary>The flood as it is told.</summary>
    /// <param name="ordinary">What calls are usually like.</param>
    /// <param name="scope">How wide it is, and its target.</param>
    /// <param name="endedAtSecond">Its end; null while it lasts.</param>
    /// <param name="honestPerHour">Other calls an hour.</param>
    public Flood Tell(Ordinary ordinary, (FloodScope Scope, string Target) scope, long? endedAtSecond, double honestPerHour)
    {
        (NumberKey Number, long Calls)[] top =
            [.. Origins.OrderByDescending(o => o.Calls).ThenBy(o => o.Number.Bits).Take(OriginsToldMax)];
        double topShare = (double)top.Sum(o => o.Calls) / Math.Max(1, Attempts);
        return new Flood
        {
            Id = Id,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
            AlarmedAt = DateTimeOffset.FromUnixTimeSeconds(AlarmedAtSecond),
            EndedAt = endedAtSecond is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) : null,
            Scope = scope.Scope,
            Target = scope.Target,
            Pattern = FloodRules.PatternOf(
                Attempts, _lines.Count, _origins.Count, _ended < 5 ? 0 : (double)_oneRing / _ended, topShare),
            LinesHit = _lines.Count,
            Attempts = Attempts,
            PeriodSeconds = double.IsNaN(PeriodSeconds) ? null : PeriodSeconds,
            Origins = [.. top.Where(o => !o.Number.IsWithheld).Select(o => new FloodOrigin(o.Number.ToString(), o.Calls))],
            IsRotating = _origins.Count * 2 >= Attempts || topShare < 0.5,
            Fingerprint = Print(ordinary),
            HonestCallsPerHour = Math.Round(honestPerHour, 1),
        };
    }

    private FloodFingerprint Print(Ordinary ordinary) => new()
    {
        Prefixes = [.. Ranges(ordinary).Select(r => new FloodTrait(r.Key.ToString(), r.Calls, r.Ordinary))],
        UserAgents = Traits(_agents, ordinary.Agents),
        SdpOrigins = Traits(_sdps, ordinary.Sdps),
        Trunks = Traits(_trunks, ordinary.Trunks),
        RingSecondsMedian = Median(_rings),
        DurationSecondsMedian = Median(_talks),
    };

    private ImmutableArray<FloodTrait> Traits(Dictionary<ushort, int> counts, TraitNames names) =>
        [.. counts.Where(c => c.Key > 1 && c.Value * 20 >= Attempts)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(TraitsToldMax)
            .Select(c => new FloodTrait(names[c.Key], c.Value, names.LearntOf(c.Key)))];

    private static double Median(Queue<float> values)
    {
        float[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : Math.Round(sorted[sorted.Length / 2], 2);
    }

    private void MoveTo(long slot)
    {
        for (long s = Math.Max(_slot + 1, slot - SlotsKept + 1); s <= slot; s++) _slots[s % SlotsKept] = 0;
        _slot = slot;
    }

    private void Count(Dictionary<ulong, int> counts, ulong key, int max)
    {
        if (counts.Count >= max && !counts.ContainsKey(key)) LeftOut++;
        else CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
    }

    private static void Count(Dictionary<ushort, int> counts, ushort key) =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;

    private static void Keep(Queue<float> values, float value)
    {
        if (float.IsNaN(value)) return;
        values.Enqueue(value);
        if (values.Count > EndsKept) values.Dequeue();
    }

    /// <summary>Writes it.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(Number);
        to.Write(Id);
        to.Write(IsTold);
        foreach (long value in (long[])[StartedAt, AlarmedAtSecond, Attempts, ToldAtSecond, LeftOut, _slot,
            _lastSecond, _ended, _oneRing]) to.Write(value);
        to.Write(PeriodSeconds);
        Match.Save(to);
        Write(to, _lines, to.Write);
        Write(to, _origins, to.Write);
        foreach (var traits in (Dictionary<ushort, int>[])[_agents, _sdps, _trunks]) Write(to, traits, to.Write);
        foreach (Queue<float> ends in (Queue<float>[])[_rings, _talks])
        {
            to.Write(ends.Count);
            foreach (float value in ends) to.Write(value);
        }
        foreach (int slot in _slots) to.Write7BitEncodedInt(slot);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static OpenFlood Load(BinaryReader from)
    {
        ushort number = from.ReadUInt16();
        (string id, bool isTold) = (from.ReadString(), from.ReadBoolean());
        var values = new long[9];
        for (int i = 0; i < values.Length; i++) values[i] = from.ReadInt64();
        double period = from.ReadDouble();
        var flood = new OpenFlood
        {
            Number = number,
            Id = id,
            IsTold = isTold,
            StartedAt = values[0],
            AlarmedAtSecond = values[1],
            Attempts = values[2],
            ToldAtSecond = values[3],
            LeftOut = values[4],
            PeriodSeconds = period,
            Match = FloodMatch.Load(from),
        };
        (flood._slot, flood._lastSecond, flood._ended, flood._oneRing) = (values[5], values[6], values[7], values[8]);
        flood.LoadCounts(from);
        return flood;
    }

    private void LoadCounts(BinaryReader from)
    {
        foreach (Dictionary<ulong, int> counts in (Dictionary<ulong, int>[])[_lines, _origins])
            for (int i = from.ReadInt32(); i > 0; i--) counts[from.ReadUInt64()] = from.ReadInt32();
        foreach (Dictionary<ushort, int> counts in (Dictionary<ushort, int>[])[_agents, _sdps, _trunks])
            for (int i = from.ReadInt32(); i > 0; i--) counts[from.ReadUInt16()] = from.ReadInt32();
        foreach (Queue<float> ends in (Queue<float>[])[_rings, _talks])
            for (int i = from.ReadInt32(); i > 0; i--) ends.Enqueue(from.ReadSingle());
        for (int i = 0; i < _slots.Length; i++) _slots[i] = from.Read7BitEncodedInt();
    }

    private static void Write<TKey>(BinaryWriter to, Dictionary<TKey, int> counts, Action<TKey> writeKey)
        where TKey : notnull
    {
        to.Write(counts.Count);
        foreach ((TKey key, int count) in counts)
        {
            writeKey(key);
            to.Write(count);
        }
    }
}
