using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Vedetta.Engine.Reports;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.StatusPage.Reports;

/// <summary>States and numbers for programs.</summary>
public static class ReportApi
{
    /// <summary>Maps <c>GET /api/v1/services</c>.</summary>
    public static void MapServices(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/services", Read)
        .AllowAnonymous()
        .WithName("GetServices").WithTags("Services").WithSummary("What reports say about every service now")
        .WithDescription("The state of each service with the numbers and thresholds it is decided on, at most 1 s old.");

    private static Ok<ServicesDocument> Read(HttpContext http, RadarFlow radar, ServiceDirectory services)
    {
        http.Response.Headers.CacheControl = "public, max-age=5";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Ok(ServicesDocument.Of(radar.Picture, services));
    }
}

/// <summary>All services as JSON.</summary>
public sealed record ServicesDocument(
    DateTimeOffset At, ThresholdsDocument Thresholds, IReadOnlyList<ServiceDocument> Services)
{
    internal static ServicesDocument Of(RadarPicture picture, ServiceDirectory services) => new(
        picture.At, ThresholdsDocument.Published,
        [.. services.All.Select(s => ServiceDocument.Of(s, picture.Find(s.Id)))]);
}

/// <summary>The published thresholds.</summary>
public sealed record ThresholdsDocument(
    [property: JsonPropertyName("window_minutes")] int WindowMinutes,
    [property: JsonPropertyName("counted_per_network_max")] int CountedPerNetworkMax,
    [property: JsonPropertyName("networks_min")] int NetworksMin,
    [property: JsonPropertyName("confirmed_networks_min")] int ConfirmedNetworksMin,
    [property: JsonPropertyName("person_hours")] int PersonHours,
    [property: JsonPropertyName("spill_over_share_max")] double SpillOverShareMax)
{
    internal static ThresholdsDocument Published { get; } = new(
        ReportStateRules.WindowMinutes, ReportGateRules.CountedPerNetworkMax, ReportStateRules.NetworksMin,
        ReportStateRules.ConfirmedNetworksMin, ReportGateRules.PersonHours, SpillOverRules.ShareMax);
}

/// <summary>One service as JSON.</summary>
public sealed record ServiceDocument(
    string Id,
    string Name,
    string Slug,
    string Owner,
    string Kind,
    string State,
    DateTimeOffset? Since,
    long Reports,
    double? Expected,
    double? High,
    [property: JsonPropertyName("needs_for_possible")] long NeedsForPossible,
    [property: JsonPropertyName("needs_for_confirmed")] long NeedsForConfirmed,
    int Networks,
    [property: JsonPropertyName("last_hour")] long LastHour,
    [property: JsonPropertyName("caused_by")] string? CausedBy)
{
    internal static ServiceDocument Of(ServiceSetting service, ServiceReading? reading)
    {
        ReportEvidence numbers = reading?.Evidence ?? new ReportEvidence { At = DateTimeOffset.UnixEpoch, Reports = 0 };
        ReportState state = reading?.State ?? ReportState.None;
        return new ServiceDocument(
            service.Id, service.Name, service.Slug, JsonWord.Of(service.Owner), JsonWord.Of(service.KindOrKnown),
            JsonWord.Of(state), state == ReportState.None ? null : reading!.Standing.Since,
            numbers.Reports, Rounded(numbers.Expected), Rounded(numbers.High),
            ReportStateRules.NeedsForPossible(numbers), ReportStateRules.NeedsForConfirmed(numbers),
            numbers.Networks, reading?.LastHour ?? 0, reading?.Shadow?.Victim);
    }

    private static double? Rounded(double? value) => value is { } v ? Math.Round(v, 1) : null;
}
