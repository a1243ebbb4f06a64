using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Vedetta.Access;
using Vedetta.Settings;
using Vedetta.StatusPage.Pages;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;
using Absent = Microsoft.AspNetCore.Http.HttpResults.NotFound;

namespace Vedetta.StatusPage;

/// <summary>
/// Pages for one audience, such as dealers: what everybody reads and what only they do. Behind the desk's login, or
/// behind a secret link; never in the pictures anyone may fetch, never kept by caches.
/// </summary>
internal static class AudiencePages
{
    public static void MapAudiencePages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/for/{audience}", SignedIn).RequireAuthorization(Policies.CanView).ExcludeFromDescription();
        routes.MapGet("/for/{audience}/{secret}", BySecret).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task<Results<FileContentHttpResult, Absent>> SignedIn(
        string audience, HttpContext context, PublicFacts facts, SettingsStore settings, PublicRenderer renderer) =>
        Show(Find(settings, audience), context, facts, settings, renderer);

    private static Task<Results<FileContentHttpResult, Absent>> BySecret(
        string audience, string secret, HttpContext context, PublicFacts facts, SettingsStore settings, PublicRenderer renderer)
    {
        AudiencePageSetting? page = Find(settings, audience);
        return Show(page is not null && Opens(page, secret) ? page : null, context, facts, settings, renderer);
    }

    private static async Task<Results<FileContentHttpResult, Absent>> Show(
        AudiencePageSetting? page, HttpContext context, PublicFacts facts, SettingsStore settings, PublicRenderer renderer)
    {
        if (page is null) return TypedResults.NotFound();
        Language language = Language.Find(context.Request.Query["lang"]) ?? Language.Of(context.Request);
        PublicState state = facts.Current;
        var view = new PublicView(language, settings.Current, state.AsOf, state.IsStale);
        Painted painted = await renderer.Render<OverviewPage>(view, new Dictionary<string, object?>
        {
            ["View"] = view,
            ["Record"] = StatusRules.For(state.Record, page.Id),
            ["Audience"] = page,
            ["Path"] = context.Request.Path.Value,
        });
        context.Response.Headers.ContentSecurityPolicy = painted.ContentPolicy;
        context.Response.Headers.ContentLanguage = language.Code;
        return TypedResults.Bytes(painted.Body, painted.ContentType);
    }

    private static AudiencePageSetting? Find(SettingsStore settings, string id) =>
        settings.Current.StatusPage.Audiences.FirstOrDefault(a => a.Id == id);

    // As long for a wrong letter at the start as for one at the end.
    private static bool Opens(AudiencePageSetting page, string secret) => page.Secret.Length > 0
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(page.Secret), Encoding.UTF8.GetBytes(secret));
}
