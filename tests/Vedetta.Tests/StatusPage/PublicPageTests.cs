using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage.Feeds;

namespace Vedetta.Tests.StatusPage;

/// <summary>What the public pages say.</summary>
public sealed class PublicPageTests
{
    [Fact]
    public async Task One_publication_is_on_every_output_after_one_round()
    {
        await using PublicHost host = await PublicHost.Start();
        string[] paths =
        [
            "/it/", "/fr/", "/", "/api/v2/summary.json", "/api/v2/incidents.json", "/history.rss", "/de/history.atom", "/feed.json",
            "/cap.atom", "/components/shop/history.rss",
        ];
        foreach (string path in paths) await host.Text(path);
        string id = await host.Publish(Statements.Some.Incident(("shop", ComponentState.MajorOutage)) with { Title = PublicText.Same("Fresh news") });
        string maintenance = await host.Publish(Statements.Some.Maintenance(host.Desk.Time.GetUtcNow(), host.Desk.Time.GetUtcNow().AddHours(1)));
        await host.Paint();
        foreach (string path in paths) Assert.Contains("Fresh news", await host.Text(path), StringComparison.Ordinal);
        Assert.Contains("Fresh news", await host.Text($"/it/incidents/{id}"), StringComparison.Ordinal);
        Assert.Contains("Fresh news", await host.Text($"/cap/{id}.xml"), StringComparison.Ordinal);
        Assert.Contains("Major outage", await host.Text("/badge.svg"), StringComparison.Ordinal);
        Assert.Contains(maintenance, await host.Text("/maintenance.ics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_view_is_small_and_asks_nobody_else()
    {
        await using PublicHost host = await PublicHost.Start();
        host.Visitor.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "br");
        foreach (string path in (string[])["/it/", "/de/history"])
        {
            Assert.InRange((await host.Visitor.GetByteArrayAsync(path)).Length, 500, 10 * 1024);
            host.Visitor.DefaultRequestHeaders.Remove("Accept-Encoding");
            string page = await host.Text(path);
            host.Visitor.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "br");
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotMatch("(src|href)=\"https?://(?!status\\.example\\.it)", page);
        }
    }

    [Fact]
    public async Task The_voice_menu_hears_its_queue_in_its_language_until_the_notice_is_withdrawn()
    {
        await using PublicHost host = await PublicHost.Start();
        string id = await host.Publish(Statements.Some.Incident() with { Queues = "business, vip", Announcement = new PublicText(It: "Solo aziende", En: "Business only") });
        await host.Paint();
        Assert.Contains("Solo aziende", await host.Text("/api/v1/announcement?queue=vip&lang=it"), StringComparison.Ordinal);
        using JsonDocument other = JsonDocument.Parse(await host.Text("/api/v1/announcement?queue=private&lang=it"));
        Assert.Equal("Our website is down. You need not wait. (it)", other.RootElement.GetProperty("text").GetString());
        await host.Publish(Statements.Some.Update(id, NoticeState.Withdrawn));
        await host.Paint();
        Assert.DoesNotContain("Solo aziende", await host.Text("/api/v1/announcement?queue=vip&lang=it"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_force_is_no_content_and_what_is_held_is_not_sent_again()
    {
        await using PublicHost host = await PublicHost.Start();
        using HttpResponseMessage said = await host.Visitor.GetAsync("/api/v1/announcement");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/announcement");
        again.Headers.TryAddWithoutValidation("If-None-Match", said.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.NotModified, (await host.Visitor.SendAsync(again)).StatusCode);
        await using Access.DeskHost quiet = await Access.DeskHost.Start();
        using HttpClient visitor = quiet.Visitor();
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.GetAsync("/api/v1/announcement")).StatusCode);
    }

    [Fact]
    public async Task An_audience_reads_its_own_words_by_secret_link_or_login_and_nobody_else_does()
    {
        const string Secret = "abcdefghijklmnopqrstuvwx0123";
        await using PublicHost host = await PublicHost.Start(new Organisation
        {
            StatusPage = new() { Address = "https://status.example.it", Audiences = [new("dealers", "Rivenditori", Secret)] },
        });
        await host.Publish(Statements.Some.Incident() with { Title = PublicText.Same("Till system is down"), Audience = "dealers" });
        await host.Paint();
        Assert.Contains("Till system is down", await host.Text("/for/dealers/" + Secret), StringComparison.Ordinal);
        foreach (string path in FeedPictures.Patterns.Where(p => !p.Contains('{', StringComparison.Ordinal)).Append("/it/").Append("/api/v2/summary.json"))
            Assert.DoesNotContain("Till system", await host.Text(path), StringComparison.Ordinal);
        using HttpClient viewer = await host.Desk.SignedIn("vera", Roles.Viewer);
        Assert.Contains("Till system is down", await viewer.GetStringAsync("/for/dealers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_publishes_an_incident_by_form()
    {
        await using PublicHost host = await PublicHost.Start();
        using HttpClient anna = await host.Desk.SignedIn("anna", Roles.Approver);
        using HttpResponseMessage answer = await Access.DeskHost.Send(
            anna, "/desk/notices/new", "/desk/notices/submit", ("kind", "incident"), ("state", "Investigating"), ("impact", "Major"),
            ("title.it", "Il sito non risponde"), ("text.it", "Cerchiamo la causa."), ("affected.shop", "MajorOutage"));
        Assert.EndsWith("?done=published", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        await host.Paint();
        string german = await host.Text("/de/");
        Assert.Contains("Il sito non risponde", german, StringComparison.Ordinal);
        Assert.Contains("nur in dieser Sprache: Italiano", WebUtility.HtmlDecode(german), StringComparison.Ordinal);
        NoticeStore store = host.Desk.App.Services.GetRequiredService<NoticeStore>();
        Assert.Equal(ComponentState.MajorOutage, (await store.Components()).Single(c => c.Id == "shop").State);
    }
}
