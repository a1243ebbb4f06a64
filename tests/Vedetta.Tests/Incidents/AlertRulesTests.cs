using System.Globalization;
using System.Text;
using System.Text.Json;
using Vedetta.Incidents;
using Vedetta.Incidents.Inbound;
using Vedetta.Settings;

namespace Vedetta.Tests.Incidents;

/// <summary>Reading the notifications of other systems.</summary>
public sealed class AlertRulesTests
{
    private static readonly Organisation Telecom = new() { Services = [new("app", "MyApp", ServiceOwner.Own)] };

    // As Alertmanager 0.25 sends it, with the fields Grafana adds.
    private const string Grafana = """
        {"receiver":"vedetta","status":"firing","orgId":1,"title":"[FIRING:1]","state":"alerting","message":"**Firing**",
         "alerts":[{"status":"firing","labels":{"alertname":"HighLatency","service":"MyApp"},
          "annotations":{"summary":"MyApp answers slowly"},"startsAt":"2026-11-29T09:00:00.123456789Z",
          "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://g/","fingerprint":"c6eadffa33fcdf37",
          "silenceURL":"http://g/","dashboardURL":"","panelURL":"","values":{"B":44.2},"valueString":"[ var='B' ]"}],
         "groupLabels":{"alertname":"HighLatency"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://g/",
         "version":"1","groupKey":"{}:{alertname=\"HighLatency\"}","truncatedAlerts":2}
        """;

    private static (AlertBatch Batch, string Reason) Read(string json)
    {
        using JsonDocument body = JsonDocument.Parse(json);
        return AlertRules.TryAlertmanager(body.RootElement, Telecom, out AlertBatch batch, out string reason)
            ? (batch, reason) : (batch, "refused: " + reason);
    }

    [Fact]
    public void Grafanas_further_fields_are_passed_over()
    {
        AlertBatch batch = Read(Grafana).Batch;
        Alert alert = Assert.Single(batch.Alerts);
        Assert.Equal(new Alert("c6eadffa33fcdf37", DateTimeOffset.Parse("2026-11-29T09:00:00.123Z", CultureInfo.InvariantCulture), null, true,
            new Subject(SubjectKind.Service, "app"), "MyApp answers slowly"), alert);
        Assert.Equal(2, batch.LeftOut);
    }

    [Theory]
    [InlineData("""{"version":"4","alerts":[{"status":"odd"},{"status":"firing","fingerprint":"f","startsAt":"2026-01-01T00:00:00Z"}]}""", "status is 'odd'")]
    [InlineData("""{"alerts":[7,{"status":"firing","fingerprint":"f","startsAt":"2026-01-01T00:00:00Z"}]}""", "is not an object")]
    [InlineData("""{"alerts":[{"status":"firing","startsAt":"x"},{"status":"firing","fingerprint":"f","startsAt":"2026-01-01T00:00:00Z"}]}""", "fingerprint is missing")]
    [InlineData("""{"alerts":[{"status":"firing","fingerprint":"f","startsAt":"x"},{"status":"firing","fingerprint":"f","startsAt":"2026-01-01T00:00:00Z"}]}""", "startsAt is no time")]
    public void A_bad_alert_is_named_and_the_good_one_stays(string json, string reason)
    {
        AlertBatch batch = Read(json).Batch;
        Assert.Equal(new AlertRefusal(0, reason), Assert.Single(batch.Refused));
        Assert.Equal("f", Assert.Single(batch.Alerts).Fingerprint);
    }

    [Theory]
    [InlineData("[]", "the body is not a JSON object")]
    [InlineData("{}", "alerts is not a list")]
    [InlineData("""{"version":"3","alerts":[]}""", "version is '3', not 4")]
    public void What_is_no_such_webhook_is_refused_with_the_reason(string json, string reason) =>
        Assert.Equal("refused: " + reason, Read(json).Reason);

    [Fact]
    public void More_alerts_than_the_bound_are_counted_as_left_out()
    {
        string one = """{"status":"firing","fingerprint":"f","startsAt":"2026-01-01T00:00:00Z"}""";
        AlertBatch batch = Read($$"""{"alerts":[{{string.Join(',', Enumerable.Repeat(one, 510))}}]}""").Batch;
        Assert.Equal((500, 10L), (batch.Alerts.Count, batch.LeftOut));
    }

    [Theory]
    [InlineData("/a/b", "1")]
    [InlineData("/a/c~1d", "2")]
    [InlineData("/a/m~0n", "3")]
    [InlineData("/list/1", "5")]
    [InlineData("/list/01", null)]
    [InlineData("/list/-", null)]
    [InlineData("/list/9", null)]
    [InlineData("/", "6")]
    [InlineData("a", null)]
    [InlineData("/a/~2", null)]
    public void A_pointer_finds_its_value(string pointer, string? value)
    {
        using JsonDocument body = JsonDocument.Parse("""{"a":{"b":1,"c/d":2,"m~n":3},"list":[4,5],"":6}""");
        Assert.Equal(value, JsonPointer.Find(body.RootElement, pointer)?.GetRawText());
    }

    [Fact]
    public void Another_sender_is_read_by_its_pointers()
    {
        var source = new InboundSource
        {
            Name = "zabbix",
            ItemsPointer = "/events",
            IdPointer = "/trigger/id",
            StatusPointer = "/value",
            FiringValues = "1, PROBLEM",
            ResolvedValues = "0",
            TitlePointer = "/trigger/name",
            ComponentPointer = "/host",
            StartPointer = "/clock",
        };
        Assert.Empty(AlertRules.Faults(source));
        using JsonDocument body = JsonDocument.Parse("""
            {"events":[{"trigger":{"id":12,"name":"Disk full"},"value":1,"host":"billing","clock":"2026-11-29T09:00:00Z"},
                       {"trigger":{"id":13,"name":"x"},"value":7}]}
            """);
        Assert.True(AlertRules.TryMapped(body.RootElement, source, Telecom, out AlertBatch batch, out _));
        Alert alert = Assert.Single(batch.Alerts);
        Assert.Equal(("12", "Disk full", new Subject(SubjectKind.Component, "billing")), (alert.Fingerprint, alert.Title, alert.Subject));
        Assert.Equal(new AlertRefusal(1, "/value is '7'"), Assert.Single(batch.Refused));
    }

    [Fact]
    public void Mangled_notifications_are_refused_and_never_throw()
    {
        var random = new Random(4712);
        byte[] whole = Encoding.UTF8.GetBytes(Grafana);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] text = [.. whole];
            for (int hits = random.Next(1, 6); hits > 0; hits--) text[random.Next(text.Length)] = (byte)"{}[]\",:0a-"[random.Next(10)];
            try
            {
                using JsonDocument body = JsonDocument.Parse(text);
                AlertRules.TryAlertmanager(body.RootElement, Telecom, out AlertBatch batch, out _);
                Assert.All(batch.Alerts, a => Assert.InRange(a.Title.Length, 0, AlertRules.TextMax));
            }
            catch (JsonException)
            {
                // The endpoint answers 400 for what is no JSON.
            }
        }
    }
}
