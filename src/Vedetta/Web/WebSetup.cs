using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;

namespace Vedetta.Web;

/// <summary>Pages rendered on the server, their files and the visitor's preferences.</summary>
public static class WebSetup
{
    /// <summary>Adds what pages need.</summary>
    public static void AddWeb(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddScoped<Visitor>();
    }

    /// <summary>Maps every page, the files and the form of language and light.</summary>
    public static void MapWeb(this WebApplication app)
    {
        app.MapAssets();
        app.MapGet("/favicon.ico", () => TypedResults.Redirect("/favicon.svg")).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/preferences", Preferences.Set).RequireForm().AllowAnonymous().ExcludeFromDescription();
        app.MapRazorComponents<App>();
    }
}
