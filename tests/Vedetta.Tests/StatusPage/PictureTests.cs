using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.StatusPage.Pictures;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.StatusPage;

/// <summary>How public pages leave the server, by a real socket.</summary>
public sealed class PictureTests
{
    [Fact]
    public async Task The_first_answer_and_the_ready_one_say_the_same()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        using HttpResponseMessage first = await visitor.GetAsync("/de/"), ready = await visitor.GetAsync("/de/");
        Assert.Equal(1, Pictures(host).Served);
        Assert.Equal(Headers(first), Headers(ready));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await ready.Content.ReadAsStringAsync());
        Assert.Contains("lang=\"de\"", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it;q=0.4, de-CH;q=0.9, en;q=0.1", "de")]
    [InlineData("vedetta-language=fr", "de", "fr")]
    [InlineData("a=b; vedetta-language=it; c=d", "de", "it")]
    [InlineData("vedetta-language=zz", "nl, pt", "en")]
    public async Task Without_a_language_in_the_address_the_visitor_decides(string cookie, string accepted, string language)
    {
        await using DeskHost host = await DeskHost.Start();
        for (int round = 0; round < 2; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, host.Address + "/");
            if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Accept-Language", accepted);
            using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
            using HttpResponseMessage answer = await client.SendAsync(request);
            Assert.Equal([language], answer.Content.Headers.ContentLanguage);
            Assert.Equal(["Accept-Encoding", "Accept-Language", "Cookie"], answer.Headers.Vary);
        }
        Assert.Equal(1, Pictures(host).Served);
    }

    [Fact]
    public async Task What_a_browser_has_is_not_sent_again()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        string tag = (await visitor.GetAsync("/en/")).Headers.ETag!.Tag;
        visitor.DefaultRequestHeaders.Add("If-None-Match", $"\"other\", {tag}");
        using HttpResponseMessage again = await visitor.GetAsync("/en/");
        Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag!.Tag));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("brotli", null)]
    public async Task A_browser_gets_the_encoding_it_takes(string accepted, string? encoding)
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        visitor.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", accepted);
        await visitor.GetAsync("/en/");
        using HttpResponseMessage answer = await visitor.GetAsync("/en/");
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        long length = (await visitor.GetAsync("/en/")).Content.Headers.ContentLength!.Value;
        using var request = new HttpRequestMessage(HttpMethod.Head, "/en/");
        using HttpResponseMessage head = await visitor.SendAsync(request);
        Assert.Equal(length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_publication_is_on_the_page_after_the_next_round()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        await visitor.GetAsync("/it/");
        await host.App.Services.GetRequiredService<NoticeDesk>()
            .Submit(Statements.Some.Incident(), new Author("ada", MayApprove: true));
        await host.App.Services.GetRequiredService<PublicPainter>().Round(default);
        Assert.Contains("Website is down (it)", await visitor.GetStringAsync("/it/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_painted()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        foreach (string path in (string[])["/it/incidents/none", "/incidents/none", "/xx/", "/it/nothing", "/es/history"])
            Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync(path)).StatusCode);
        // The page that says so, once for each language asked for.
        Assert.InRange(Pictures(host).Count, 1, 2);
    }

    private static PublicPictures Pictures(DeskHost host) => host.App.Services.GetRequiredService<PublicPictures>();

    private static IEnumerable<string> Headers(HttpResponseMessage answer) => answer.Headers.Concat(answer.Content.Headers)
        .Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal);
}
