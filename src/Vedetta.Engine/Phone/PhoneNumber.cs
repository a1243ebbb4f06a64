using System.Globalization;

namespace Vedetta.Engine.Phone;

/// <summary>
/// A telephone number as its numbering plan sees it. It says which range a number belongs to, not where anybody is, and
/// not whether the number is in use or was the caller's own.
/// </summary>
public readonly record struct PhoneNumber
{
    /// <summary>Country calling code (ITU-T E.164), 1 to 999.</summary>
    public required int CallingCode { get; init; }

    /// <summary>The national significant number without its leading zeros.</summary>
    public required ulong National { get; init; }

    /// <summary>Zeros the national significant number begins with, as in Italy.</summary>
    public int LeadingZeros { get; init; }

    /// <summary>
    /// Country or territory of its range (ISO 3166-1 alpha-2); "001" for ranges of no country; empty when none fits.
    /// </summary>
    public string Region { get; init; }

    /// <summary>Sort of its range.</summary>
    public PhoneType Type { get; init; }

    /// <summary>Extension; empty without one.</summary>
    public string Extension { get; init; }

    /// <summary>Whether it fits a range that is assigned to subscribers.</summary>
    public bool IsValid => Type != PhoneType.Unknown;

    /// <summary>The national significant number with its leading zeros.</summary>
    public string NationalDigits => new string('0', LeadingZeros) + National.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number as E.164 writes it, such as +390669812345; without extension.</summary>
    public string ToE164()
    {
        Span<char> text = stackalloc char[PhoneBook.TextMax];
        text[0] = '+';
        CallingCode.TryFormat(text[1..], out int code, default, CultureInfo.InvariantCulture);
        int at = code + 1;
        text.Slice(at, LeadingZeros).Fill('0');
        at += LeadingZeros;
        National.TryFormat(text[at..], out int digits, default, CultureInfo.InvariantCulture);
        return new string(text[..(at + digits)]);
    }
}
