using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Engine.Reports;
using Vedetta.Intake;
using Vedetta.Storage;
using Vedetta.Tests.Acceptance;

namespace Vedetta.Tests.StatusPage.Reports;

/// <summary>What anybody may send to the public form, over real HTTP.</summary>
public sealed class ReportFormTests
{
    [Fact]
    public async Task One_tap_reports_and_leads_to_what_is_known()
    {
        await using ReportHost host = await ReportHost.Start();
        HttpResponseMessage answer = await host.Post("/it/s/whatsapp", "192.0.2.1", language: "de-IT,de;q=0.9");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/it/s/whatsapp/reported/IT-32", answer.Headers.Location!.ToString());
        string page = await host.Client.GetStringAsync(answer.Headers.Location);
        Assert.Contains("Grazie, abbiamo ricevuto la tua segnalazione.", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"IT-32\" selected", page, StringComparison.Ordinal);
        Assert.Equal(1, (await host.Stored())["whatsapp"]);
    }

    [Fact]
    public async Task The_same_person_counts_once_and_gets_the_same_answer()
    {
        await using ReportHost host = await ReportHost.Start();
        for (int i = 0; i < 3; i++)
            Assert.Equal("/s/whatsapp/reported", (await host.Post("/s/whatsapp", "192.0.2.1")).Headers.Location!.ToString());
        await host.Post("/s/tim", "192.0.2.1");
        await host.Post("/s/whatsapp", "192.0.2.1", agent: "another browser");
        Dictionary<string, long> stored = await host.Stored();
        Assert.Equal((2, 1), (stored["whatsapp"], stored["tim"]));
    }

    [Fact]
    public async Task Details_are_kept_beside_the_report_and_shown_from_five_on()
    {
        await using ReportHost host = await ReportHost.Start();
        for (int i = 0; i < 6; i++)
        {
            string address = $"192.0.{i}.1";
            await host.Post("/s/whatsapp", address);
            string place = i < 5 ? "IT-25" : "IT-62";
            HttpResponseMessage answer = await host.Post("/s/whatsapp/details", address, $"reason=sending&place={place}&network=tim");
            Assert.Equal("/s/whatsapp/thanks", answer.Headers.Location!.ToString());
            await host.Post("/s/whatsapp/details", address, "reason=calls");
        }
        await host.Post("/s/whatsapp/details", "203.0.113.9", "reason=calls");
        string page = await host.Client.GetStringAsync("/en/s/whatsapp");
        string shown = page[page.IndexOf("reason-title", StringComparison.Ordinal)..];
        Assert.Contains("Sending messages", shown, StringComparison.Ordinal);
        Assert.Contains("Lombardia", shown, StringComparison.Ordinal);
        Assert.Contains("TIM", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Lazio", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(">Calls<", shown, StringComparison.Ordinal);
        Assert.Equal(6, (await host.Stored())["whatsapp"]);
    }

    [Theory]
    [InlineData("/s/nothing", "", HttpStatusCode.NotFound, "not on our list")]
    [InlineData("/s/whatsapp", "reason=%FF%FE", HttpStatusCode.BadRequest, "cannot read")]
    [InlineData("/s/whatsapp", "reason=%00", HttpStatusCode.BadRequest, "cannot read")]
    [InlineData("/s/whatsapp", "a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10&k=11&l=12&m=13&n=14&o=15&p=16&q=17&r=18", HttpStatusCode.BadRequest, "cannot read")]
    public async Task What_cannot_be_taken_is_refused_with_a_page_that_says_so(
        string path, string body, HttpStatusCode status, string says)
    {
        await using ReportHost host = await ReportHost.Start();
        HttpResponseMessage answer = await host.Post(path, "192.0.2.1", body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await host.Stored());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_four_kilobytes_is_413(bool isChunked)
    {
        await using ReportHost host = await ReportHost.Start();
        byte[] body = Encoding.ASCII.GetBytes("reason=" + new string('x', 5000));
        HttpContent content = isChunked ? new StreamContent(new NotSeekable(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        HttpResponseMessage answer = await host.Post("/s/whatsapp", "192.0.2.1", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("too large", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_forged_reports_of_one_prefix_change_no_state()
    {
        await using ReportHost host = await ReportHost.Start(loops: true);
        var address = new Uri(host.App.Urls.First());
        int[] taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Forge(address.Port, sender * 25_000, 25_000)));
        Assert.Equal(100_000, taken.Sum());
        await LiveHost.Until(() => host.Radar.Picture.Find("whatsapp")?.Evidence.Reports == ReportGateRules.CountedPerNetworkMax);
        Assert.Equal(ReportState.None, host.Radar.Picture.Find("whatsapp")!.State);
        Assert.Equal(ReportGateRules.CountedPerNetworkMax, (await host.Stored())["whatsapp"]);
        Assert.Empty(await host.App.Services.GetRequiredService<Vedetta.Incidents.IncidentDesk>().List(new()));
    }

    [Fact]
    public async Task An_address_is_believed_only_from_a_trusted_proxy()
    {
        await using ReportHost host = await ReportHost.Start(trustsTest: false);
        for (int i = 0; i < 20; i++) await host.Post("/s/whatsapp", $"20.{i}.3.4", agent: $"agent {i}");
        Assert.Equal(ReportGateRules.CountedPerNetworkMax, (await host.Stored())["whatsapp"]);
    }

    [Fact]
    public async Task Nothing_of_the_person_is_stored()
    {
        await using ReportHost host = await ReportHost.Start();
        await host.Post("/s/whatsapp", "198.51.100.77", agent: "Telltale/1.0");
        await using VedettaContext context = await host.App.Services
            .GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync();
        string stored = Encoding.UTF8.GetString(StoredSignals.Unpack((await context.Set<SignalBlock>().SingleAsync()).Body));
        Assert.Contains("\"service\":\"whatsapp\"", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("Telltale", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeded_fuzz_is_answered_and_never_printed_as_it_came()
    {
        await using ReportHost host = await ReportHost.Start();
        var random = new Random(11);
        HashSet<HttpStatusCode> allowed =
        [
            HttpStatusCode.SeeOther, HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.NotFound,
            HttpStatusCode.UnsupportedMediaType,
        ];
        for (int i = 0; i < 600; i++)
        {
            using var content = new ByteArrayContent(Body(random));
            content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-16"));
            string path = Pick(random, "/s/whatsapp", "/de/s/whatsapp", "/s/whatsapp/details", "/fr/s/area-clienti/details", "/s/%3Cscript%3E");
            HttpResponseMessage answer = await host.Post(path, $"20.{i / 250}.{i % 250}.1", content);
            Assert.Contains(answer.StatusCode, allowed);
            Assert.DoesNotContain(Script, await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }
        string search = await host.Client.GetStringAsync("/en/find?q=" + Uri.EscapeDataString("\">" + Script));
        Assert.DoesNotContain(Script, search, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>clienti", await host.Client.GetStringAsync("/en/s"), StringComparison.Ordinal);
        Assert.DoesNotContain(Script, await host.Client.GetStringAsync("/en/s/whatsapp"), StringComparison.Ordinal);
    }

    // Posts of ever new persons in 192.0.2.0/24, many in one write, as a forger would; returns how many were answered 303.
    private static async Task<int> Forge(int port, int first, int count)
    {
        const int PerWrite = 250;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] answers = new byte[1 << 18];
        int taken = 0;
        for (int from = first; from < first + count; from += PerWrite)
        {
            string requests = string.Concat(Enumerable.Range(from, PerWrite).Select(i =>
                $"POST /s/whatsapp HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.{i % 256}\r\nUser-Agent: agent {i}\r\n"
                + "Content-Length: 0\r\n\r\n"));
            await socket.SendAsync(Encoding.ASCII.GetBytes(requests));
            taken += await CountAnswers(socket, answers, PerWrite);
        }
        return taken;
    }

    private static async Task<int> CountAnswers(Socket socket, byte[] into, int expected)
    {
        int read = 0;
        while (true)
        {
            int more = await socket.ReceiveAsync(into.AsMemory(read));
            read += more;
            string text = Encoding.ASCII.GetString(into, 0, read);
            int ends = text.Split("\r\n\r\n").Length - 1;
            if (more == 0 || ends >= expected) return text.Split("HTTP/1.1 303").Length - 1;
        }
    }

    private const string Script = "<script>alert(1)</script>";

    private static byte[] Body(Random random)
    {
        byte[] noise = new byte[random.Next(random.Next(4) == 0 ? 6000 : 60)];
        random.NextBytes(noise);
        string start = Pick(random, "reason=", "place=IT-25&reason=", "network=" + Uri.EscapeDataString(Script) + "&", "", "&&&=%", "reason=%3Cscript%3E&x=");
        return [.. Encoding.ASCII.GetBytes(start), .. noise];
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];

    private sealed class NotSeekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
