using System.Text;

namespace Vedetta.Engine.Sip;

/// <summary>Which kind of address a URI is.</summary>
public enum SipScheme : byte
{
    /// <summary>Neither a SIP address nor a telephone number.</summary>
    Other = 0,

    /// <summary>sip: (RFC 3261).</summary>
    Sip,

    /// <summary>sips: (RFC 3261).</summary>
    Sips,

    /// <summary>tel: (RFC 3966).</summary>
    Tel,
}

/// <summary>
/// A sip:, sips: or tel: URI in its parts, as written: escapes stay. Of other schemes only <see cref="Text"/> and
/// <see cref="Scheme"/> are known.
/// </summary>
public readonly ref struct SipUri
{
    private SipUri(ReadOnlySpan<byte> text, SipScheme scheme)
    {
        Text = text;
        Scheme = scheme;
    }

    /// <summary>The URI as written.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Its kind.</summary>
    public SipScheme Scheme { get; }

    /// <summary>
    /// The user part without password, or the number of a tel: URI; with the parameters some put in there.
    /// </summary>
    public ReadOnlySpan<byte> User { get; private init; }

    /// <summary>Host, without port; empty for tel:.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>Port as written; empty when unsaid.</summary>
    public ReadOnlySpan<byte> Port { get; private init; }

    /// <summary>Parameters after the host, or after the number of a tel: URI.</summary>
    public SipParameters Parameters { get; private init; }

    /// <summary>Header fields the URI carries, after its question mark.</summary>
    public ReadOnlySpan<byte> Headers { get; private init; }

    /// <summary>Where a local number is dialled from (RFC 3966, 5.1.5); empty when unsaid.</summary>
    public ReadOnlySpan<byte> PhoneContext =>
        Parameters.TryGet("phone-context"u8, out ReadOnlySpan<byte> context) ? context : default;

    /// <summary>Reads a URI; false when it has no scheme, or no host or number where its scheme needs one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SipUri uri)
    {
        uri = default;
        int colon = text.IndexOf((byte)':');
        if (colon <= 0) return false;
        ReadOnlySpan<byte> scheme = text[..colon], rest = text[(colon + 1)..];
        if (Ascii.EqualsIgnoreCase(scheme, "sip"u8)) return TryReadSip(text, rest, SipScheme.Sip, out uri);
        if (Ascii.EqualsIgnoreCase(scheme, "sips"u8)) return TryReadSip(text, rest, SipScheme.Sips, out uri);
        if (Ascii.EqualsIgnoreCase(scheme, "tel"u8)) return TryReadTel(text, rest, out uri);
        uri = new SipUri(text, SipScheme.Other);
        return SipText.IsToken(scheme);
    }

    private static bool TryReadTel(ReadOnlySpan<byte> text, ReadOnlySpan<byte> rest, out SipUri uri)
    {
        int semicolon = rest.IndexOf((byte)';');
        uri = new SipUri(text, SipScheme.Tel)
        {
            User = semicolon < 0 ? rest : rest[..semicolon],
            Parameters = new SipParameters(semicolon < 0 ? default : rest[semicolon..]),
        };
        return !uri.User.IsEmpty;
    }

    private static bool TryReadSip(ReadOnlySpan<byte> text, ReadOnlySpan<byte> rest, SipScheme scheme, out SipUri uri)
    {
        int at = rest.IndexOf((byte)'@');
        ReadOnlySpan<byte> user = at < 0 ? default : rest[..at], host = rest[(at + 1)..];
        int password = user.IndexOf((byte)':');
        int question = host.IndexOf((byte)'?');
        ReadOnlySpan<byte> headers = question < 0 ? default : host[(question + 1)..];
        if (question >= 0) host = host[..question];
        int semicolon = host.IndexOf((byte)';');
        ReadOnlySpan<byte> parameters = semicolon < 0 ? default : host[semicolon..];
        if (semicolon >= 0) host = host[..semicolon];
        int port = PortAt(host);
        uri = new SipUri(text, scheme)
        {
            User = password < 0 ? user : user[..password],
            Host = port < 0 ? host : host[..port],
            Port = port < 0 ? default : host[(port + 1)..],
            Parameters = new SipParameters(parameters),
            Headers = headers,
        };
        return !uri.Host.IsEmpty;
    }

    // The colons of an IPv6 address stand in brackets.
    private static int PortAt(ReadOnlySpan<byte> host)
    {
        int bracket = host.LastIndexOf((byte)']');
        int colon = host[(bracket + 1)..].IndexOf((byte)':');
        return colon < 0 ? -1 : bracket + 1 + colon;
    }
}
