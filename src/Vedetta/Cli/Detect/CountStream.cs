using System.Collections.Immutable;
using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>How the counts of an analysis are watched.</summary>
/// <param name="Clock">How times become bins.</param>
/// <param name="FixedGrid">The bins; null where they are inferred from the rows.</param>
/// <param name="Zone">Zone of the hour-of-week profile.</param>
/// <param name="AlarmsPerYear">False alarms accepted per series and year.</param>
/// <param name="RowsMax">Rows held until their bin is complete.</param>
public sealed record StreamSettings(
    FileClock Clock, BinGrid? FixedGrid, Func<TimeZoneInfo> Zone, double AlarmsPerYear, int RowsMax);

/// <summary>The counts of one measure on their way from rows in rough order to surges.</summary>
public sealed class CountStream(
    string measure, ImmutableArray<string> dimensions, StreamSettings settings, SurgeBook surges, ScoreWriter? scores)
{
    // In a regular file up to 3 missing bins mean zero; longer is a gap. Signals fall silent for a long weekend.
    private const int RegularZeroBinsMax = 3;
    private const long SilenceSecondsMax = 4 * 86_400;

    private const int PortionDivisor = 16;

    private readonly RowBuffer _rows = new(settings.RowsMax);
    private BinGrid? _grid = settings.FixedGrid;
    private BinCloser? _closer;

    /// <summary>The leaves of this measure.</summary>
    public LeafBook Leaves { get; } = new(dimensions.Length);

    /// <summary>The bins; null until known.</summary>
    public BinGrid? Grid => _grid;

    /// <summary>Clock of the earliest and latest row.</summary>
    public long FirstClock { get; private set; } = long.MaxValue;

    /// <summary>Clock of the latest row; <see cref="long.MinValue"/> without rows.</summary>
    public long LastClock { get; private set; } = long.MinValue;

    /// <summary>Adds one row; false when its time is closed already.</summary>
    public bool Add(in CountRow row)
    {
        if (_rows.IsFull) CloseOlder();
        if (_closer is not null && _closer.IsTooLate(row.Clock)) return false;
        _rows.Add(row);
        FirstClock = Math.Min(FirstClock, row.Clock);
        LastClock = Math.Max(LastClock, row.Clock);
        return true;
    }

    /// <summary>Closes everything that waits, then silence up to <paramref name="untilUnixSeconds"/>.</summary>
    public void Finish(long untilUnixSeconds)
    {
        ReadOnlySpan<CountRow> sorted = _rows.Sorted();
        if (sorted.IsEmpty && _closer is null) return;
        Closer(sorted).Close(sorted);
        _rows.RemoveFirst(sorted.Length);
        Closer(sorted).CloseSilentUntil(untilUnixSeconds);
    }

    private void CloseOlder()
    {
        ReadOnlySpan<CountRow> sorted = _rows.Sorted();
        BinCloser closer = Closer(sorted);
        // Small portions let parsing go on meanwhile; a bin larger than one needs a larger portion.
        int count = closer.Closable(sorted, sorted.Length / PortionDivisor);
        if (count == 0) count = closer.Closable(sorted, sorted.Length / 2);
        // One bin that fills the whole buffer is closed as it is; what still comes for it is too late.
        if (count == 0) count = sorted.Length;
        closer.Close(sorted[..count]);
        _rows.RemoveFirst(count);
    }

    private BinCloser Closer(ReadOnlySpan<CountRow> sorted)
    {
        if (_closer is not null) return _closer;
        _grid ??= BinGrid.Infer(sorted) ?? throw new InputException(
            "All rows have the same time, so the length of a bin cannot be told. Give at least two bins.");
        var schema = new WatchSchema(measure, dimensions);
        var watch = new SurgeWatch(schema, new WatchOptions
        {
            BinSeconds = checked((int)_grid.WidthSeconds),
            TimeZone = settings.Zone(),
            AlarmsPerYear = settings.AlarmsPerYear,
        });
        long zeroBinsMax = settings.FixedGrid is not null ? SilenceSecondsMax / _grid.WidthSeconds
            : _grid.IsRegular ? RegularZeroBinsMax : 0;
        scores?.Begin(new TailScorer(watch.Options.BinSeconds, watch.Options.TimeZone));
        var feed = new SurgeFeed(watch, Leaves, surges, scores);
        return _closer = new BinCloser(_grid, settings.Clock, zeroBinsMax, feed.Close, feed.Gap);
    }
}
