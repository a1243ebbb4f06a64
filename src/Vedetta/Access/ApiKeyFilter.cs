using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Vedetta.Access;

/// <summary>Mark of an endpoint that asks for an API key of a scope itself.</summary>
public sealed record AsksForKey(string Scope);

/// <summary>Lets only requests with a key of the asked scope, or a session where that is allowed, through to an endpoint.</summary>
public static class ApiKeyFilter
{
    private const string Scheme = "Bearer ", BasicScheme = "Basic ";
    private const int HeaderMax = 1_000;

    /// <summary>Asks for <c>Authorization: Bearer KEY</c> with a key of this scope: 401 without a key, 403 without the scope.</summary>
    public static TBuilder RequireApiKey<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AsksForKey(scope).AddEndpointFilter(async (context, next) =>
            await RefuseKey(context.HttpContext, scope) is { } refusal ? refusal : await next(context));

    /// <summary>
    /// Asks for a key of this scope or, where no key is sent, for a signed-in person whom the policy lets. Only for reading:
    /// a session is no protection against forged posts.
    /// </summary>
    public static TBuilder RequireApiKeyOrSession<TBuilder>(this TBuilder endpoint, string scope, string policy)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AsksForKey(scope).AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;
            bool isPerson = http.Request.Headers.Authorization.Count == 0 && http.User.Identity?.IsAuthenticated == true;
            ProblemHttpResult? refusal = isPerson ? await RefusePerson(http, policy) : await RefuseKey(http, scope);
            return refusal ?? await next(context);
        }).WithMetadata(Refuses(401), Refuses(403));

    /// <summary>The key the request came with.</summary>
    public static ApiKey ApiKey(this HttpContext http) => (ApiKey)http.Items[typeof(ApiKey)]!;

    private static ProducesResponseTypeMetadata Refuses(int status) =>
        new(status, typeof(ProblemDetails), ["application/problem+json"]);

    // Without this the default policy would ask a program for a person's session.
    private static TBuilder AsksForKey<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowAnonymous().WithMetadata(new AsksForKey(scope));

    private static async ValueTask<ProblemHttpResult?> RefuseKey(HttpContext http, string scope)
    {
        var store = http.RequestServices.GetRequiredService<ApiKeyStore>();
        string header = http.Request.Headers.Authorization.ToString();
        ApiKey? key = Presented(header) is { } presented ? await store.Find(presented, http.RequestAborted) : null;
        if (key is null || key.RevokedAt is not null) return Unauthorized(http);
        if (!key.Allows(scope)) return Forbidden($"The key lacks the scope '{scope}'.");
        http.Items[typeof(ApiKey)] = key;
        return null;
    }

    // Some senders know only user and password: the key is then the password, whatever the user (RFC 7617).
    private static string? Presented(string header)
    {
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return header[Scheme.Length..].Trim();
        if (!header.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase) || header.Length > HeaderMax) return null;
        byte[] pair = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[BasicScheme.Length..].Trim(), pair, out int length)) return null;
        string text = Encoding.UTF8.GetString(pair.AsSpan(0, length));
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }

    private static async Task<ProblemHttpResult?> RefusePerson(HttpContext http, string policy)
    {
        var authorization = http.RequestServices.GetRequiredService<IAuthorizationService>();
        AuthorizationResult result = await authorization.AuthorizeAsync(http.User, policy);
        return result.Succeeded ? null : Forbidden("Your account lacks the role this needs.");
    }

    private static ProblemHttpResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            "Send a key that is at work as 'Authorization: Bearer KEY'.", statusCode: 401, title: "No valid API key");
    }

    private static ProblemHttpResult Forbidden(string reason) =>
        TypedResults.Problem(reason, statusCode: 403, title: "This is not allowed");
}
