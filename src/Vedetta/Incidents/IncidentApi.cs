using Microsoft.AspNetCore.Http.HttpResults;
using Vedetta.Access;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.Incidents;

/// <summary>Incidents for programs.</summary>
public static class IncidentApi
{
    private const int TakeMax = 200;

    /// <summary>Maps <c>GET /api/v1/incidents</c> and <c>GET /api/v1/incidents/{id}</c>.</summary>
    public static void MapIncidents(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder incidents = routes.MapGroup("/api/v1/incidents")
            .RequireApiKeyOrSession(ApiScopes.Read, Policies.CanView).WithTags("Incidents");
        incidents.MapGet("", List).WithName("GetIncidents").WithSummary("Incidents, newest first")
            .WithDescription("`state` is open, closed or all (default); `skip` and `take` (1 to 200, default 50) page.")
            .ProducesProblem(400);
        incidents.MapGet("/{id:int}", Find).WithName("GetIncident").WithSummary("One incident with all that belongs to it")
            .WithDescription("Causes with their evidence, size, cost, surges, floods, forecast of the next three hours, timeline.")
            .ProducesProblem(404);
    }

    private static async Task<Results<Ok<IncidentPageDocument>, ProblemHttpResult>> List(
        IncidentDesk desk, SettingsStore settings, CancellationToken stop, string state = "all", int skip = 0, int take = 50)
    {
        if (state is not ("open" or "closed" or "all")) return Bad("state", "is not one of open, closed, all");
        if (skip < 0) return Bad("skip", "is negative");
        if (take is < 1 or > TakeMax) return Bad("take", $"is not 1 to {TakeMax}");
        bool? open = state switch { "open" => true, "closed" => false, _ => null };
        IReadOnlyList<Incident> found = await desk.List(new IncidentFilter(open, null, skip, take), stop);
        TimeZoneInfo zone = Zone(settings);
        return TypedResults.Ok(new IncidentPageDocument(
            [.. found.Select(i => new IncidentRowDocument(IncidentDocument.Of(i, zone), JsonWord.Of(i.State)))],
            found.Count == take ? skip + take : null));
    }

    private static async Task<Results<Ok<IncidentDetailDocument>, ProblemHttpResult>> Find(
        int id, IncidentDesk desk, IncidentForecast forecast, SettingsStore settings, CancellationToken stop) =>
        await desk.Find(id, stop) is { } view
            ? TypedResults.Ok(IncidentDetailDocument.Of(view, forecast.Next3Hours(view.Incident), Zone(settings)))
            : TypedResults.Problem($"There is no incident {id}.", statusCode: 404, title: "No such incident");

    private static TimeZoneInfo Zone(SettingsStore settings) => TimeZoneInfo.FindSystemTimeZoneById(settings.Current.TimeZone);

    private static ProblemHttpResult Bad(string parameter, string reason) =>
        TypedResults.Problem($"{parameter} {reason}.", statusCode: 400, title: "Bad query");
}
