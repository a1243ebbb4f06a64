using Vedetta.Access;
using Vedetta.Web;

namespace Vedetta.Intake.Checks;

/// <summary>Wires health checks.</summary>
public static class ChecksSetup
{
    /// <summary>Adds checks, their prober and their loop.</summary>
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.AddSingleton<CheckStore>();
        services.AddSingleton<CheckFlow>();
        services.AddSingleton(provider => new Prober(
            provider.GetRequiredService<ServerOptions>().ChecksStayPublic
                ? TargetPolicy.PublicOnly : TargetPolicy.PrivateToo,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CheckRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<CheckRunner>());
        services.AddBeatLimit();
        return services;
    }

    /// <summary>Maps the roads of probers and heartbeats and counts looks.</summary>
    public static void MapHealthChecking(this WebApplication app)
    {
        CheckRunner runner = app.Services.GetRequiredService<CheckRunner>();
        ServerMeter meter = app.Services.GetRequiredService<ServerMeter>();
        meter.Total("check_looks", () => runner.Looks, "Looks of the server's own prober");
        meter.Total("check_looks_postponed", () => runner.Postponed, "Looks put off because too many were under way");
        app.MapChecks();
    }
}
