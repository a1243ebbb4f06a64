using System.Collections.Immutable;

namespace Vedetta.Engine.Surges;

/// <summary>Tells the hour of the local week an instant belongs to, with holidays taken as the weekday they behave like.</summary>
internal sealed class LocalClock(TimeZoneInfo zone, ImmutableDictionary<DateOnly, DayOfWeek> holidays)
{
    /// <summary>Hours of a week.</summary>
    public const int Slots = 168;

    private long _cachedFrom = long.MaxValue;
    private int _cachedSlot;
    private int _cachedQuarter;

    /// <summary>Hour of the week, 0 = Sunday 00:00 local.</summary>
    public int SlotOf(long unixSeconds)
    {
        // Offsets of all zones are multiples of 15 minutes, so a quarter of an hour has one slot.
        long quarter = unixSeconds - Modulo(unixSeconds, 900);
        if (quarter == _cachedFrom) return _cachedSlot;
        DateTimeOffset local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), zone);
        if (!holidays.TryGetValue(DateOnly.FromDateTime(local.DateTime), out DayOfWeek day)) day = local.DayOfWeek;
        (_cachedFrom, _cachedSlot, _cachedQuarter) = (quarter, (int)day * 24 + local.Hour, local.Hour * 4 + local.Minute / 15);
        return _cachedSlot;
    }

    /// <summary>Which of a local day's equal parts an instant lies in, 0 = from midnight.</summary>
    /// <param name="unixSeconds">The instant.</param>
    /// <param name="perDay">Number of parts, at most 96.</param>
    public int TurnOf(long unixSeconds, int perDay)
    {
        SlotOf(unixSeconds);
        return _cachedQuarter * perDay / 96;
    }

    private static long Modulo(long value, long by) => (value % by + by) % by;
}
