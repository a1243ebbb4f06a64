using System.Text;

namespace Vedetta.Engine.Sip;

/// <summary>The telephone number, or name, in an address.</summary>
public static class SipNumber
{
    /// <summary>Longest number or name told, in bytes.</summary>
    public const int BytesMax = 64;

    /// <summary>
    /// Writes who a sip: or tel: URI names: a number without visual separators (RFC 3966, 5.1.1), with its "+" where
    /// one is written, else the user part without escapes. Returns the bytes written; 0 when the URI names nobody.
    /// </summary>
    /// <param name="uri">The URI.</param>
    /// <param name="into">Room for <see cref="BytesMax"/> bytes.</param>
    public static int Write(in SipUri uri, Span<byte> into)
    {
        ReadOnlySpan<byte> user = uri.User;
        // Parameters inside the user part, such as trunk groups (RFC 4904), are not the name.
        int semicolon = user.IndexOf((byte)';');
        if (semicolon >= 0) user = user[..semicolon];
        int length = SipText.Unescape(user, into[..BytesMax]);
        return IsNumber(into[..length]) ? Compact(into, length) : length;
    }

    /// <summary>
    /// Whether a text is a number as <see cref="Write"/> writes it: digits, with a "+" before them or not.
    /// </summary>
    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        int digits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool isLead = text[i] == '+' && i == 0;
            if (char.IsAsciiDigit((char)text[i])) digits++;
            else if (!isLead && !IsSeparator(text[i]) && text[i] is not ((byte)'*' or (byte)'#')) return false;
        }
        return digits > 0;
    }

    /// <summary>Whether an address says that its owner wants to stay unknown (RFC 3323, 4.1.1.3).</summary>
    internal static bool IsAnonymous(in SipUri uri) =>
        Ascii.EqualsIgnoreCase(uri.User, "anonymous"u8) || Ascii.EqualsIgnoreCase(uri.Host, "anonymous.invalid"u8);

    private static bool IsSeparator(byte value) =>
        value is (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)' ';

    private static int Compact(Span<byte> number, int length)
    {
        int kept = 0;
        for (int i = 0; i < length; i++)
            if (!IsSeparator(number[i])) number[kept++] = number[i];
        return kept;
    }
}
