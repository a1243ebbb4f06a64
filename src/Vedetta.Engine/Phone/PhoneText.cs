using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Vedetta.Engine.Phone;

/// <summary>
/// Takes the digits out of what people and machines write as a number (RFC 3966, libphonenumber's viable numbers):
/// a plus sign first, punctuation between, an extension behind.
/// </summary>
internal static partial class PhoneText
{
    /// <summary>Longest text looked at.</summary>
    private const int CharactersMax = 250;

    private const string Context = ";phone-context=", Isub = ";isub=", Tel = "tel:";

    private const string Punctuation = "-x\u2010-\u2015\u2212\u30FC\uFF0D-\uFF0F \u00A0\u00AD\u200B\u2060\u3000()"
        + "\uFF08\uFF09\uFF3B\uFF3D.\\[\\]/~\u2053\u223C\uFF5E";

    private const string Digits15 = @"(\d{1,15})", Digits9 = @"(\d{1,9})", Spaces = "[ \u00A0\\t,]*";
    private const string AfterLabel = "[:\\.\uFF0E]?[ \u00A0\\t,-]*";

    private const string ExtensionPattern = @";ext=(\d{1,20})"
        + "|" + Spaces + "(?:e?xt(?:ensi(?:o\u0301?|\u00F3))?n?|\uFF45?\uFF58\uFF54\uFF4E?|\u0434\u043E\u0431|anexo)"
        + AfterLabel + @"(\d{1,20})#?"
        + "|" + Spaces + "(?:[x\uFF58#\uFF03~\uFF5E]|int|\uFF49\uFF4E\uFF54)" + AfterLabel + Digits9 + "#?"
        + @"|[- ]+(\d{1,6})#"
        + "|[ \u00A0\\t]*(?:,{2}|;)" + AfterLabel + Digits15 + "#?"
        + "|[ \u00A0\\t]*(?:,)+" + AfterLabel + Digits9 + "#?";

    private const string ViablePattern = @"^(?:\d{2}|[+\uFF0B]*(?:[" + Punctuation + @"*]*\d){3,}[" + Punctuation
        + @"*A-Za-z\d]*(?:" + ExtensionPattern + @")?)\z";

    private static readonly SearchValues<char> Usual = SearchValues.Create("0123456789 -().");
    private static readonly SearchValues<char> UsualFirst = SearchValues.Create("+0123456789(");

    /// <summary>The telephone keypad (ITU-T E.161): the digit of each letter from A.</summary>
    private static ReadOnlySpan<byte> Keypad => "22233344455566677778889999"u8;

    /// <summary>Reads the digits (values 0 to 9) of a text; false when it cannot be a number.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="digits">Where they are put; at least <see cref="CharactersMax"/> long.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="hasPlus">Whether a plus sign stands before them.</param>
    /// <param name="extension">The extension; empty without one.</param>
    public static bool TryRead(
        ReadOnlySpan<char> text, Span<byte> digits, out int count, out bool hasPlus, out string extension)
    {
        extension = "";
        hasPlus = false;
        count = 0;
        if (text.Length is 0 or > CharactersMax) return false;
        bool isUsual = UsualFirst.Contains(text[0]) && text[1..].IndexOfAnyExcept(Usual) < 0;
        if (!isUsual) return TryUnusual(text.ToString(), digits, out count, out hasPlus, out extension);
        hasPlus = text[0] == '+';
        foreach (char c in text)
            if (char.IsAsciiDigit(c)) digits[count++] = (byte)(c - '0');
        return count > 2 || (count == 2 && !hasPlus && text.Trim("(). -").Length == 2);
    }

    private static bool TryUnusual(
        string text, Span<byte> digits, out int count, out bool hasPlus, out string extension)
    {
        string number = Extract(text);
        extension = "";
        count = 0;
        hasPlus = number.Length > 0 && number[0] is '+' or '\uFF0B';
        if (!Viable().IsMatch(number)) return false;
        Match found = ExtensionAtEnd().Match(number);
        if (found.Success && Viable().IsMatch(number[..found.Index]))
        {
            extension = found.Groups.Cast<Group>().Skip(1).FirstOrDefault(g => g.Success)?.Value ?? "";
            number = number[..found.Index];
        }
        bool isVanity = number.Count(char.IsAsciiLetter) >= 3;
        foreach (char c in number)
        {
            int digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit < 0 && isVanity && char.IsAsciiLetter(c)) digit = Keypad[(c & ~0x20) - 'A'] - '0';
            if (digit >= 0) digits[count++] = (byte)digit;
        }
        return true;
    }

    // The part that may be a number: from the first plus sign or digit, without a second number behind it.
    private static string Extract(string text)
    {
        int context = text.IndexOf(Context, StringComparison.Ordinal);
        string number = context >= 0 ? WithContext(text, context) : Possible(text);
        int isub = number.IndexOf(Isub, StringComparison.Ordinal);
        return isub > 0 ? number[..isub] : number;
    }

    private static string WithContext(string text, int context)
    {
        var number = new StringBuilder();
        ReadOnlySpan<char> said = text.AsSpan(context + Context.Length);
        if (said.Length > 1 && said[0] == '+')
            number.Append(said.IndexOf(';') is > 0 and int end ? said[..end] : said);
        int tel = text.IndexOf(Tel, StringComparison.Ordinal);
        int from = tel >= 0 ? tel + Tel.Length : 0;
        return from > context ? number.ToString() : number.Append(text.AsSpan(from, context - from)).ToString();
    }

    private static string Possible(string text)
    {
        int from = 0;
        while (from < text.Length && !(text[from] is '+' or '\uFF0B' || char.IsDigit(text[from]))) from++;
        int until = text.Length;
        while (until > from && !(text[until - 1] == '#' || char.IsLetterOrDigit(text[until - 1]))) until--;
        string number = text[from..until];
        return SecondNumber().Match(number) is { Success: true } second ? number[..second.Index] : number;
    }

    [GeneratedRegex(ViablePattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Viable();

    [GeneratedRegex("(?:" + ExtensionPattern + @")\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionAtEnd();

    [GeneratedRegex(@"[\\/] *x")]
    private static partial Regex SecondNumber();
}
