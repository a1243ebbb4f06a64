using System.Buffers;

namespace Vedetta.Engine.Sip;

/// <summary>One Via value: how a message came by one hop (RFC 3261, 20.42).</summary>
public readonly ref struct SipVia
{
    /// <summary>How a branch begins that names its transaction alone (RFC 3261, 8.1.1.7).</summary>
    public static ReadOnlySpan<byte> Cookie => "z9hG4bK"u8;

    private static readonly SearchValues<byte> AfterWord = SearchValues.Create(" \t\r\n/"u8);
    private static readonly SearchValues<byte> AfterHost = SearchValues.Create(" \t\r\n;,"u8);

    /// <summary>The transport as written, such as UDP.</summary>
    public ReadOnlySpan<byte> Transport { get; private init; }

    /// <summary>Host and port the sender gave.</summary>
    public ReadOnlySpan<byte> SentBy { get; private init; }

    /// <summary>Parameters, among them branch, received and rport.</summary>
    public SipParameters Parameters { get; private init; }

    /// <summary>The values after this one; empty after the last.</summary>
    public ReadOnlySpan<byte> Rest { get; private init; }

    /// <summary>The branch; empty when there is none.</summary>
    public ReadOnlySpan<byte> Branch => Parameters.TryGet("branch"u8, out ReadOnlySpan<byte> branch) ? branch : default;

    /// <summary>Reads the first value of a Via field; false when protocol, transport or host is missing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out SipVia via)
    {
        via = default;
        ReadOnlySpan<byte> rest = SipText.TrimStart(value);
        if (!TryWord(ref rest, out _) || !TryWord(ref rest, out _)) return false;
        ReadOnlySpan<byte> transport = SipText.TakeUntil(ref rest, SipText.White);
        ReadOnlySpan<byte> host = SipText.TakeUntil(ref rest, AfterHost);
        // White space is allowed around the colon before the port; the port is then taken with the parameters' lead.
        int parameters = rest.IndexOf((byte)';'), comma = SipText.IndexOutside(rest, (byte)',');
        if (comma >= 0 && comma < parameters) parameters = -1;
        via = new SipVia
        {
            Transport = transport,
            SentBy = host,
            Parameters = new SipParameters(
                parameters < 0 ? default : comma < 0 ? rest[parameters..] : rest[parameters..comma]),
            Rest = comma < 0 ? default : rest[(comma + 1)..],
        };
        return !transport.IsEmpty && !host.IsEmpty;
    }

    private static bool TryWord(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        word = SipText.TakeUntil(ref rest, AfterWord);
        if (word.IsEmpty || rest.IsEmpty || rest[0] != '/') return false;
        rest = SipText.TrimStart(rest[1..]);
        return true;
    }
}
