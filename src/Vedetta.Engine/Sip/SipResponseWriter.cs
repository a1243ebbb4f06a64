using System.Buffers.Text;

namespace Vedetta.Engine.Sip;

/// <summary>What a response says beside what it repeats of its request.</summary>
/// <param name="Status">The status code, 100 to 699.</param>
public readonly ref struct SipAnswer(int Status)
{
    /// <summary>The status code.</summary>
    public int Status { get; } = Status;

    /// <summary>The reason phrase.</summary>
    public ReadOnlySpan<byte> Reason { get; init; }

    /// <summary>Tag for a To field that has none; a response other than 100 needs one (RFC 3261, 8.2.6.2).</summary>
    public ReadOnlySpan<byte> ToTag { get; init; }

    /// <summary>Whole header lines of its own, each ending in CRLF; empty for none.</summary>
    public ReadOnlySpan<byte> Headers { get; init; }

    /// <summary>The body; its Content-Type stands in <see cref="Headers"/>. Empty for none.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>Address the request came from, for received= (RFC 3261, 18.2.1); empty to leave Via as it is.</summary>
    public ReadOnlySpan<byte> SourceAddress { get; init; }

    /// <summary>Port the request came from, for rport= (RFC 3581, 4).</summary>
    public int SourcePort { get; init; }
}

/// <summary>Writes responses: Via, From, To, Call-ID and CSeq as the request has them (RFC 3261, 8.2.6).</summary>
public static class SipResponseWriter
{
    /// <summary>Writes a response; false when there is not enough room.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">What the response says.</param>
    /// <param name="into">Where to.</param>
    /// <param name="written">Bytes written.</param>
    public static bool TryWrite(in SipMessage request, in SipAnswer answer, Span<byte> into, out int written)
    {
        var line = new Writer(into);
        line.Add("SIP/2.0 "u8);
        line.Add(answer.Status);
        line.Add(" "u8);
        line.Add(answer.Reason);
        line.Add("\r\n"u8);
        AddRepeated(ref line, request, answer);
        line.Add(answer.Headers);
        line.Add("Content-Length: "u8);
        line.Add(answer.Body.Length);
        line.Add("\r\n\r\n"u8);
        line.Add(answer.Body);
        written = line.IsFull ? 0 : line.Written;
        return !line.IsFull;
    }

    // In the request's order, so that all Via lines keep theirs.
    private static void AddRepeated(ref Writer line, in SipMessage request, in SipAnswer answer)
    {
        int vias = 0;
        SipLines lines = request.Lines;
        while (lines.MoveNext())
        {
            switch (lines.Header)
            {
                case SipHeader.Via:
                    line.Add("Via: "u8);
                    if (vias++ == 0) AddTopVia(ref line, lines.Value, answer);
                    else line.Add(lines.Value);
                    break;
                case SipHeader.To:
                    line.Add("To: "u8);
                    AddTo(ref line, lines.Value, answer.ToTag);
                    break;
                case SipHeader.From:
                    line.Add("From: "u8);
                    line.Add(lines.Value);
                    break;
                case SipHeader.CallId:
                    line.Add("Call-ID: "u8);
                    line.Add(lines.Value);
                    break;
                case SipHeader.CSeq:
                    line.Add("CSeq: "u8);
                    line.Add(lines.Value);
                    break;
                default:
                    continue;
            }
            line.Add("\r\n"u8);
        }
    }

    private static void AddTo(ref Writer line, ReadOnlySpan<byte> value, ReadOnlySpan<byte> tag)
    {
        line.Add(value);
        if (tag.IsEmpty || !SipAddress.TryRead(value, out SipAddress to) || !to.Tag.IsEmpty) return;
        line.Add(";tag="u8);
        line.Add(tag);
    }

    private static void AddTopVia(ref Writer line, ReadOnlySpan<byte> value, in SipAnswer answer)
    {
        if (answer.SourceAddress.IsEmpty || !SipVia.TryRead(value, out SipVia via))
        {
            line.Add(value);
            return;
        }
        int comma = SipText.IndexOutside(value, (byte)',');
        ReadOnlySpan<byte> top = comma < 0 ? value : value[..comma];
        int rport = EndOfOpenPort(top);
        line.Add(rport < 0 ? top : top[..rport]);
        if (rport >= 0)
        {
            line.Add("="u8);
            line.Add(answer.SourcePort);
            line.Add(top[rport..]);
        }
        if (rport >= 0 || !IsSentBy(via.SentBy, answer.SourceAddress))
        {
            line.Add(";received="u8);
            line.Add(answer.SourceAddress);
        }
        if (comma >= 0) line.Add(value[comma..]);
    }

    // Behind the name of an rport without a value; −1 when there is none.
    private static int EndOfOpenPort(ReadOnlySpan<byte> via)
    {
        int at = via.IndexOf(";rport"u8);
        if (at < 0) return -1;
        int end = at + ";rport"u8.Length;
        ReadOnlySpan<byte> rest = SipText.TrimStart(via[end..]);
        return rest.IsEmpty || rest[0] == ';' ? end : -1;
    }

    private static bool IsSentBy(ReadOnlySpan<byte> sentBy, ReadOnlySpan<byte> address) =>
        sentBy.StartsWith(address) && (sentBy.Length == address.Length || sentBy[address.Length] == ':');

    private ref struct Writer(Span<byte> into)
    {
        private readonly Span<byte> _into = into;

        public int Written { get; private set; }

        public bool IsFull { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            if (!text.TryCopyTo(_into[Written..])) IsFull = true;
            else Written += text.Length;
        }

        public void Add(int number)
        {
            if (!Utf8Formatter.TryFormat(number, _into[Written..], out int digits)) IsFull = true;
            else Written += digits;
        }
    }
}
