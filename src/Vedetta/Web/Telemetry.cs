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
        services.AddSingleton<Exposition>();
        return services;
    }

    /// <summary>
    /// Maps <c>/health</c> and <c>/health/ready</c> (all checks), <c>/health/live</c> (the process answers) and
    /// <c>/metrics</c> (Prometheus text of Vedetta's, ASP.NET Core's and the runtime's meters).
    /// </summary>
    public static void MapTelemetry(this WebApplication app)
    {
        var ready = new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) };
        app.MapHealthChecks("/health", ready).AllowAnonymous();
        app.MapHealthChecks("/health/ready", ready).AllowAnonymous();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        // Made now, not at the first reading: what is counted before anyone listens is lost.
        CollectorRegistry registry = app.Services.GetRequiredService<Exposition>().Registry;
        app.MapMetrics(settings => settings.Registry = registry, "/metrics").AllowAnonymous();
    }

    private sealed class Exposition : IDisposable
    {
        private static readonly string[] Meters = ["vedetta", "Microsoft.AspNetCore.", "System.Runtime"];
        private readonly IDisposable _listening;

        public Exposition() => _listening = MeterAdapter.StartListening(new MeterAdapterOptions
        {
            Registry = Registry,
            MetricFactory = Metrics.WithCustomRegistry(Registry),
            InstrumentFilterPredicate = i => Meters.Any(m => i.Meter.Name.StartsWith(m, StringComparison.Ordinal)),
        });

        public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

        public void Dispose() => _listening.Dispose();
    }
}
