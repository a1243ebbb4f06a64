namespace Vedetta.Cli.Detect;

/// <summary>
/// Reads a time from bytes: RFC 3339, or <c>yyyy-MM-dd[ HH:mm[:ss]]</c> without offset. Fractions are cut to the second.
/// Years 1970 to 2199.
/// </summary>
public static class TimeText
{
    /// <summary>The offset of a time that has none.</summary>
    public const int NoOffset = int.MinValue;

    /// <summary>What a good time looks like, for reasons.</summary>
    public const string Expected = "is not a time like 2024-01-31 09:30 or 2024-01-31T09:30:00+01:00";

    private const int YearMin = 1970, YearMax = 2199, MinuteSeconds = 60, HourSeconds = 3600, DaySeconds = 86_400;

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <param name="clockSeconds">What the clock showed, as if it were UTC, in Unix seconds.</param>
    /// <param name="offsetSeconds">Its offset east of UTC, or <see cref="NoOffset"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long clockSeconds, out int offsetSeconds)
    {
        clockSeconds = 0;
        offsetSeconds = NoOffset;
        if (!TryDate(text, out clockSeconds)) return false;
        text = text[10..];
        if (text.IsEmpty) return true;
        if (text.Length < 6 || text[0] is not ((byte)' ' or (byte)'T' or (byte)'t')) return false;
        if (!TryClock(ref text, ref clockSeconds)) return false;
        return text.IsEmpty || TryOffset(text, out offsetSeconds);
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        int century = Two(text), year = (century * 100) + Two(text[2..]), month = Two(text[5..]), day = Two(text[8..]);
        if (century < 0 || Two(text[2..]) < 0 || year is < YearMin or > YearMax || month is < 1 or > 12) return false;
        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        seconds = DaysSinceEpoch(year, month, day) * DaySeconds;
        return true;
    }

    private static bool TryClock(ref ReadOnlySpan<byte> text, ref long seconds)
    {
        int hour = Two(text[1..]), minute = Two(text[4..]);
        if (text[3] != ':' || hour is < 0 or > 23 || minute is < 0 or > 59) return false;
        seconds += (hour * HourSeconds) + (minute * MinuteSeconds);
        text = text[6..];
        if (text.IsEmpty || text[0] != ':') return true;
        int second = text.Length < 3 ? -1 : Two(text[1..]);
        if (second is < 0 or > 60) return false;
        // A leap second is counted in the second before it.
        seconds += Math.Min(second, 59);
        text = text[3..];
        return TrySkipFraction(ref text);
    }

    private static bool TrySkipFraction(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)',')) return true;
        int digits = 0;
        while (digits + 1 < text.Length && text[digits + 1] is >= (byte)'0' and <= (byte)'9') digits++;
        text = text[(digits + 1)..];
        return digits > 0;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int offsetSeconds)
    {
        offsetSeconds = 0;
        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z') return text.Length == 1;
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;
        int minutes = text.Length switch
        {
            3 => 0,
            5 => Two(text[3..]),
            6 when text[3] == ':' => Two(text[4..]),
            _ => -1,
        };
        int hours = text.Length < 3 ? -1 : Two(text[1..]);
        if (hours is < 0 or > 14 || minutes is < 0 or > 59) return false;
        int east = (hours * HourSeconds) + (minutes * MinuteSeconds);
        offsetSeconds = text[0] == '-' ? -east : east;
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text)
    {
        int tens = text.Length < 2 ? 10 : text[0] - '0', ones = text.Length < 2 ? 10 : text[1] - '0';
        return (uint)tens > 9 || (uint)ones > 9 ? -1 : (tens * 10) + ones;
    }

    // Days from civil, with the year starting in March so that the leap day is its last (Hinnant, "chrono-Compatible
    // Low-Level Date Algorithms").
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400, yearOfEra = y - (era * 400);
        int dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        int dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - 719_468;
    }
}
