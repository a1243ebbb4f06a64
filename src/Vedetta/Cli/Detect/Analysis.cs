using System.Collections.Immutable;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Intake.Records;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Takes the parsed blocks of all inputs as one stream, in the order the inputs were named, and keeps what was found.
/// </summary>
public sealed class Analysis
{
    // Signals wait in a buffer per kind; together they hold as much as a counts file's one.
    private const int SignalKinds = 4;

    private readonly DetectOptions _options;
    private readonly InputLayout _layout;
    private readonly ScoreWriter? _scores;
    private readonly Dictionary<byte, CountStream> _streams = [];
    private readonly List<List<int>> _leafMaps = [];

    /// <summary>Starts an analysis of inputs of one layout.</summary>
    /// <param name="isLocal">Whether the inputs' times have no offset.</param>
    public Analysis(DetectOptions options, InputLayout layout, bool isLocal, ScoreWriter? scores)
    {
        _options = options;
        _layout = layout;
        _scores = scores;
        Clock = new FileClock(new ZoneClock(options.TimeZone ?? TimeZoneInfo.Utc), isLocal);
        Floods = new FloodBook(options.TimeZone ?? TimeZoneInfo.Utc);
        Offsets = new OffsetBook(isLocal ? options.TimeZone ?? TimeZoneInfo.Utc : options.TimeZone);
    }

    /// <summary>How times become bins.</summary>
    public FileClock Clock { get; }

    /// <summary>How times are printed.</summary>
    public OffsetBook Offsets { get; }

    /// <summary>What was found.</summary>
    public SurgeBook Surges { get; } = new();

    /// <summary>Floods of calls that were found.</summary>
    public FloodBook Floods { get; }

    /// <summary>Lines that were left out.</summary>
    public RefusalLog Refusals { get; } = new();

    /// <summary>Rows counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Good lines that carry no count.</summary>
    public long Uncounted { get; private set; }

    /// <summary>Leaves met.</summary>
    public long Leaves => _streams.Values.Sum(s => (long)s.Leaves.Count);

    /// <summary>Whether there were more leaves than are kept.</summary>
    public bool HasOverflow => _streams.Values.Any(s => s.Leaves.HasOverflow);

    /// <summary>The bins of a counts file; null before they are known.</summary>
    public BinGrid? Grid => _streams.Values.FirstOrDefault()?.Grid;

    /// <summary>Start of the first bin and end of the last; null without rows.</summary>
    public (DateTimeOffset From, DateTimeOffset Until)? Span
    {
        get
        {
            if (Rows == 0 || Grid is not { } grid) return null;
            long first = grid.IndexOf(_streams.Values.Min(s => s.FirstClock));
            return (Show(grid.StartOf(first)), Show(LastEndClock(grid)));
        }
    }

    /// <summary>Makes a parser for an input of this analysis.</summary>
    public IRowParser ParserFor(InputLayout layout) => layout switch
    {
        CountsLayout counts => new CountsParser(counts, Clock, _scores is not null),
        SignalLayout signals => new SignalParser(signals, RecordOptions),
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "No parser reads this layout."),
    };

    /// <summary>Forgets which leaves the parsers of the last input met: a new input has new parsers.</summary>
    public void StartInput(int parsers)
    {
        _leafMaps.Clear();
        for (int i = 0; i < parsers; i++) _leafMaps.Add([]);
    }

    /// <summary>Takes one block.</summary>
    /// <param name="linesBefore">Lines of the input before the block.</param>
    public void Take(string file, long linesBefore, ParsedBlock block)
    {
        List<int> leaves = _leafMaps[block.Parser];
        foreach (LeafName name in block.NewLeaves) leaves.Add(StreamOf(name.Stream).Leaves.IndexOf(name.Values));
        foreach (Refusal refusal in block.Refusals)
            Refusals.Add(file, refusal with { Line = linesBefore + refusal.Line + 1 });
        Refusals.AddUntold(block.RefusedUntold);
        foreach ((long unix, int offset) in block.Offsets) Offsets.Note(unix, offset);
        Uncounted += block.Uncounted;
        Floods.Take(block.Calls);
        for (int i = 0; i < block.Rows.Count; i++)
        {
            CountRow row = block.Rows[i];
            CountStream stream = StreamOf(row.Stream);
            int leaf = row.Leaf == LeafInterner.Overflow ? stream.Leaves.Overflow() : leaves[row.Leaf];
            int line = (int)Math.Min(linesBefore + row.Line + 1, int.MaxValue);
            _scores?.Remember(line, block.Texts[i]);
            if (stream.Add(row with { Leaf = leaf, Line = line })) Rows++;
            else Refusals.Add(file, new Refusal(line, null, 1, TooLate(row)));
        }
    }

    /// <summary>Closes all bins that wait.</summary>
    public void Finish()
    {
        Floods.Finish();
        if (Rows == 0) return;
        // All measures of one input end together, so the silence of one at the end is seen.
        long until = _layout is SignalLayout ? _streams.Values.Max(s => s.LastClock) + 1 : long.MinValue;
        foreach (CountStream stream in _streams.OrderBy(s => s.Key).Select(s => s.Value)) stream.Finish(until);
    }

    private CallRecordOptions RecordOptions => RecordRules.OptionsOf(_options.TimeZone ?? TimeZoneInfo.Utc);

    private string TooLate(in CountRow row) =>
        $"goes back to {Text.Time(Show(row.Clock))}, when the time after it was already closed; sort the file by time";

    private CountStream StreamOf(byte stream)
    {
        if (_streams.TryGetValue(stream, out CountStream? known)) return known;
        return _streams[stream] = _layout is CountsLayout counts
            ? Make("", counts.DimensionNames, null, _options.RowsMax)
            : Make(MeasureOf((SignalKind)stream), SignalSchema.Dimensions((SignalKind)stream), BinGrid.Seconds,
                Math.Max(1, _options.RowsMax / SignalKinds));
    }

    private CountStream Make(string measure, ImmutableArray<string> dimensions, BinGrid? grid, int rowsMax) => new(
        measure, dimensions, new StreamSettings(Clock, grid, ProfileZone, _options.AlarmsPerYear, rowsMax),
        Surges, _scores);

    // Without a zone, the clock the input's own times show is the best there is.
    private TimeZoneInfo ProfileZone()
    {
        if (_options.TimeZone is { } zone) return zone;
        if (Offsets.First is not { } offset || offset == 0) return TimeZoneInfo.Utc;
        return TimeZoneInfo.CreateCustomTimeZone("input", TimeSpan.FromSeconds(offset), null, null);
    }

    private static string MeasureOf(SignalKind kind) => kind.ToString().ToLowerInvariant();

    private long LastEndClock(BinGrid grid) => grid.StartOf(grid.IndexOf(_streams.Values.Max(s => s.LastClock)) + 1);

    private DateTimeOffset Show(long clock) =>
        Offsets.Show(DateTimeOffset.FromUnixTimeSeconds(Clock.InstantOf(clock)));
}
