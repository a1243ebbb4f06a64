using System.Collections.Immutable;
using Vedetta.Detection.Floods;
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
        services.AddSingleton(Watch);
        services.AddSingleton(Floods);
        services.AddSingleton<MinuteHistory>();
        services.AddSingleton<Lookout>();
        services.AddHostedService(provider => provider.GetRequiredService<Lookout>());
        return services;
    }

    // Settings work at once: a holiday entered in the morning counts that morning.
    private static LiveWatch Watch(IServiceProvider provider)
    {
        SettingsStore settings = provider.GetRequiredService<SettingsStore>();
        DateTimeOffset? warmUntil = provider.GetRequiredService<ServerOptions>().WarmUntil;
        var watch = new LiveWatch(OptionsOf(settings.Current, warmUntil));
        settings.Changed += organisation => watch.Reconfigure(OptionsOf(organisation, warmUntil));
        return watch;
    }

    private static LiveFloods Floods(IServiceProvider provider)
    {
        SettingsStore settings = provider.GetRequiredService<SettingsStore>();
        DateTimeOffset? warmUntil = provider.GetRequiredService<ServerOptions>().WarmUntil;
        var floods = new LiveFloods(LiveFloods.OptionsOf(settings.Current, warmUntil));
        settings.Changed += organisation => floods.Reconfigure(LiveFloods.OptionsOf(organisation, warmUntil));
        return floods;
    }

    /// <summary>Maps the board's API and starts counting.</summary>
    public static void MapDetection(this WebApplication app)
    {
        IServiceProvider services = app.Services;
        DetectionMeters.Add(
            services.GetRequiredService<ServerMeter>(), services.GetRequiredService<LiveWatch>(),
            services.GetRequiredService<Lookout>(), services.GetRequiredService<Journal>());
        DetectionMeters.Add(services.GetRequiredService<ServerMeter>(), services.GetRequiredService<LiveFloods>());
        app.MapBoard();
        app.MapFleet();
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
