namespace Vedetta.Engine.Signals;

/// <summary>What a search for the end of a record found.</summary>
internal enum RecordEnd : byte
{
    /// <summary>The record is whole.</summary>
    Whole,

    /// <summary>More bytes are needed.</summary>
    Open,

    /// <summary>A quote is never closed; only the first physical line can be given up.</summary>
    QuoteNeverCloses,

    /// <summary>The record is longer than a line may be.</summary>
    TooLong,
}

/// <summary>Splits a CSV text into records and records into fields (RFC 4180).</summary>
internal static class CsvRecords
{
    /// <summary>
    /// Most physical lines one record may span. A stray quote then costs its own line, not the file: beyond this the
    /// first line is refused and reading goes on at the second.
    /// </summary>
    public const int RecordLinesMax = 16;

    /// <summary>Finds where the first record of <paramref name="text"/> ends (its line break included).</summary>
    /// <param name="text">Text that starts at a record.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="length">Bytes of the record, or of the physical line to give up.</param>
    /// <param name="lines">Physical lines in it.</param>
    public static RecordEnd Find(ReadOnlySpan<byte> text, bool isLast, out int length, out int lines)
    {
        length = 0;
        lines = 1;
        bool inQuotes = false;
        for (int at = 0; at < text.Length;)
        {
            int step = text[at..].IndexOfAny((byte)'"', (byte)'\n');
            if (step < 0) break;
            at += step + 1;
            if (text[at - 1] == '"') inQuotes = !inQuotes && MayOpen(text, at - 1);
            else if (!inQuotes)
            {
                length = at;
                return RecordEnd.Whole;
            }
            else if (++lines > RecordLinesMax) return GiveUp(text, out length, out lines);
        }
        if (!isLast) return RecordEnd.Open;
        if (inQuotes) return GiveUp(text, out length, out lines);
        length = text.Length;
        return RecordEnd.Whole;
    }

    /// <summary>
    /// Takes the next field off <paramref name="at"/>. Where it was quoted with doubled quotes inside,
    /// <paramref name="doubled"/> says so and the caller halves them.
    /// </summary>
    /// <returns>False when the quoting is broken.</returns>
    public static bool TryField(
        ReadOnlySpan<byte> record, byte separator, ref int at, out int start, out int length, out bool doubled)
    {
        doubled = false;
        if (at < record.Length && record[at] == '"')
            return TryQuoted(record, separator, ref at, out start, out length, out doubled);
        start = at;
        int end = record[at..].IndexOf(separator);
        length = end < 0 ? record.Length - at : end;
        at = end < 0 ? record.Length + 1 : at + end + 1;
        return record.Slice(start, length).IndexOf((byte)'"') < 0;
    }

    private static bool TryQuoted(
        ReadOnlySpan<byte> record, byte separator, ref int at, out int start, out int length, out bool doubled)
    {
        doubled = false;
        start = at + 1;
        length = 0;
        for (int i = start; i < record.Length; i++)
        {
            if (record[i] != '"') continue;
            if (i + 1 < record.Length && record[i + 1] == '"')
            {
                doubled = true;
                i++;
                continue;
            }
            length = i - start;
            at = i + 2;
            return i + 1 == record.Length || record[i + 1] == separator;
        }
        return false;
    }

    /// <summary>Copies a quoted field with its doubled quotes halved; returns the bytes written.</summary>
    public static int Halve(ReadOnlySpan<byte> quoted, Span<byte> into)
    {
        int written = 0;
        for (int i = 0; i < quoted.Length; i++)
        {
            into[written++] = quoted[i];
            if (quoted[i] == '"') i++;
        }
        return written;
    }

    /// <summary>The separator a header uses: the most frequent of semicolon, tab and comma; comma when none.</summary>
    public static byte SeparatorOf(ReadOnlySpan<byte> header)
    {
        int commas = header.Count((byte)','), semicolons = header.Count((byte)';'), tabs = header.Count((byte)'\t');
        if (semicolons > commas && semicolons >= tabs) return (byte)';';
        return tabs > commas ? (byte)'\t' : (byte)',';
    }

    // A quote in the middle of a field opens nothing; its field is refused later, and the lines after it are not lost.
    private static bool MayOpen(ReadOnlySpan<byte> text, int at) =>
        at == 0 || text[at - 1] is (byte)',' or (byte)';' or (byte)'\t' or (byte)'"';

    private static RecordEnd GiveUp(ReadOnlySpan<byte> text, out int length, out int lines)
    {
        int lineBreak = text.IndexOf((byte)'\n');
        length = lineBreak < 0 ? text.Length : lineBreak + 1;
        lines = 1;
        return RecordEnd.QuoteNeverCloses;
    }
}
