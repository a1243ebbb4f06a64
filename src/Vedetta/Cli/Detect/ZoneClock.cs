namespace Vedetta.Cli.Detect;

/// <summary>
/// Turns what a local clock showed into true time. The hour that does not exist in spring has no length. The repeated
/// hour in autumn is either one stretch of double length, where a file says each clock time once, or two passes.
/// </summary>
public sealed class ZoneClock
{
    private const long WeekSeconds = 7 * 86_400;
    private const int YearFirst = 1969, YearLast = 2200;

    private readonly List<Shift> _shifts = [];
    private readonly long _firstOffset;

    /// <summary>Learns the clock changes of <paramref name="zone"/> from 1969 to 2200.</summary>
    public ZoneClock(TimeZoneInfo zone)
    {
        Zone = zone;
        long at = new DateTimeOffset(YearFirst, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        long end = new DateTimeOffset(YearLast, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        _firstOffset = OffsetAt(at);
        if (!zone.SupportsDaylightSavingTime && zone.GetAdjustmentRules().Length == 0) return;
        for (; at < end; at += WeekSeconds)
            if (OffsetAt(at) != OffsetAt(at + WeekSeconds)) _shifts.Add(Bisect(at, at + WeekSeconds));
    }

    /// <summary>The zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The offset in force at an instant, in seconds east of UTC.</summary>
    public long OffsetAt(long unixSeconds) =>
        (long)Zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(unixSeconds)).TotalSeconds;

    /// <summary>What the clock showed at an instant.</summary>
    public long ClockAt(long unixSeconds) => unixSeconds + OffsetAt(unixSeconds);

    /// <summary>
    /// The instant of a clock time. Inside a repeated stretch true time runs twice as fast as the clock; a clock time
    /// that never was is the instant the clocks changed.
    /// </summary>
    public long InstantOf(long clock)
    {
        if (LastShiftBefore(clock) is not { } shift) return clock - _firstOffset;
        if (clock >= Math.Max(shift.ClockBefore, shift.ClockAfter)) return clock - shift.OffsetAfter;
        // Here the shift is the one whose doubtful stretch holds the clock time.
        return shift.IsRepeat ? shift.At - shift.Length + (2 * (clock - shift.ClockAfter)) : shift.At;
    }

    /// <summary>Whether the clock never showed this time.</summary>
    public bool NeverWas(long clock) =>
        LastShiftBefore(clock) is { IsRepeat: false } shift && clock < shift.ClockAfter;

    /// <summary>The repeated stretch that holds a clock time, or null.</summary>
    public RepeatedClock? RepeatAt(long clock)
    {
        if (LastShiftBefore(clock) is not { IsRepeat: true } shift || clock >= shift.ClockBefore) return null;
        return new RepeatedClock(shift.ClockAfter, shift.ClockBefore, shift.OffsetBefore, shift.OffsetAfter);
    }

    // The last shift whose doubtful stretch starts at or before the clock time.
    private Shift? LastShiftBefore(long clock)
    {
        int low = 0, high = _shifts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_shifts[middle].ClockFirst <= clock) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : _shifts[low - 1];
    }

    private Shift Bisect(long before, long after)
    {
        long offsetBefore = OffsetAt(before), offsetAfter = OffsetAt(after);
        while (after - before > 1)
        {
            long middle = (before + after) / 2;
            if (OffsetAt(middle) == offsetBefore) before = middle;
            else after = middle;
        }
        return new Shift(after, offsetBefore, offsetAfter);
    }

    private sealed record Shift(long At, long OffsetBefore, long OffsetAfter)
    {
        public bool IsRepeat => OffsetAfter < OffsetBefore;

        public long Length => Math.Abs(OffsetAfter - OffsetBefore);

        public long ClockBefore => At + OffsetBefore;

        public long ClockAfter => At + OffsetAfter;

        public long ClockFirst => Math.Min(ClockBefore, ClockAfter);
    }
}

/// <summary>A stretch of the local clock that was shown twice.</summary>
/// <param name="FirstClock">First clock time shown twice.</param>
/// <param name="UntilClock">First clock time after it.</param>
/// <param name="FirstOffset">Offset of the first pass, seconds east of UTC.</param>
/// <param name="SecondOffset">Offset of the second pass, seconds east of UTC.</param>
public readonly record struct RepeatedClock(long FirstClock, long UntilClock, long FirstOffset, long SecondOffset);
