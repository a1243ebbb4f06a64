using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vedetta.StatusPage.Feeds;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;

namespace Vedetta.StatusPage;

/// <summary>Wires the public pages.</summary>
public static class StatusPageSetup
{
    // When everybody looks at once, connections come faster than they are accepted; the system drops what does not fit.
    private const int BacklogMax = 4_096;

    /// <summary>
    /// Lets sockets of this process complete on the threads that watch them, which spares each view of a page a change of
    /// threads: a fifth of its cost. Before the first socket only. Not beside a database server, whose answers would be
    /// worked on by those threads too.
    /// </summary>
    public static void CompleteSocketsInline(ServerOptions options)
    {
        // The runtime knows no other way to ask for it (System.Net.Sockets, SocketAsyncEngine).
        if (options.PostgresConnection is null)
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
    }

    /// <summary>Adds painter, pictures, and the server that sends pictures before the pipeline is asked.</summary>
    public static void AddStatusPage(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<Imports.StatusImport>();
        services.AddSingleton<PublicArchive>();
        services.AddSingleton<PublicFacts>();
        services.AddSingleton<PublicRenderer>();
        services.AddSingleton<VisitorLanguage>();
        services.AddSingleton<PublicPictures>();
        services.AddSingleton<PictureSource, StatusPages>();
        services.AddSingleton<PictureSource, FeedPictures>();
        services.AddSingleton<PublicPainter>();
        services.AddHostedService(provider => provider.GetRequiredService<PublicPainter>());
        builder.WebHost.UseSockets(sockets =>
        {
            (sockets.UnsafePreferInlineScheduling, sockets.Backlog) = (true, BacklogMax);
            // A buffer for each connection that waits, against one more system call a request.
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        services.PutPicturesFirst();
        services.AddSingleton<PictureConnections>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
        {
            PictureConnections connections = kestrel.ApplicationServices.GetRequiredService<PictureConnections>();
            listen.Use(next => connection => connections.Serve(connection, next));
        }));
    }

    /// <summary>Maps the first request for every picture; later ones do not come this far.</summary>
    public static void MapStatusPage(this WebApplication app)
    {
        app.Services.GetRequiredService<PublicFacts>().Watch();
        PublicPictures pictures = app.Services.GetRequiredService<PublicPictures>();
        ServerMeter meter = app.Services.GetRequiredService<ServerMeter>();
        meter.Total("public_pictures_served", () => pictures.Served, "Public pages, feeds and documents sent ready-made");
        meter.Total("public_pictures_painted", () => pictures.PaintedCount, "Public pictures painted");
        meter.Total("public_pictures_failed", () => pictures.Failed, "Paintings that failed; the last picture stayed");
        meter.Total("public_pictures_unkept", () => pictures.Unkept, "Pictures painted for one request because too many are kept");
        meter.Gauge("public_pictures", () => pictures.Count, "Public pictures kept");
        app.MapPictures("/");
        app.MapPictures("/history");
        app.MapPictures("/incidents/{id}");
        foreach (string pattern in FeedPictures.Patterns)
        {
            app.MapPicture(pattern);
            foreach (Language language in Language.All) app.MapPicture($"/{language.Code}{pattern}");
        }
        app.MapAnnouncement();
        app.MapAudiencePages();
    }

    /// <summary>
    /// Serves the pictures at an address in every language: with the language in front, and without it in the
    /// visitor's.
    /// </summary>
    public static void MapPictures(this IEndpointRouteBuilder routes, string pattern)
    {
        foreach (Language language in Language.All) routes.MapPicture($"/{language.Code}{pattern}");
        routes.MapMethods(pattern, ["GET", "HEAD"], SendNegotiated).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Serves a picture that has one address.</summary>
    public static void MapPicture(this IEndpointRouteBuilder routes, string pattern) =>
        routes.MapMethods(pattern, ["GET", "HEAD"], SendExact).AllowAnonymous().ExcludeFromDescription();

    private static Task SendExact(HttpContext context, PublicPictures pictures, VisitorLanguage languages)
    {
        string path = AboutComponent(context.Request);
        Language language = LanguagePath.Split(path)?.Language ?? languages.Default;
        return Send(context, pictures, pictures.Get(path, context.RequestAborted), language, isNegotiated: false);
    }

    private static Task SendNegotiated(HttpContext context, PublicPictures pictures, VisitorLanguage languages)
    {
        Language language = languages.Of(context.Request.Headers);
        Task<Picture?> looking = pictures.Get(context.Request.Path.Value!, language, context.RequestAborted);
        return Send(context, pictures, looking, language, isNegotiated: true);
    }

    // Feeds also take ?component=ID, which is the address with the component in its path.
    private static string AboutComponent(HttpRequest request)
    {
        string path = request.Path.Value!;
        if (request.Query["component"].ToString() is not { Length: > 0 } id || !Statements.ComponentRules.IsId(id))
            return path;
        (string prefix, string page) = LanguagePath.Split(path) is { } asked ? (path[..3], asked.Page) : ("", path);
        return $"{prefix}/components/{id}{page}";
    }

    private static async Task Send(
        HttpContext context, PublicPictures pictures, Task<Picture?> looking, Language language, bool isNegotiated)
    {
        Picture? picture = await looking
            ?? await pictures.Get(PublicPictures.Prefixed(StatusPages.Missing, language), context.RequestAborted);
        ReadOnlyMemory<byte> body = picture!.Begin(
            context.Request.Headers, context.Request.IsHttps, isNegotiated, context.Response.Headers, out int status);
        context.Response.StatusCode = status;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    // Kestrel's own type is internal, so it is taken from where it was registered.
    private static void PutPicturesFirst(this IServiceCollection services)
    {
        ServiceDescriptor kestrel = services.Last(s => s.ServiceType == typeof(IServer));
        services.Remove(kestrel);
        services.AddSingleton<IServer>(provider => new PictureServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, kestrel.ImplementationType!),
            provider.GetRequiredService<PublicPictures>(),
            provider.GetRequiredService<VisitorLanguage>()));
    }
}
