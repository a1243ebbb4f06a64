using System.Buffers.Text;

namespace Vedetta.Engine.Sip;

/// <summary>What stands at the front of a stream.</summary>
public enum SipFrame
{
    /// <summary>The beginning of a message; more must come.</summary>
    Partial,

    /// <summary>A whole message.</summary>
    Whole,

    /// <summary>Something that cannot be told apart from what follows; the connection has to be closed.</summary>
    Broken,
}

/// <summary>Cuts messages out of a stream by Content-Length (RFC 3261, 18.3).</summary>
public static class SipFraming
{
    /// <summary>Longest run of header lines, in bytes.</summary>
    public const int HeaderBytesMax = 16_384;

    /// <summary>Looks at the front of a stream.</summary>
    /// <param name="stream">What came and was not taken yet.</param>
    /// <param name="skip">Bytes to pass over before the message: keep-alives (RFC 5626, 3.5.1).</param>
    /// <param name="length">Bytes of the message behind them, when it is whole.</param>
    public static SipFrame Find(ReadOnlySpan<byte> stream, out int skip, out int length)
    {
        skip = length = 0;
        while (skip < stream.Length && stream[skip] is (byte)'\r' or (byte)'\n') skip++;
        ReadOnlySpan<byte> bytes = stream[skip..];
        int headers = HeadersEnd(bytes);
        if (headers < 0) return bytes.Length > HeaderBytesMax ? SipFrame.Broken : SipFrame.Partial;
        if (headers > HeaderBytesMax || !TryBodyLength(bytes[..headers], out int body)) return SipFrame.Broken;
        length = headers + body;
        if (length > SipMessage.BytesMax) return SipFrame.Broken;
        return length <= bytes.Length ? SipFrame.Whole : SipFrame.Partial;
    }

    private static int HeadersEnd(ReadOnlySpan<byte> bytes)
    {
        int strict = bytes.IndexOf("\r\n\r\n"u8);
        return strict < 0 ? -1 : strict + 4;
    }

    // Without a length, or with several, nobody knows where the next message begins.
    private static bool TryBodyLength(ReadOnlySpan<byte> headers, out int length)
    {
        length = -1;
        SipLines.End(headers, 0, out int next, mayFold: false);
        var lines = new SipLines(headers, next);
        while (lines.MoveNext())
        {
            if (lines.Header != SipHeader.ContentLength) continue;
            if (length >= 0 || !SipText.IsDigits(lines.Value)) return false;
            if (!Utf8Parser.TryParse(lines.Value, out length, out int read) || read < lines.Value.Length) return false;
        }
        return length >= 0;
    }
}
