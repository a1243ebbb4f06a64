using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// The language of a visitor whose address names none: their cookie, else what their browser asks for, else the page's
/// default. Remembers the answers to common headers, because there are few of them and many visitors.
/// </summary>
public sealed class VisitorLanguage(SettingsStore settings)
{
    private const int RememberedMax = 1_000, RememberedLengthMax = 100;

    private readonly ConcurrentDictionary<string, Language?> _remembered = new(StringComparer.Ordinal);

    /// <summary>The page's default language.</summary>
    public Language Default => Language.Find(settings.Current.StatusPage.Language) ?? Language.En;

    /// <summary>The visitor's language.</summary>
    public Language Of(IHeaderDictionary headers) => Of(headers.Cookie, headers.AcceptLanguage.ToString());

    /// <summary>The same from the values of Cookie and Accept-Language.</summary>
    public Language Of(string? cookies, string acceptLanguage) =>
        FromCookie(cookies) ?? FromHeader(acceptLanguage) ?? Default;

    private static Language? FromCookie(string? cookies)
    {
        if (cookies is null) return null;
        int at = cookies.IndexOf(Preferences.LanguageCookie + "=", StringComparison.Ordinal);
        if (at < 0 || (at > 0 && cookies[at - 1] is not (' ' or ';'))) return null;
        ReadOnlySpan<char> value = cookies.AsSpan(at + Preferences.LanguageCookie.Length + 1);
        int end = value.IndexOf(';');
        if (end >= 0) value = value[..end];
        foreach (Language language in Language.All)
            if (value.SequenceEqual(language.Code)) return language;
        return null;
    }

    private Language? FromHeader(string header)
    {
        if (header.Length == 0) return null;
        if (_remembered.TryGetValue(header, out Language? known)) return known;
        Language? best = Language.Preferred(header);
        if (header.Length <= RememberedLengthMax && _remembered.Count < RememberedMax) _remembered.TryAdd(header, best);
        return best;
    }
}
