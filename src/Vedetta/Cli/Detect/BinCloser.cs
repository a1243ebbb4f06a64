using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>Takes one whole bin of true length.</summary>
public delegate void CloseBin(Bin bin, ReadOnlySpan<CountRow> rows);

/// <summary>
/// Lays sorted rows on the bins of their grid and hands whole bins on in true time: bins of true length, silent bins
/// where silence counts, gaps where nothing is known, the repeated hour in autumn once or twice as the rows say.
/// </summary>
/// <param name="zeroBinsMax">Most bins in a row that may be missing and still mean zero.</param>
/// <param name="close">Takes each bin with its rows, in time order.</param>
/// <param name="gap">Told that nothing is known up to an instant.</param>
public sealed class BinCloser(BinGrid grid, FileClock clock, long zeroBinsMax, CloseBin close, Action<long> gap)
{
    private long _lastIndex = long.MinValue;
    private long _closedUntil = long.MinValue;

    /// <summary>Whether the bin of a clock time is closed already.</summary>
    public bool IsTooLate(long rowClock) => _lastIndex != long.MinValue && grid.IndexOf(rowClock) <= _lastIndex;

    /// <summary>How many of the sorted rows can be closed without cutting a bin or a repeated hour.</summary>
    /// <param name="wanted">About how many; never more than that are offered.</param>
    public int Closable(ReadOnlySpan<CountRow> sorted, int wanted)
    {
        long index = grid.IndexOf(sorted[wanted].Clock);
        if (clock.IsLocal && clock.Zone.RepeatAt(grid.StartOf(index)) is { } repeat)
            while (grid.StartOf(index - 1) >= repeat.FirstClock) index--;
        return FirstAtOrAfter(sorted, index);
    }

    /// <summary>Closes the bins of all of <paramref name="sorted"/>.</summary>
    public void Close(ReadOnlySpan<CountRow> sorted)
    {
        while (!sorted.IsEmpty)
        {
            long index = grid.IndexOf(sorted[0].Clock);
            int rows = FirstAtOrAfter(sorted, index + 1);
            if (clock.IsLocal && clock.Zone.RepeatAt(grid.StartOf(index)) is { } repeat)
            {
                rows = FirstAtOrAfter(sorted, IndexFrom(index, repeat.UntilClock));
                CloseRepeated(sorted[..rows], repeat);
            }
            else
            {
                CloseOne(index, sorted[..rows]);
            }
            sorted = sorted[rows..];
        }
    }

    /// <summary>Closes silent bins up to an instant, as if a bin started there.</summary>
    public void CloseSilentUntil(long unixSeconds)
    {
        if (_closedUntil == long.MinValue || unixSeconds <= _closedUntil) return;
        Silence(unixSeconds);
    }

    private void CloseRepeated(ReadOnlySpan<CountRow> rows, RepeatedClock repeat)
    {
        if (SaysTimesTwice(rows))
        {
            CloseTwice(rows, repeat);
            return;
        }
        while (!rows.IsEmpty)
        {
            long index = grid.IndexOf(rows[0].Clock);
            int count = FirstAtOrAfter(rows, index + 1);
            CloseOne(index, rows[..count]);
            rows = rows[count..];
        }
    }

    private void CloseOne(long index, ReadOnlySpan<CountRow> rows)
    {
        CloseMissing(index);
        Emit(clock.InstantOf(grid.StartOf(index)), clock.InstantOf(grid.StartOf(index + 1)), rows);
        _lastIndex = index;
    }

    private void CloseMissing(long index)
    {
        if (_lastIndex == long.MinValue || index - _lastIndex <= 1) return;
        long missing = index - _lastIndex - 1;
        if (missing > zeroBinsMax + 1 || CountWithLength(index) > zeroBinsMax)
        {
            gap(clock.InstantOf(grid.StartOf(index)));
            return;
        }
        for (long i = _lastIndex + 1; i < index; i++)
            Emit(clock.InstantOf(grid.StartOf(i)), clock.InstantOf(grid.StartOf(i + 1)), []);
    }

    private long CountWithLength(long index)
    {
        if (!clock.IsLocal) return index - _lastIndex - 1;
        long count = 0;
        for (long i = _lastIndex + 1; i < index; i++)
            if (clock.InstantOf(grid.StartOf(i)) < clock.InstantOf(grid.StartOf(i + 1))) count++;
        return count;
    }

    // One leaf with two rows at one clock time proves that the file says the repeated hour twice.
    private bool SaysTimesTwice(ReadOnlySpan<CountRow> rows)
    {
        var seen = new HashSet<(long, int)>();
        foreach (ref readonly CountRow row in rows)
            if (!seen.Add((grid.IndexOf(row.Clock), row.Leaf))) return true;
        return false;
    }

    private void CloseTwice(ReadOnlySpan<CountRow> rows, RepeatedClock repeat)
    {
        var seen = new HashSet<(long, int)>();
        List<CountRow> first = [], second = [];
        foreach (ref readonly CountRow row in rows)
            (seen.Add((grid.IndexOf(row.Clock), row.Leaf)) ? first : second).Add(row);
        long secondStart = grid.StartOf(grid.IndexOf(second[0].Clock)) - repeat.SecondOffset;
        ClosePass(first, repeat.FirstOffset, secondStart);
        ClosePass(second, repeat.SecondOffset, long.MaxValue);
        _lastIndex = grid.IndexOf(rows[^1].Clock);
    }

    private void ClosePass(List<CountRow> pass, long offset, long before)
    {
        ReadOnlySpan<CountRow> rows = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pass);
        while (!rows.IsEmpty)
        {
            long index = grid.IndexOf(rows[0].Clock);
            int count = FirstAtOrAfter(rows, index + 1);
            long start = Math.Max(grid.StartOf(index) - offset, _closedUntil);
            Silence(start);
            Emit(start, Math.Min(grid.StartOf(index + 1) - offset, before), rows[..count]);
            rows = rows[count..];
        }
    }

    private void Silence(long until)
    {
        if (_closedUntil == long.MinValue) return;
        if ((until - _closedUntil) / grid.WidthSeconds > zeroBinsMax) gap(until);
        else
            while (_closedUntil + grid.WidthSeconds <= until) Emit(_closedUntil, _closedUntil + grid.WidthSeconds, []);
    }

    private void Emit(long start, long end, ReadOnlySpan<CountRow> rows)
    {
        start = Math.Max(start, _closedUntil);
        if (end <= start) return;
        close(new Bin(start, checked((int)(end - start))), rows);
        _closedUntil = end;
    }

    private long IndexFrom(long index, long untilClock)
    {
        while (grid.StartOf(index) < untilClock) index++;
        return index;
    }

    private int FirstAtOrAfter(ReadOnlySpan<CountRow> sorted, long index)
    {
        int low = 0, high = sorted.Length;
        // Most bins are a few rows: look near before halving the whole.
        while (low < high && low < 8 && grid.IndexOf(sorted[low].Clock) < index) low++;
        if (low < 8) return low;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (grid.IndexOf(sorted[middle].Clock) < index) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
