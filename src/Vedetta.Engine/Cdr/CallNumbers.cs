using System.Buffers;
using System.Text;
using Vedetta.Engine.Phone;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// Writes the numbers of call records: E.164 where that can be told, short internal numbers and names as they came, and
/// nothing for a withheld number. Numbers met lately are remembered; not for two threads at once.
/// </summary>
internal sealed class CallNumbers(string? region)
{
    /// <summary>Most digits of an internal number.</summary>
    public const int ShortDigitsMax = 6;

    private const int SlotsCount = 4096, LongestRemembered = 24, LongestKept = 128;

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("+0123456789 -().");

    private readonly (byte[] Raw, string Written)[] _slots = new (byte[], string)[SlotsCount];

    /// <summary>The number as the product writes it; empty when withheld.</summary>
    public string Write(ReadOnlySpan<byte> raw)
    {
        raw = Bare(raw);
        if (raw.IsEmpty) return "";
        if (raw.Length > LongestRemembered) return Convert(raw);
        ref (byte[] Raw, string Written) slot = ref _slots[Hash(raw) % SlotsCount];
        if (slot.Raw is not null && raw.SequenceEqual(slot.Raw)) return slot.Written;
        string written = Convert(raw);
        slot = (raw.ToArray(), written);
        return written;
    }

    /// <summary>Whether a number is one of a telephone system's own short ones.</summary>
    public static bool IsShort(string number) =>
        number.Length is > 0 and <= ShortDigitsMax && !number.AsSpan().ContainsAnyExceptInRange('0', '9');

    private string Convert(ReadOnlySpan<byte> raw)
    {
        string text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, LongestKept)]);
        if (IsWithheld(text)) return "";
        if (text.StartsWith("Ext.", StringComparison.Ordinal)) return text[4..];
        // Names and dialplan steps are no numbers, even where digits stand in them.
        if (text.AsSpan().ContainsAnyExcept(OfNumbers) || IsShort(text)) return text;
        if (PhoneBook.Current.TryParse(text, region, out PhoneNumber number)
            && (number.IsValid || text.StartsWith('+'))) return number.ToE164();
        // 00 is the international prefix nearly everywhere, also where the region is not known.
        return text.StartsWith("00", StringComparison.Ordinal)
            && PhoneBook.Current.TryParse($"+{text.AsSpan(2)}", null, out number) && number.IsValid
            ? number.ToE164()
            : text;
    }

    // Of "Name" <number>, sip:number@host and tel:number, the number.
    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> raw)
    {
        raw = raw.Trim(" \t\""u8);
        if (raw.IndexOf((byte)'<') is >= 0 and int open && raw[open..].IndexOf((byte)'>') is > 0 and int length)
            raw = raw.Slice(open + 1, length - 1);
        if (raw.StartsWith("sip:"u8) || raw.StartsWith("tel:"u8)) raw = raw[4..];
        else if (raw.StartsWith("sips:"u8)) raw = raw[5..];
        if (raw.IndexOfAny((byte)'@', (byte)';') is >= 0 and int end) raw = raw[..end];
        return raw.Trim((byte)' ');
    }

    private static bool IsWithheld(string text) => !char.IsAsciiDigit(text[0]) && text[0] != '+'
        && text.ToLowerInvariant() is
        "anonymous" or "unknown" or "restricted" or "private" or "unavailable" or "withheld" or "blocked" or "null" or "-"
        or "no caller id" or "asserted" or "none" or "anonimo" or "privato" or "inconnu" or "unbekannt";

    private static uint Hash(ReadOnlySpan<byte> raw)
    {
        uint hash = 2_166_136_261;
        foreach (byte b in raw) hash = (hash ^ b) * 16_777_619;
        return hash ^ (hash >> 15);
    }
}
