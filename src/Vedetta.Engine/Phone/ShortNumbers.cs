using System.Collections.Frozen;

namespace Vedetta.Engine.Phone;

/// <summary>
/// Emergency and short service numbers of Italy, France, Switzerland and Germany, which numbering-plan metadata leave
/// out. Sources: AGCOM 8/15/CIR (Italy), ARCEP plan national de numérotation, OFCOM short numbers (Switzerland), BNetzA
/// (Germany), harmonised numbers 116 of Decision 2007/116/EC.
/// </summary>
public static class ShortNumbers
{
    private const int DigitsMax = 6;

    private static readonly FrozenDictionary<string, Plan> Plans = new Dictionary<string, Plan>
    {
        ["IT"] = new("112|113|114|115|117|118|1515|1530", @"1\d\d|15\d\d|116\d{3}|192193|4\d{2,4}"),
        ["FR"] = new("15|17|18|112|114|115|119|191|196", @"1\d\d|10\d\d|3\d{3}|116\d{3}|118\d{3}"),
        ["CH"] = new("112|117|118|144|1414|1415|145", @"1\d{2,3}|116\d{3}"),
        ["DE"] = new("110|112", @"115|116\d{3}|118\d{2,3}|19222"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// What a short number dialled in a region is: <see cref="PhoneType.Emergency"/>, <see
    /// cref="PhoneType.ShortCode"/>,
    /// or <see cref="PhoneType.Unknown"/> when it is none. The region's calling code may stand before it.
    /// </summary>
    /// <param name="dialled">The number as dialled, with any punctuation.</param>
    /// <param name="region">ISO 3166-1 alpha-2.</param>
    public static PhoneType TypeOf(ReadOnlySpan<char> dialled, string region)
    {
        if (!Plans.TryGetValue(region, out Plan? plan)) return PhoneType.Unknown;
        Span<byte> digits = stackalloc byte[DigitsMax];
        if (!TryDigits(WithoutCode(dialled.Trim(), region), digits, out int count)) return PhoneType.Unknown;
        return plan.TypeOf(digits[..count]);
    }

    private static ReadOnlySpan<char> WithoutCode(ReadOnlySpan<char> dialled, string region)
    {
        ReadOnlySpan<char> rest = dialled.StartsWith('+') ? dialled[1..] : dialled.StartsWith("00") ? dialled[2..] : [];
        string code = $"{PhoneBook.Current.CallingCodeOf(region)}";
        return rest.StartsWith(code, StringComparison.Ordinal) ? rest[code.Length..] : dialled;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, Span<byte> digits, out int count)
    {
        count = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '-' or '.' or '/') continue;
            if (!char.IsAsciiDigit(c) || count == DigitsMax) return false;
            digits[count++] = (byte)(c - '0');
        }
        return count > 0;
    }

    private sealed class Plan(string emergency, string services)
    {
        private readonly DigitAutomaton _numbers = DigitAutomaton.Of([emergency, services]);

        public PhoneType TypeOf(ReadOnlySpan<byte> digits)
        {
            uint found = _numbers.Whole(digits);
            return (found & 1) != 0 ? PhoneType.Emergency : found != 0 ? PhoneType.ShortCode : PhoneType.Unknown;
        }
    }
}
