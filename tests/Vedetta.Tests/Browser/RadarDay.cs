using Microsoft.Extensions.DependencyInjection;
using Vedetta.Detection;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
using Vedetta.Settings;
using Vedetta.StatusPage.Reports;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Browser;

/// <summary>A morning on which services are in every state reports can say, one of them a shadow.</summary>
internal static class RadarDay
{
    private static readonly Organisation Organisation = new()
    {
        Name = "Telefonia Esempio",
        Services =
        [
            new("whatsapp", "WhatsApp", ServiceOwner.ThirdParty, Group: "Chat & social"),
            new("instagram", "Instagram", ServiceOwner.ThirdParty, Group: "Chat & social"),
            new("my-account", "Area clienti", ServiceOwner.Own, ServiceKind.Site, "Servizi nostri"),
            new("fibre", "Fibra", ServiceOwner.Own, ServiceKind.Network, "Servizi nostri"),
            new("tim", "TIM", ServiceOwner.ThirdParty, Group: "Operatori"),
            new("vodafone", "Vodafone", ServiceOwner.ThirdParty, Group: "Operatori"),
        ],
    };

    /// <summary>Fills the server; returns the services' states by their address word.</summary>
    public static async Task<IReadOnlyDictionary<string, ReportState>> Fill(DeskHost host)
    {
        IServiceProvider services = host.App.Services;
        await services.GetRequiredService<SettingsStore>().Save("anna", Organisation);
        DateTimeOffset now = host.Time.GetUtcNow();
        Watch(services.GetRequiredService<LiveWatch>(), now);
        RadarFlow radar = services.GetRequiredService<RadarFlow>();
        foreach (int minutesAgo in (int[])[22, 20, 1])
            await radar.Take(new DetectionRound(now.AddMinutes(-minutesAgo), [], []), default);
        radar.Confirm("whatsapp", "anna");
        radar.Confirm("tim", "anna");
        await radar.Take(new DetectionRound(now, [], []), default);
        return radar.Picture.Readings.ToDictionary(r => r.Service.Slug, r => r.State);
    }

    private static void Watch(LiveWatch watch, DateTimeOffset now)
    {
        var random = new Random(3);
        long end = now.ToUnixTimeSeconds();
        for (long hour = end - 2 * 86_400; hour < end; hour += 3600)
        {
            var tiles = new TileSet();
            for (long second = hour; second < Math.Min(hour + 3600, end); second++)
                foreach ((string service, double rate) in Rates(end - second))
                    for (double left = rate - random.NextDouble(); left > 0; left -= random.NextDouble())
                        tiles.Add(second, LeafOf(service, random), Observation.None with { Source = $"n{random.Next(5000)}" });
            DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(Math.Min(hour + 3600, end));
            watch.Take(tiles, [], at);
            watch.Advance(at);
        }
        watch.Paint(now);
    }

    private static IEnumerable<(string, double)> Rates(long secondsAgo)
    {
        double usual = 0.004 * (1 + 0.5 * Math.Sin(secondsAgo / 86_400.0 * 2 * Math.PI));
        double since(int minutes, double rate) => secondsAgo < minutes * 60 ? rate : 0;
        yield return ("whatsapp", usual + since(55, 0.9));
        yield return ("instagram", usual + since(6, 0.4));
        yield return ("my-account", usual + (secondsAgo is > 1200 and < 3600 ? 0.6 : 0));
        yield return ("fibre", usual);
        yield return ("tim", usual + since(25, 2.5));
        yield return ("vodafone", usual + since(25, 0.1));
    }

    private static Leaf LeafOf(string service, Random random) => new(
        SignalKind.Report, service, Pick(random, "IT-25", "IT-25", "IT-62", "IT-72"),
        Pick(random, service is "tim" or "vodafone" or "fibre" ? ["fixed-internet", "fixed-internet", "mobile-voice"] : ["sending", "app", "sending", "sign-in"]),
        Pick(random, "tim", "vodafone", "windtre"));

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
