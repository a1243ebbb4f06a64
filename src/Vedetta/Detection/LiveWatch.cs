using System.Collections.Immutable;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;
using Vedetta.Storage;

namespace Vedetta.Detection;

/// <summary>
/// Everything detection knows while the server runs: one watch per counted kind, the counts of the last day, what is
/// planned and how components do. Called from the detection loop; charts may be asked for from any thread.
/// </summary>
public sealed class LiveWatch
{
    private const int BoardSubjectsMax = 60;
    private const int ChartPointsMax = 800;
    private const int SnapshotVersion = 4;
    private static readonly ImmutableArray<SignalKind> Counted =
        [SignalKind.Contact, SignalKind.Report, SignalKind.Call, SignalKind.Nuisance];

    private readonly Lock _lock = new();
    private ImmutableArray<KindWatch> _kinds;
    private long _signalsSeen;

    /// <summary>Starts with nothing learnt.</summary>
    public LiveWatch(WatchOptions options)
    {
        Options = options;
        _kinds = NewKinds();
    }

    /// <summary>How series are watched.</summary>
    public WatchOptions Options { get; private set; }

    /// <summary>Planned signals and states of components.</summary>
    public Surroundings Surroundings { get; private set; } = new();

    /// <summary>Waits, handling times and outcomes per queue.</summary>
    public QueueTimes QueueTimes { get; private set; } = new();

    /// <summary>The newest picture of the board.</summary>
    public BoardPicture Picture { get; private set; } = BoardPicture.Empty;

    /// <summary>Signals that came after their second was closed.</summary>
    public long Late => _kinds.Sum(k => k.Late);

    /// <summary>Signals dropped because their second lies too far ahead of the others.</summary>
    public long TooFarAhead => _kinds.Sum(k => k.TooFarAhead);

    /// <summary>Series dropped because a bound was reached.</summary>
    public long SeriesEvicted => _kinds.Sum(k => k.Watch.SeriesEvicted + k.Recent.SeriesEvicted);

    /// <summary>Watches on under other options; what was learnt and is open stays.</summary>
    public void Reconfigure(WatchOptions options)
    {
        lock (_lock)
        {
            foreach (KindWatch kind in _kinds) kind.Reconfigure(options);
            Options = options;
        }
    }

    /// <summary>Surges open now.</summary>
    public int OpenSurges
    {
        get { lock (_lock) return _kinds.Sum(k => k.Watch.OpenCount); }
    }

    /// <summary>Takes the tiles and uncounted signals of one accepted batch.</summary>
    public void Take(TileSet tiles, IReadOnlyList<SideSignal> sides, DateTimeOffset now)
    {
        long second = now.ToUnixTimeSeconds();
        lock (_lock)
        {
            foreach (Tile tile in tiles.InTimeOrder()) TakeTile_NeedsLock(tile, second);
            foreach (SideSignal side in sides) Surroundings.Take(side);
        }
    }

    /// <summary>Closes what can be closed by now and returns what changed.</summary>
    public IReadOnlyList<SurgeChange> Advance(DateTimeOffset now)
    {
        var changes = new List<SurgeChange>();
        lock (_lock)
            foreach (KindWatch kind in _kinds)
            {
                bool teaching = kind.Teaching;
                int before = changes.Count;
                kind.CloseUntil(now.ToUnixTimeSeconds(), changes);
                // What surged before Vedetta arrived teaches, but nobody is called for it.
                if (teaching) changes.RemoveRange(before, changes.Count - before);
            }
        return changes;
    }

    /// <summary>Makes the picture of the board afresh.</summary>
    public void Paint(DateTimeOffset now)
    {
        lock (_lock) Picture = new BoardPicture(now, Subjects_NeedsLock(now), _signalsSeen);
    }

    /// <summary>Counts and bands of a series in equal steps; empty for a series not watched.</summary>
    /// <param name="series">What to chart.</param>
    /// <param name="from">Start of the first step.</param>
    /// <param name="until">End of the last step; may lie in the future, where only the band is known.</param>
    /// <param name="step">Length of a step: at least 10 s.</param>
    public IReadOnlyList<ChartPoint> Chart(SeriesKey series, DateTimeOffset from, DateTimeOffset until, TimeSpan step)
    {
        long length = Math.Max(RecentCounts.StepSeconds, (long)step.TotalSeconds);
        long first = from.ToUnixTimeSeconds() / length * length;
        var points = new List<ChartPoint>();
        lock (_lock)
        {
            if (Find(series) is not { } kind) return points;
            for (long at = first; at < until.ToUnixTimeSeconds() && points.Count < ChartPointsMax; at += length)
                points.Add(Point(kind, series, at, at + length));
        }
        return points;
    }

    /// <summary>What a series showed and should have shown between two instants; null for a series not watched.</summary>
    public (long Observed, Band? Expected)? Measure(SeriesKey series, DateTimeOffset from, DateTimeOffset until)
    {
        (long start, long end) = (from.ToUnixTimeSeconds(), until.ToUnixTimeSeconds());
        lock (_lock)
            return Find(series) is { } kind
                ? (kind.Recent.Sum(series, start, end), kind.Watch.Expect(series, start, end))
                : null;
    }

    /// <summary>Where the excess of an open surge sits, largest share first; empty once it ended.</summary>
    public IReadOnlyList<(DimensionValue Value, double Share)> Shares(Surge surge)
    {
        lock (_lock) return Find(surge.Series)?.Watch.Shares(surge.Id) ?? [];
    }

    /// <summary>The series of one dimension of a measure that were counted in the last day.</summary>
    public IReadOnlyList<SeriesKey> SeriesOf(string measure, string dimension)
    {
        lock (_lock)
            return [.. _kinds.Where(k => RecentCounts.MeasureOf(k.Kind) == measure).SelectMany(k => k.Recent.Series)
                .Where(s => s.Dimensions.Length == 1 && s.Dimensions[0].Dimension == dimension)];
    }

    /// <summary>What the busiest series showed in one Unix minute.</summary>
    public IReadOnlyList<MinuteOfSeries> Minute(long minute, int seriesMax)
    {
        (long from, long until) = (minute * 60, minute * 60 + 60);
        lock (_lock)
            return [.. _kinds.SelectMany(kind => kind.Recent.Series.Select(s => (Kind: kind, Series: s, Sum: kind.Recent.Sum(s, from, until))))
                .Where(s => s.Sum > 0 || s.Series.IsTotal)
                .OrderByDescending(s => s.Sum)
                .Take(seriesMax)
                .Select(s => (s.Series, s.Sum, Band: s.Kind.Watch.Expect(s.Series, from, until)))
                .Where(s => s.Band is not null)
                .Select(s => new MinuteOfSeries(
                    s.Series.ToString(), minute, s.Sum, s.Band!.Value.Expected, s.Band.Value.Low, s.Band.Value.High))];
    }

    /// <summary>Writes everything learnt and still open.</summary>
    public void Save(BinaryWriter to)
    {
        lock (_lock)
        {
            to.Write(SnapshotVersion);
            to.Write(_signalsSeen);
            foreach (KindWatch kind in _kinds) kind.Save(to);
            Surroundings.Save(to);
            QueueTimes.Save(to);
        }
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote. What cannot be read whole changes nothing.</summary>
    /// <exception cref="InvalidDataException">The snapshot, or a part of it, is of another version.</exception>
    /// <exception cref="EndOfStreamException">It was cut off.</exception>
    public void Load(BinaryReader from)
    {
        int version = from.ReadInt32();
        if (version != SnapshotVersion)
            throw new InvalidDataException($"Snapshot version {version}; this Vedetta reads {SnapshotVersion}.");
        long signalsSeen = from.ReadInt64();
        ImmutableArray<KindWatch> kinds = NewKinds();
        foreach (KindWatch kind in kinds) kind.Load(from);
        var surroundings = new Surroundings();
        surroundings.Load(from);
        var queueTimes = new QueueTimes();
        queueTimes.Load(from);
        lock (_lock) (_signalsSeen, _kinds, Surroundings, QueueTimes) = (signalsSeen, kinds, surroundings, queueTimes);
    }

    private ImmutableArray<KindWatch> NewKinds() => [.. Counted.Select(kind => new KindWatch(kind, Options))];

    private void TakeTile_NeedsLock(Tile tile, long nowUnixSeconds)
    {
        foreach (KindWatch kind in _kinds)
            if (kind.Kind == tile.Kind) kind.Take(tile, nowUnixSeconds);
        foreach (long count in tile.Counts.Values) _signalsSeen += count;
        if (tile.Kind == SignalKind.Contact) QueueTimes.Take(tile);
    }

    private KindWatch? Find(SeriesKey series)
    {
        foreach (KindWatch kind in _kinds)
            if (RecentCounts.MeasureOf(kind.Kind) == series.Measure) return kind;
        return null;
    }

    private static ChartPoint Point(KindWatch kind, SeriesKey series, long start, long end)
    {
        Band? band = kind.Watch.Expect(series, start, end);
        return new ChartPoint(
            DateTimeOffset.FromUnixTimeSeconds(start), kind.Recent.Sum(series, start, end),
            band?.Expected, band?.Low, band?.High);
    }

    private ImmutableArray<BoardSubject> Subjects_NeedsLock(DateTimeOffset now) =>
        [.. _kinds.SelectMany(kind => Subjects(kind, now))
            .OrderByDescending(s => s.State is SubjectState.Surge or SubjectState.Drop)
            .ThenByDescending(s => s.State == SubjectState.Silent)
            .ThenByDescending(s => s.Series.IsTotal)
            .ThenByDescending(s => s.Expected?.Expected ?? s.Observed)
            .Take(BoardSubjectsMax)];

    private static IEnumerable<BoardSubject> Subjects(KindWatch kind, DateTimeOffset now)
    {
        var open = kind.Watch.Open().ToLookup(s => s.Series);
        long end = now.ToUnixTimeSeconds();
        foreach (SeriesState state in kind.Watch.Series().Where(s => s.Key.Dimensions.Length <= 1))
        {
            long observed = kind.Recent.Sum(state.Key, end - 900, end);
            Band? band = kind.Watch.Expect(state.Key, end - 900, end);
            SubjectState shows = BoardRules.StateOf(
                open[state.Key].FirstOrDefault()?.Direction, kind.SilentSinceUnixSeconds is not null && state.Key.IsTotal,
                state.EvidenceShare, band is not null);
            DateTimeOffset? silent = shows == SubjectState.Silent
                ? DateTimeOffset.FromUnixTimeSeconds(kind.SilentSinceUnixSeconds!.Value) : null;
            yield return new BoardSubject(state.Key, shows, state.EvidenceShare, observed, band, silent);
        }
    }
}
