using System.Buffers;

namespace Vedetta.Engine.Sip;

/// <summary>
/// One address of a From, To, Contact, P-Asserted-Identity or Diversion field: display name, URI and parameters (RFC
/// 3261, 20.10). Reads what people send, and says whether it is as the grammar wants it.
/// </summary>
public readonly ref struct SipAddress
{
    private static readonly SearchValues<byte> AfterUri = SearchValues.Create(";, \t\r\n"u8);

    /// <summary>The display name as written, without its quotes; its escapes stay. Empty when there is none.</summary>
    public ReadOnlySpan<byte> DisplayName { get; private init; }

    /// <summary>The URI as written.</summary>
    public ReadOnlySpan<byte> Uri { get; private init; }

    /// <summary>Parameters of the field; those of the URI are inside <see cref="Uri"/>.</summary>
    public SipParameters Parameters { get; private init; }

    /// <summary>The addresses after this one; empty after the last.</summary>
    public ReadOnlySpan<byte> Rest { get; private init; }

    /// <summary>Whether it keeps to the grammar.</summary>
    public bool IsWellFormed { get; private init; }

    /// <summary>The tag; empty when there is none.</summary>
    public ReadOnlySpan<byte> Tag => Parameters.TryGet("tag"u8, out ReadOnlySpan<byte> tag) ? tag : default;

    /// <summary>Reads the first address of a field's value; false when it holds no URI.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out SipAddress address)
    {
        value = SipText.TrimStart(value);
        if (!value.IsEmpty && value[0] == '"') return TryReadQuoted(value, out address);
        int open = value.IndexOf((byte)'<');
        // A colon before the bracket belongs to a URI, so the bracket to a later address.
        if (open >= 0 && value[..open].IndexOf((byte)':') < 0)
        {
            ReadOnlySpan<byte> name = SipText.TrimEnd(value[..open]);
            return TryReadBracketed(name, value[open..], AreTokens(name), out address);
        }
        return TryReadBare(value, out address);
    }

    private static bool TryReadQuoted(ReadOnlySpan<byte> value, out SipAddress address)
    {
        int end = SipText.QuotedLength(value);
        // A quote that never closes is taken to close where the address begins.
        int open = end < 0 ? value.IndexOf((byte)'<') : end;
        if (open < 0)
        {
            address = default;
            return false;
        }
        ReadOnlySpan<byte> name = end < 0 ? SipText.TrimEnd(value[1..open]) : value[1..(end - 1)];
        return TryReadBracketed(name, SipText.TrimStart(value[open..]), end >= 0, out address);
    }

    private static bool TryReadBracketed(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, bool isWellFormed, out SipAddress address)
    {
        address = default;
        if (text.IsEmpty || text[0] != '<') return false;
        int close = text.IndexOf((byte)'>');
        ReadOnlySpan<byte> inside = close < 0 ? text[1..] : text[1..close];
        ReadOnlySpan<byte> uri = SipText.Trim(inside);
        ReadOnlySpan<byte> behind = close < 0 ? default : text[(close + 1)..];
        SplitRest(behind, out ReadOnlySpan<byte> parameters, out ReadOnlySpan<byte> rest);
        var list = new SipParameters(parameters);
        address = new SipAddress
        {
            DisplayName = name,
            Uri = uri,
            Parameters = list,
            Rest = rest,
            IsWellFormed = isWellFormed && close >= 0 && uri.Length == inside.Length && list.IsWellFormed(),
        };
        return !uri.IsEmpty;
    }

    // Without brackets all parameters belong to the field (RFC 3261, 20), and a comma or question mark needs brackets.
    private static bool TryReadBare(ReadOnlySpan<byte> value, out SipAddress address)
    {
        int end = value.IndexOfAny(AfterUri);
        ReadOnlySpan<byte> uri = end < 0 ? value : value[..end];
        SplitRest(end < 0 ? default : value[end..], out ReadOnlySpan<byte> parameters, out ReadOnlySpan<byte> rest);
        var list = new SipParameters(parameters);
        address = new SipAddress
        {
            Uri = uri,
            Parameters = list,
            Rest = rest,
            IsWellFormed = uri.IndexOf((byte)'?') < 0 && list.IsWellFormed(),
        };
        return uri.IndexOf((byte)':') > 0;
    }

    private static void SplitRest(
        ReadOnlySpan<byte> text, out ReadOnlySpan<byte> parameters, out ReadOnlySpan<byte> rest)
    {
        int comma = SipText.IndexOutside(text, (byte)',');
        parameters = comma < 0 ? text : text[..comma];
        rest = comma < 0 ? default : text[(comma + 1)..];
    }

    private static bool AreTokens(ReadOnlySpan<byte> name)
    {
        foreach (byte value in name)
            if (!SipText.Token.Contains(value) && !SipText.IsWhite(value)) return false;
        return true;
    }
}
