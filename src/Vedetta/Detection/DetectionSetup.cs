using System.Collections.Immutable;
using Vedetta.Engine.Surges;
using Vedetta.Intake;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.Detection;

/// <summary>Wires detection.</summary>
public static class DetectionSetup
{
    /// <summary>Adds the live watch and its loop.</summary>
    public static IServiceCollection AddDetection(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LiveWatch(OptionsOf(
            provider.GetRequiredService<SettingsStore>().Current, provider.GetRequiredService<ServerOptions>().WarmUntil)));
        services.AddSingleton<MinuteHistory>();
        services.AddSingleton<Lookout>();
        services.AddHostedService(provider => provider.GetRequiredService<Lookout>());
        return services;
    }

    /// <summary>Maps the board's API and starts counting.</summary>
    public static void MapDetection(this WebApplication app)
    {
        IServiceProvider services = app.Services;
        DetectionMeters.Add(
            services.GetRequiredService<ServerMeter>(), services.GetRequiredService<LiveWatch>(),
            services.GetRequiredService<Lookout>(), services.GetRequiredService<Journal>());
        app.MapBoard();
    }

    /// <summary>How the organisation's series are watched: every second, in its zone, at its false-alarm setting.</summary>
    public static WatchOptions OptionsOf(Organisation organisation, DateTimeOffset? warmUntil) => new()
    {
        BinSeconds = 1,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(organisation.TimeZone),
        AlarmsPerYear = organisation.AlarmsPerYear,
        WarmUntilUnixSeconds = warmUntil?.ToUnixTimeSeconds() ?? long.MinValue,
        Holidays = organisation.Holidays.DistinctBy(h => h.Date).ToImmutableDictionary(h => h.Date, h => h.BehavesLike),
    };
}
