using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Vedetta.Access;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake.Checks;

/// <summary>One look of a remote prober.</summary>
public sealed record ProbeResult(
    [property: JsonPropertyName("check_id")] int CheckId,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ComponentState>))] ComponentState State,
    string? Detail,
    double Milliseconds);

/// <summary>What became of the looks sent.</summary>
/// <param name="Taken">Looks taken.</param>
/// <param name="Unknown">Looks at checks that are gone, switched off or have too many probers.</param>
public sealed record ProbeReceipt(int Taken, int Unknown);

/// <summary>The roads of remote probers and of heartbeats.</summary>
public static class CheckApi
{
    /// <summary>Results taken in one request.</summary>
    public const int ResultsMax = 1_000;

    private const string BeatLimit = "heartbeat";
    private const int BeatsPerMinute = 120;
    private const int BodyBytesMax = 1 << 20;

    /// <summary>Adds the rate limit of heartbeats: per address, so that nobody guesses tokens.</summary>
    public static void AddBeatLimit(this IServiceCollection services) =>
        services.Configure<RateLimiterOptions>(limiter =>
        limiter.AddPolicy(BeatLimit, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = BeatsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            })));

    /// <summary>
    /// Maps <c>GET /api/v1/checks</c>, <c>POST /api/v1/checks/results</c> and <c>POST /api/v1/heartbeats/{token}</c>.
    /// </summary>
    public static void MapChecks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/checks", List).RequireApiKey(ApiScopes.Probe)
            .WithName("GetChecks").WithTags("Checks").WithSummary("The checks a prober has to look at")
            .ProducesProblem(401).ProducesProblem(403);
        routes.MapPost("/api/v1/checks/results", Take).RequireApiKey(ApiScopes.Probe).DisableAntiforgery()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyBytesMax))
            .Accepts<ProbeResult[]>("application/json")
            .WithName("PostCheckResults").WithTags("Checks").WithSummary("What a prober saw")
            .WithDescription($"At most {ResultsMax} looks. The prober is known by the name of its key.")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);
        routes.MapPost("/api/v1/heartbeats/{token}", Beat).AllowAnonymous().DisableAntiforgery()
            .RequireRateLimiting(BeatLimit)
            .WithName("PostHeartbeat").WithTags("Checks")
            .WithSummary("A beat of something that says by itself that it is well")
            .WithDescription("The token is the secret. Nothing is read from the body.")
            .ProducesProblem(404).ProducesProblem(429);
    }

    private static bool IsForProbers(HealthCheck check) => check.IsOn && check.Kind != CheckKind.Heartbeat;

    private static async Task<Ok<CheckSpec[]>> List(CheckStore store, CancellationToken stop) =>
        TypedResults.Ok((await store.List(stop)).Where(IsForProbers).Select(c => c.ToSpec()).ToArray());

    private static async Task<Results<Ok<ProbeReceipt>, ProblemHttpResult>> Take(
        HttpContext http, CheckStore store, CheckFlow flow, CancellationToken stop)
    {
        if (await Read(http, stop) is not { } results)
            return TypedResults.Problem("Send a JSON list of looks.", statusCode: 400, title: "No list of looks");
        if (results.Length > ResultsMax)
            return TypedResults.Problem($"Send at most {ResultsMax} looks.", statusCode: 400, title: "Too many looks");
        HashSet<int> known = [.. (await store.List(stop)).Where(IsForProbers).Select(c => c.Id)];
        int taken = 0;
        foreach (ProbeResult result in results)
        {
            if (!known.Contains(result.CheckId) || !Enum.IsDefined(result.State)) continue;
            string detail = result.Detail ?? "";
            var answer = new ProbeAnswer(result.State,
                detail[..Math.Min(detail.Length, ProbeAnswer.DetailMax)], Math.Max(0, result.Milliseconds));
            if (await flow.Take(result.CheckId, http.ApiKey().Name, answer, stop) is not null) taken++;
        }
        return TypedResults.Ok(new ProbeReceipt(taken, results.Length - taken));
    }

    // Read here and not by the framework: strangers are turned away before a byte of the body is looked at.
    private static async Task<ProbeResult[]?> Read(HttpContext http, CancellationToken stop)
    {
        if (!http.Request.HasJsonContentType()) return null;
        try
        {
            return await http.Request.ReadFromJsonAsync<ProbeResult[]>(stop);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Beat(
        string token, CheckFlow flow, CancellationToken stop) =>
        token.Length <= 100 && await flow.Beat(token, stop)
            ? TypedResults.NoContent()
            : TypedResults.Problem("No heartbeat has this token.", statusCode: 404, title: "No such heartbeat");
}
