using System.Globalization;

namespace Vedetta.Settings;

/// <summary>Which settings of the status page make sense.</summary>
public static class StatusPageRules
{
    /// <summary>Longest logo, in characters of its data address: 12 KB of picture.</summary>
    public const int LogoCharactersMax = 16_500;

    /// <summary>Least contrast of the accent colour against the white page (WCAG 2.2, 1.4.11).</summary>
    public const double ContrastMin = 3;

    private const int AudiencesMax = 20, SecretLengthMin = 24;

    private static readonly string[] LogoTypes =
        ["data:image/svg+xml;base64,", "data:image/png;base64,", "data:image/webp;base64,"];

    /// <summary>All faults; none when the settings may be saved.</summary>
    public static IEnumerable<SettingFault> Check(StatusPageSetting page)
    {
        if (page.Colour.Length > 0 && !IsColour(page.Colour))
            yield return new("statusPage.colour", "is not a colour such as #0b5b78");
        else if (page.Colour.Length > 0 && ContrastToWhite(page.Colour) < ContrastMin)
            yield return new("statusPage.colour", "is too pale to stand out from the page (contrast below 3:1)");
        if (page.Logo.Length > 0 && !IsLogo(page.Logo))
            yield return new("statusPage.logo", "is not a data address of an SVG, PNG or WebP picture of at most 12 KB");
        if (page.Language is not ("it" or "fr" or "de" or "en"))
            yield return new("statusPage.language", "is not one of it, fr, de, en");
        if (page.Address.Length > 0 && !IsAddress(page.Address))
            yield return new("statusPage.address", "is not an address such as https://status.example.it");
        if (page.Name.Length > 100) yield return new("statusPage.name", "is longer than 100 characters");
        foreach (SettingFault fault in page.Audiences.SelectMany(Check)) yield return fault;
        if (page.Audiences.Length > AudiencesMax)
            yield return new("statusPage.audiences", $"has more than {AudiencesMax} pages");
    }

    /// <summary>Whether a text is a colour as #rrggbb.</summary>
    public static bool IsColour(string text) =>
        text.Length == 7 && text[0] == '#' && text.AsSpan(1).ContainsAnyExcept(Hexadecimal) is false;

    /// <summary>Contrast of a colour against white, from 1 to 21 (WCAG 2.2, relative luminance).</summary>
    public static double ContrastToWhite(string colour)
    {
        double Part(int at)
        {
            double share =
                byte.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
        return 1.05 / (0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5) + 0.05);
    }

    private static readonly System.Buffers.SearchValues<char> Hexadecimal =
        System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static IEnumerable<SettingFault> Check(AudiencePageSetting audience, int index)
    {
        bool isId = audience.Id.Length is > 0 and <= 64 && audience.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!isId)
            yield return new($"statusPage.audiences[{index}].id", "is not made of lower-case letters, digits and hyphens");
        if (audience.Secret.Length > 0 && (audience.Secret.Length < SecretLengthMin || !audience.Secret.All(char.IsAsciiLetterOrDigit)))
            yield return new($"statusPage.audiences[{index}].secret", $"is not at least {SecretLengthMin} letters and digits");
    }

    private static bool IsLogo(string logo) => logo.Length <= LogoCharactersMax
        && LogoTypes.FirstOrDefault(t => logo.StartsWith(t, StringComparison.Ordinal)) is { } type
        && System.Buffers.Text.Base64.IsValid(logo.AsSpan(type.Length));

    private static bool IsAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https" && uri is { Query: "", Fragment: "", UserInfo: "" };
}
