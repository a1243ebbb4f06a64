namespace Vedetta.Engine.Signals;

/// <summary>How a value was written.</summary>
internal enum WrittenAs : byte
{
    Text,
    Number,
}

/// <summary>
/// Where in a line each known field's value stands. Reused from line to line; values that were written with escapes
/// are kept unescaped in a scratch buffer.
/// </summary>
internal sealed class FieldSlots
{
    private readonly Slot[] _slots = new Slot[SignalFieldNames.Count];
    private byte[] _scratch = new byte[1024];
    private int _scratchUsed;
    private ulong _said;

    public void Clear()
    {
        _said = 0;
        _scratchUsed = 0;
    }

    public bool Has(SignalField field) => (_said & (1ul << (int)field)) != 0;

    /// <summary>The column (from 1) of a field's value; 1 when unsaid.</summary>
    public int Column(SignalField field) => Has(field) ? _slots[(int)field].Column : 1;

    public WrittenAs WrittenAs(SignalField field) => _slots[(int)field].WrittenAs;

    /// <summary>The value; empty when unsaid.</summary>
    public ReadOnlySpan<byte> Value(SignalField field, ReadOnlySpan<byte> line)
    {
        if (!Has(field)) return default;
        Slot slot = _slots[(int)field];
        return slot.InScratch ? _scratch.AsSpan(slot.Start, slot.Length) : line.Slice(slot.Start, slot.Length);
    }

    /// <summary>Notes a value that stands in the line as it is; false when the field was said before.</summary>
    public bool TrySet(SignalField field, int start, int length, int column, WrittenAs writtenAs) =>
        TrySet(field, new Slot(start, length, column, writtenAs, InScratch: false));

    /// <summary>Notes the value last made with <see cref="Scratch"/>; false when the field was said before.</summary>
    public bool TrySetScratch(SignalField field, int length, int column)
    {
        bool first = TrySet(field, new Slot(_scratchUsed, length, column, Signals.WrittenAs.Text, InScratch: true));
        _scratchUsed += length;
        return first;
    }

    /// <summary>Room to unescape a value of at most <paramref name="length"/> bytes into.</summary>
    public Span<byte> Scratch(int length)
    {
        if (_scratch.Length - _scratchUsed < length)
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchUsed + length));
        return _scratch.AsSpan(_scratchUsed, length);
    }

    private bool TrySet(SignalField field, Slot slot)
    {
        if (Has(field)) return false;
        _said |= 1ul << (int)field;
        _slots[(int)field] = slot;
        return true;
    }

    private readonly record struct Slot(int Start, int Length, int Column, WrittenAs WrittenAs, bool InScratch);
}
