namespace Vedetta.Engine.Sip;

/// <summary>Goes through the header lines of a message, folded ones as one (RFC 3261, 7.3.1).</summary>
public ref struct SipLines
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _left;

    internal SipLines(ReadOnlySpan<byte> bytes, int at)
    {
        _bytes = bytes;
        _at = at;
        _left = SipMessage.HeadersMax;
    }

    /// <summary>Which field the line is of.</summary>
    public SipHeader Header { get; private set; }

    /// <summary>The field's value, without white space at its ends.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next line; false after the last.</summary>
    public bool MoveNext()
    {
        if (_at >= _bytes.Length || _left-- == 0) return false;
        int end = End(_bytes, _at, out int next, mayFold: true);
        ReadOnlySpan<byte> line = _bytes[_at..end];
        _at = next;
        if (line.IsEmpty) return false;
        int colon = line.IndexOf((byte)':');
        Header = SipHeaderNames.Find(SipText.TrimEnd(line[..Math.Max(colon, 0)]));
        Value = SipText.Trim(line[(colon + 1)..]);
        return true;
    }

    /// <summary>Where the line at a position ends without its line break, and where the next one starts.</summary>
    internal static int End(ReadOnlySpan<byte> bytes, int at, out int next, bool mayFold)
    {
        for (int from = at; ;)
        {
            int found = bytes[from..].IndexOf((byte)'\n');
            if (found < 0)
            {
                next = bytes.Length;
                return next;
            }
            int lineBreak = from + found;
            next = lineBreak + 1;
            int end = lineBreak > at && bytes[lineBreak - 1] == '\r' ? lineBreak - 1 : lineBreak;
            // An empty line ends the header fields, whatever comes behind it.
            if (end == at || !mayFold || next == bytes.Length) return end;
            if (bytes[next] is not ((byte)' ' or (byte)'\t')) return end;
            from = next;
        }
    }
}
