using Vedetta.Engine.Calls;

namespace Vedetta.Engine.Floods;

/// <summary>
/// Finds floods of calls on our lines as they happen. Calls are given as they come, in nearly any order;
/// <see cref="Advance"/> closes the seconds before a time and says what changed. Deterministic: the same calls and times
/// give the same floods. Bounded: every table has a limit, and what is left out is counted. Not for two threads at once.
/// </summary>
public sealed partial class FloodWatch
{
    /// <summary>How often an open flood is told anew, in seconds.</summary>
    public const int TellEverySeconds = 10;

    /// <summary>Most floods open at one time.</summary>
    public const int OpenMax = 64;

    /// <summary>Calls given and not yet closed; of more, the rest are left out.</summary>
    public const int PendingMax = 1 << 18;

    private const int LearnAfterSeconds = 60;

    // Told later, a call says what was ordinary; searched for among those of now, a file of an hour's records would look
    // like a burst.
    private const int LateMostSeconds = 120;

    // Windows looked at, and how often: a fast flood is told in seconds, a slow one takes its time anyway.
    private static readonly (int Seconds, int Every)[] Windows = [(20, 1), (60, 1), (180, 5), (1_800, 15), (21_600, 300)];

    private readonly List<CallAttempt> _pending = [];
    private readonly List<OpenFlood> _open = [];
    private readonly Ordinary _ordinary;
    private readonly CallLog _log;
    private readonly FloodSearch _search;
    private readonly CellMeasure _measure;
    private FloodOptions _options;
    private NumberKey[] _own = [];
    private readonly long[] _lookedAt = new long[Windows.Length];
    private long _second = long.MinValue, _learntUpTo, _loggedInSecond;
    private ushort _lastNumber;

    /// <summary>Starts with nothing known.</summary>
    public FloodWatch(FloodOptions options)
    {
        _options = options;
        _log = new CallLog(options.CallsKept);
        _ordinary = new Ordinary(options.NumbersKept);
        _search = new FloodSearch(_log, _ordinary);
        _measure = new CellMeasure(_log);
        Reconfigure(options);
    }

    /// <summary>Calls to our lines taken.</summary>
    public long CallsSeen { get; private set; }

    /// <summary>Calls counted but not searched, because too many came in one second.</summary>
    public long CallsNotSearched { get; private set; }

    /// <summary>Calls dropped because too many waited to be closed.</summary>
    public long CallsDropped { get; private set; }

    /// <summary>Ends of calls whose start is not known.</summary>
    public long EndsUnmatched { get; private set; }

    /// <summary>Numbers, lines and texts forgotten or left out because a bound was reached.</summary>
    public long LeftOut => _ordinary.Callers.Forgotten + _ordinary.Lines.Forgotten + _ordinary.CalledByUs.Forgotten
        + _ordinary.Agents.LeftOut + _ordinary.Sdps.LeftOut + _ordinary.Trunks.LeftOut + _open.Sum(f => f.LeftOut);

    /// <summary>Floods that are open and were told.</summary>
    public IReadOnlyList<Flood> Open => [.. _open.Where(f => f.IsTold).Select(f => Tell(f, null))];

    /// <summary>Lines known from ordinary calls.</summary>
    public int LinesKnown => Math.Max(_options.LineCount, _ordinary.Lines.Numbers);

    /// <summary>Goes on under other options; bounds stay as they were.</summary>
    public void Reconfigure(FloodOptions options)
    {
        _options = options;
        _own = [.. options.OwnPrefixes.Select(NumberKey.Of)];
        _ordinary.Rates.Reconfigure(options.TimeZone, options.Holidays);
    }

    /// <summary>Takes a call, or its end.</summary>
    public void Add(CallAttempt call)
    {
        if (_pending.Count < PendingMax) _pending.Add(call);
        else CallsDropped++;
    }

    /// <summary>Closes every second before <paramref name="now"/> and returns what became of floods, in order.</summary>
    public IReadOnlyList<FloodChange> Advance(DateTimeOffset now)
    {
        var changes = new List<FloodChange>();
        long until = now.ToUnixTimeSeconds();
        List<CallAttempt> due = [.. _pending.Where(c => c.AtUnixMilliseconds / 1000 < until).OrderBy(c => c.AtUnixMilliseconds)];
        _pending.RemoveAll(c => c.AtUnixMilliseconds / 1000 < until);
        foreach (CallAttempt call in due)
        {
            CloseUntil(call.AtUnixMilliseconds / 1000, changes);
            Take(call);
        }
        CloseUntil(until, changes);
        return changes;
    }

    // Seconds without a call need no look; open floods are told and ended in them all the same.
    private void CloseUntil(long second, List<FloodChange> changes)
    {
        if (_second == long.MinValue) _second = second;
        while (_second < second)
        {
            if (_loggedInSecond > 0) Look(changes);
            if (_open.Count > 0) Follow(changes);
            _loggedInSecond = 0;
            _second = _open.Count > 0 ? _second + 1 : second;
            Learn();
        }
    }

    private void Take(CallAttempt call)
    {
        if (call.Stage == CallStage.End)
        {
            End(call);
            return;
        }
        NumberKey from = NumberKey.Of(call.From), to = NumberKey.Of(call.To);
        if (call.IsOutgoing || (!IsOwn(to) && IsOwn(from)))
        {
            if (to.IsNumber) _ordinary.CalledByUs.Add(to, call.AtUnixMilliseconds / 1000);
            return;
        }
        if (!IsOwn(to)) return;
        CallsSeen++;
        if (IsLongPast(call)) LearnLate(call, from, to);
        else Place(Logged(call, from, to), call.Stage == CallStage.Start ? call.CallId : null);
    }

    private bool IsLongPast(CallAttempt call) => call.AtUnixMilliseconds / 1000 < _second - LateMostSeconds;

    private void LearnLate(CallAttempt call, NumberKey from, NumberKey to)
    {
        LoggedCall logged = Logged(call, from, to);
        logged.AtUnixMilliseconds = call.AtUnixMilliseconds;
        if (FloodOf(logged) is not null) return;
        _ordinary.Rates.Add(logged.Second);
        _ordinary.Learn(ref logged);
    }

    private bool IsOwn(NumberKey number)
    {
        if (_own.Length == 0) return true;
        foreach (NumberKey prefix in _own)
            if (number.IsIn(prefix)) return true;
        return false;
    }

    private LoggedCall Logged(CallAttempt call, NumberKey from, NumberKey to) => new()
    {
        // A record comes when its call has ended; looked at then, it would else be older than what it is compared with.
        AtUnixMilliseconds = Math.Max(call.AtUnixMilliseconds, (_second - LearnAfterSeconds / 2) * 1000),
        Caller = from,
        Line = to,
        Agent = _ordinary.Agents.NumberOf(call.UserAgent),
        Sdp = _ordinary.Sdps.NumberOf(call.SdpOrigin),
        Trunk = _ordinary.Trunks.NumberOf(call.Trunk.Length > 0 ? call.Trunk : call.SourceAddress),
        Status = (ushort)Math.Clamp(call.Status, 0, 999),
        RingSeconds = (float)call.RingSeconds,
        TalkSeconds = (float)call.DurationSeconds,
        IsCallBack = _ordinary.CalledByUs.CountOf(from) > 0,
    };

    private void Place(LoggedCall call, string? id)
    {
        OpenFlood? flood = call.IsCallBack ? null : FloodOf(call);
        call.Flood = flood?.Number ?? 0;
        if (flood is not null) flood.Add(call);
        else _ordinary.Rates.Add(call.Second);
        if (_loggedInSecond++ >= _options.CallsPerSecondMax)
        {
            CallsNotSearched++;
            return;
        }
        // The same start told twice is one call.
        if (id is null || !_log.IsOpen(id)) _log.Add(call, id);
    }

    private OpenFlood? FloodOf(in LoggedCall call)
    {
        foreach (OpenFlood flood in _open)
            if (flood.Match.Fits(call, _ordinary)) return flood;
        return null;
    }

    private void End(CallAttempt call)
    {
        long position = _log.End(call.CallId);
        if (position < 0)
        {
            EndsUnmatched++;
            return;
        }
        ref LoggedCall logged = ref _log[position];
        logged.Status = (ushort)Math.Clamp(call.Status, 0, 999);
        logged.RingSeconds = (float)call.RingSeconds;
        logged.TalkSeconds = (float)call.DurationSeconds;
        ushort number = logged.Flood;
        if (number != 0) _open.Find(f => f.Number == number)?.End(logged);
    }

    private void Learn()
    {
        _learntUpTo = Math.Max(_learntUpTo, _log.First);
        long before = (_second - LearnAfterSeconds) * 1000;
        for (; _learntUpTo < _log.Next && _log[_learntUpTo].AtUnixMilliseconds < before; _learntUpTo++)
            if (_log[_learntUpTo].Flood == 0) _ordinary.Learn(ref _log[_learntUpTo]);
    }
}
