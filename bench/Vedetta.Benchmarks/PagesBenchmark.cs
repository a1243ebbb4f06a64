using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;
using Vedetta.Incidents;
using Vedetta.Storage;

namespace Vedetta.Benchmarks;

/// <summary>
/// Time from request to whole answer of the desk's pages: a server with 500 incidents and 30 days of stored minutes in
/// SQLite, one visitor over loopback. Option: <c>--rounds N</c> (40).
/// </summary>
internal static class PagesBenchmark
{
    private const int Incidents = 500, Days = 30, SeriesStored = 40;

    private static readonly string[] Pages =
    [
        "/desk", "/desk/incidents", "/desk/incidents?state=closed&page=8", "/desk/incidents?q=service", "/desk/incidents/500",
        "/desk/incidents/20", "/desk/incidents/20/report", "/api/v1/incidents?take=200", "/api/v1/incidents/500", "/api/v1/board", "/metrics",
    ];

    public static int Run(string[] args) => Measure(args).GetAwaiter().GetResult();

    private static async Task<int> Measure(string[] args)
    {
        int at = Array.IndexOf(args, "--rounds");
        int rounds = at >= 0 ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : 40;
        string folder = Directory.CreateTempSubdirectory("vedetta-pages-").FullName;
        try
        {
            await using WebApplication app = Server.Create(
                new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0", RunLoops = false, IsThrowaway = true },
                TimeProvider.System);
            await app.StartAsync();
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            await Fill(app.Services, now);
            using HttpClient visitor = await SignedIn(app);
            foreach (string page in Pages) await Time(visitor, page, rounds);
            await app.StopAsync();
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static async Task Time(HttpClient visitor, string page, int rounds)
    {
        var milliseconds = new List<double>();
        long bytes = 0;
        for (int i = 0; i < rounds; i++)
        {
            long started = Stopwatch.GetTimestamp();
            byte[] body = await visitor.GetByteArrayAsync(new Uri(page, UriKind.Relative));
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            bytes = body.Length;
        }
        double first = milliseconds[0];
        milliseconds.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"{page,-38} first {first,6:N0} ms, median {milliseconds[rounds / 2],6:N1} ms, worst twentieth {milliseconds[rounds * 19 / 20],6:N1} ms, {bytes / 1024,5:N0} KiB"));
    }

    private static async Task Fill(IServiceProvider services, DateTimeOffset now)
    {
        await using (VedettaContext context = await services.GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync())
        {
            for (int id = 1; id <= Incidents; id++) Add(context, id, now.AddHours(-1.4 * (Incidents - id)).AddMinutes(-20));
            await context.SaveChangesAsync();
        }
        CountHistory history = services.GetRequiredService<CountHistory>();
        long last = now.ToUnixTimeSeconds() / 60;
        for (long minute = last - Days * 1440; minute < last; minute += 60)
            await history.Append([.. Enumerable.Range(0, SeriesStored).SelectMany(s => Enumerable.Range(0, 60)
                .Select(m => new MinuteOfSeries(s == 0 ? "contact{}" : $"contact{{topic=service{s}}}", minute + m, 60, 58, 40, 80)))]);
        Teach(services.GetRequiredService<LiveWatch>(), now);
    }

    private static void Add(VedettaContext context, int id, DateTimeOffset onset)
    {
        bool isOpen = id > Incidents - 8;
        context.Add(new Incident
        {
            Id = id,
            OpenedAt = onset.AddSeconds(30),
            Onset = onset,
            SubjectKind = SubjectKind.Service,
            SubjectId = $"service{id % 40}",
            State = isOpen ? IncidentState.Open : IncidentState.Closed,
            EndedAt = isOpen ? null : onset.AddHours(2),
            ClosedAt = isOpen ? null : onset.AddHours(2.2),
            Cause = CauseWords.DemandPeak,
            Confidence = .7,
            MeasuredSeries = "contact{}",
            Observed = 9000,
            Expected = 4000,
            RatioLow = 2,
            RatioHigh = 2.5,
            CostPerContact = 7.25m,
            FindingsJson = IncidentJson.Write(new IncidentFindings
            {
                Causes = [new(CauseWords.DemandPeak, .7, [new("contacts-surge", "5000", 2.2)])],
                Parts = [.. Enumerable.Range(0, 12).Select(i => new ExcessPart("topic", $"service{i}", .08))],
            }),
            UpdatedAt = onset,
        });
        for (int s = 0; s < 6; s++)
            context.Add(new IncidentSurge
            {
                SurgeId = $"{id}-{s}",
                IncidentId = id,
                Series = $"contact{{topic=service{s}}}",
                Onset = onset,
                EndedAt = isOpen ? null : onset.AddHours(2),
                SurgeJson = IncidentJson.Write(new Surge(
                    $"{id}-{s}", SeriesKey.Parse($"contact{{topic=service{s}}}"), SurgeDirection.Rise, onset, onset.AddSeconds(30), null, 800, 1600, 2, 1.9, 2.1, 20, 17, [])),
            });
        for (int t = 0; t < 40; t++)
            context.Add(new TimelineEntry { IncidentId = id, At = onset.AddMinutes(t), Who = "ada", Act = TimelineAct.Noted, Detail = "A note of ordinary length." });
    }

    // A day and a half of a centre with 40 topics in 5 queues and 20 places.
    private static void Teach(LiveWatch watch, DateTimeOffset now)
    {
        var random = new Random(3);
        for (int hour = 36; hour > 0; hour--)
        {
            var tiles = new TileSet();
            for (int s = 0; s < 3600; s++)
                for (int i = 0; i < 2; i++)
                    tiles.Add(now.AddHours(-hour).AddSeconds(s).ToUnixTimeSeconds(),
                        new Leaf(SignalKind.Contact, $"queue{random.Next(5)}", "voice", $"service{random.Next(40)}", $"place{random.Next(20)}"),
                        Observation.None);
            watch.Take(tiles, [], now);
            watch.Advance(now);
        }
        watch.Paint(now);
    }

    private static async Task<HttpClient> SignedIn(WebApplication app)
    {
        string link = await app.Services.GetRequiredService<FirstRun>().CreateDemoLink(app.Urls.First());
        var visitor = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
            DefaultRequestHeaders = { { "Accept", "text/html" } },
        };
        using HttpResponseMessage answer = await visitor.GetAsync(new Uri(link));
        return visitor;
    }
}
