using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vedetta.Access;

/// <summary>Headers that keep a browser from running, framing or leaking what it should not.</summary>
public static class SecurityHeaders
{
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly StringValues NoSniff = "nosniff", Deny = "DENY", SameOrigin = "same-origin",
        Transport = "max-age=31536000", Permissions = "camera=(), microphone=(), geolocation=()";

    /// <summary>
    /// The policy of a page with one inline style and no script at all.
    /// </summary>
    /// <param name="styleHash">SHA-256 of the style, in Base64; null where there is none.</param>
    /// <param name="isEmbeddable">Whether other sites may frame it.</param>
    public static string ScriptlessPolicy(string? styleHash, bool isEmbeddable = false) =>
        "default-src 'none'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; style-src "
            + (styleHash is null ? "'none'" : $"'sha256-{styleHash}'") + "; frame-ancestors " + (isEmbeddable ? "*" : "'none'");

    /// <summary>Writes the headers every answer carries, whichever way it leaves the server.</summary>
    public static void Write(IHeaderDictionary headers, StringValues contentPolicy, bool isHttps, bool isEmbeddable = false)
    {
        headers.ContentSecurityPolicy = contentPolicy;
        if (isHttps) headers.StrictTransportSecurity = Transport;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = isEmbeddable ? default : Deny;
        headers["Referrer-Policy"] = SameOrigin;
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
    }

    internal static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        Write(headers, ContentPolicy, context.Request.IsHttps);
        context.Response.OnStarting(KeepNothing, headers);
        return next(context);
    });

    // What an organisation's pages say is not for a shared cache or the next person's back button; files say otherwise.
    private static Task KeepNothing(object headers)
    {
        var answer = (IHeaderDictionary)headers;
        if (answer.CacheControl.Count == 0) answer.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
