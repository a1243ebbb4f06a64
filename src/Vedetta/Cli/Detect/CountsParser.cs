using System.Globalization;
using System.Text;

namespace Vedetta.Cli.Detect;

/// <summary>Reads the rows of a counts CSV.</summary>
public sealed class CountsParser(CountsLayout layout, FileClock clock, bool keepTexts) : IRowParser
{
    private const byte KeySeparator = 0x1F;

    private readonly LeafInterner _leaves = new();
    private readonly CsvField[] _fields = new CsvField[CsvLine.FieldsMax];
    private byte[] _key = new byte[256];

    /// <inheritdoc/>
    public void Parse(ParsedBlock block)
    {
        ReadOnlySpan<byte> bytes = block.Source.Bytes;
        if (block.Source.TooLong) block.RefuseTooLong();
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            line = line.TrimEnd((byte)'\r');
            if (!line.IsEmpty) ParseLine(block, line);
            block.Lines++;
        }
    }

    private void ParseLine(ParsedBlock block, ReadOnlySpan<byte> line)
    {
        if (!CsvLine.TrySplit(line, layout.Delimiter, _fields, out int count))
        {
            if (line.Trim(" \t"u8).IsEmpty) return;
            block.Refuse(block.Lines, 1, null, "a quote is not closed on its line, or there are too many fields");
            return;
        }
        if (count == 1 && layout.Names.Length > 1 && _fields[0].Length == 0) return;
        if (count != layout.Names.Length)
        {
            block.Refuse(block.Lines, 1, null, $"has {count} fields where the header has {layout.Names.Length}");
            return;
        }
        ParseFields(block, line);
    }

    private void ParseFields(ParsedBlock block, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> time = _fields[layout.TimeColumn].In(line);
        if (!TimeText.TryParse(time, out long shown, out int offset))
        {
            Refuse(block, line, layout.TimeColumn, TimeText.Expected);
            return;
        }
        if (!CountText.TryParse(_fields[layout.CountColumn].In(line), out long count, out string reason))
        {
            Refuse(block, line, layout.CountColumn, reason);
            return;
        }
        long seconds = clock.SecondsOf(shown, ref offset);
        if (clock.IsLocal && clock.Zone.NeverWas(seconds))
        {
            // A file of regular local rows names the hour that never was, with nothing in it.
            if (count > 0) Refuse(block, line, layout.TimeColumn, NeverWas());
            return;
        }
        int leaf = LeafOf(block, line);
        if (leaf == LeafInterner.NotText)
        {
            Refuse(block, line, FirstNotText(line), "is not UTF-8 text; save the file as UTF-8");
            return;
        }
        if (!clock.IsLocal) block.NoteOffset(seconds, offset);
        block.Rows.Add(new CountRow(seconds, count, leaf, block.Lines));
        if (keepTexts) block.Texts.Add(Encoding.UTF8.GetString(time));
    }

    private string NeverWas() => string.Create(CultureInfo.InvariantCulture,
        $"never was: the clocks of {clock.Zone.Zone.Id} skip it; is --time-zone right?");

    private int LeafOf(ParsedBlock block, ReadOnlySpan<byte> line)
    {
        int length = 0;
        foreach (int dimension in layout.Dimensions)
        {
            ReadOnlySpan<byte> value = _fields[dimension].In(line);
            if (length + value.Length + 1 > _key.Length) Array.Resize(ref _key, (length + value.Length + 1) * 2);
            value.CopyTo(_key.AsSpan(length));
            length += value.Length;
            _key[length++] = KeySeparator;
        }
        int leaf = _leaves.IndexOf(_key.AsSpan(0, length), out bool isNew);
        if (isNew) block.NewLeaves.Add(new LeafName(0, ValuesIn(line)));
        return leaf;
    }

    private string[] ValuesIn(ReadOnlySpan<byte> line)
    {
        var values = new string[layout.Dimensions.Length];
        for (int i = 0; i < values.Length; i++) values[i] = _fields[layout.Dimensions[i]].TextIn(line);
        return values;
    }

    private int FirstNotText(ReadOnlySpan<byte> line)
    {
        foreach (int dimension in layout.Dimensions)
        {
            ReadOnlySpan<byte> value = _fields[dimension].In(line);
            if (!System.Text.Unicode.Utf8.IsValid(value) || value.Contains((byte)0)) return dimension;
        }
        return layout.Dimensions[0];
    }

    // Says what stands there, short and without control characters.
    private void Refuse(ParsedBlock block, ReadOnlySpan<byte> line, int column, string reason)
    {
        CsvField field = _fields[column];
        int at = Encoding.UTF8.GetCharCount(line[..field.Start]) + 1;
        block.Refuse(block.Lines, at, layout.Names[column], Quoted.Of(field.In(line), reason));
    }
}

/// <summary>Puts what a field says before what is wrong with it, safe to print on a terminal.</summary>
public static class Quoted
{
    private const int CharactersMax = 40;

    /// <summary>The field's text in quotes, cut to 40 characters, control characters replaced, then the reason.</summary>
    public static string Of(ReadOnlySpan<byte> field, string reason)
    {
        if (field.IsEmpty) return reason == "is empty" ? reason : $"'' {reason}";
        string text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, CharactersMax * 4)]);
        string shown = string.Concat(text.Take(CharactersMax).Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return $"'{shown}{(text.Length > CharactersMax ? "…" : "")}' {reason}";
    }
}
