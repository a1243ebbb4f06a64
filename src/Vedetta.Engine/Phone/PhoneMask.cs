namespace Vedetta.Engine.Phone;

/// <summary>
/// Hides the person in a number and keeps its range: <c>+39 340 ••• ••12</c>. Texts without digits and pseudonyms stay.
/// </summary>
public static class PhoneMask
{
    private const char Hidden = '•';
    private const int ShownBefore = 3, ShownAfter = 2, LongFrom = 8;

    /// <summary>The masked number.</summary>
    /// <param name="number">As stored: E.164, or as it was sent.</param>
    public static string Of(string number)
    {
        if (number.StartsWith("h:", StringComparison.Ordinal)) return number;
        if (!number.StartsWith('+') || !PhoneBook.Current.TryParse(number, null, out PhoneNumber parsed))
            return Hide(number, 0);
        string written = PhoneBook.Current.Format(parsed with { Extension = "" }, PhoneStyle.International);
        return Hide(written, written.IndexOf(' ', StringComparison.Ordinal) + 1);
    }

    private static string Hide(string text, int from)
    {
        int digits = text.Skip(from).Count(char.IsAsciiDigit);
        int before = digits >= LongFrom && from > 0 ? ShownBefore : 0;
        return string.Create(text.Length, (text, from, digits, before), static (chars, it) =>
        {
            it.text.CopyTo(chars);
            for (int at = it.from, seen = 0; at < chars.Length; at++)
            {
                if (!char.IsAsciiDigit(chars[at])) continue;
                seen++;
                if (seen > it.before && seen <= it.digits - ShownAfter) chars[at] = Hidden;
            }
        });
    }
}
