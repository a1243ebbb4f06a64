using System.Buffers;

namespace Vedetta.Engine.Sip;

/// <summary>The smallest parts of SIP's grammar (RFC 3261, 25.1), over bytes.</summary>
internal static class SipText
{
    /// <summary>What a token is made of.</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~"u8);

    /// <summary>White space: blanks, tabs and line breaks of folded lines.</summary>
    public static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Whether a byte is white space.</summary>
    public static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>Whether a text is one token.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExcept(Token) < 0;

    /// <summary>Whether a text is one or more digits.</summary>
    public static bool IsDigits(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>The text without white space at its ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => TrimStart(TrimEnd(text));

    /// <summary>The text without white space at its start.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        int from = 0;
        while (from < text.Length && IsWhite(text[from])) from++;
        return text[from..];
    }

    /// <summary>The text without white space at its end.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        int until = text.Length;
        while (until > 0 && IsWhite(text[until - 1])) until--;
        return text[..until];
    }

    /// <summary>
    /// Takes a run of characters up to white space or one of the stops off the front, with the white space after it.
    /// </summary>
    public static ReadOnlySpan<byte> TakeUntil(scoped ref ReadOnlySpan<byte> text, SearchValues<byte> stops)
    {
        int length = text.IndexOfAny(stops);
        if (length < 0) length = text.Length;
        ReadOnlySpan<byte> taken = text[..length];
        text = TrimStart(text[length..]);
        return taken;
    }

    /// <summary>
    /// Where a quoted string that starts at the front ends, behind its closing quote; −1 when it does not.
    /// </summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') return i + 1;
            if (text[i] == '\\') i++;
        }
        return -1;
    }

    /// <summary>
    /// Where a character first stands outside quoted strings and angle brackets; −1 when it does not.
    /// </summary>
    public static int IndexOutside(ReadOnlySpan<byte> text, byte sought)
    {
        if (text.IndexOf(sought) < 0) return -1;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == sought) return i;
            int skipped = text[i] switch
            {
                (byte)'"' => QuotedLength(text[i..]),
                (byte)'<' => text[i..].IndexOf((byte)'>') + 1,
                _ => 1,
            };
            if (skipped <= 0) return -1;
            i += skipped - 1;
        }
        return -1;
    }

    /// <summary>
    /// Replaces %-escapes by what they stand for (RFC 3261, 19.1.2); returns the bytes written. What is no escape
    /// stays, and what does not fit is cut off.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> into)
    {
        int written = 0;
        for (int i = 0; i < text.Length && written < into.Length; i++)
        {
            int value = text[i] == '%' && i + 2 < text.Length ? (Hex(text[i + 1]) << 4) | Hex(text[i + 2]) : -1;
            into[written++] = value < 0 ? text[i] : (byte)value;
            if (value >= 0) i += 2;
        }
        return written;
    }

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
