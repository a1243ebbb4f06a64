using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Vedetta.Web;

/// <summary>Language and light of one visitor, kept in cookies that say nothing else.</summary>
internal static class Preferences
{
    public const string LanguageCookie = "vedetta-language";
    public const string ThemeCookie = "vedetta-theme";

    /// <summary>"light", "dark", or "" to follow the device.</summary>
    public static string Theme(HttpRequest request) =>
        request.Cookies[ThemeCookie] is ("light" or "dark") and var theme ? theme : "";

    public static RedirectHttpResult Set(
        HttpContext context, [FromForm] string? language = null, [FromForm] string? theme = null, [FromForm] string? back = null)
    {
        if (Language.Find(language) is { } known) Keep(context, LanguageCookie, known.Code);
        if (theme is "light" or "dark" or "device") Keep(context, ThemeCookie, theme);
        return TypedResults.Redirect(LocalPath(back));
    }

    /// <summary>The path when it stays on this server, else the desk.</summary>
    public static string LocalPath(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
            && !path.Any(char.IsControl) ? path : "/desk";

    private static void Keep(HttpContext context, string name, string value) =>
        context.Response.Cookies.Append(name, value, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            IsEssential = true,
            Secure = context.Request.IsHttps,
        });
}
