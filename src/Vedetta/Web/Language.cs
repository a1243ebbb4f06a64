using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Vedetta.Web;

/// <summary>A language of pages, with the culture that writes its numbers and dates.</summary>
public sealed class Language
{
    private const int EntriesMax = 21;

    private Language(string code, string name, string culture)
    {
        Code = code;
        Name = name;
        Culture = CultureInfo.GetCultureInfo(culture);
    }

    /// <summary>Italian.</summary>
    public static Language It { get; } = new("it", "Italiano", "it-IT");

    /// <summary>French.</summary>
    public static Language Fr { get; } = new("fr", "Français", "fr-FR");

    /// <summary>German.</summary>
    public static Language De { get; } = new("de", "Deutsch", "de-DE");

    /// <summary>English, for visitors who ask for none of the others.</summary>
    public static Language En { get; } = new("en", "English", "en-GB");

    /// <summary>All of them, in the order people choose from.</summary>
    public static IReadOnlyList<Language> All { get; } = [It, Fr, De, En];

    /// <summary>Two letters: it, fr, de or en.</summary>
    public string Code { get; }

    /// <summary>Its name in itself.</summary>
    public string Name { get; }

    /// <summary>How it writes numbers and dates.</summary>
    public CultureInfo Culture { get; }

    /// <summary>The language with this code, or null.</summary>
    public static Language? Find(string? code) => All.FirstOrDefault(l => l.Code == code);

    /// <summary>What a visitor chose, else what the browser asks for first, else English.</summary>
    public static Language Of(HttpRequest request) =>
        Find(request.Cookies[Preferences.LanguageCookie]) ?? Negotiate(request.Headers.AcceptLanguage.ToString());

    /// <summary>The language an Accept-Language header likes best; English when it names none we have.</summary>
    public static Language Negotiate(string acceptLanguage) => Preferred(acceptLanguage) ?? En;

    /// <summary>The same, or null when it names none we have. Only its first 20 entries count: it is a stranger's text.</summary>
    public static Language? Preferred(string acceptLanguage)
    {
        (Language? Language, double Weight) best = (null, 0);
        foreach (string part in acceptLanguage.Split(',', EntriesMax, StringSplitOptions.TrimEntries))
        {
            string[] pieces = part.Split(';', 3, StringSplitOptions.TrimEntries);
            double weight = 1;
            if (pieces.Length > 1 && pieces[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && !double.TryParse(pieces[1][2..], NumberStyles.Float, CultureInfo.InvariantCulture, out weight)) continue;
            if (Find(pieces[0].Split('-', 2)[0].ToLowerInvariant()) is { } language && weight > best.Weight)
                best = (language, weight);
        }
        return best.Language;
    }
}
