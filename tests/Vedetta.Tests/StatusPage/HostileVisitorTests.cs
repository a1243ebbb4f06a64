using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Statements;
using Vedetta.StatusPage.Pictures;

namespace Vedetta.Tests.StatusPage;

/// <summary>Strangers who send what no browser sends.</summary>
public sealed class HostileVisitorTests
{
    [Fact]
    public async Task No_header_makes_the_page_fail_or_comes_back_in_it()
    {
        await using PublicHost host = await PublicHost.Start();
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            string accepted = Garbage(random, 1 + random.Next(400));
            string answer = await Raw(host, $"GET / HTTP/1.1\r\nHost: evil.example{round}\r\nAccept-Language: {accepted}\r\n"
                + $"Accept-Encoding: {Garbage(random, 40)}\r\nIf-None-Match: {Garbage(random, 60)}\r\nCookie: vedetta-language={Garbage(random, 30)}\r\n"
                + $"X-Forwarded-For: {Garbage(random, 30)}\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n");
            Assert.Matches("^HTTP/1.1 (200|304|400) ", answer);
            Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
        }
        Assert.Contains("HTTP/1.1 200", await Raw(host, "GET /it/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strange_paths_and_queries_are_answered_and_not_kept()
    {
        await using PublicHost host = await PublicHost.Start();
        PublicPictures pictures = host.Desk.App.Services.GetRequiredService<PublicPictures>();
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            string tail = Uri.EscapeDataString(Garbage(random, 1 + random.Next(80)));
            string path = (round % 5) switch
            {
                0 => $"/it/incidents/{tail}",
                1 => $"/components/{tail}/badge.svg",
                2 => $"/cap/{tail}.xml",
                3 => $"/api/v2/{tail}",
                _ => $"/de/history.rss?component={tail}",
            };
            using HttpResponseMessage answer = await host.Visitor.GetAsync(path);
            Assert.True((int)answer.StatusCode is 200 or 400 or 404 or 401 or 302, $"{path} answers {answer.StatusCode}");
        }
        Assert.InRange(pictures.Count, 0, 12);
        string endless = await Raw(host, $"GET /it/{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (414|400|431) ", endless);
    }

    [Fact]
    public async Task Scripted_and_broken_texts_come_out_harmless_everywhere()
    {
        await using PublicHost host = await PublicHost.Start();
        PublicText bad = PublicText.Same("<script>alert(1)</script>\"'&]]>\u0001\u202e{{7*7}}");
        string id = await host.Publish(Statements.Some.Incident(("shop", ComponentState.Degraded)) with { Title = bad, Text = bad, Announcement = bad });
        await host.Paint();
        string[] paths =
        [
            "/it/", $"/it/incidents/{id}", "/history.rss", "/history.atom", "/feed.json", "/api/v2/summary.json", "/cap.atom",
            $"/cap/{id}.xml", "/components/shop/badge.svg", "/embed",
        ];
        foreach (string path in paths)
        {
            string text = await host.Text(path);
            Assert.False(path.EndsWith("json", StringComparison.Ordinal) is false && text.Contains("<script", StringComparison.OrdinalIgnoreCase), path);
            if (path.EndsWith(".rss", StringComparison.Ordinal) || path.EndsWith(".atom", StringComparison.Ordinal)
                || path.EndsWith(".xml", StringComparison.Ordinal) || path.EndsWith(".svg", StringComparison.Ordinal))
                System.Xml.Linq.XDocument.Parse(text);
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/announcement");
        request.Headers.Accept.ParseAdd("application/ssml+xml");
        System.Xml.Linq.XDocument.Parse(await (await host.Visitor.SendAsync(request)).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/v1/announcement?lang=xx", HttpStatusCode.BadRequest)]
    [InlineData("/for/dealers", HttpStatusCode.Redirect)]
    [InlineData("/for/dealers/wrong", HttpStatusCode.NotFound)]
    public async Task Wrong_questions_get_their_own_answer(string path, HttpStatusCode status)
    {
        await using PublicHost host = await PublicHost.Start();
        Assert.Equal(status, (await host.Visitor.GetAsync(path)).StatusCode);
    }

    private static async Task<string> Raw(PublicHost host, string request)
    {
        var address = new Uri(host.Desk.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static string Garbage(Random random, int length)
    {
        const string Likely = "itfrdeen-_*;,=q.0123 \"W/\\()<>{}[]";
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++)
            text.Append(random.Next(4) == 0 ? (char)random.Next(0x21, 0xff) : Likely[random.Next(Likely.Length)]);
        return text.ToString();
    }
}
