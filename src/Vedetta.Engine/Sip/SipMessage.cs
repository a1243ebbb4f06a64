using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Vedetta.Engine.Sip;

/// <summary>Why bytes are no SIP message.</summary>
public enum SipFault : byte
{
    None = 0,

    /// <summary>Nothing but line breaks: a keep-alive.</summary>
    Empty,

    /// <summary>No request or status line of any version of SIP.</summary>
    NotSip,

    /// <summary>More header fields than <see cref="SipMessage.HeadersMax"/>.</summary>
    TooManyHeaders,

    /// <summary>Longer than <see cref="SipMessage.BytesMax"/>.</summary>
    TooLong,
}

/// <summary>
/// One SIP message over the bytes it came in: nothing is copied, so it lives as long as they do. Reads what is sent in
/// the field; whether a message keeps to the rules is <see cref="SipRules"/>' word. Never throws, whatever the bytes.
/// </summary>
public ref struct SipMessage
{
    /// <summary>Longest message, in bytes.</summary>
    public const int BytesMax = 65_535;

    /// <summary>Most header fields of a message.</summary>
    public const int HeadersMax = 256;

    private Slots _slots;

    /// <summary>The whole message, without line breaks before it.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether it is a request; a response otherwise.</summary>
    public bool IsRequest { get; private set; }

    /// <summary>The version as written.</summary>
    public ReadOnlySpan<byte> Version { get; private set; }

    /// <summary>The method of a request as written; empty of a response.</summary>
    public ReadOnlySpan<byte> MethodName { get; private set; }

    /// <summary>The method of a request.</summary>
    public SipMethod Method { get; private set; }

    /// <summary>The Request-URI as written; empty of a response.</summary>
    public ReadOnlySpan<byte> RequestUri { get; private set; }

    /// <summary>The status code, 100 to 699; 0 of a request, and of a response with any other.</summary>
    public int Status { get; private set; }

    /// <summary>The body, cut to Content-Length where that is shorter than what came.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Whether its first line keeps to the grammar.</summary>
    internal bool IsStartLineExact { get; private set; }

    /// <summary>Whether it has lines among its header fields that are none.</summary>
    internal bool HasOddLines { get; private set; }

    /// <summary>Whether Content-Length is missing, or a number of bytes that came.</summary>
    internal bool IsLengthRight { get; private set; }

    /// <summary>Where the first header line starts.</summary>
    private int HeadersAt { get; set; }

    /// <summary>The first field of that name, without white space at its ends; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> this[SipHeader header]
    {
        get
        {
            Slot slot = _slots[(int)header];
            return Bytes.Slice(slot.At, slot.Length);
        }
    }

    /// <summary>Lines of that field.</summary>
    public readonly int CountOf(SipHeader header) => _slots[(int)header].Count;

    /// <summary>The header lines in order.</summary>
    public readonly SipLines Lines => new(Bytes, HeadersAt);

    /// <summary>Number and method of CSeq; false when it has no number that fits 32 bits.</summary>
    public readonly bool TryCSeq(out uint number, out ReadOnlySpan<byte> method)
    {
        ReadOnlySpan<byte> value = this[SipHeader.CSeq];
        method = default;
        if (!Utf8Parser.TryParse(value, out number, out int read) || read == value.Length) return false;
        method = SipText.TrimStart(value[read..]);
        return SipText.IsWhite(value[read]);
    }

    /// <summary>Reads one datagram.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SipMessage message, out SipFault fault)
    {
        message = default;
        if (bytes.Length > BytesMax) return Fail(SipFault.TooLong, out fault);
        // Line breaks before a message are passed over (RFC 3261, 7.5).
        int from = 0;
        while (from < bytes.Length && bytes[from] is (byte)'\r' or (byte)'\n') from++;
        message.Bytes = bytes[from..];
        if (message.Bytes.IsEmpty) return Fail(SipFault.Empty, out fault);
        int lineEnd = SipLines.End(message.Bytes, 0, out int next, mayFold: false);
        if (!message.TryStartLine(message.Bytes[..lineEnd])) return Fail(SipFault.NotSip, out fault);
        message.HeadersAt = next;
        if (!message.TryHeaders()) return Fail(SipFault.TooManyHeaders, out fault);
        fault = SipFault.None;
        return true;
    }

    private static bool Fail(SipFault reason, out SipFault fault)
    {
        fault = reason;
        return false;
    }

    private bool TryStartLine(ReadOnlySpan<byte> line) =>
        line.StartsWith("SIP/"u8) ? TryStatusLine(line) : TryRequestLine(line);

    private bool TryStatusLine(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        if (space < 0) return false;
        Version = line[..space];
        ReadOnlySpan<byte> rest = SipText.TrimStart(line[space..]);
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> code = end < 0 ? rest : rest[..end];
        if (!SipText.IsDigits(code)) return false;
        // The reason phrase may be empty, the blank before it may not be missing.
        IsStartLineExact = end >= 0 && rest.Length == line.Length - space - 1;
        if (code.Length == 3 && code[0] is >= (byte)'1' and <= (byte)'6')
            Status = ((code[0] - '0') * 100) + ((code[1] - '0') * 10) + code[2] - '0';
        return true;
    }

    private bool TryRequestLine(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> trimmed = SipText.TrimEnd(line);
        int first = trimmed.IndexOf((byte)' '), last = trimmed.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first || !trimmed[(last + 1)..].StartsWith("SIP/"u8)) return false;
        IsRequest = true;
        Version = trimmed[(last + 1)..];
        MethodName = trimmed[..first];
        Method = SipMethods.Find(MethodName);
        RequestUri = SipText.Trim(trimmed[first..last]);
        IsStartLineExact = trimmed.Length == line.Length && SipText.IsToken(MethodName)
            && RequestUri.Length == last - first - 1 && RequestUri.IndexOfAny(SipText.White) < 0;
        return !RequestUri.IsEmpty;
    }

    private bool TryHeaders()
    {
        int at = HeadersAt;
        for (int lines = 0; at < Bytes.Length; lines++)
        {
            int end = SipLines.End(Bytes, at, out int next, mayFold: true);
            if (end == at)
            {
                at = next;
                break;
            }
            if (lines == HeadersMax) return false;
            Note(at, end);
            at = next;
        }
        CutBody(Math.Min(at, Bytes.Length));
        return true;
    }

    private void Note(int at, int end)
    {
        ReadOnlySpan<byte> line = Bytes[at..end];
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> name = SipText.TrimEnd(line[..Math.Max(colon, 0)]);
        SipHeader header = SipHeaderNames.Find(name);
        // The names the product knows are tokens; others need the look.
        if (header == SipHeader.None)
        {
            HasOddLines |= !SipText.IsToken(name);
            return;
        }
        ref Slot slot = ref _slots[(int)header];
        if (slot.Count++ > 0) return;
        ReadOnlySpan<byte> value = SipText.TrimStart(line[(colon + 1)..]);
        slot.At = end - value.Length;
        slot.Length = SipText.TrimEnd(value).Length;
    }

    private void CutBody(int at)
    {
        Body = Bytes[at..];
        ReadOnlySpan<byte> written = this[SipHeader.ContentLength];
        IsLengthRight = CountOf(SipHeader.ContentLength) == 0;
        if (!SipText.IsDigits(written) || !Utf8Parser.TryParse(written, out int length, out _)) return;
        IsLengthRight = length <= Body.Length;
        if (IsLengthRight) Body = Body[..length];
    }

    private struct Slot
    {
        public int At, Length, Count;
    }

    [InlineArray(SipHeaderNames.Count)]
    private struct Slots
    {
        private Slot _first;
    }
}
