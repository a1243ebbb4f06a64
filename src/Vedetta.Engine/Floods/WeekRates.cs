using System.Collections.Immutable;
using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Floods;

/// <summary>
/// Calls a second to expect: what this hour of the week had in weeks before, or what the last minutes had, whichever is
/// more. Calls of floods are taken out again, so that a flood does not teach that floods are usual.
/// </summary>
internal sealed class WeekRates
{
    private const int SlotSeconds = 10, SlotsKept = 120, HourSeconds = 3_600;
    private const double NewWeekWeight = 0.4;

    /// <summary>The youngest seconds, left out of the level: what is being judged must not be its own measure.</summary>
    private const int LevelSkipsSeconds = 60;

    private const int LevelSeconds = 600;

    private readonly double[] _hours = [.. Enumerable.Repeat(double.NaN, LocalClock.Slots)];
    private readonly int[] _slots = new int[SlotsKept];
    private LocalClock _clock = new(TimeZoneInfo.Utc, ImmutableDictionary<DateOnly, DayOfWeek>.Empty);
    private long _newestSlot = long.MinValue, _firstSecond = long.MaxValue, _hour = long.MinValue, _hourCount;

    /// <summary>Goes on in another zone or with other holidays.</summary>
    public void Reconfigure(TimeZoneInfo zone, ImmutableDictionary<DateOnly, DayOfWeek> holidays) =>
        _clock = new LocalClock(zone, holidays);

    /// <summary>Counts calls of a second, or takes them back; seconds come nearly in order.</summary>
    public void Add(long unixSecond, int by = 1)
    {
        _firstSecond = Math.Min(_firstSecond, unixSecond);
        long slot = unixSecond / SlotSeconds;
        if (slot > _newestSlot) MoveTo(slot);
        if (slot > _newestSlot - SlotsKept) _slots[slot % SlotsKept] = Math.Max(0, _slots[slot % SlotsKept] + by);
        if (unixSecond / HourSeconds > _hour) CloseHour(unixSecond / HourSeconds);
        if (unixSecond / HourSeconds == _hour) _hourCount = Math.Max(0, _hourCount + by);
    }

    /// <summary>Calls a second expected at a time.</summary>
    public double At(long unixSecond)
    {
        double usual = _hours[_clock.SlotOf(unixSecond)] / HourSeconds, level = Level(unixSecond);
        return double.IsNaN(usual) ? level : Math.Max(usual, level);
    }

    /// <summary>Calls a second in the ten minutes that ended a minute ago.</summary>
    public double Level(long unixSecond)
    {
        if (_firstSecond == long.MaxValue) return 0;
        bool isYoung = unixSecond - _firstSecond < LevelSkipsSeconds + LevelSkipsSeconds / 2;
        long until = isYoung ? unixSecond : unixSecond - LevelSkipsSeconds;
        long from = Math.Max(_firstSecond, until - LevelSeconds);
        if (until <= from) return 0;
        long sum = 0;
        long last = Math.Min((until - 1) / SlotSeconds, _newestSlot);
        for (long slot = Math.Max(from / SlotSeconds, _newestSlot - SlotsKept + 1); slot <= last; slot++)
            sum += _slots[slot % SlotsKept];
        return (double)sum / Math.Max(SlotSeconds, until - from);
    }

    /// <summary>Writes what is learnt.</summary>
    public void Save(BinaryWriter to)
    {
        foreach (double hour in _hours) to.Write(hour);
        foreach (int slot in _slots) to.Write(slot);
        foreach (long value in (long[])[_newestSlot, _firstSecond, _hour, _hourCount]) to.Write(value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        for (int i = 0; i < _hours.Length; i++) _hours[i] = from.ReadDouble();
        for (int i = 0; i < _slots.Length; i++) _slots[i] = from.ReadInt32();
        (_newestSlot, _firstSecond, _hour, _hourCount) =
            (from.ReadInt64(), from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
    }

    private void MoveTo(long slot)
    {
        for (long s = Math.Max(_newestSlot + 1, slot - SlotsKept + 1); s <= slot; s++) _slots[s % SlotsKept] = 0;
        _newestSlot = slot;
    }

    // An hour without any call is learnt as such when the next call comes; the hour the watch began in was not whole.
    private void CloseHour(long hour)
    {
        if (_hour != long.MinValue && _hour * HourSeconds >= _firstSecond) Learn(_hour, _hourCount);
        for (long empty = Math.Max(_hour + 1, hour - LocalClock.Slots); _hour != long.MinValue && empty < hour; empty++)
            Learn(empty, 0);
        (_hour, _hourCount) = (hour, 0);
    }

    private void Learn(long hour, long count)
    {
        ref double usual = ref _hours[_clock.SlotOf(hour * HourSeconds)];
        usual = double.IsNaN(usual) ? count : usual + NewWeekWeight * (count - usual);
    }
}
