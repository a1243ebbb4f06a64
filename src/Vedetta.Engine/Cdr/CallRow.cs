using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// Splits a line of call records into fields. More forgiving than RFC 4180 where telephone systems are careless: a
/// space may stand before a quote, and a quote inside a field need not be doubled unless a separator follows it.
/// </summary>
internal static class CallRow
{
    /// <summary>Notes the fields of a line.</summary>
    /// <param name="line">One line without its break.</param>
    /// <param name="layout">What its columns hold.</param>
    /// <param name="fields">Takes them.</param>
    /// <param name="fault">What is wrong.</param>
    public static bool TryScan(ReadOnlySpan<byte> line, CallLayout layout, CallFields fields, out LineFault fault)
    {
        fields.Clear();
        int column = 0;
        for (int at = 0; at <= line.Length; column++)
        {
            CallField field = column < layout.Columns.Length ? layout.Columns[column] : CallField.None;
            if (!TryTake(line, layout.Separator, ref at, field, fields))
            {
                fault = new LineFault(null, at + 1, "opens a quote that is not closed");
                return false;
            }
        }
        fault = default;
        if (column >= layout.ColumnsMin && column <= layout.Columns.Length) return true;
        fault = new LineFault(null, 1, layout.ColumnsMin == layout.Columns.Length
            ? $"has {column} fields where {layout.ColumnsMin} belong"
            : $"has {column} fields where {layout.ColumnsMin} to {layout.Columns.Length} belong");
        return false;
    }

    /// <summary>
    /// The text of each field of a line; null when its quoting is broken or it has more than a row may.
    /// </summary>
    public static List<string>? Split(ReadOnlySpan<byte> line, byte separator)
    {
        const int columnsMax = 1024;
        var found = new List<string>();
        for (int at = 0; at <= line.Length;)
        {
            if (found.Count == columnsMax
                || !TryNext(line, separator, ref at, out int start, out int length, out bool doubled))
                return null;
            string text = System.Text.Encoding.UTF8.GetString(line.Slice(start, length));
            found.Add(doubled ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text);
        }
        return found;
    }

    private static bool TryTake(ReadOnlySpan<byte> line, byte separator, ref int at, CallField field, CallFields fields)
    {
        if (!TryNext(line, separator, ref at, out int start, out int length, out bool doubled)) return false;
        if (field == CallField.None) return true;
        if (!doubled)
        {
            fields.Set(field, start, length, start + 1);
            return true;
        }
        Span<byte> halved = length <= 512 ? stackalloc byte[length] : new byte[length];
        fields.Set(field, halved[..CsvRecords.Halve(line.Slice(start, length), halved)], start + 1);
        return true;
    }

    private static bool TryNext(
        ReadOnlySpan<byte> line, byte separator, ref int at, out int start, out int length, out bool doubled)
    {
        doubled = false;
        start = at;
        while (start < line.Length && line[start] == ' ') start++;
        if (start < line.Length && line[start] == '"')
            return TryQuoted(line, separator, ref at, ref start, out length, out doubled);
        int end = line[start..].IndexOf(separator);
        length = end < 0 ? line.Length - start : end;
        at = start + length + 1;
        return true;
    }

    private static bool TryQuoted(
        ReadOnlySpan<byte> line, byte separator, ref int at, ref int start, out int length, out bool doubled)
    {
        doubled = false;
        length = 0;
        for (int i = ++start; i < line.Length; i++)
        {
            int step = line[i..].IndexOf((byte)'"');
            if (step < 0) return false;
            i += step;
            if (i + 1 < line.Length && line[i + 1] == '"')
            {
                doubled = true;
                i++;
                continue;
            }
            if (i + 1 < line.Length && line[i + 1] != separator) continue;
            length = i - start;
            at = i + 2;
            return true;
        }
        return false;
    }
}
