using System.Globalization;
using Vedetta.Engine.Gate;
using Vedetta.Engine.Phone;

namespace Vedetta.CallGate;

/// <summary>Countries of number ranges, as rules ask for them.</summary>
internal static class GateCountries
{
    /// <summary>
    /// The country of the range a number belongs to, as two letters in one; 0 where it belongs to none.
    /// </summary>
    public static ushort Find(ulong number)
    {
        Span<char> text = stackalloc char[PhoneKey.DigitsMax + 2];
        number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        // The key's first digit is not the number's; the sign takes its place.
        text[0] = '+';
        return PhoneBook.Current.TryParse(text[..length], null, out PhoneNumber found) && found.Region.Length == 2
            ? (ushort)((found.Region[0] << 8) + found.Region[1]) : (ushort)0;
    }
}
