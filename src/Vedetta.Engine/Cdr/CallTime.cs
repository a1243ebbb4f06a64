using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// Reads times of call records: <c>2024-01-31 09:30:00</c> with any separators, fraction and offset; day or month first
/// where the year stands last; seconds, milliseconds or microseconds since 1970. Remembers the zone's offset of the
/// hour last asked for, so it is not for two threads at once.
/// </summary>
internal sealed class CallTime(TimeZoneInfo zone)
{
    /// <summary>What a good time looks like, for reasons.</summary>
    public const string Expected = "is not a time like 2024-01-31 09:30:00";

    private const long EarliestSeconds = 946_684_800, LatestSeconds = 7_258_118_400;
    private const long HourSeconds = 3600;
    private const int DateBytes = 10;

    private long _hour = long.MinValue, _offset, _days;
    private ulong _dateStart;
    private ushort _dateEnd;

    /// <summary>Reads a time as Unix milliseconds.</summary>
    /// <param name="text">The time; without an offset it is local to the zone.</param>
    /// <param name="milliseconds">Unix time.</param>
    public bool TryParse(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (TrySinceEpoch(text, out milliseconds)) return true;
        if (!TryKnownDate(text, out long days)) return false;
        text = text[DateBytes..];
        if (!TryClock(ref text, out long ofDay)) return false;
        long local = (days * 86_400_000) + ofDay;
        if (text.IsEmpty)
        {
            milliseconds = local - OffsetOf(local);
            return IsBelievable(milliseconds / 1000);
        }
        if (!TryOffset(text, out long offset)) return false;
        milliseconds = local - offset;
        return IsBelievable(milliseconds / 1000);
    }

    // Most records are of the same day as the one before.
    private bool TryKnownDate(ReadOnlySpan<byte> text, out long days)
    {
        days = _days;
        if (text.Length < DateBytes) return false;
        ulong start = MemoryMarshal.Read<ulong>(text);
        ushort end = MemoryMarshal.Read<ushort>(text[sizeof(ulong)..]);
        if (start == _dateStart && end == _dateEnd) return true;
        if (!TryDate(text, out days, out _)) return false;
        (_dateStart, _dateEnd, _days) = (start, end, days);
        return true;
    }

    /// <summary>Reads a length of time in seconds: a number, or <c>[hh:]mm:ss</c>.</summary>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.IndexOf((byte)':') < 0)
            return Utf8Parser.TryParse(text, out seconds, out int read) && read == text.Length
                && double.IsFinite(seconds) && seconds >= 0;
        int parts = 0;
        foreach (Range range in text.Split((byte)':'))
        {
            ReadOnlySpan<byte> part = text[range];
            if (++parts > 3 || !Utf8Parser.TryParse(part, out double value, out int read) || read != part.Length
                || value < 0)
                return false;
            seconds = (seconds * 60) + value;
        }
        return true;
    }

    /// <summary>Whether a text has the shape of a time that is more than a number.</summary>
    public static bool LooksLikeTime(ReadOnlySpan<byte> text) =>
        TryDate(text, out _, out int length) && length < text.Length && text[length] is (byte)' ' or (byte)'T';

    private static bool TrySinceEpoch(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        // Most times are dates; their first separator tells at once.
        if (text.IsEmpty || (text.Length > 4 && !char.IsAsciiDigit((char)text[4]))) return false;
        if (!Utf8Parser.TryParse(text, out decimal value, out int read) || read != text.Length
            || value < 0) return false;
        // The number of digits tells the unit: seconds have ten.
        while (value > LatestSeconds * 1000M) value /= 1000;
        if (value <= LatestSeconds) value *= 1000;
        milliseconds = (long)value;
        return IsBelievable(milliseconds / 1000);
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out long days, out int length)
    {
        (days, length) = (0, DateBytes);
        if (text.Length < DateBytes) return false;
        int year, month, day;
        if (text[4] is (byte)'-' or (byte)'/' or (byte)'.' && text[7] == text[4])
            (year, month, day) = ((Two(text) * 100) + Two(text[2..]), Two(text[5..]), Two(text[8..]));
        else if (text[2] is (byte)'-' or (byte)'/' or (byte)'.' && text[5] == text[2])
            (day, month, year) = (Two(text), Two(text[3..]), (Two(text[6..]) * 100) + Two(text[8..]));
        else return false;
        // Written month first where it can be nothing else.
        if (month is > 12 and < 32 && day is > 0 and <= 12) (day, month) = (month, day);
        if (year is < 1970 or > 2199 || month is < 1 or > 12 || day < 1
            || day > DateTime.DaysInMonth(year, month)) return false;
        days = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay
            - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay);
        return true;
    }

    private static bool TryClock(ref ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.IsEmpty) return true;
        if (text[0] is not ((byte)' ' or (byte)'T' or (byte)'t') || text.Length < 6 || text[3] != ':') return false;
        int hour = Two(text[1..]), minute = Two(text[4..]), second = 0;
        text = text[6..];
        if (text.Length >= 3 && text[0] == ':')
        {
            second = Two(text[1..]);
            text = text[3..];
        }
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return false;
        milliseconds = ((hour * HourSeconds) + (minute * 60) + Math.Min(second, 59)) * 1000;
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)','))
            return TryHalfOfDay(ref text, hour, ref milliseconds);
        int digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = text.Length - 1;
        for (int i = 0, unit = 100; i < Math.Min(digits, 3); i++, unit /= 10)
            milliseconds += (text[1 + i] - '0') * unit;
        text = text[(1 + digits)..];
        return digits > 0;
    }

    private static bool TryHalfOfDay(ref ReadOnlySpan<byte> text, int hour, ref long milliseconds)
    {
        bool isAfternoon = text.SequenceEqual(" PM"u8);
        if (!isAfternoon && !text.SequenceEqual(" AM"u8)) return true;
        text = default;
        if (hour is < 1 or > 12) return false;
        milliseconds += ((isAfternoon ? 12 : 0) - (hour == 12 ? 12 : 0)) * HourSeconds * 1000;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text[0] == ' ') text = text[1..];
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8)) return true;
        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-')) return false;
        int hours = Two(text[1..]), minutes = text.Length == 3 ? 0 : Two(text[^2..]);
        if (hours is < 0 or > 14 || minutes is < 0 or > 59) return false;
        milliseconds = ((hours * HourSeconds) + (minutes * 60)) * (text[0] == '-' ? -1000 : 1000);
        return true;
    }

    private long OffsetOf(long localMilliseconds)
    {
        long hour = localMilliseconds / (HourSeconds * 1000);
        if (hour == _hour) return _offset;
        _hour = hour;
        var local = new DateTime(DateTime.UnixEpoch.Ticks + (hour * TimeSpan.TicksPerHour), DateTimeKind.Unspecified);
        return _offset = (long)zone.GetUtcOffset(local).TotalMilliseconds;
    }

    private static bool IsBelievable(long seconds) => seconds is >= EarliestSeconds and <= LatestSeconds;

    private static int Two(ReadOnlySpan<byte> text)
    {
        uint high = (uint)text[0] - '0', low = (uint)text[1] - '0';
        return high <= 9 && low <= 9 ? (int)((high * 10) + low) : -1_000_000;
    }
}
