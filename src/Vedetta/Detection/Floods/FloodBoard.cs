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

    // Minutes end now, not at the clock's full minute: so counts are kept in slots of ten seconds.
    private const int SlotSeconds = 10, SlotsInMinute = 6, Minutes = 10, Slots = Minutes * SlotsInMinute;
    private static readonly TimeSpan RingsAtMost = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private long _slot;

    /// <summary>Calls to lines that found no place.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Takes a call to one of our lines, or its end.</summary>
    public void Take(CallAttempt call)
    {
        long slot = SlotOf(call.AtUnixMilliseconds);
        if (slot > _slot) MoveTo(slot);
        if (call.Stage == CallStage.End) End(call);
        else if (slot > _slot - Slots) Count(call, slot);
    }

    /// <summary>The lines now.</summary>
    public ImmutableArray<LineState> Lines(DateTimeOffset now)
    {
        MoveTo(Math.Max(_slot, SlotOf(now.ToUnixTimeMilliseconds())));
        return [.. _rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value.State(r.Key, now, _slot))];
    }

    /// <summary>Calls of each of the last minutes, the oldest first.</summary>
    public ImmutableArray<int> PerMinute() =>
        [.. Enumerable.Range(1, Minutes).Select(i => _slot - Slots + i * SlotsInMinute)
            .Select(until => _rows.Values.Sum(r => r.Between(until - SlotsInMinute, until)))];

    private void Count(CallAttempt call, long slot)
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
        row.Add(call, slot);
    }

    private void End(CallAttempt call)
    {
        if (_rows.TryGetValue(call.To, out Row? row)) row.End(call.CallId);
    }

    private void MoveTo(long slot)
    {
        if (slot <= _slot) return;
        _slot = slot;
        foreach (string line in _rows.Where(r => r.Value.LastSlot <= slot - Slots).Select(r => r.Key).ToArray())
            _rows.Remove(line);
    }

    private static long SlotOf(long unixMilliseconds) => unixMilliseconds / (1000 * SlotSeconds);

    private sealed class Row
    {
        private readonly int[] _counts = new int[Slots];
        private readonly long[] _slots = new long[Slots];
        private long _lastAt;
        private string? _ringing;

        public long LastSlot => SlotOf(_lastAt);

        public void Add(CallAttempt call, long slot)
        {
            int place = (int)(slot % Slots);
            if (_slots[place] != slot) (_slots[place], _counts[place]) = (slot, 0);
            _counts[place]++;
            if (call.AtUnixMilliseconds < _lastAt) return;
            _lastAt = call.AtUnixMilliseconds;
            _ringing = call.Stage == CallStage.Start ? call.CallId : null;
        }

        public void End(string id)
        {
            if (_ringing == id) _ringing = null;
        }

        /// <summary>Calls after one slot and up to another.</summary>
        public int Between(long after, long until)
        {
            int calls = 0;
            for (long slot = after + 1; slot <= until; slot++)
                if (_slots[slot % Slots] == slot) calls += _counts[slot % Slots];
            return calls;
        }

        public LineState State(string line, DateTimeOffset now, long slot)
        {
            DateTimeOffset last = DateTimeOffset.FromUnixTimeMilliseconds(_lastAt);
            return new LineState(
                line, last, _ringing is not null && now - last < RingsAtMost, Between(slot - SlotsInMinute, slot), Between(slot - Slots, slot));
        }
    }
}
