using System.Collections.Immutable;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;
using Vedetta.Settings;

namespace Vedetta.Detection.Floods;

/// <summary>
/// The watch for floods while the server runs, and the board of lines. Called from the detection loop; pictures may be
/// asked for from any thread.
/// </summary>
public sealed class LiveFloods
{
    private static readonly TimeSpan PictureEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly FloodBoard _board = new();
    private FloodOptions _options;
    private FloodWatch _watch;
    private FloodPicture? _picture;

    /// <summary>Starts with nothing known.</summary>
    public LiveFloods(FloodOptions options) => (_options, _watch) = (options, new FloodWatch(options));

    /// <summary>Calls to our lines taken.</summary>
    public long CallsSeen => Read(w => w.CallsSeen);

    /// <summary>Calls counted but not searched, because too many came in one second.</summary>
    public long CallsNotSearched => Read(w => w.CallsNotSearched);

    /// <summary>Calls dropped because too many waited.</summary>
    public long CallsDropped => Read(w => w.CallsDropped);

    /// <summary>Ends of calls whose start is not known.</summary>
    public long EndsUnmatched => Read(w => w.EndsUnmatched);

    /// <summary>Numbers, lines and texts left out because of a bound, on the board too.</summary>
    public long LeftOut => Read(w => w.LeftOut + _board.LeftOut);

    /// <summary>Floods open now.</summary>
    public int OpenCount => Read(w => w.Open.Count);

    /// <summary>Watches on under other settings; what was learnt and is open stays.</summary>
    public void Reconfigure(FloodOptions options)
    {
        lock (_lock)
        {
            _options = options;
            _watch.Reconfigure(options);
        }
    }

    /// <summary>Takes the calls of one accepted batch.</summary>
    public void Take(ImmutableArray<CallAttempt> calls)
    {
        if (calls.IsEmpty) return;
        lock (_lock)
            foreach (CallAttempt call in calls)
            {
                _watch.Add(call);
                if (IsOurs(call)) _board.Take(call);
            }
    }

    /// <summary>Closes every second before <paramref name="now"/>; what became of floods.</summary>
    public IReadOnlyList<FloodChange> Advance(DateTimeOffset now)
    {
        lock (_lock) return _watch.Advance(now);
    }

    /// <summary>Lines and floods now; made once a second for all who look, because detection waits meanwhile.</summary>
    public FloodPicture Picture(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_picture is { } made && made.At <= now && now - made.At < PictureEvery) return made;
            return _picture = new FloodPicture(now, [.. _watch.Open], _board.Lines(now), _board.PerMinute(), _watch.LinesKnown, _board.LeftOut);
        }
    }

    /// <summary>Writes everything learnt and still open.</summary>
    public void Save(BinaryWriter to)
    {
        lock (_lock) _watch.Save(to);
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote. What cannot be read whole changes nothing.</summary>
    /// <exception cref="InvalidDataException">It is of another version or damaged.</exception>
    /// <exception cref="EndOfStreamException">It was cut off.</exception>
    public void Load(BinaryReader from)
    {
        var watch = new FloodWatch(_options);
        watch.Load(from);
        lock (_lock) (_watch, _picture) = (watch, null);
    }

    /// <summary>How an organisation's lines are watched.</summary>
    public static FloodOptions OptionsOf(Organisation organisation, DateTimeOffset? warmUntil) => new()
    {
        OwnPrefixes = organisation.Lines.Prefixes,
        LineCount = organisation.Lines.Count,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(organisation.TimeZone),
        Holidays = organisation.Holidays.DistinctBy(h => h.Date).ToImmutableDictionary(h => h.Date, h => h.BehavesLike),
        WarmUntilUnixSeconds = warmUntil?.ToUnixTimeSeconds() ?? long.MinValue,
    };

    private bool IsOurs(CallAttempt call) => !call.IsOutgoing && (_options.OwnPrefixes.IsEmpty
        || _options.OwnPrefixes.Any(prefix => call.To.StartsWith(prefix, StringComparison.Ordinal)));

    private T Read<T>(Func<FloodWatch, T> read)
    {
        lock (_lock) return read(_watch);
    }
}
