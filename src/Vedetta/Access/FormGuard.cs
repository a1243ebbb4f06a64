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
        builder.WithMetadata(new AsksForForm());

    // Before the endpoint and not as its filter: a filter comes after the fields were read, and reading them throws
    // where the token is wrong.
    internal static void UseFormGuard(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        bool asks = context.GetEndpoint()?.Metadata.GetMetadata<AsksForForm>() is not null;
        if (!asks || await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)) await next(context);
        else
            await TypedResults.Problem("The form is too old. Go back, reload the page and send it again.", statusCode: 400)
                .ExecuteAsync(context);
    });

    private sealed record AsksForForm;
}
