using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Vedetta.Engine.Signals;

/// <summary>The header of a CSV of signals and how its records are read: names in any order, any extra columns.</summary>
internal sealed class CsvLine
{
    private const int ColumnsMax = 1024;

    private readonly List<(byte[] Name, SignalField Field)> _columns = [];
    private readonly byte _separator;

    private CsvLine(byte separator) => _separator = separator;

    /// <summary>Reads the header record.</summary>
    public static bool TryHeader(ReadOnlySpan<byte> header, out CsvLine columns, out LineFault fault)
    {
        columns = new CsvLine(CsvRecords.SeparatorOf(header));
        fault = default;
        for (int at = 0; at <= header.Length;)
        {
            int column = at + 1;
            if (!CsvRecords.TryField(header, columns._separator, ref at, out int start, out int length, out _)
                || columns._columns.Count >= ColumnsMax)
            {
                fault = new LineFault(null, column, "is not a CSV header");
                return false;
            }
            string name = Encoding.UTF8.GetString(header.Slice(start, length)).Trim();
            byte[] written = Encoding.UTF8.GetBytes(name);
            SignalField field = SignalFieldNames.Find(Encoding.UTF8.GetBytes(name.ToLowerInvariant()));
            columns._columns.Add((field == SignalField.None ? written : Encoding.UTF8.GetBytes(field.Written()), field));
        }
        return true;
    }

    /// <summary>Notes the fields of one record and writes the record as one JSON object without line breaks.</summary>
    public bool TryScan(ReadOnlySpan<byte> record, FieldSlots slots, Utf8JsonWriter? json, out LineFault fault)
    {
        slots.Clear();
        json?.WriteStartObject();
        int column = 0;
        for (int at = 0; at <= record.Length; column++)
        {
            int begin = at;
            if (!CsvRecords.TryField(record, _separator, ref at, out int start, out int length, out bool doubled))
                return Fault(begin, "has a quote in the wrong place", out fault);
            if (column == _columns.Count) return Fault(begin, $"has more than {_columns.Count} fields", out fault);
            if (length > 0 && !TryTake(record, slots, json, _columns[column], start, length, doubled))
            {
                fault = new LineFault(_columns[column].Field, start + 1, "is said twice");
                return false;
            }
        }
        json?.WriteEndObject();
        json?.Flush();
        return column == _columns.Count
            ? Good(out fault)
            : Fault(record.Length, $"has {column} fields where the header has {_columns.Count}", out fault);
    }

    private static bool TryTake(
        ReadOnlySpan<byte> record, FieldSlots slots, Utf8JsonWriter? json, (byte[] Name, SignalField Field) column,
        int start, int length, bool doubled)
    {
        ReadOnlySpan<byte> value = record.Slice(start, length);
        if (doubled)
        {
            Span<byte> halved = slots.Scratch(length);
            halved = halved[..CsvRecords.Halve(value, halved)];
            json?.WriteString(column.Name, halved);
            return column.Field == SignalField.None || slots.TrySetScratch(column.Field, halved.Length, start + 1);
        }
        json?.WriteString(column.Name, value);
        return column.Field == SignalField.None || slots.TrySet(column.Field, start, length, start + 1, WrittenAs.Text);
    }

    private static bool Fault(int at, string reason, out LineFault fault)
    {
        fault = new LineFault(null, at + 1, reason);
        return false;
    }

    private static bool Good(out LineFault fault)
    {
        fault = default;
        return true;
    }
}
