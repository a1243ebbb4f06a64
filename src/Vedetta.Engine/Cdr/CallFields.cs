using System.Text;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// The fields of one record: slices of it, or of a scratch buffer where they had to be unescaped. Reused from record to
/// record.
/// </summary>
internal sealed class CallFields
{
    private static readonly int FieldsCount = Enum.GetValues<CallField>().Length;

    private readonly Slice[] _slices = new Slice[FieldsCount];
    private byte[] _scratch = new byte[1024];
    private int _scratchUsed;
    private uint _said;

    /// <summary>Forgets the last record.</summary>
    public void Clear()
    {
        _said = 0;
        _scratchUsed = 0;
    }

    /// <summary>Whether a field was said and is not empty.</summary>
    public bool Has(CallField field) => (_said & (1u << (int)field)) != 0;

    /// <summary>Byte (from 1) at which a field stands in the record; 1 when unsaid.</summary>
    public int Column(CallField field) => Has(field) ? _slices[(int)field].Column : 1;

    /// <summary>The value; empty when unsaid.</summary>
    public ReadOnlySpan<byte> Value(CallField field, ReadOnlySpan<byte> record)
    {
        if (!Has(field)) return default;
        Slice slice = _slices[(int)field];
        return slice.InScratch ? _scratch.AsSpan(slice.Start, slice.Length) : record.Slice(slice.Start, slice.Length);
    }

    /// <summary>
    /// Notes a value that stands in the record; the first of several holds, and an empty one is none.
    /// </summary>
    public void Set(CallField field, int start, int length, int column)
    {
        if (field == CallField.None || length == 0 || Has(field)) return;
        _said |= 1u << (int)field;
        _slices[(int)field] = new Slice(start, length, column, InScratch: false);
    }

    /// <summary>Notes a value that does not stand in the record as it is.</summary>
    public void Set(CallField field, ReadOnlySpan<byte> value, int column)
    {
        if (field == CallField.None || value.IsEmpty || Has(field)) return;
        if (_scratch.Length - _scratchUsed < value.Length)
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchUsed + value.Length));
        value.CopyTo(_scratch.AsSpan(_scratchUsed));
        _said |= 1u << (int)field;
        _slices[(int)field] = new Slice(_scratchUsed, value.Length, column, InScratch: true);
        _scratchUsed += value.Length;
    }

    private readonly record struct Slice(int Start, int Length, int Column, bool InScratch);
}

/// <summary>One record with its fields.</summary>
internal readonly ref struct CallRecord(CallFields fields, ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public ReadOnlySpan<byte> this[CallField field] => fields.Value(field, _text);

    public bool Has(CallField field) => fields.Has(field);

    public int Column(CallField field) => fields.Column(field);

    public string Text(CallField field) => Encoding.UTF8.GetString(this[field]);
}
