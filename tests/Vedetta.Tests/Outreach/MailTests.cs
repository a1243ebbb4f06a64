using System.Net;
using System.Net.Sockets;
using System.Text;
using Vedetta.Outreach;
using Vedetta.Tests.Cli;

namespace Vedetta.Tests.Outreach;

/// <summary>Letters through a real SMTP peer.</summary>
public sealed class MailTests
{
    [Fact]
    public async Task A_stranger_becomes_a_subscriber_and_gets_the_news_with_one_click_to_end_it()
    {
        await using MailSink sink = await MailSink.Start();
        await using OutreachHost host = await OutreachHost.Start(smtpPort: sink.Port);
        await host.AddComponents("voice");
        await host.Post("/it/subscribe", ("email", "anna@example.org"), ("component", "voice"));
        await host.Loop.Round();
        string asking = Assert.Single(sink.Messages);
        Assert.Contains("To: anna@example.org", asking, StringComparison.Ordinal);
        Assert.DoesNotContain("List-Unsubscribe", asking, StringComparison.Ordinal);
        await host.Post(LinkIn(asking, "/it/subscribe/confirm/"));
        await host.Publish("Voce", "voice");
        await host.Loop.Round();
        await host.Loop.Round();
        string news = Assert.Single(sink.Messages, m => m != asking);
        Assert.Contains("Content-Language: it", news, StringComparison.Ordinal);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", news, StringComparison.Ordinal);
        string end = Unfold(news).Split("List-Unsubscribe: <https://status.example.it")[1].Split('>')[0];
        Assert.Equal(HttpStatusCode.OK, (await host.Post(end, ("List-Unsubscribe", "One-Click"))).StatusCode);
        await host.Publish("Voce ancora", "voice");
        Assert.Equal(0, await host.Loop.Round());
    }

    [Fact]
    public async Task A_correction_is_sent_as_one()
    {
        await using MailSink sink = await MailSink.Start();
        await using OutreachHost host = await OutreachHost.Start(smtpPort: sink.Port);
        await host.Subscribed("anna@example.org");
        string notice = await host.Publish("Voice fails");
        await host.Publish("Voice fails", noticeId: notice, corrects: 1);
        await host.Loop.Round();
        await host.Loop.Round();
        Assert.Contains(sink.Messages, m => m.Contains("Subject: Correction: Voice fails", StringComparison.Ordinal));
        Assert.Equal(2, sink.Messages.Length);
    }

    [Fact]
    public async Task A_restart_sends_none_twice_and_loses_none()
    {
        await using MailSink sink = await MailSink.Start();
        using var folder = new TemporaryFolder();
        await using (OutreachHost first = await OutreachHost.Start(smtpPort: sink.Port, folder: folder.Path))
        {
            for (int i = 0; i < 5; i++) await first.Subscribed($"s{i}@example.org");
            await first.Publish("One");
            await first.Loop.Round();
            await first.Publish("Two");
            await first.Outbox.Spread();
        }
        await using OutreachHost second = await OutreachHost.Start(smtpPort: sink.Port, folder: folder.Path);
        second.Time.Advance(TimeSpan.FromHours(1));
        for (int round = 0; round < 3; round++) await second.Loop.Round();
        Assert.Equal(10, sink.Messages.Length);
        Assert.Equal(10, sink.Messages.Select(MessageId).Distinct().Count());
    }

    [Theory]
    [InlineData("-f", SendOutcomeSeen.Dead)]
    [InlineData("-r", SendOutcomeSeen.Waiting)]
    public async Task A_refused_address_is_given_up_and_a_busy_server_is_asked_again(string how, SendOutcomeSeen seen)
    {
        await using MailSink sink = await MailSink.Start(how, "rcpt");
        await using OutreachHost host = await OutreachHost.Start(smtpPort: sink.Port);
        await host.Subscribed("anna@example.org");
        await host.Publish("Voice fails");
        await host.Loop.Round();
        OutreachCounts counts = await host.Subscribers.Count();
        Assert.Equal(seen == SendOutcomeSeen.Dead ? (1, 0) : (0, 1), (counts.Dead, counts.Waiting));
        foreach (DeliveryRow dead in await host.Outbox.Dead(1)) Assert.DoesNotContain("anna", dead.Delivery.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_letters_wait()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using OutreachHost host = await OutreachHost.Start(smtpPort: port);
        await host.Post("/subscribe", ("email", "anna@example.org"));
        await host.Loop.Round();
        Assert.Equal(1, (await host.Subscribers.Count()).Waiting);
    }

    [Fact]
    public async Task A_webhook_into_a_private_network_is_refused_unless_the_server_allows_it()
    {
        await using HookListener peer = await HookListener.Start();
        await using OutreachHost host = await OutreachHost.Start(areHooksPublicOnly: true);
        await host.Hook(Channel.Webhook, peer.Address + "/x");
        await host.Hook(Channel.Teams, "http://169.254.169.254/latest");
        await host.Publish("Voice fails");
        await host.Loop.Round();
        Assert.Empty(peer.Taken);
        Assert.All(await host.Outbox.Dead(10), d => Assert.Equal("the target lies in a network that may not be reached", d.Delivery.Fault));
        Assert.Equal(2, (await host.Outbox.Dead(10)).Count);
    }

    [Theory]
    [InlineData("it")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("en")]
    public async Task The_form_works_in_every_language_without_script_and_encodes_what_is_typed(string language)
    {
        await using OutreachHost host = await OutreachHost.Start();
        HttpResponseMessage page = await host.Client.GetAsync($"/{language}/subscribe");
        string html = await page.Content.ReadAsStringAsync();
        Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Post($"/{language}/subscribe", ("email", "<script>alert(1)</script>"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync($"/{language}/subscribe/manage/%3Cscript%3E")).StatusCode);
    }

    [Fact]
    public async Task Forms_that_are_none_are_refused()
    {
        await using OutreachHost host = await OutreachHost.Start();
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsync("/subscribe", json)).StatusCode);
        using var large = new StringContent("email=" + new string('a', 100_000), Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostAsync("/subscribe", large)).StatusCode);
    }

    [Fact]
    public async Task Random_forms_and_links_never_break_the_server()
    {
        await using OutreachHost host = await OutreachHost.Start();
        var random = new Random(2026);
        string[] paths = ["/subscribe", "/it/subscribe", "/subscribe/confirm/", "/de/subscribe/manage/", "/unsubscribe/", "/api/v1/heartbeats/"];
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = new byte[random.Next(0, 300)];
            random.NextBytes(bytes);
            string path = paths[random.Next(paths.Length)];
            if (path[^1] == '/') path += Uri.EscapeDataString(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 60)));
            using var form = new ByteArrayContent(bytes);
            form.Headers.TryAddWithoutValidation("Content-Type", random.Next(3) == 0 ? "multipart/form-data; boundary=x" : "application/x-www-form-urlencoded");
            using HttpResponseMessage posted = await host.Client.PostAsync(path, form), got = await host.Client.GetAsync(path);
            Assert.True((int)posted.StatusCode < 500 && (int)got.StatusCode < 500, $"{path}: {posted.StatusCode}, {got.StatusCode}");
        }
    }

    [Fact]
    public async Task One_network_can_send_few_forms()
    {
        await using OutreachHost host = await OutreachHost.Start();
        var seen = new List<HttpStatusCode>();
        for (int i = 0; i < 35; i++) seen.Add((await host.Post("/subscribe", ("email", $"a{i}@example.org"))).StatusCode);
        Assert.Equal(30, seen.Count(s => s == HttpStatusCode.OK));
        Assert.Equal(5, seen.Count(s => s == HttpStatusCode.TooManyRequests));
    }

    /// <summary>Where a letter is afterwards.</summary>
    public enum SendOutcomeSeen
    {
        /// <summary>Given up.</summary>
        Dead,

        /// <summary>To be tried again.</summary>
        Waiting,
    }

    private static string LinkIn(string message, string path)
    {
        string text = Unfold(message).Replace("=\n", "", StringComparison.Ordinal);
        return path + text.Split(path)[1].Split('\n', ' ')[0].Trim();
    }

    private static string Unfold(string message) =>
        message.ReplaceLineEndings("\n").Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal);

    private static string MessageId(string message) => Unfold(message).Split("Message-Id:", StringSplitOptions.None)[1].Split('\n')[0];
}
