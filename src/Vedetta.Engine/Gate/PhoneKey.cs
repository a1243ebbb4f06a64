using System.Globalization;

namespace Vedetta.Engine.Gate;

/// <summary>How numbers without country code are meant.</summary>
/// <param name="CountryCode">Calling code of the country, such as 39; empty leaves national numbers as they
/// are.</param>
/// <param name="DropsZero">Whether the leading 0 goes away in E.164 (France, Germany) or stays (Italy).</param>
public sealed record DialPlan(string CountryCode = "", bool DropsZero = false);

/// <summary>
/// A telephone number as one integer: a 1 before its digits keeps leading zeros and tells 39 from 039. 0 is no number.
/// Dropping the last decimal digit drops the last digit of the number, which makes prefixes cheap.
/// </summary>
public static class PhoneKey
{
    /// <summary>Most digits of a number: 15 of E.164 and room for what private plans put before them.</summary>
    public const int DigitsMax = 18;

    /// <summary>
    /// Packs a number: "+" and a leading 00 go away, a leading 0 is read by the plan, and the signs people write
    /// between digits are left out. 0 when it is empty, has other signs or too many digits.
    /// </summary>
    public static ulong Pack(ReadOnlySpan<byte> text, DialPlan? plan = null)
    {
        ulong key = 1;
        int digits = 0;
        bool isInternational = false;
        foreach (byte c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                if (++digits > DigitsMax) return 0;
                key = key * 10 + (ulong)(c - '0');
            }
            else if (c == '+' && digits == 0) isInternational = true;
            else if (!IsSeparator(c)) return 0;
        }
        return digits == 0 ? 0 : isInternational ? key : International(key, digits, plan);
    }

    /// <summary>The same for text in characters.</summary>
    public static ulong Pack(ReadOnlySpan<char> text, DialPlan? plan = null)
    {
        if (text.Length > 64) return 0;
        Span<byte> bytes = stackalloc byte[text.Length];
        for (int i = 0; i < text.Length; i++) bytes[i] = text[i] < 128 ? (byte)text[i] : (byte)'x';
        return Pack((ReadOnlySpan<byte>)bytes, plan);
    }

    /// <summary>How many digits a key holds.</summary>
    public static int Digits(ulong key)
    {
        int digits = 0;
        for (ulong rest = key; rest >= 10; rest /= 10) digits++;
        return digits;
    }

    /// <summary>The first digits of a number, as a key; the key itself when it has no more.</summary>
    public static ulong Prefix(ulong key, int digits)
    {
        for (int more = Digits(key) - digits; more > 0; more--) key /= 10;
        return key;
    }

    /// <summary>The digits of a key; empty for none.</summary>
    public static string Text(ulong key) =>
        key < 10 ? "" : key.ToString(CultureInfo.InvariantCulture)[1..];

    private static bool IsSeparator(byte c) =>
        c is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)'/';

    private static ulong International(ulong key, int digits, DialPlan? plan)
    {
        ulong power = Power(digits);
        ulong number = key - power;
        if (digits > 3 && number < power / 100) return number + power / 100;
        bool isNational = plan is { CountryCode.Length: > 0 } && digits > 3 && number < power / 10;
        if (!isNational || digits + plan!.CountryCode.Length > DigitsMax) return key;
        ulong prefix = Pack(plan.CountryCode);
        return plan.DropsZero ? prefix * (power / 10) + number : prefix * power + number;
    }

    private static ulong Power(int digits)
    {
        ulong power = 1;
        while (digits-- > 0) power *= 10;
        return power;
    }
}
