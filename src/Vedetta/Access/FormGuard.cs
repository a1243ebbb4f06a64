using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vedetta.Access;

/// <summary>Takes a post only from a form this server rendered for this person.</summary>
public static class FormGuard
{
    /// <summary>Refuses posts without the form's token with 400.</summary>
    public static TBuilder RequireForm<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(async (invocation, next) =>
        {
            var antiforgery = invocation.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
            return await antiforgery.IsRequestValidAsync(invocation.HttpContext)
                ? await next(invocation)
                : TypedResults.Problem("The form is too old. Go back, reload the page and send it again.", statusCode: 400);
        });
}
