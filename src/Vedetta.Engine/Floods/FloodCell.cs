using System.Runtime.InteropServices;

namespace Vedetta.Engine.Floods;

/// <summary>Calls of one window that have something in common.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">The number, range or line; default for other kinds.</param>
/// <param name="Trait">The number of the User-Agent or SDP origin; 0 for other kinds.</param>
/// <param name="Positions">The calls' positions in the log, in any order.</param>
/// <param name="Expected">How many calls were expected.</param>
/// <param name="OrdinaryShare">Share of ordinary calls that have the same in common.</param>
internal readonly record struct FloodCell(
    CellKind Kind, NumberKey Key, ushort Trait, ArraySegment<long> Positions, double Expected, double OrdinaryShare);

/// <summary>Measures cells; keeps its buffers from one to the next.</summary>
internal sealed class CellMeasure(CallLog log)
{
    private readonly Dictionary<ulong, int> _callers = [];
    private readonly List<double> _intervals = [];
    private (ulong Line, long At)[] _byLine = new (ulong, long)[256];
    private long[] _ordered = new long[256];

    /// <summary>What is known of a cell's calls in a window that ends at <paramref name="nowSecond"/>.</summary>
    public CellFacts Of(in FloodCell cell, int windowSeconds, long nowSecond)
    {
        int calls = cell.Positions.Count;
        Fill(cell.Positions);
        Rhythm rhythm = Beat(calls);
        LineCounts lines = Lines(calls, DueBefore(rhythm, nowSecond));
        (int ended, int oneRing) = Ends(cell.Positions);
        return new CellFacts
        {
            Kind = cell.Kind,
            WindowSeconds = windowSeconds,
            Calls = calls,
            Expected = cell.Expected,
            OrdinaryShare = cell.OrdinaryShare,
            Lines = lines.All,
            LinesTwice = lines.Twice,
            LinesDue = lines.Due,
            LinesReturned = lines.Returned,
            BusiestShare = lines.BusiestShare,
            Callers = _callers.Count,
            BusiestCallerShare = (double)_callers.Values.Max() / calls,
            Rhythm = rhythm,
            Ended = ended,
            OneRing = oneRing,
            InOrderShare = InOrder(calls),
        };
    }

    /// <summary>The beat of calls at these positions.</summary>
    public Rhythm RhythmOf(ArraySegment<long> positions)
    {
        Fill(positions);
        return Beat(positions.Count);
    }

    private static long DueBefore(Rhythm rhythm, long nowSecond) => double.IsNaN(rhythm.PeriodSeconds)
        ? long.MinValue : nowSecond * 1000 - (long)(1100 * rhythm.PeriodSeconds);

    private void Fill(ArraySegment<long> positions)
    {
        int calls = positions.Count;
        if (_byLine.Length < calls) (_byLine, _ordered) = (new (ulong, long)[calls * 2], new long[calls * 2]);
        _callers.Clear();
        for (int i = 0; i < calls; i++)
        {
            ref LoggedCall call = ref log[positions[i]];
            _byLine[i] = (call.Line.Bits, call.AtUnixMilliseconds);
            _ordered[i] = positions[i];
            CollectionsMarshal.GetValueRefOrAddDefault(_callers, call.Caller.Bits, out _)++;
        }
        Array.Sort(_byLine, 0, calls);
        Array.Sort(_ordered, 0, calls);
    }

    private Rhythm Beat(int calls)
    {
        _intervals.Clear();
        for (int i = 1; i < calls; i++)
            if (_byLine[i].Line == _byLine[i - 1].Line) _intervals.Add((_byLine[i].At - _byLine[i - 1].At) / 1000.0);
        return Rhythm.Of(CollectionsMarshal.AsSpan(_intervals));
    }

    private readonly record struct LineCounts(int All, int Twice, int Due, int Returned, double BusiestShare);

    private LineCounts Lines(int calls, long dueBefore)
    {
        int lines = 0, twice = 0, due = 0, returned = 0;
        Span<int> top = [0, 0, 0];
        for (int from = 0, until; from < calls; from = until)
        {
            for (until = from + 1; until < calls && _byLine[until].Line == _byLine[from].Line;) until++;
            bool isTwice = until - from > 1, isDue = _byLine[from].At < dueBefore;
            lines++;
            if (isTwice) twice++;
            if (isDue) due++;
            if (isDue && isTwice) returned++;
            if (until - from > top[0]) top[0] = until - from;
            top.Sort();
        }
        return new LineCounts(lines, twice, due, returned, (double)(top[0] + top[1] + top[2]) / calls);
    }

    private (int Ended, int OneRing) Ends(ArraySegment<long> positions)
    {
        int ended = 0, oneRing = 0;
        foreach (long position in positions)
        {
            ref LoggedCall call = ref log[position];
            if (call.HasEnded) ended++;
            if (call.IsOneRing) oneRing++;
        }
        return (ended, oneRing);
    }

    private double InOrder(int calls)
    {
        if (calls < 2) return 0;
        int inOrder = 0;
        long before = log[_ordered[0]].Line.Value;
        for (int i = 1; i < calls; i++)
        {
            long value = log[_ordered[i]].Line.Value;
            if (value - before is >= 1 and <= 3) inOrder++;
            before = value;
        }
        return (double)inOrder / (calls - 1);
    }
}
