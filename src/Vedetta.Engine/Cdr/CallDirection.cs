using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// Whether one of our own lines placed a call, and over which trunk an outside one came. Told by the layout where it
/// says so, else by the channel's name, the dialplan's context and the shape of the numbers.
/// </summary>
internal sealed class CallDirection
{
    private const int ContextsMax = 1024;

    private readonly NameTable _names = new();
    private readonly Dictionary<string, Side> _sides = new(StringComparer.Ordinal);

    private static readonly string[] InboundWords =
        ["from-trunk", "from-pstn", "from-did", "from-external", "from-sip-external", "ext-did", "incoming",
            "inbound", "pstn",
            "external", "public"];

    private static readonly string[] OutboundWords = ["outbound", "outgoing", "outrt", "from-internal", "internal"];

    /// <summary>What a context's name says.</summary>
    private enum Side : byte
    {
        Unsaid,
        Outside,
        Inside,
        Outgoing,
    }

    /// <summary>Whether one of our own lines placed the call.</summary>
    public bool IsOutgoing(in CallRecord record, string from)
    {
        if (Said(record[CallField.Direction]) is { } said) return said;
        ReadOnlySpan<byte> peer = Peer(record[CallField.Channel]);
        if (IsExtension(peer)) return true;
        Side side = SideOf(record[CallField.Context]);
        if (side == Side.Outside) return false;
        // A forwarded outside call runs through internal contexts too: only an own or unknown channel tells.
        return CallNumbers.IsShort(from) || side == Side.Outgoing
            || (side == Side.Inside && peer.IsEmpty && from.Length == 0);
    }

    /// <summary>The trunk: as said, else the peer of the channel's name.</summary>
    public string Trunk(in CallRecord record, bool isOutgoing)
    {
        if (record.Has(CallField.Trunk)) return Short(record[CallField.Trunk]);
        return isOutgoing ? "" : Short(Peer(record[CallField.Channel]));
    }

    /// <summary>The address a channel's name ends with, as FreeSWITCH writes them; empty without one.</summary>
    public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> channel) =>
        channel.StartsWith("sofia/"u8)
            && channel.LastIndexOf((byte)'@') is > 0 and int at ? channel[(at + 1)..] : default;

    /// <summary>Whether a channel is one that Asterisk makes between parts of its dialplan.</summary>
    public static bool IsLocal(ReadOnlySpan<byte> channel) => channel.StartsWith("Local/"u8);

    /// <summary>
    /// Whether a channel is the far half of a local one: it runs a part of the dialplan for a call that has a record of
    /// its own.
    /// </summary>
    public static bool IsSecondHalf(ReadOnlySpan<byte> channel) => IsLocal(channel) && channel.EndsWith(";2"u8);

    // PJSIP/trunk-0000001a is trunk, DAHDI/i1/0612345-4e is i1, sofia/external/+39340@host is external.
    private static ReadOnlySpan<byte> Peer(ReadOnlySpan<byte> channel)
    {
        int slash = channel.IndexOf((byte)'/');
        if (slash < 0 || IsLocal(channel) || channel.StartsWith("loopback/"u8)) return default;
        ReadOnlySpan<byte> peer = channel[(slash + 1)..];
        if (peer.IndexOf((byte)'/') is > 0 and int next) return peer[..next];
        return peer.LastIndexOf((byte)'-') is > 0 and int dash && IsHex(peer[(dash + 1)..]) ? peer[..dash] : peer;
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
            if (!char.IsAsciiHexDigit((char)b)) return false;
        return !text.IsEmpty;
    }

    private static bool IsExtension(ReadOnlySpan<byte> peer) =>
        peer.Length is > 0 and <= CallNumbers.ShortDigitsMax && peer.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool? Said(ReadOnlySpan<byte> direction)
    {
        if (direction.IsEmpty || direction.Length > 32) return null;
        string said = Encoding.UTF8.GetString(direction).ToLowerInvariant();
        bool isInternal = said.StartsWith("intern", StringComparison.Ordinal);
        if (said.StartsWith("in", StringComparison.Ordinal) && !isInternal) return false;
        if (said is "i" or "entrata" or "entrante" or "eingehend" or "entrant" or "incoming" or "did") return false;
        return said.StartsWith("out", StringComparison.Ordinal) || isInternal
            || said is "o" or "uscita" or "uscente" or "ausgehend" or "sortant" ? true : null;
    }

    private Side SideOf(ReadOnlySpan<byte> context)
    {
        if (context.IsEmpty) return Side.Unsaid;
        string name = Short(context);
        if (_sides.TryGetValue(name, out Side side)) return side;
        if (_sides.Count == ContextsMax) _sides.Clear();
        return _sides[name] = SideOf(name.ToLowerInvariant());
    }

    private static Side SideOf(string context)
    {
        if (InboundWords.Any(w => context.Contains(w, StringComparison.Ordinal))) return Side.Outside;
        bool isOutgoing = context.StartsWith("outbound", StringComparison.Ordinal)
            || context.StartsWith("outgoing", StringComparison.Ordinal);
        if (isOutgoing) return Side.Outgoing;
        return OutboundWords.Any(w => context.Contains(w, StringComparison.Ordinal)) ? Side.Inside : Side.Unsaid;
    }

    private string Short(ReadOnlySpan<byte> name) => _names[name[..Math.Min(name.Length, SignalRules.NameBytesMax)]];
}
