using System.Buffers;
using System.Runtime.InteropServices;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;

namespace Vedetta.Detection;

/// <summary>
/// The live watch of one kind of signal: collects the tiles of seconds still open, closes them in order once late
/// signals had their time, and hands them to the detector. Not safe for two threads: <see cref="LiveWatch"/> locks.
/// </summary>
internal sealed class KindWatch
{
    /// <summary>Seconds ahead of the closed ones that may wait; more means the clock of a sender is off.</summary>
    private const int OpenSecondsMax = 100_000;

    /// <summary>Stretches of silence longer than this are closed hour by hour, so that one tick stays short.</summary>
    private const int CloseSecondsPerTickMax = 7 * 86_400;

    private readonly SortedDictionary<long, Dictionary<Leaf, long>> _open = [];
    private readonly SeriesKey _total;
    private long _closedUntil = long.MinValue;
    private long _lastSignalSecond = long.MinValue;
    private long _latenessSeconds;
    private long _latenessAt = long.MinValue;
    private long _newestTaughtAt = long.MinValue;
    private long _newestSecond = long.MinValue;

    public KindWatch(SignalKind kind, WatchOptions options)
    {
        Kind = kind;
        Recent = new RecentCounts(kind);
        _total = new SeriesKey(RecentCounts.MeasureOf(kind), []);
        Watch = new SurgeWatch(new WatchSchema(_total.Measure, SignalSchema.Dimensions(kind)), options);
    }

    public SignalKind Kind { get; }

    public SurgeWatch Watch { get; private set; }

    public RecentCounts Recent { get; }

    /// <summary>Signals that came after their second was closed: they are kept and charted, not watched.</summary>
    public long Late { get; private set; }

    /// <summary>Signals dropped because their second lies too far ahead of the others.</summary>
    public long TooFarAhead { get; private set; }

    /// <summary>Since when nothing arrives although much should; null while signals do.</summary>
    public long? SilentSinceUnixSeconds { get; private set; }

    /// <summary>Whether old signals are being read in to teach the baselines: no alarms about the past then.</summary>
    public bool Teaching { get; private set; }

    public void Take(Tile tile, long nowUnixSeconds)
    {
        NoteLateness(tile.UnixSecond, nowUnixSeconds);
        _newestSecond = Math.Max(_newestSecond, tile.UnixSecond);
        foreach ((Leaf leaf, long count) in tile.Counts) Recent.Add(tile.UnixSecond, leaf, count);
        long signals = tile.Counts.Values.Sum();
        if (tile.UnixSecond < _closedUntil) Late += signals;
        else if (_open.Count >= OpenSecondsMax && !Teaching) TooFarAhead += signals;
        else Merge(tile);
    }

    /// <summary>Closes every second whose late signals had their time.</summary>
    public void CloseUntil(long nowUnixSeconds, List<SurgeChange> changes)
    {
        long until = Watermark(nowUnixSeconds);
        if (_closedUntil == long.MinValue)
        {
            if (_open.Count == 0) return;
            _closedUntil = _open.First().Key;
        }
        until = Math.Min(until, _closedUntil + CloseSecondsPerTickMax);
        while (_closedUntil < until) CloseNext(until, changes);
    }

    /// <summary>Goes on under other options with everything learnt.</summary>
    public void Reconfigure(WatchOptions options)
    {
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true)) Watch.Save(writer);
        state.Position = 0;
        using var reader = new BinaryReader(state);
        Watch = SurgeWatch.Load(reader, Watch.Schema, options);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_closedUntil);
        to.Write(_lastSignalSecond);
        to.Write(_latenessSeconds);
        to.Write(_latenessAt);
        to.Write(_open.Count);
        foreach ((long second, Dictionary<Leaf, long> counts) in _open) SaveSecond(to, second, counts);
        Recent.Save(to);
        Watch.Save(to);
    }

    public void Load(BinaryReader from)
    {
        _closedUntil = from.ReadInt64();
        _lastSignalSecond = from.ReadInt64();
        _latenessSeconds = from.ReadInt64();
        _latenessAt = from.ReadInt64();
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            long second = from.ReadInt64();
            _open[second] = LoadSecond(from);
        }
        Recent.Load(from);
        Watch = SurgeWatch.Load(from, Watch.Schema, Watch.Options);
    }

    private void Merge(Tile tile)
    {
        if (!_open.TryGetValue(tile.UnixSecond, out Dictionary<Leaf, long>? counts))
            _open[tile.UnixSecond] = counts = new Dictionary<Leaf, long>(tile.Counts.Count);
        foreach ((Leaf leaf, long count) in tile.Counts)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, leaf, out _) += count;
    }

    private void NoteLateness(long second, long now)
    {
        long lateness = now - second - 1;
        bool isOld = lateness > FeedRules.GraceSecondsMax;
        if (_closedUntil == long.MinValue && isOld) Teaching = true;
        if (Teaching && isOld) _newestTaughtAt = Math.Max(_newestTaughtAt, now);
        if (isOld || lateness < FeedRules.GraceSecondsMin) return;
        bool faded = now - _latenessAt > FeedRules.GraceMemorySeconds;
        if (lateness < _latenessSeconds && !faded) return;
        _latenessSeconds = lateness;
        _latenessAt = now;
    }

    // While teaching, time is what the data say; the last hour stays open for files that overlap a little.
    private long Watermark(long now)
    {
        long grace = _latenessAt == long.MinValue ? FeedRules.GraceSecondsMin
            : FeedRules.GraceSeconds(_latenessSeconds, now - _latenessAt);
        if (!Teaching) return now - grace;
        long newest = _newestSecond;
        if (newest >= now - FeedRules.GraceSecondsMax || now - _newestTaughtAt > FeedRules.GraceSecondsMax) Teaching = false;
        return Teaching ? newest - 3600 : now - grace;
    }

    private void CloseNext(long until, List<SurgeChange> changes)
    {
        if (_open.Count == 0 || _open.First().Key >= until)
        {
            CloseSilence(until, changes);
            return;
        }
        long next = _open.First().Key;
        if (next > _closedUntil) CloseSilence(next, changes);
        if (_closedUntil < next) Resume(next);
        SilentSinceUnixSeconds = null;
        CloseSecond(next, _open[next], changes);
        _open.Remove(next);
        _lastSignalSecond = next;
    }

    // Seconds without any signal of this kind are zeros only while chance can explain them.
    private void CloseSilence(long until, List<SurgeChange> changes)
    {
        while (_closedUntil < until && SilentSinceUnixSeconds is null)
        {
            if (_closedUntil % 10 == 0 && IsSilent()) SilentSinceUnixSeconds = _lastSignalSecond + 1;
            else CloseSecond(_closedUntil, null, changes);
        }
        if (SilentSinceUnixSeconds is not null && _closedUntil < until) Resume(until);
    }

    private bool IsSilent() =>
        _lastSignalSecond != long.MinValue
        && Watch.Expect(_total, _lastSignalSecond + 1, _closedUntil) is { } band
        && FeedRules.IsFeedSilent(band.Expected, _closedUntil - _lastSignalSecond - 1);

    private void Resume(long at)
    {
        Watch.Gap(at);
        _closedUntil = at;
    }

    private void CloseSecond(long second, Dictionary<Leaf, long>? counts, List<SurgeChange> changes)
    {
        int size = counts?.Count ?? 0;
        LeafCount[] rented = ArrayPool<LeafCount>.Shared.Rent(Math.Max(1, size));
        if (counts is not null) Fill(rented, counts);
        Watch.Close(new Bin(second, 1), rented.AsSpan(0, size), changes);
        ArrayPool<LeafCount>.Shared.Return(rented);
        _closedUntil = second + 1;
    }

    private void Fill(LeafCount[] into, Dictionary<Leaf, long> counts)
    {
        int dimensions = Watch.Schema.Dimensions.Length;
        string[] values = new string[dimensions];
        int i = 0;
        foreach ((Leaf leaf, long count) in counts)
        {
            for (int d = 0; d < dimensions; d++) values[d] = leaf[d];
            into[i++] = new LeafCount(Watch.LeafOf(values), count);
        }
    }

    private static void SaveSecond(BinaryWriter to, long second, Dictionary<Leaf, long> counts)
    {
        to.Write(second);
        to.Write(counts.Count);
        foreach ((Leaf leaf, long count) in counts)
        {
            to.Write((byte)leaf.Kind);
            for (int d = 0; d < SignalSchema.DimensionsMax; d++) to.Write(leaf[d] ?? "");
            to.Write(count);
        }
    }

    private static Dictionary<Leaf, long> LoadSecond(BinaryReader from)
    {
        var counts = new Dictionary<Leaf, long>();
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            var kind = (SignalKind)from.ReadByte();
            var leaf = new Leaf(kind, from.ReadString(), from.ReadString(), from.ReadString(), from.ReadString());
            counts[leaf] = from.ReadInt64();
        }
        return counts;
    }
}
