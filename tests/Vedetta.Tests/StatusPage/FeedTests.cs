using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Vedetta.Statements;
using Vedetta.StatusPage.Feeds;

namespace Vedetta.Tests.StatusPage;

/// <summary>What programs read, read by programs.</summary>
public sealed class FeedTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData("/it/history.rss", "it", 3)]
    [InlineData("/de/history.atom", "de", 3)]
    [InlineData("/history.atom", "en", 3)]
    [InlineData("/fr/components/shop/history.rss", "fr", 1)]
    [InlineData("/fr/history.atom?component=login", "fr", 1)]
    public async Task Feedparser_reads_every_feed_without_a_complaint(string path, string language, int entries)
    {
        await using PublicHost host = await PublicHost.Start();
        string? read = await PublicHost.Peer(Python, ["-c", """
            import feedparser, sys
            f = feedparser.parse(sys.stdin.buffer.read())
            print(f.bozo, f.feed.get("language") or f.feed.title_detail.language, len(f.entries), len(set(e.id for e in f.entries)))
            """], await host.Text(path));
        if (read is null) Assert.Skip("needs python3-feedparser");
        Assert.Equal($"{(read[0] == 'F' ? "False" : "0")} {language} {entries} {entries}", read);
    }

    [Fact]
    public async Task An_entry_keeps_its_id_when_it_is_updated()
    {
        await using PublicHost host = await PublicHost.Start();
        string id = await host.Publish(Statements.Some.Incident());
        await host.Paint();
        string[] before = Ids(await host.Text("/en/history.atom"));
        host.Desk.Time.Advance(TimeSpan.FromMinutes(5));
        await host.Publish(Statements.Some.Update(id, NoticeState.Monitoring));
        await host.Paint();
        Assert.Equal(before.Order(), Ids(await host.Text("/en/history.atom")).Order());
    }

    [Fact]
    public async Task The_json_feed_has_what_its_version_asks_for()
    {
        await using PublicHost host = await PublicHost.Start();
        using JsonDocument feed = JsonDocument.Parse(await host.Text("/it/feed.json"));
        Assert.Equal("https://jsonfeed.org/version/1.1", feed.RootElement.GetProperty("version").GetString());
        Assert.Equal("https://status.example.it/it/feed.json", feed.RootElement.GetProperty("feed_url").GetString());
        Assert.All(feed.RootElement.GetProperty("items").EnumerateArray(), item =>
        {
            Assert.NotEmpty(item.GetProperty("id").GetString()!);
            Assert.Contains("(it)", item.GetProperty("content_text").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Icalendar_reads_the_maintenance_and_its_withdrawal()
    {
        await using PublicHost host = await PublicHost.Start();
        DateTimeOffset from = host.Desk.Time.GetUtcNow().AddDays(5);
        string id = await host.Publish(Statements.Some.Maintenance(from, from.AddHours(1)) with
        {
            Text = Statements.Some.Text("Comma, semicolon; backslash \\ and\na second line, " + new string('ä', 90)),
        });
        await host.Publish(Statements.Some.Update(id, NoticeState.Withdrawn));
        await host.Paint();
        string text = await host.Text("/de/maintenance.ics");
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        string? read = await PublicHost.Peer(Python, ["-c", """
            import icalendar, sys
            c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
            for e in c.walk("vevent"):
                print(e["status"], e["sequence"], e["summary"], "second line" in e["description"], e.errors)
            """], text);
        if (read is null) Assert.Skip("needs python3-icalendar");
        Assert.Contains("CANCELLED 1 Work on the website (de) True []", read, StringComparison.Ordinal);
        Assert.Contains("CONFIRMED 0 Work on the website (de) False []", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Badge_and_widget_say_the_state_in_words()
    {
        await using PublicHost host = await PublicHost.Start();
        XDocument svg = XDocument.Parse(await host.Text("/it/components/shop/badge.svg"));
        Assert.Equal("Shop: Interruzione parziale", svg.Root!.Elements().First(e => e.Name.LocalName == "title").Value);
        using JsonDocument shields = JsonDocument.Parse(await host.Text("/badge.json"));
        Assert.Equal(1, shields.RootElement.GetProperty("schemaVersion").GetInt32());
        using HttpResponseMessage embed = await host.Visitor.GetAsync("/it/embed");
        Assert.False(embed.Headers.Contains("X-Frame-Options"));
        Assert.Contains("frame-ancestors *", embed.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        string script = await host.Text("/embed.js");
        Assert.InRange(script.Length, 100, 2048);
        Assert.DoesNotContain("innerHTML", script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folded_line_never_splits_a_character()
    {
        for (int length = 60; length < 90; length++)
        {
            var text = new StringBuilder();
            string line = new string('x', length) + "🙂é漢" + new string('y', 80);
            CalendarText.Line(text, line);
            Assert.Equal(line + "\r\n", text.ToString().Replace("\r\n ", "", StringComparison.Ordinal));
            Assert.All(text.ToString().Split("\r\n"), l => Assert.InRange(Encoding.UTF8.GetByteCount(l), 0, 75));
        }
    }

    private static string[] Ids(string atom) => [.. XDocument.Parse(atom).Descendants().Where(e => e.Name.LocalName == "entry")
        .Select(e => e.Elements().First(i => i.Name.LocalName == "id").Value)];
}
