using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Prometheus;

namespace Vedetta.Web;

/// <summary>What operators of the server watch: <c>/health</c>, <c>/metrics</c> and, when configured, OTLP.</summary>
public static class Telemetry
{
    /// <summary>Mark of the health checks that decide whether the server is ready for work.</summary>
    public const string Ready = "ready";

    private const string AspNetMeters = "Microsoft.AspNetCore.", RuntimeMeter = "System.Runtime";

    // Counts each buffer that is lent and given back: an eighth of what a view of a page costs.
    private const string BufferMeter = "Microsoft.AspNetCore.MemoryPool";

    /// <summary>
    /// Adds meter, health checks (slices add theirs with the tag <see cref="Ready"/>) and, where
    /// <see cref="ServerOptions.OtlpEndpoint"/> is set, the export of traces and metrics over OTLP/HTTP.
    /// </summary>
    /// <exception cref="ArgumentException">The endpoint is not an http or https address.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, ServerOptions options)
    {
        services.AddHealthChecks();
        services.AddSingleton<ServerMeter>();
        services.AddSingleton<Exposition>();
        if (options.OtlpEndpoint is { Length: > 0 } endpoint) services.AddExport(Checked(endpoint));
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

    private static void AddExport(this IServiceCollection services, Uri endpoint) => services.AddOpenTelemetry()
        .ConfigureResource(r => r.AddService("vedetta", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
        .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddOtlpExporter(o => Send(o, endpoint, "v1/traces")))
        .WithMetrics(metrics => metrics.AddMeter(ServerMeter.Name, AspNetMeters + "*", RuntimeMeter)
            .AddView(i => i.Meter.Name == BufferMeter ? MetricStreamConfiguration.Drop : null)
            .AddOtlpExporter(o => Send(o, endpoint, "v1/metrics")));

    private static void Send(OtlpExporterOptions options, Uri endpoint, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(endpoint, path);
    }

    // A path without its last slash would be replaced, not continued.
    private static Uri Checked(string endpoint) =>
        Uri.TryCreate(endpoint.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new ArgumentException($"'{endpoint}' is not an address such as http://127.0.0.1:4318.", nameof(endpoint));

    private sealed class Exposition : IDisposable
    {
        private readonly IDisposable _listening;

        public Exposition(ServerOptions options) => _listening = MeterAdapter.StartListening(new MeterAdapterOptions
        {
            Registry = Registry,
            MetricFactory = Metrics.WithCustomRegistry(Registry),
            InstrumentFilterPredicate = i => i.Meter.Name == ServerMeter.Name
                ? ReferenceEquals(i.Meter.Scope, options)
                : i.Meter.Name == RuntimeMeter
                    || (i.Meter.Name.StartsWith(AspNetMeters, StringComparison.Ordinal) && i.Meter.Name != BufferMeter),
        });

        public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

        public void Dispose() => _listening.Dispose();
    }
}
