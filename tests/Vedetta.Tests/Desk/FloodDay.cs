using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.Detection;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;
using Vedetta.Incidents;
using Vedetta.Incidents.Safekeeping;
using Vedetta.Intake;
using Vedetta.Settings;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Desk;

/// <summary>A company of 120 lines: a quiet day, then a dialler rings every line once a minute for three minutes.</summary>
internal static class FloodDay
{
    public const string Prefix = "+39025550", Dialler = "+33176550001";
    public const int Lines = 120;

    /// <summary>Plays it through intake and detection; returns the number of the incident.</summary>
    public static async Task<int> Fill(DeskHost host)
    {
        IServiceProvider services = host.App.Services;
        await services.GetRequiredService<SettingsStore>().Save(
            "anna", new Organisation { Name = "Esempio", Lines = new LinesSetting { Prefixes = [Prefix], Count = Lines } });
        var random = new Random(5);
        DateTimeOffset start = host.Time.GetUtcNow();
        for (int minute = -24 * 60; minute < 0; minute += 60) await Play(host, start.AddMinutes(minute), 3600, random, isFlood: false);
        for (int step = 0; step < 36; step++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(5));
            await Play(host, start.AddSeconds(5 * step), 5, random, isFlood: true);
        }
        await services.GetRequiredService<EvidenceKeeper>().Round();
        await services.GetRequiredService<HistoryFeed>().CatchUp();
        return Assert.Single(await services.GetRequiredService<IncidentDesk>().OpenFloods()).Incident;
    }

    private static async Task Play(DeskHost host, DateTimeOffset from, int seconds, Random random, bool isFlood)
    {
        IServiceProvider services = host.App.Services;
        byte[] lines = EvidenceLines.Write(Calls(from, seconds, random, isFlood).OrderBy(c => c.AtUnixMilliseconds));
        await services.GetRequiredService<SignalIntake>().Take(new MemoryStream(lines), SignalFormat.Ndjson);
        Lookout lookout = services.GetRequiredService<Lookout>();
        await foreach (JournaledBatch batch in services.GetRequiredService<Journal>().ReadFrom(lookout.Sequence)) lookout.Take(batch);
        await lookout.Round(from.AddSeconds(seconds), default);
        foreach ((_, Engine.Floods.Flood flood) in await services.GetRequiredService<IncidentDesk>().OpenFloods())
            services.GetRequiredService<FloodBook>().Note(flood);
    }

    private static IEnumerable<CallAttempt> Calls(DateTimeOffset from, int seconds, Random random, bool isFlood)
    {
        for (int second = 0; second < seconds; second++)
        {
            DateTimeOffset at = from.AddSeconds(second);
            if (random.Next(30) == 0) yield return Call(at, $"+393401{random.Next(100_000):00000}", random.Next(Lines), "phone/3", 200, 60);
            if (!isFlood) continue;
            long now = at.ToUnixTimeSeconds() % 60;
            for (int line = 0; line < Lines; line++)
                if (line * 60 / Lines == now) yield return Call(at.AddMilliseconds(line), Dialler, line, "autodial/1.0", 200, 12);
        }
    }

    private static CallAttempt Call(DateTimeOffset at, string from, int line, string agent, int status, double duration) => new()
    {
        AtUnixMilliseconds = at.ToUnixTimeMilliseconds(),
        CallId = $"{at.ToUnixTimeMilliseconds():x}-{line}",
        From = from,
        To = $"{Prefix}{line:000}",
        Trunk = "carrier",
        UserAgent = agent,
        Status = status,
        RingSeconds = 3,
        DurationSeconds = duration,
    };
}
