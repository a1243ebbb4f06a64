namespace Vedetta.Engine.Gate;

/// <summary>Ranges of numbers as prefixes.</summary>
public static class NumberRange
{
    /// <summary>
    /// The fewest prefixes that cover exactly the numbers from <paramref name="from"/> to <paramref name="to"/>, both
    /// of
    /// the same length and in order: at most 18 for each digit.
    /// </summary>
    public static List<ulong> Prefixes(ulong from, ulong to)
    {
        var found = new List<ulong>();
        while (from <= to)
        {
            ulong step = 1;
            while (from / step % 10 == 0 && step <= ulong.MaxValue / 100 && from + step * 10 - 1 <= to) step *= 10;
            found.Add(from / step);
            from += step;
        }
        return found;
    }

    /// <summary>Whether two numbers are the ends of a range: as many digits, and in order.</summary>
    public static bool IsRange(ulong from, ulong to) =>
        from > 9 && to >= from && to < ulong.MaxValue / 10 && PhoneKey.Digits(from) == PhoneKey.Digits(to);
}
