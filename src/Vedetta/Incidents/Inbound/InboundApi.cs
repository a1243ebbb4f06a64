using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vedetta.Access;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.Incidents.Inbound;

/// <summary>The road of other systems' alerts.</summary>
public static class InboundApi
{
    /// <summary>Largest body, in bytes: 1 MiB.</summary>
    public const int BodyBytesMax = 1 << 20;

    /// <summary>
    /// Maps <c>POST /api/v1/inbound/alertmanager</c> and <c>POST /api/v1/inbound/{name}</c>; counts what is turned
    /// away.
    /// </summary>
    public static void MapInbound(this WebApplication app)
    {
        RouteGroupBuilder inbound = app.MapGroup("/api/v1/inbound").RequireApiKey(ApiScopes.AlertsWrite)
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax)).WithTags("Alerts");
        inbound.MapPost("/alertmanager", Alertmanager).WithName("PostAlertmanager")
            .WithSummary("Alerts of Alertmanager or Grafana (webhook version 4)")
            .WithDescription(
                "A group that fires opens an incident; when its last alert is resolved the incident closes.")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);
        inbound.MapPost("/{name}", Mapped).WithName("PostInbound")
            .WithSummary("Alerts of another sender, read by the pointers set on the desk")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        AlertFlow flow = app.Services.GetRequiredService<AlertFlow>();
        app.Services.GetRequiredService<ServerMeter>().Total(
            "alerts_turned_away", () => flow.TurnedAway, "Alerts turned away because too many incidents were open");
    }

    private static async Task<Results<Ok<AlertReceipt>, ProblemHttpResult>> Alertmanager(
        HttpRequest request, AlertFlow flow, SettingsStore settings, CancellationToken stop)
    {
        using JsonDocument? body = await Read(request, stop);
        if (body is null) return Bad("The body is not JSON.");
        return AlertRules.TryAlertmanager(body.RootElement, settings.Current, out AlertBatch batch, out string reason)
            ? TypedResults.Ok(await flow.Take("alertmanager", batch, stop)) : Bad(reason);
    }

    private static async Task<Results<Ok<AlertReceipt>, ProblemHttpResult>> Mapped(
        string name, HttpRequest request, InboundStore store, AlertFlow flow, SettingsStore settings,
        CancellationToken stop)
    {
        if (await store.Find(name, stop) is not { } source)
            return TypedResults.Problem("No inbound source has this name.", statusCode: 404, title: "No such source");
        using JsonDocument? body = await Read(request, stop);
        if (body is null) return Bad("The body is not JSON.");
        return AlertRules.TryMapped(body.RootElement, source, settings.Current, out AlertBatch batch, out string reason)
            ? TypedResults.Ok(await flow.Take(source.Name, batch, stop)) : Bad(reason);
    }

    private static async Task<JsonDocument?> Read(HttpRequest request, CancellationToken stop)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: stop);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProblemHttpResult Bad(string reason) =>
        TypedResults.Problem(reason, statusCode: 400, title: "The alerts cannot be read");
}
