using System.Text;

namespace Vedetta.Engine.Sip;

/// <summary>The header fields the product reads; any other is passed over.</summary>
public enum SipHeader : byte
{
    None = 0,
    Via,
    From,
    To,
    CallId,
    CSeq,
    MaxForwards,
    Contact,
    ContentType,
    ContentLength,
    UserAgent,
    PAssertedIdentity,
    Diversion,
    Identity,
    Privacy,
    Require,
    ProxyRequire,
    Accept,
    Date,
    XCid,
}

/// <summary>The written names of header fields, with their compact forms (RFC 3261, 7.3.3).</summary>
internal static class SipHeaderNames
{
    /// <summary>How many fields there are, counting <see cref="SipHeader.None"/>.</summary>
    public const int Count = (int)SipHeader.XCid + 1;

    private const int LengthMax = 31;

    private static readonly (string Name, SipHeader Header)[] Names =
    [
        ("Via", SipHeader.Via), ("v", SipHeader.Via), ("From", SipHeader.From), ("f", SipHeader.From),
        ("To", SipHeader.To), ("t", SipHeader.To), ("Call-ID", SipHeader.CallId), ("i", SipHeader.CallId),
        ("CSeq", SipHeader.CSeq), ("Max-Forwards", SipHeader.MaxForwards), ("Contact", SipHeader.Contact),
        ("m", SipHeader.Contact), ("Content-Type", SipHeader.ContentType), ("c", SipHeader.ContentType),
        ("Content-Length", SipHeader.ContentLength), ("l", SipHeader.ContentLength),
        ("User-Agent", SipHeader.UserAgent), ("P-Asserted-Identity", SipHeader.PAssertedIdentity),
        ("Diversion", SipHeader.Diversion), ("Identity", SipHeader.Identity), ("y", SipHeader.Identity),
        ("Privacy", SipHeader.Privacy), ("Require", SipHeader.Require), ("Proxy-Require", SipHeader.ProxyRequire),
        ("Accept", SipHeader.Accept), ("Date", SipHeader.Date), ("X-CID", SipHeader.XCid),
    ];

    // Indexed by length and first letter, so that a lookup compares one or two names.
    private static readonly (byte[] Name, SipHeader Header)[][] ByShape = Shapes();

    /// <summary>
    /// The field of a name in any case; <see cref="SipHeader.None"/> when the product does not read it.
    /// </summary>
    public static SipHeader Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > LengthMax) return SipHeader.None;
        foreach ((byte[] known, SipHeader header) in ByShape[Shape(name)])
            if (Ascii.EqualsIgnoreCase(name, known)) return header;
        return SipHeader.None;
    }

    // Bit 5 is what tells a letter's two cases apart.
    private static int Shape(ReadOnlySpan<byte> name) => (name.Length << 5) | (name[0] & 31);

    private static (byte[], SipHeader)[][] Shapes()
    {
        var shapes = new (byte[] Name, SipHeader Header)[(LengthMax + 1) << 5][];
        Array.Fill(shapes, []);
        foreach ((string text, SipHeader header) in Names)
        {
            byte[] name = Encoding.ASCII.GetBytes(text);
            shapes[Shape(name)] = [.. shapes[Shape(name)], (name, header)];
        }
        return shapes;
    }
}
