namespace Vedetta.Cli.Detect;

/// <summary>
/// Rows that wait for their bin to be complete. Rows may come in any order while they fit; when the buffer is full the
/// older half is closed, and a row for closed time is too late.
/// </summary>
public sealed class RowBuffer(int capacity)
{
    private const int DigitBits = 11, Digits = 1 << DigitBits;

    private CountRow[] _rows = new CountRow[Math.Min(capacity, 4096)];
    private CountRow[] _scratch = [];
    private bool _sorted = true;

    /// <summary>Rows waiting.</summary>
    public int Count { get; private set; }

    /// <summary>Whether rows must be closed before another is added.</summary>
    public bool IsFull => Count == capacity;

    /// <summary>Adds one row.</summary>
    public void Add(in CountRow row)
    {
        if (Count == _rows.Length) Array.Resize(ref _rows, (int)Math.Min(capacity, _rows.Length * 2L));
        if (Count > 0 && row.Clock < _rows[Count - 1].Clock) _sorted = false;
        _rows[Count++] = row;
    }

    /// <summary>All waiting rows by clock, rows of one clock in the order they came.</summary>
    public ReadOnlySpan<CountRow> Sorted()
    {
        if (!_sorted) Sort();
        _sorted = true;
        return _rows.AsSpan(0, Count);
    }

    /// <summary>Forgets the first <paramref name="count"/> rows of <see cref="Sorted"/>.</summary>
    public void RemoveFirst(int count)
    {
        _rows.AsSpan(count, Count - count).CopyTo(_rows);
        Count -= count;
    }

    // Radix sort from the lowest digit: stable, and linear where comparison sorts are not.
    private void Sort()
    {
        if (_scratch.Length < Count) _scratch = new CountRow[_rows.Length];
        long min = long.MaxValue, max = long.MinValue;
        foreach (ref readonly CountRow row in _rows.AsSpan(0, Count))
        {
            min = Math.Min(min, row.Clock);
            max = Math.Max(max, row.Clock);
        }
        for (int shift = 0; shift < 64 && (max - min) >> shift > 0; shift += DigitBits)
        {
            Scatter(_rows.AsSpan(0, Count), _scratch, min, shift);
            (_rows, _scratch) = (_scratch, _rows);
        }
    }

    private static void Scatter(ReadOnlySpan<CountRow> from, CountRow[] to, long min, int shift)
    {
        Span<int> starts = stackalloc int[Digits + 1];
        starts.Clear();
        foreach (ref readonly CountRow row in from) starts[Digit(row.Clock - min, shift) + 1]++;
        for (int i = 1; i <= Digits; i++) starts[i] += starts[i - 1];
        foreach (ref readonly CountRow row in from) to[starts[Digit(row.Clock - min, shift)]++] = row;
    }

    private static int Digit(long value, int shift) => (int)(value >> shift) & (Digits - 1);
}
