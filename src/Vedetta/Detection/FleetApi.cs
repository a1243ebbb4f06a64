using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Vedetta.Access;
using Vedetta.Web;

namespace Vedetta.Detection;

/// <summary>A component as JSON.</summary>
public sealed record FleetDocument(
    string Component,
    string State,
    int Nodes,
    int Degraded,
    int Down,
    int Stale,
    [property: JsonPropertyName("unwell_share")] double UnwellShare,
    [property: JsonPropertyName("unavailable_share")] double UnavailableShare,
    DateTimeOffset? Since,
    IReadOnlyList<FleetGroup> Groups)
{
    internal static FleetDocument Of(FleetPicture p) => new(
        p.Component, JsonWord.Of(p.State), p.Nodes, p.Degraded, p.Down, p.Stale, Math.Round(p.UnwellShare, 5),
        Math.Round(p.UnavailableShare, 5), p.Since, p.Groups);
}

/// <summary>The health of components for programs.</summary>
public static class FleetApi
{
    /// <summary>Maps <c>GET /api/v1/health</c>.</summary>
    public static void MapFleet(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/health", Read)
        .RequireApiKeyOrSession(ApiScopes.Read, Policies.CanView)
        .WithName("GetHealth").WithTags("Board").WithSummary("How components and workstations do")
        .WithDescription(
            "Per component: nodes known, how many are degraded or down, stale, since when, in which groups.");

    private static Ok<FleetDocument[]> Read(LiveWatch watch, TimeProvider time) => TypedResults.Ok(
        FleetRules.Picture(watch.Surroundings.Fleet.Nodes, time.GetUtcNow()).Select(FleetDocument.Of).ToArray());
}
