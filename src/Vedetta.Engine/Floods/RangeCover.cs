using System.Collections.Immutable;

namespace Vedetta.Engine.Floods;

/// <summary>
/// Names the ranges a flood's numbers come from: few, narrow, with almost all of its calls and as few ordinary ones as
/// can be. Where the numbers come from everywhere, no ranges are named.
/// </summary>
internal static class RangeCover
{
    /// <summary>Narrowest and widest range named, in digits.</summary>
    public const int DigitsMax = 10, DigitsMin = 3;

    /// <summary>Most ranges named; more would be a list of numbers.</summary>
    public const int RangesMax = 24;

    /// <summary>Share of the calls that the ranges must cover.</summary>
    public const double CoverMin = 0.95;

    // Of ten next digits, as many are used when numbers are drawn from all of a range.
    private const int CrowdedDigits = 5;
    private const int CallsToSplitMin = 12;

    /// <summary>A range with the flood's calls and the ordinary calls in it.</summary>
    internal readonly record struct Range(NumberKey Key, long Calls, long Ordinary);

    /// <summary>The ranges, most calls first; empty where no few ranges cover the calls.</summary>
    /// <param name="origins">Calls of the flood by number.</param>
    /// <param name="ordinary">Ordinary callers.</param>
    public static ImmutableArray<Range> Of(IEnumerable<(NumberKey Number, long Calls)> origins, NumberBook ordinary)
    {
        (NumberKey Number, long Calls)[] sorted = [.. origins.OrderBy(o => o.Number.Bits)];
        long all = sorted.Sum(o => o.Calls);
        if (all == 0) return [];
        sorted = [.. sorted.Where(o => o.Number.IsNumber)];
        var ranges = new List<Range>();
        foreach (var wide in sorted.GroupBy(o => o.Number.Range(DigitsMin)))
            Add(ranges, [.. wide], ordinary);
        var chosen = new List<Range>();
        long covered = 0;
        foreach (Range range in ranges.OrderByDescending(r => r.Calls).ThenBy(r => r.Key.Bits))
        {
            if (covered >= all * CoverMin) break;
            chosen.Add(range);
            covered += range.Calls;
        }
        return covered >= all * CoverMin && chosen.Count <= RangesMax ? [.. chosen] : [];
    }

    private static void Add(List<Range> into, ReadOnlySpan<(NumberKey Number, long Calls)> numbers, NumberBook ordinary)
    {
        Range whole = Narrowed(numbers, ordinary);
        int digits = whole.Key.Digits;
        if (digits >= DigitsMax || whole.Calls < CallsToSplitMin)
        {
            into.Add(whole);
            return;
        }
        var parts = new List<Range>();
        int used = Split(numbers, digits + 1, parts, ordinary);
        if (IsBetter(whole, parts, used)) into.AddRange(parts);
        else into.Add(whole);
    }

    private static int Split(
        ReadOnlySpan<(NumberKey Number, long Calls)> numbers, int digits, List<Range> parts, NumberBook ordinary)
    {
        int used = 0;
        for (int from = 0, until; from < numbers.Length; from = until, used++)
        {
            NumberKey part = numbers[from].Number.Range(digits);
            for (until = from + 1; until < numbers.Length && numbers[until].Number.IsIn(part);) until++;
            Add(parts, numbers[from..until], ordinary);
        }
        return used;
    }

    // A range that is used all over is one range, unless its parts leave most ordinary callers alone.
    private static bool IsBetter(Range whole, List<Range> parts, int used)
    {
        if (parts.Count > RangesMax) return false;
        if (used < CrowdedDigits) return true;
        long ordinary = parts.Sum(p => p.Ordinary);
        return whole.Ordinary > 0 && parts.Count <= RangesMax / 2 && ordinary * 2 <= whole.Ordinary
            && parts.Average(p => p.Calls) >= CallsToSplitMin;
    }

    private static Range Narrowed(ReadOnlySpan<(NumberKey Number, long Calls)> numbers, NumberBook ordinary)
    {
        int digits = Math.Clamp(numbers[0].Number.SharedDigits(numbers[^1].Number), DigitsMin, DigitsMax);
        NumberKey key = numbers[0].Number.Range(digits);
        long calls = 0;
        foreach ((_, long count) in numbers) calls += count;
        return new Range(key, calls, ordinary.CountIn(key));
    }
}
