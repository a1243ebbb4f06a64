namespace Vedetta.Engine.Signals;

/// <summary>Reads RFC 3339 date-times such as <c>2022-10-25T09:04:00+02:00</c>; a time without its offset is refused.</summary>
public static class Rfc3339
{
    private const int DateAndTimeLength = 19;

    /// <summary>Reads a time as Unix milliseconds (finer digits are cut); on failure says why.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds, out string reason) =>
        TryParse(text, out unixMilliseconds, out _, out reason);

    /// <summary>The same, with the offset the time was written in, in seconds east of UTC.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds, out int offsetSeconds, out string reason)
    {
        unixMilliseconds = offsetSeconds = 0;
        reason = "is not an RFC 3339 time such as 2022-10-25T09:04:00+02:00";
        if (!TryDateAndTime(text, out long localSeconds)) return false;
        ReadOnlySpan<byte> rest = text[DateAndTimeLength..];
        if (!TryFraction(ref rest, out int milliseconds)) return false;
        if (rest.IsEmpty)
        {
            reason = "has no time-zone offset (end it with Z or +02:00)";
            return false;
        }
        if (!TryOffset(rest, out offsetSeconds)) return false;
        unixMilliseconds = ((localSeconds - offsetSeconds) * 1000) + milliseconds;
        return true;
    }

    private static bool TryDateAndTime(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length < DateAndTimeLength || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':')
            return false;
        if (text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;
        int year = (Two(text) * 100) + Two(text[2..]);
        int month = Two(text[5..]), day = Two(text[8..]);
        int hour = Two(text[11..]), minute = Two(text[14..]), second = Two(text[17..]);
        // Two gives a large negative number for anything but two digits, so one range check covers both.
        if (year < 1 || month is < 1 or > 12 || day < 1 || hour is < 0 or > 23 || minute is < 0 or > 59) return false;
        // Second 60 is a leap second; it counts as the first of the next minute.
        if (second is < 0 or > 60 || day > DateTime.DaysInMonth(year, month)) return false;
        seconds = (DaysSince1970(year, month, day) * 86_400) + (hour * 3600) + (minute * 60) + second;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest.IsEmpty || rest[0] != '.') return true;
        int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = rest.Length - 1;
        if (digits == 0) return false;
        for (int i = 0; i < 3; i++) milliseconds = (milliseconds * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out int seconds)
    {
        seconds = 0;
        if (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z') return rest.Length == 1;
        if (rest.Length != 6 || rest[3] != ':' || rest[0] is not ((byte)'+' or (byte)'-')) return false;
        int hours = Two(rest[1..]), minutes = Two(rest[4..]);
        if (hours is < 0 or > 23 || minutes is < 0 or > 59) return false;
        seconds = ((hours * 3600) + (minutes * 60)) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text)
    {
        uint high = (uint)text[0] - '0', low = (uint)text[1] - '0';
        return high <= 9 && low <= 9 ? (int)((high * 10) + low) : -1_000_000;
    }

    // Howard Hinnant's days_from_civil: exact for the proleptic Gregorian calendar.
    private static long DaysSince1970(int year, int month, int day)
    {
        int y = month <= 2 ? year - 1 : year;
        int era = y / 400, ofEra = y - (era * 400);
        int ofYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return ((long)era * 146_097) + (ofEra * 365) + (ofEra / 4) - (ofEra / 100) + ofYear - 719_468;
    }
}
