using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Vedetta.Engine.Phone;

/// <summary>How a number is written.</summary>
public enum PhoneStyle
{
    /// <summary>As one dials it at home, in groups.</summary>
    National,

    /// <summary>With + and calling code, in groups (ITU-T E.123).</summary>
    International,
}

/// <summary>
/// The numbering plans of the world: reads numbers, says whether they are valid, of which country's range and which
/// sort, and writes them. Data and semantics are libphonenumber's. Safe for many threads.
/// </summary>
public sealed class PhoneBook
{
    /// <summary>Region of ranges of no country, such as international toll-free numbers (UN M.49: the world).</summary>
    public const string NoCountry = "001";

    internal const int NationalDigitsMax = 17, TextMax = 24;
    private const int DigitsMin = 2, CallingCodeDigitsMax = 3, RoomDigits = 256;

    private static readonly Lazy<PhoneBook> OfResource = new(() => Read(ReadBuiltIn()));

    // The plans of each calling code, the main one first.
    private readonly PhoneRegion[]?[] _byCode = new PhoneRegion[1000][];
    private readonly FrozenDictionary<string, PhoneRegion> _byRegion;

    private PhoneBook(ImmutableArray<PhonePlan> plans)
    {
        var byRegion = new Dictionary<string, PhoneRegion>(StringComparer.Ordinal);
        foreach (PhonePlan plan in plans)
        {
            var region = new PhoneRegion(plan);
            _byCode[plan.CallingCode] = [.. _byCode[plan.CallingCode] ?? [], region];
            if (plan.Id != NoCountry) byRegion[plan.Id] = region;
        }
        _byRegion = byRegion.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The book of the metadata this program was built with.</summary>
    public static PhoneBook Current => OfResource.Value;

    /// <summary>The countries and territories with a plan (ISO 3166-1 alpha-2).</summary>
    public IEnumerable<string> Regions => _byRegion.Keys;

    /// <summary>Makes a book from metadata of libphonenumber-js (<c>metadata.max.json</c>, version 4).</summary>
    public static PhoneBook Read(ReadOnlyMemory<byte> metadata) => new(PhonePlan.ReadAll(metadata));

    /// <summary>The calling code of a region; null when it has no plan.</summary>
    public int? CallingCodeOf(string region) => _byRegion.GetValueOrDefault(region)?.CallingCode;

    /// <summary>Reads a number as it was written or dialled.</summary>
    /// <param name="text">The number: international with + or the region's prefix, national, with any
    /// punctuation.</param>
    /// <param name="region">Region it was dialled from (ISO 3166-1 alpha-2); null reads only numbers with +.</param>
    /// <param name="number">The number; valid or not, see <see cref="PhoneNumber.IsValid"/>.</param>
    /// <returns>False when it cannot be a number at all.</returns>
    public bool TryParse(ReadOnlySpan<char> text, string? region, out PhoneNumber number)
    {
        number = default;
        Span<byte> room = stackalloc byte[2 * RoomDigits];
        if (!PhoneText.TryRead(text, room, out int count, out bool hasPlus, out string extension)) return false;
        ReadOnlySpan<byte> digits = room[..count];
        PhoneRegion? home = region is null ? null : _byRegion.GetValueOrDefault(region);
        if (!TryCallingCode(digits, hasPlus, home, room[RoomDigits..], out int code, out ReadOnlySpan<byte> national))
            return false;
        return TryNational(national, code, home, room[RoomDigits..], extension, out number);
    }

    /// <summary>Writes a number; the extension follows where there is one.</summary>
    public string Format(in PhoneNumber number, PhoneStyle style)
    {
        Span<byte> national = stackalloc byte[NationalDigitsMax];
        PhoneRegion? plan = _byCode[number.CallingCode]?[0];
        if (plan is null) return number.ToE164();
        string written = plan.Formats.Write(national[..Digits(number, national)], style == PhoneStyle.National);
        if (style == PhoneStyle.International) written = $"+{number.CallingCode} {written}";
        return number.Extension is { Length: > 0 } extension
            ? written + plan.Formats.ExtensionPrefix + extension
            : written;
    }

    // Where the calling code ends and the national number begins.
    private bool TryCallingCode(
        ReadOnlySpan<byte> digits, bool hasPlus, PhoneRegion? home, Span<byte> room, out int code,
        out ReadOnlySpan<byte> national)
    {
        code = 0;
        national = digits;
        if (!hasPlus && home is null) return false;
        if (hasPlus)
        {
            if (digits.Length <= DigitsMin) return false;
            if ((code = TakeCode(ref national)) != 0) return true;
            // A plus sign before a dialled prefix: some write +0039 or +011 39.
            if (home is null) return false;
        }
        if (home!.InternationalPrefix(digits) is > 0 and int prefix)
        {
            national = digits[prefix..];
            return national.Length > DigitsMin && (code = TakeCode(ref national)) != 0;
        }
        if (TryWithoutPlus(digits, home, room, out national)) code = home.CallingCode;
        if (code == 0 && hasPlus) return false;
        return true;
    }

    // A number of this country that begins with its calling code, but without the plus sign.
    private static bool TryWithoutPlus(
        ReadOnlySpan<byte> digits, PhoneRegion home, Span<byte> room, out ReadOnlySpan<byte> national)
    {
        national = digits;
        ReadOnlySpan<byte> rest = digits;
        if (!TryTake(ref rest, home.CallingCode)) return false;
        rest = home.Prefix is null ? rest : home.Prefix.Strip(rest, home, room);
        if ((home.Fits(digits) || !home.Fits(rest)) && !home.IsTooLong(digits.Length)) return false;
        national = rest;
        return true;
    }

    private bool TryNational(
        ReadOnlySpan<byte> national, int code, PhoneRegion? home, Span<byte> room, string extension,
        out PhoneNumber number)
    {
        number = default;
        PhoneRegion[] regions = _byCode[code == 0 ? home!.CallingCode : code]!;
        if (national.Length < DigitsMin) return false;
        PhoneRegion plan = code == 0 ? home! : regions[0];
        if (plan.Prefix is { } prefix)
        {
            // What is left must have a length of the plan; otherwise the whole may be a short number.
            Span<byte> other = stackalloc byte[RoomDigits];
            ReadOnlySpan<byte> rest = prefix.Strip(national, plan, other);
            if (plan.MayBe(rest.Length))
            {
                rest.CopyTo(room);
                national = room[..rest.Length];
            }
        }
        if (national.Length is < DigitsMin or > NationalDigitsMax) return false;
        number = Numbered(national, regions, extension);
        return true;
    }

    private static PhoneNumber Numbered(ReadOnlySpan<byte> national, PhoneRegion[] regions, string extension)
    {
        ulong value = 0;
        foreach (byte digit in national) value = (value * 10) + digit;
        // Of a number of zeros only, the last is its value.
        int zeros = national.IndexOfAnyExcept((byte)0) is >= 0 and int first ? first : national.Length - 1;
        string region = RegionOf(national, regions, out PhoneType type);
        return new PhoneNumber
        {
            CallingCode = regions[0].CallingCode,
            National = value,
            LeadingZeros = zeros,
            Region = region,
            Type = type,
            Extension = extension,
        };
    }

    private static string RegionOf(ReadOnlySpan<byte> national, PhoneRegion[] regions, out PhoneType type)
    {
        if (regions.Length == 1)
        {
            type = regions[0].TypeOf(national);
            return regions[0].Id;
        }
        foreach (PhoneRegion region in regions)
            if (region.Owns(national, out type)) return region.Id;
        type = PhoneType.Unknown;
        return "";
    }

    private int TakeCode(ref ReadOnlySpan<byte> digits)
    {
        if (digits[0] == 0) return 0;
        int code = 0;
        for (int i = 0; i < Math.Min(digits.Length, CallingCodeDigitsMax); i++)
        {
            code = (code * 10) + digits[i];
            if (_byCode[code] is null) continue;
            digits = digits[(i + 1)..];
            return code;
        }
        return 0;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> digits, int code)
    {
        int length = code > 99 ? 3 : code > 9 ? 2 : 1;
        if (digits.Length < length) return false;
        int said = 0;
        foreach (byte digit in digits[..length]) said = (said * 10) + digit;
        if (said != code) return false;
        digits = digits[length..];
        return true;
    }

    private static int Digits(in PhoneNumber number, Span<byte> into)
    {
        into[..number.LeadingZeros].Clear();
        int at = NationalDigitsMax;
        Span<byte> reversed = stackalloc byte[NationalDigitsMax + 3];
        ulong rest = number.National;
        do
        {
            reversed[--at] = (byte)(rest % 10);
            rest /= 10;
        }
        while (rest > 0);
        ReadOnlySpan<byte> value = reversed[at..NationalDigitsMax];
        value.CopyTo(into[number.LeadingZeros..]);
        return number.LeadingZeros + value.Length;
    }

    /// <summary>The metadata this program was built with.</summary>
    internal static byte[] ReadBuiltIn() => ReadResource("phone-metadata.json");

    /// <summary>A table this program was built with.</summary>
    internal static byte[] ReadResource(string name)
    {
        using Stream stream = typeof(PhoneBook).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
