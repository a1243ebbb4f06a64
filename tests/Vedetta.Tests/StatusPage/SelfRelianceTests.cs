using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Detection;
using Vedetta.Intake;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.StatusPage;

/// <summary>The page when what it is made from is away.</summary>
public sealed class SelfRelianceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly string[] Paths =
        ["/it/", "/de/history", "/history.rss", "/history.atom", "/feed.json", "/maintenance.ics", "/badge.svg", "/api/v2/summary.json", "/cap.atom"];

    [Fact]
    public async Task Pages_and_feeds_stay_and_say_as_of_when_while_the_database_is_away()
    {
        await using PublicHost host = await PublicHost.Start();
        await host.Text("/it/");
        await LoseTables(host);
        host.Desk.Time.Advance(TimeSpan.FromHours(5));
        await host.Paint();
        Assert.True(host.Desk.App.Services.GetRequiredService<PublicFacts>().Current.IsStale);
        foreach (string path in Paths) Assert.Equal(HttpStatusCode.OK, (await host.Visitor.GetAsync(path)).StatusCode);
        string page = await host.Text("/it/");
        Assert.Contains("I dati non si aggiornano al momento", page, StringComparison.Ordinal);
        Assert.Contains("2 mar 2026, 10:40", page, StringComparison.Ordinal);
        Assert.Contains("Website is down (it)", page, StringComparison.Ordinal);
        Assert.Contains("not being updated", await host.Text("/en/history.rss"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_voice_menu_gets_its_text_while_the_database_is_away()
    {
        await using PublicHost host = await PublicHost.Start();
        await LoseTables(host);
        host.Desk.Time.Advance(TimeSpan.FromHours(5));
        await host.Paint();
        Assert.Contains("You need not wait. (fr)", await host.Text("/api/v1/announcement?lang=fr"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_starts_without_its_database_shows_what_it_showed_and_goes_on_when_it_is_back()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-reliance-").FullName;
        await using TcpRelay relay = TcpRelay.To(await server.NewDatabase());
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        relay.Open();
        await using (WebApplication first = Server.Create(Options(folder, relay.Connection), time))
        {
            await first.StartAsync();
            await first.Services.GetRequiredService<SettingsStore>().Save("ada", new Organisation { Name = "Telefonia Esempio" });
            await first.Services.GetRequiredService<NoticeDesk>().Submit(Statements.Some.Incident(), new Author("ada", true));
            await first.Services.GetRequiredService<PublicPainter>().Round(default);
            await first.StopAsync();
        }
        relay.Close();
        await using WebApplication second = Server.Create(Options(folder, relay.Connection), time);
        await second.StartAsync();
        using var visitor = new HttpClient { BaseAddress = new Uri(second.Urls.First()) };
        string page = await visitor.GetStringAsync("/de/");
        Assert.Contains("Website is down (de)", page, StringComparison.Ordinal);
        Assert.Contains("Telefonia Esempio", page, StringComparison.Ordinal);
        Assert.Contains("nicht aktualisiert", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/health")).StatusCode);
        relay.Open();
        Task opened = second.Services.GetRequiredService<Journal>().Opened;
        while (!opened.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.WhenAny(opened, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
        time.Advance(PublicFacts.ReadEvery);
        await second.Services.GetRequiredService<PublicPainter>().Round(default);
        Assert.DoesNotContain("nicht aktualisiert", await visitor.GetStringAsync("/de/"), StringComparison.Ordinal);
        await second.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Pages_do_not_need_the_detector()
    {
        await using PublicHost host = await PublicHost.Start();
        await host.Desk.App.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Lookout>().First().StopAsync(default);
        await host.Publish(Statements.Some.Incident() with { Title = PublicText.Same("Seen without it") });
        await host.Paint();
        Assert.Contains("Seen without it", await host.Text("/en/"), StringComparison.Ordinal);
    }

    private static ServerOptions Options(string folder, string? database) => new()
    {
        DataDirectory = folder,
        Urls = "http://127.0.0.1:0",
        PostgresConnection = database,
        RunLoops = false,
    };

    // What the server finds when its database is gone: every question fails.
    private static async Task LoseTables(PublicHost host)
    {
        await using SqliteConnection connection = (SqliteConnection)await host.Desk.App.Services.GetRequiredService<Vedetta.Storage.Database>().Open();
        foreach (string table in (string[])["notices", "notice_updates", "components", "component_spans"])
        {
            await using SqliteCommand drop = connection.CreateCommand();
            drop.CommandText = $"DROP TABLE {table}";
            await drop.ExecuteNonQueryAsync();
        }
    }
}
