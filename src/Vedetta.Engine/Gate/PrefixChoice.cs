namespace Vedetta.Engine.Gate;

/// <summary>
/// The set of number ranges that holds much of a flood and few honest calls: the best cut through the tree of digits.
/// A range is taken whole, or left to its ten parts, whichever weighs more as flood calls less a price for each honest
/// call and each range.
/// </summary>
internal sealed class PrefixChoice
{
    // So few calls in one tenth of a range may be chance; a rotating flood's next call would then fall outside.
    private const int NarrowMin = 6;
    private const int EmptyPartsMin = 4;
    private const double RangePrice = 0.25;

    private static readonly ulong[] Powers = [.. Enumerable.Range(0, PhoneKey.DigitsMax + 1)
        .Select(i => (ulong)Math.Pow(10, i))];

    private readonly ulong[] _flood, _honest;
    private readonly double _honestPrice;
    private readonly int _floodMin, _digitsMax;
    private readonly List<(ulong Prefix, int Digits)> _taken = [];

    private PrefixChoice(ulong[] flood, ulong[] honest, double honestPrice, int floodMin, int digitsMax)
    {
        _digitsMax = digitsMax;
        _flood = flood;
        _honest = honest;
        _honestPrice = honestPrice;
        _floodMin = floodMin;
    }

    /// <summary>
    /// Sorts numbers for <see cref="Of"/>: all as if they had as many digits, so that ranges are runs.
    /// </summary>
    public static ulong[] Sorted(IEnumerable<ulong> numbers)
    {
        ulong[] aligned = [.. numbers.Where(n => n != 0).Select(Align)];
        Array.Sort(aligned);
        return aligned;
    }

    /// <summary>The ranges, as keys of their digits.</summary>
    /// <param name="flood">Sorted numbers of the flood's calls.</param>
    /// <param name="honest">Sorted numbers of honest calls.</param>
    /// <param name="honestPrice">Flood calls one is ready to let pass for one honest call.</param>
    /// <param name="floodMin">Calls below which a range is not looked into.</param>
    /// <param name="digitsMax">Digits of the shortest number of the flood: no range is longer.</param>
    public static List<ulong> Of(ulong[] flood, ulong[] honest, double honestPrice, int floodMin, int digitsMax)
    {
        var choice = new PrefixChoice(flood, honest, honestPrice, floodMin, digitsMax);
        choice.Weigh(new Span(0, flood.Length), new Span(0, honest.Length), 0, 0);
        return [.. choice._taken.Select(t => Powers[t.Digits] + t.Prefix)];
    }

    private static ulong Align(ulong key)
    {
        int digits = PhoneKey.Digits(key);
        return (key - Powers[digits]) * Powers[PhoneKey.DigitsMax - digits];
    }

    // Leaves the best choice below this range at the end of the list and returns its weight.
    private double Weigh(Span flood, Span honest, ulong prefix, int digits)
    {
        if (flood.Count == 0) return 0;
        if (honest.Count == 0 && digits > 0 && !IsInFewParts(flood, prefix, digits))
            return Take(flood, prefix, digits, flood.Count - RangePrice);
        double whole = digits == 0 ? 0 : flood.Count - _honestPrice * honest.Count - RangePrice;
        if (digits == _digitsMax || flood.Count < _floodMin)
            return whole > 0 ? Take(flood, prefix, digits, whole) : 0;
        int before = _taken.Count;
        double parts = 0;
        for (ulong digit = 0; digit < 10; digit++)
        {
            ulong part = prefix * 10 + digit;
            parts += Weigh(Within(_flood, flood, part, digits + 1), Within(_honest, honest, part, digits + 1), part,
                digits + 1);
        }
        // Without honest calls only the narrower counts.
        if (whole <= parts || (honest.Count == 0 && digits > 0)) return parts;
        _taken.RemoveRange(before, _taken.Count - before);
        return Take(flood, prefix, digits, whole);
    }

    // Calls spread over a range leave few of its tenths empty; where more are empty than chance explains, several
    // ranges lie in it.
    private bool IsInFewParts(Span flood, ulong prefix, int digits)
    {
        if (digits >= _digitsMax || flood.Count < 2 * NarrowMin) return false;
        int empty = 0;
        for (ulong digit = 0; digit < 10; digit++)
            if (Within(_flood, flood, prefix * 10 + digit, digits + 1).Count == 0) empty++;
        return empty - 10 * Math.Pow(0.9, flood.Count) >= EmptyPartsMin;
    }

    // All calls in one tenth of the range: then the range is that tenth.
    private double Take(Span flood, ulong prefix, int digits, double weight)
    {
        while (digits < _digitsMax && flood.Count >= NarrowMin)
        {
            ulong digit = _flood[flood.From] / Powers[PhoneKey.DigitsMax - digits - 1] % 10;
            if (_flood[flood.Until - 1] / Powers[PhoneKey.DigitsMax - digits - 1] % 10 != digit) break;
            (prefix, digits) = (prefix * 10 + digit, digits + 1);
        }
        _taken.Add((prefix, digits));
        return weight;
    }

    private static Span Within(ulong[] sorted, Span span, ulong prefix, int digits)
    {
        ulong step = Powers[PhoneKey.DigitsMax - digits];
        int from = First(sorted, span, prefix * step);
        return new Span(from, First(sorted, new Span(from, span.Until), (prefix + 1) * step));
    }

    private static int First(ulong[] sorted, Span span, ulong least)
    {
        (int low, int high) = (span.From, span.Until);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < least) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private readonly record struct Span(int From, int Until)
    {
        public int Count => Until - From;
    }
}
