using System.Text;
using System.Text.Json.Nodes;
using Vedetta.Outreach;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.Tests.Cli;
using Vedetta.Web;

namespace Vedetta.Tests.Outreach;

/// <summary>Who gets what, when it is tried again, and what messages look like.</summary>
public sealed class OutreachRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 10, 0, 0, TimeSpan.Zero);
    private static readonly SubscriberLinks Links = new("https://s/c", "https://s/m", "https://s/u", "https://s/en");

    internal static PublishedUpdate Update(string title = "Voice fails", string text = "We look into it.", long? corrects = null) => new(
        new NoticeUpdate
        {
            Id = 7,
            NoticeId = "abc",
            State = NoticeState.Investigating,
            Text = PublicText.Same(text),
            PublishedAt = Now,
            Corrects = corrects,
            Affected = [new("voice", ComponentState.PartialOutage)],
        },
        new Notice { Id = "abc", Title = PublicText.Same(title), Impact = NoticeImpact.Major, CreatedAt = Now },
        [new Component { Id = "voice", Name = PublicText.Same("Voice"), GroupId = "network" }]);

    private static PublicView View(Language? language = null) =>
        new(language ?? Language.En, new Organisation { Name = "Telefonia Esempio" }, Now);

    [Theory]
    [InlineData("", true)]
    [InlineData("voice", true)]
    [InlineData("mail,voice", true)]
    [InlineData("network", true)]
    [InlineData("mail", false)]
    [InlineData("voi", false)]
    public void News_go_to_those_who_want_the_component_or_its_group(string wanted, bool gets) =>
        Assert.Equal(gets, OutreachRules.Wants(wanted, Update().Affected));

    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(1, 1, 10)]
    [InlineData(3, 1, 40)]
    [InlineData(30, 1, 3600)]
    [InlineData(30, 0, 1800)]
    public void Waits_double_up_to_an_hour_and_are_spread(int attempts, double chance, double seconds) =>
        Assert.Equal(seconds, OutreachRules.RetryAfter(attempts, chance).TotalSeconds);

    [Theory]
    [InlineData(200, SendOutcome.Taken)]
    [InlineData(204, SendOutcome.Taken)]
    [InlineData(301, SendOutcome.Retry)]
    [InlineData(307, SendOutcome.Retry)]
    [InlineData(400, SendOutcome.Refused)]
    [InlineData(404, SendOutcome.Refused)]
    [InlineData(408, SendOutcome.Retry)]
    [InlineData(410, SendOutcome.Gone)]
    [InlineData(429, SendOutcome.Retry)]
    [InlineData(503, SendOutcome.Retry)]
    public void Only_success_is_success_and_a_redirect_is_none(int status, SendOutcome outcome) =>
        Assert.Equal(outcome, OutreachRules.Judge(status, null).Outcome);

    [Theory]
    [InlineData(" Anna@Example.ORG ", "anna@example.org")]
    [InlineData("a+b@x.it", "a+b@x.it")]
    [InlineData("anna", null)]
    [InlineData("anna@localhost", null)]
    [InlineData("a@x.it, b@x.it", null)]
    [InlineData("a@x.it\r\nBcc: b@x.it", null)]
    [InlineData("Anna <a@x.it>", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_is_one_address(string? typed, string? kept) => Assert.Equal(kept, OutreachRules.Normalise(typed));

    [Theory]
    [InlineData("anna@example.org", "a…@example.org")]
    [InlineData("https://hooks.slack.com/services/T0/secret", "https://hooks.slack.com/…")]
    public void The_desk_sees_no_whole_address(string address, string shown) => Assert.Equal(shown, OutreachRules.Mask(address));

    [Fact]
    public void A_signature_is_the_HMAC_of_time_and_body() => Assert.Equal(
        "t=1764410400,v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
            "secret"u8, "1764410400.{}"u8)),
        OutreachTokens.Signature("secret", DateTimeOffset.FromUnixTimeSeconds(1764410400), "{}"u8));

    [Fact]
    public void A_link_opens_only_what_it_was_made_for()
    {
        using var folder = new TemporaryFolder();
        var tokens = new OutreachTokens(new ServerOptions { DataDirectory = folder.Path });
        var id = Guid.NewGuid();
        string manage = tokens.Link(id, LinkUse.Manage);
        Assert.Equal(id, tokens.Read(manage, LinkUse.Manage));
        Assert.Null(tokens.Read(manage, LinkUse.Confirm));
        Assert.Null(tokens.Read(manage[..^1] + (manage[^1] == 'A' ? 'B' : 'A'), LinkUse.Manage));
        Assert.Null(tokens.Read(Guid.NewGuid().ToString("N") + manage[32..], LinkUse.Manage));
        Assert.Null(tokens.Read("", LinkUse.Manage));
    }

    [Theory]
    [InlineData("it", "Voice fails (In corso di verifica)", "Iscritt")]
    [InlineData("fr", "Voice fails (Enquête en cours)", "abonné")]
    [InlineData("de", "Voice fails (Wird untersucht)", "abonniert")]
    [InlineData("en", "Voice fails (Investigating)", "subscribed")]
    public void A_letter_is_in_the_readers_language(string code, string subject, string foot)
    {
        Letter letter = LetterRules.Of(Update(), View(Language.Find(code)), Links);
        Assert.Equal(subject, letter.Subject);
        Assert.Contains(foot, letter.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("https://s/u", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_correction_says_that_it_is_one()
    {
        Letter letter = LetterRules.Of(Update(corrects: 3), View(), Links);
        Assert.StartsWith("Correction: ", letter.Subject, StringComparison.Ordinal);
        Assert.StartsWith("This letter corrects an earlier one.", letter.Text, StringComparison.Ordinal);
        JsonObject hook = HookBodies.Statuspage(Update(corrects: 3), View(), Links, Now);
        Assert.StartsWith("Correction: ", hook["incident"]!["incident_updates"]![0]!["body"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_with_line_breaks_starts_no_header() =>
        Assert.DoesNotContain('\n', LetterRules.Of(Update("A\r\nBcc: x@y.it"), View(), Links).Subject);

    [Fact]
    public void A_webhook_has_Statuspages_shape()
    {
        JsonObject hook = HookBodies.Statuspage(Update(), View(), Links, Now);
        Assert.Equal(["meta", "page", "incident"], hook.Select(p => p.Key));
        JsonNode incident = hook["incident"]!;
        Assert.Equal(("investigating", "major", "https://s/en/incidents/abc"),
            ((string)incident["status"]!, (string)incident["impact"]!, (string)incident["shortlink"]!));
        Assert.Equal("partial_outage", (string)incident["incident_updates"]![0]!["affected_components"]![0]!["new_status"]!);
        Assert.Equal("2026-11-29T10:00:00.000Z", (string)incident["created_at"]!);
    }

    [Fact]
    public void Slack_reads_no_markup_out_of_a_text()
    {
        JsonObject message = HookBodies.Slack(Update("<!channel> & co"), View(), Links);
        Assert.Equal("&lt;!channel&gt; &amp; co (Investigating)", (string)message["text"]!);
    }

    [Fact]
    public void A_card_of_Teams_stays_below_the_size_where_Teams_fails()
    {
        byte[] body = HookBodies.Write(Channel.Teams, Update(text: new string('è', 8_000)), View(), Links, Now);
        Assert.InRange(body.Length, 1_000, 21_000);
        Assert.Equal("AdaptiveCard", (string)JsonNode.Parse(Encoding.UTF8.GetString(body))!["attachments"]![0]!["content"]!["type"]!);
    }

    [Theory]
    [InlineData("VEDETTA_SMTP_PORT", "0")]
    [InlineData("VEDETTA_SMTP_TLS", "maybe")]
    [InlineData("VEDETTA_SMTP_SENDER", "nobody")]
    public void A_wrong_mail_setting_is_named(string key, string value)
    {
        var set = new Dictionary<string, string> { ["VEDETTA_SMTP_HOST"] = "mail", ["VEDETTA_SMTP_SENDER"] = "a@b.it" };
        Assert.NotNull(SmtpOptions.FromEnvironment(set.GetValueOrDefault));
        set[key] = value;
        Assert.StartsWith(key, Assert.Throws<ArgumentException>(() => SmtpOptions.FromEnvironment(set.GetValueOrDefault)).Message, StringComparison.Ordinal);
    }
}
