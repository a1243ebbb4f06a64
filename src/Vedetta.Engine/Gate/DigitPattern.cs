namespace Vedetta.Engine.Gate;

/// <summary>Patterns of digits: "?" is one digit, "*" any number of them, none included.</summary>
public static class DigitPattern
{
    /// <summary>Longest pattern.</summary>
    public const int LengthMax = 24;

    /// <summary>Whether a text is a pattern: digits, "?" and at most two "*", a "+" in front allowed.</summary>
    public static bool IsPattern(string text) =>
        text.TrimStart('+') is { Length: > 0 and <= LengthMax } signs
        && signs.All(c => char.IsAsciiDigit(c) || c is '?' or '*') && signs.Count(c => c == '*') <= 2;

    /// <summary>Whether the digits of a number fit a pattern without its "+".</summary>
    public static bool Fits(ulong number, ReadOnlySpan<byte> pattern)
    {
        Span<byte> digits = stackalloc byte[PhoneKey.DigitsMax];
        int count = PhoneKey.Digits(number);
        for (int i = count - 1; i >= 0; i--, number /= 10) digits[i] = (byte)('0' + number % 10);
        return Fits(digits[..count], pattern);
    }

    private static bool Fits(ReadOnlySpan<byte> digits, ReadOnlySpan<byte> pattern)
    {
        int star = -1, mark = 0, d = 0, p = 0;
        while (d < digits.Length)
        {
            if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == digits[d])) (d, p) = (d + 1, p + 1);
            else if (p < pattern.Length && pattern[p] == '*') (star, mark) = (p++, d);
            else if (star >= 0) (p, d) = (star + 1, ++mark);
            else return false;
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
