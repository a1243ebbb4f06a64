using System.Text;

namespace Vedetta.Cli.Detect;

/// <summary>Where a field stands in its line.</summary>
/// <param name="Start">First byte of the content, quotes left out.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="HasDoubledQuotes">Whether the content holds "" for ".</param>
public readonly record struct CsvField(int Start, int Length, bool HasDoubledQuotes)
{
    /// <summary>The field's bytes as written.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> line) => line.Slice(Start, Length);

    /// <summary>The field as text, quotes undone; bytes that are not UTF-8 become U+FFFD.</summary>
    public string TextIn(ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(In(line));
        return HasDoubledQuotes ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }
}

/// <summary>Splits one line of CSV (RFC 4180, any one-byte delimiter; a quoted field ends on its line).</summary>
public static class CsvLine
{
    /// <summary>Most fields of a line.</summary>
    public const int FieldsMax = 256;

    /// <summary>Splits <paramref name="line"/>; false when a quote is not closed or there are too many fields.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, byte delimiter, Span<CsvField> fields, out int count)
    {
        count = 0;
        int at = 0;
        while (count < fields.Length)
        {
            int next = at;
            if (!TryField(line, delimiter, ref next, out fields[count])) return false;
            count++;
            if (next >= line.Length) return true;
            at = next + 1;
            if (at != line.Length) continue;
            if (count == fields.Length) return false;
            fields[count++] = new CsvField(at, 0, false);
            return true;
        }
        return false;
    }

    private static bool TryField(ReadOnlySpan<byte> line, byte delimiter, ref int at, out CsvField field)
    {
        int start = at;
        while (start < line.Length && line[start] == ' ') start++;
        if (start < line.Length && line[start] == '"') return TryQuoted(line, delimiter, start + 1, out at, out field);
        int length = line[start..].IndexOf(delimiter);
        at = length < 0 ? line.Length : start + length;
        int end = at;
        while (end > start && line[end - 1] == ' ') end--;
        field = new CsvField(start, end - start, false);
        return true;
    }

    private static bool TryQuoted(ReadOnlySpan<byte> line, byte delimiter, int start, out int at, out CsvField field)
    {
        bool doubled = false;
        for (at = start; at < line.Length; at++)
        {
            int quote = line[at..].IndexOf((byte)'"');
            if (quote < 0) break;
            at += quote;
            if (at + 1 < line.Length && line[at + 1] == '"')
            {
                doubled = true;
                at++;
                continue;
            }
            field = new CsvField(start, at - start, doubled);
            at++;
            while (at < line.Length && line[at] == ' ') at++;
            return at == line.Length || line[at] == delimiter;
        }
        field = default;
        return false;
    }
}
