using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Vedetta.Access;

/// <summary>Lets only requests with a key of the asked scope through to an endpoint.</summary>
public static class ApiKeyFilter
{
    private const string Scheme = "Bearer ";

    /// <summary>Asks for <c>Authorization: Bearer KEY</c> with a key of this scope: 401 without a key, 403 without the scope.</summary>
    public static TBuilder RequireApiKey<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowsKeysOnly().AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;
            var store = http.RequestServices.GetRequiredService<ApiKeyStore>();
            string header = http.Request.Headers.Authorization.ToString();
            ApiKey? key = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? await store.Find(header[Scheme.Length..].Trim(), http.RequestAborted)
                : null;
            if (key is null || key.RevokedAt is not null) return Unauthorized(http);
            if (!key.Allows(scope)) return Forbidden(scope);
            http.Items[typeof(ApiKey)] = key;
            return await next(context);
        });

    /// <summary>The key the request came with.</summary>
    public static ApiKey ApiKey(this HttpContext http) => (ApiKey)http.Items[typeof(ApiKey)]!;

    // Without this the default policy would ask a program for a person's session.
    private static TBuilder AllowsKeysOnly<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowAnonymous();

    private static ProblemHttpResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            "Send a key that is at work as 'Authorization: Bearer KEY'.", statusCode: 401, title: "No valid API key");
    }

    private static ProblemHttpResult Forbidden(string scope) => TypedResults.Problem(
        $"The key lacks the scope '{scope}'.", statusCode: 403, title: "The API key may not do this");
}
