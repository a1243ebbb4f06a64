using System.Collections.Immutable;
using System.Text;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Cli.Detect;

/// <summary>Tells from the first block of an input what it is.</summary>
public static class Recognition
{
    private static readonly byte[] Delimiters = [(byte)',', (byte)';', (byte)'\t'];

    private static readonly string[] TimeNames = ["timestamp", "time", "datetime", "date"];

    private static readonly string[] CountNames = ["value", "count"];

    /// <summary>
    /// The layout, and the length of what stands before the first row (byte order mark, header, empty lines).
    /// </summary>
    /// <exception cref="InputException">Nothing here reads such an input; the message says how to mend it.</exception>
    public static (InputLayout Layout, int BytesBeforeRows, int LinesBeforeRows) Recognise(
        string name, ReadOnlySpan<byte> block)
    {
        RefuseOtherEncodings(name, block);
        if (CallRecognition.Of(block) is { } records) return OfRecords(block, records);
        int at = block.StartsWith("\uFEFF"u8) ? 3 : 0, lines = 0;
        while (at < block.Length && FirstLine(block[at..]).Trim(" \t\r"u8).IsEmpty)
        {
            at += LineLength(block[at..]);
            lines++;
        }
        if (at >= block.Length) throw new InputException($"{name} is empty. A counts file starts with timestamp,value.");
        ReadOnlySpan<byte> header = FirstLine(block[at..]);
        if (header[0] == '{') return (new SignalLayout(SignalFormat.Ndjson, []), at, lines);
        if (header[0] == '[')
            throw new InputException($"{name} is a JSON array. Write one signal per line (NDJSON): jq -c '.[]' FILE.");
        int rows = at + LineLength(block[at..]);
        return (OfHeader(name, header, FirstLine(block[rows..])), rows, lines + 1);
    }

    private static (InputLayout, int, int) OfRecords(ReadOnlySpan<byte> block, CallLayout records)
    {
        int at = block.StartsWith("\uFEFF"u8) ? 3 : 0;
        for (int line = 0; line < records.HeaderLines; line++) at += LineLength(block[at..]);
        return (new SignalLayout(SignalFormat.Ndjson, []) { Records = records with { HeaderLines = 0 } }, at,
            records.HeaderLines);
    }

    private static InputLayout OfHeader(string name, ReadOnlySpan<byte> header, ReadOnlySpan<byte> firstRow)
    {
        byte delimiter = DelimiterOf(header);
        var fields = new CsvField[CsvLine.FieldsMax];
        if (!CsvLine.TrySplit(header, delimiter, fields, out int count))
            throw new InputException($"{name}: line 1: the header does not split into at most {CsvLine.FieldsMax} "
                + "columns. Check its quotes.");
        var names = ImmutableArray.CreateBuilder<string>(count);
        for (int i = 0; i < count; i++) names.Add(fields[i].TextIn(header).Trim());
        RefuseBadHeader(name, names);
        if (IndexOf(names, "at") >= 0 && IndexOf(names, "kind") >= 0)
            return new SignalLayout(SignalFormat.Csv, [.. header, (byte)'\n']);
        return OfCounts(name, delimiter, names.ToImmutable(), firstRow);
    }

    private static CountsLayout OfCounts(
        string name, byte delimiter, ImmutableArray<string> names, ReadOnlySpan<byte> firstRow)
    {
        int time = FirstOf(names, TimeNames);
        if (time < 0)
            throw new InputException($"{name}: line 1: no time column among {string.Join(", ", names.Take(12))}. "
                + "A counts file starts with timestamp[,dimension...],value; a signals file has at and kind.");
        int value = FirstOf(names, CountNames);
        // Two columns leave no doubt which is the count, whatever it is called.
        if (value < 0 && names.Length == 2 && IsNumber(firstRow, delimiter, 1 - time)) value = 1 - time;
        if (value < 0)
            throw new InputException($"{name}: line 1: no column is called value or count. Rename the count column.");
        return new CountsLayout(delimiter, names, time, value,
            [.. Enumerable.Range(0, names.Length).Where(i => i != time && i != value)]);
    }

    private static void RefuseBadHeader(string name, ImmutableArray<string>.Builder names)
    {
        if (TimeText.TryParse(Encoding.UTF8.GetBytes(names[0]), out _, out _))
            throw new InputException($"{name}: line 1: there is no header. Put timestamp,value above the first row.");
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
                throw new InputException($"{name}: line 1: column {i + 1} of the header has no name. Give it one.");
            if (IndexOf(names, names[i]) < i)
                throw new InputException($"{name}: line 1: two columns are called {names[i]}. Rename one.");
        }
    }

    private static void RefuseOtherEncodings(string name, ReadOnlySpan<byte> block)
    {
        if (block.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || block.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new InputException($"{name} is UTF-16. Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE.");
        if (FirstLine(block).Contains((byte)0))
            throw new InputException($"{name} is not a text file. Give a CSV or NDJSON file, plain or gzip.");
    }

    private static bool IsNumber(ReadOnlySpan<byte> row, byte delimiter, int column)
    {
        var fields = new CsvField[CsvLine.FieldsMax];
        return CsvLine.TrySplit(row, delimiter, fields, out int count) && column < count
            && CountText.TryParse(fields[column].In(row), out _);
    }

    private static byte DelimiterOf(ReadOnlySpan<byte> header)
    {
        byte best = Delimiters[0];
        foreach (byte candidate in Delimiters)
            if (header.Count(candidate) > header.Count(best)) best = candidate;
        return best;
    }

    private static int FirstOf(IReadOnlyList<string> names, string[] wanted) =>
        wanted.Select(w => IndexOf(names, w)).FirstOrDefault(i => i >= 0, -1);

    private static int IndexOf(IReadOnlyList<string> names, string wanted)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i].Equals(wanted, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    private static int LineLength(ReadOnlySpan<byte> block)
    {
        int end = block.IndexOf((byte)'\n');
        return end < 0 ? block.Length : end + 1;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> block) =>
        block[..LineLength(block)].TrimEnd("\r\n"u8);
}
