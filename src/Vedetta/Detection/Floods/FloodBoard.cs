using System.Collections.Immutable;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Detection.Floods;

/// <summary>What one of our lines does now.</summary>
/// <param name="Line">Its number.</param>
/// <param name="LastCallAt">Its newest call.</param>
/// <param name="IsRinging">Whether that call has not ended yet, as far as it is told.</param>
/// <param name="LastMinute">Calls in the last minute.</param>
/// <param name="LastTenMinutes">Calls in the last ten minutes.</param>
public sealed record LineState(
    string Line, DateTimeOffset LastCallAt, bool IsRinging, int LastMinute, int LastTenMinutes);

/// <summary>Lines and floods at one instant.</summary>
/// <param name="At">The instant.</param>
/// <param name="Floods">Floods open now.</param>
/// <param name="Lines">Lines called in the last ten minutes, in order of their numbers.</param>
/// <param name="CallsPerMinute">Calls of each of the last ten minutes, the oldest first.</param>
/// <param name="LinesKnown">Lines we have, as set or as learnt.</param>
/// <param name="LeftOut">Calls to lines that found no place on the board.</param>
public sealed record FloodPicture(
    DateTimeOffset At, ImmutableArray<Flood> Floods, ImmutableArray<LineState> Lines, ImmutableArray<int> CallsPerMinute,
    int LinesKnown, long LeftOut);

/// <summary>
/// Calls of the last ten minutes, line by line, for the desk's grid. Not kept over a restart: ten minutes later it is
/// whole again.
/// </summary>
internal sealed class FloodBoard
{
    /// <summary>Most lines on the board; a line that was not called for ten minutes gives up its place.</summary>
    public const int LinesMax = 5_000;

    private const int Minutes = 10;
    private static readonly TimeSpan RingsAtMost = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>Calls to lines that found no place.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Takes a call to one of our lines, or its end.</summary>
    public void Take(CallAttempt call)
    {
        long minute = call.AtUnixMilliseconds / 60_000;
        if (minute > _minute) MoveTo(minute);
        if (call.Stage == CallStage.End) End(call);
        else if (minute > _minute - Minutes) Count(call, minute);
    }

    /// <summary>The lines now.</summary>
    public ImmutableArray<LineState> Lines(DateTimeOffset now)
    {
        MoveTo(Math.Max(_minute, now.ToUnixTimeMilliseconds() / 60_000));
        return [.. _rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value.State(r.Key, now, _minute))];
    }

    /// <summary>Calls of each of the last minutes, the oldest first.</summary>
    public ImmutableArray<int> PerMinute() =>
        [.. Enumerable.Range(0, Minutes).Select(i => _rows.Values.Sum(r => r.In(_minute - Minutes + 1 + i)))];

    private void Count(CallAttempt call, long minute)
    {
        if (!_rows.TryGetValue(call.To, out Row? row))
        {
            if (_rows.Count >= LinesMax)
            {
                LeftOut++;
                return;
            }
            _rows[call.To] = row = new Row();
        }
        row.Add(call, minute);
    }

    private void End(CallAttempt call)
    {
        if (_rows.TryGetValue(call.To, out Row? row)) row.End(call.CallId);
    }

    private void MoveTo(long minute)
    {
        if (minute <= _minute) return;
        _minute = minute;
        foreach (string line in _rows.Where(r => r.Value.LastMinute <= minute - Minutes).Select(r => r.Key).ToArray())
            _rows.Remove(line);
    }

    private sealed class Row
    {
        private readonly int[] _counts = new int[Minutes];
        private readonly long[] _minutes = new long[Minutes];
        private long _lastAt;
        private string? _ringing;

        public long LastMinute => _lastAt / 60_000;

        public void Add(CallAttempt call, long minute)
        {
            int place = (int)(minute % Minutes);
            if (_minutes[place] != minute) (_minutes[place], _counts[place]) = (minute, 0);
            _counts[place]++;
            if (call.AtUnixMilliseconds < _lastAt) return;
            _lastAt = call.AtUnixMilliseconds;
            _ringing = call.Stage == CallStage.Start ? call.CallId : null;
        }

        public void End(string id)
        {
            if (_ringing == id) _ringing = null;
        }

        public int In(long minute) => _minutes[minute % Minutes] == minute ? _counts[minute % Minutes] : 0;

        public LineState State(string line, DateTimeOffset now, long minute)
        {
            DateTimeOffset last = DateTimeOffset.FromUnixTimeMilliseconds(_lastAt);
            int all = 0;
            for (long m = minute - Minutes + 1; m <= minute; m++) all += In(m);
            return new LineState(line, last, _ringing is not null && now - last < RingsAtMost, In(minute), all);
        }
    }
}
