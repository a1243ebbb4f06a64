using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Prometheus;

namespace Vedetta.Web;

/// <summary>What operators of the server watch: <c>/health</c> and <c>/metrics</c>.</summary>
public static class Telemetry
{
    /// <summary>Mark of the health checks that decide whether the server is ready for work.</summary>
    public const string Ready = "ready";

    /// <summary>Adds the health checks; slices add theirs with the tag <see cref="Ready"/>.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddHealthChecks();
        return services;
    }

    /// <summary>
    /// Maps <c>/health</c> and <c>/health/ready</c> (all checks), <c>/health/live</c> (the process answers) and
    /// <c>/metrics</c> (Prometheus text of every meter in the process).
    /// </summary>
    public static void MapTelemetry(this WebApplication app)
    {
        var ready = new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) };
        app.MapHealthChecks("/health", ready);
        app.MapHealthChecks("/health/ready", ready);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapMetrics("/metrics");
    }
}
