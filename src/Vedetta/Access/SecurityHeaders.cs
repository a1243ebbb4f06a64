using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Vedetta.Access;

/// <summary>Headers that keep a browser from running, framing or leaking what it should not.</summary>
internal static class SecurityHeaders
{
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
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
