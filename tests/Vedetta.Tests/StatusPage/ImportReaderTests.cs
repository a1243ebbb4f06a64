using System.Text;
using Vedetta.Intake.Checks;
using Vedetta.Statements;
using Vedetta.StatusPage.Imports;

namespace Vedetta.Tests.StatusPage;

/// <summary>What files of other status pages hold, and what is said of their bad items.</summary>
public sealed class ImportReaderTests
{
    internal const string Statuspage = """
        {"page":{"id":"p","name":"Example"},
         "components":[
          {"id":"c1","name":"Voice calls","status":"partial_outage","group_id":"g1","group":false,"description":"Fixed and mobile"},
          {"id":"g1","name":"Network","status":"operational","group":true,"components":["c1"]},
          {"id":"c2","name":"","status":"operational"},
          {"id":"c3","name":"Portail été","status":"operational","group_id":"gone"}],
         "incidents":[
          {"id":"i1","name":"Calls fail","status":"resolved","impact":"major","created_at":"2026-01-02T03:04:05.678Z","resolved_at":"2026-01-02T05:00:00Z",
           "components":[{"id":"c1"}],
           "incident_updates":[{"status":"resolved","body":"All works.","display_at":"2026-01-02T05:00:00Z"},
                               {"status":"investigating","body":"We look.","display_at":"2026-01-02T03:04:05Z"}]},
          {"id":"i2","name":"No updates","created_at":"2026-01-02T03:04:05Z"},
          {"id":"i3","name":"No time","created_at":"yesterday"}],
         "scheduled_maintenances":[
          {"id":"m1","name":"New switch","impact":"maintenance","created_at":"2026-02-01T00:00:00Z","scheduled_for":"2026-03-01T00:00:00Z","scheduled_until":"2026-03-01T02:00:00Z",
           "incident_updates":[{"status":"scheduled","body":"At night.","created_at":"2026-02-01T00:00:00Z"}]}]}
        """;

    internal const string Kuma = """
        {"version":"1.23.0","monitorList":[
          {"id":1,"name":"Sites","type":"group"},
          {"id":2,"name":"Shop","type":"keyword","url":"https://shop.example/","keyword":"basket","interval":30,"maxretries":3,"maxredirects":10,"accepted_statuscodes":["200-299","401"],"active":true,"parent":1,"timeout":48},
          {"id":3,"name":"Mail","type":"port","hostname":"mail.example","port":25,"interval":60,"active":0},
          {"id":4,"name":"Backup","type":"push","interval":3600},
          {"id":5,"name":"Queue","type":"mqtt"},
          {"id":6,"name":"Bad","type":"http","url":"javascript:alert(1)"}]}
        """;

    internal const string Gatus = """
        endpoints:
          - name: Front page
            group: web
            url: "https://example.org/"
            interval: 1m30s
            conditions:
              - "[STATUS] == 200"
              - "[BODY] == pat(*Welcome*)"
              - "[CERTIFICATE_EXPIRATION] > 240h"
              - "[RESPONSE_TIME] < 300"
          - name: Resolver
            url: "8.8.8.8"
            dns: { query-name: "example.org.", query-type: "A" }
            conditions: ["[DNS_RCODE] == NOERROR"]
          - name: Database
            url: "tcp://db.internal:5432"
            conditions: ["[CONNECTED] == true"]
          - name: Odd
            url: "ssh://host"
        external-endpoints:
          - name: Nightly
            heartbeat: { interval: 24h }
        """;

    [Fact]
    public void Statuspage_gives_components_in_groups_and_notices_with_their_past()
    {
        ImportedStatus found = Read("summary.json", Statuspage);
        Assert.Equal([("network", null), ("voice-calls", "network"), ("portail-ete", null)], found.Components.Select(c => (c.Id, c.GroupId)));
        Assert.Equal(ComponentState.PartialOutage, found.Components[1].BaseState);
        ImportedNotice notice = found.Notices[0];
        Assert.Equal([NoticeState.Investigating, NoticeState.Resolved], notice.Updates.Select(u => u.State));
        Assert.Equal(new AffectedComponent("voice-calls", ComponentState.PartialOutage), Assert.Single(notice.Affected));
        Assert.Equal((NoticeKind.Maintenance, NoticeState.Scheduled), (found.Notices[1].Kind, found.Notices[1].Updates[0].State));
        Assert.Equal(
            ["components[2].name", "components[3].group_id", "incidents[1]", "incidents[2].started_at"], found.Faults.Select(f => f.Where));
    }

    [Fact]
    public void Uptime_Kuma_gives_components_with_their_checks()
    {
        ImportedStatus found = Read("backup.json", Kuma);
        Assert.Equal(["sites", "shop", "mail", "backup", "bad"], found.Components.Select(c => c.Id));
        HealthCheck shop = found.Checks[0];
        Assert.Equal((CheckKind.Http, "https://shop.example/", "basket", 30, 3, "200-299,401", true, 48),
            (shop.Kind, shop.Target, shop.Keyword, shop.EverySeconds, shop.Retries, shop.ExpectStatus, shop.FollowsRedirects, shop.TimeoutSeconds));
        Assert.Equal([(CheckKind.Tcp, "mail.example:25", false), (CheckKind.Heartbeat, "", true)], found.Checks.Skip(1).Select(c => (c.Kind, c.Target, c.IsOn)));
        Assert.Equal(["monitorList[4].type", "monitorList[5] (Target)"], found.Faults.Select(f => f.Where));
    }

    [Fact]
    public void Gatus_gives_endpoints_as_components_and_checks_and_names_the_lines_it_cannot_keep()
    {
        ImportedStatus found = Read("config.yaml", Gatus);
        Assert.Equal(["web", "front-page", "resolver", "database", "odd", "nightly"], found.Components.Select(c => c.Id));
        HealthCheck page = found.Checks[0];
        Assert.Equal((90, "200", "Welcome", 10), (page.EverySeconds, page.ExpectStatus, page.Keyword, page.WarnDays));
        Assert.Equal([CheckKind.Http, CheckKind.Dns, CheckKind.Tcp, CheckKind.Heartbeat], found.Checks.Select(c => c.Kind));
        Assert.Equal(["example.org", "db.internal:5432"], found.Checks.Skip(1).Take(2).Select(c => c.Target));
        Assert.Equal(["line 10", "line 18"], found.Faults.Select(f => f.Where));
    }

    [Fact]
    public void CState_gives_systems_and_issues_and_a_broken_file_loses_no_other()
    {
        ImportedStatus found = StatusImport.Read(CState, out _)!;
        Assert.Equal([("network", null), ("voice", "network")], found.Components.Select(c => (c.Id, c.GroupId)));
        ImportedNotice notice = Assert.Single(found.Notices);
        Assert.Equal(("Voice is down", NoticeImpact.Critical, "We are on it."), (notice.Title, notice.Impact, notice.Updates[0].Text));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero), notice.ResolvedAt);
        Assert.Equal(["issues/a.md affected", "issues/b.md", "issues/c.md date"], found.Faults.Select(f => f.Where));
    }

    [Theory]
    [InlineData("x.json", "{\"a\":", "is not JSON")]
    [InlineData("x.json", "{}", "is neither")]
    [InlineData("x.txt", "hello", "is neither")]
    public void What_is_no_status_page_is_refused(string name, string text, string reason)
    {
        Assert.Null(StatusImport.Read([(name, text)], out string said));
        Assert.StartsWith(reason, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoints:\n  - name: [", "line 3")]
    [InlineData("a: &a [1]\nendpoints: [*a, *a]", "line 2")]
    public void Broken_or_explosive_YAML_is_named_by_its_line(string yaml, string where)
    {
        ImportedStatus found = Read("config.yaml", yaml);
        Assert.StartsWith(where, Assert.Single(found.Faults).Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_a_fault_and_no_crash() =>
        Assert.Equal(1, Read("config.yaml", "endpoints: " + new string('[', 100_000)).FaultCount);

    [Fact]
    public void Mangled_files_never_throw()
    {
        var random = new Random(815);
        foreach ((string name, string text) in new[] { ("s.json", Statuspage), ("k.json", Kuma), ("g.yaml", Gatus), CState[0], CState[1] })
        {
            byte[] whole = Encoding.UTF8.GetBytes(text);
            for (int i = 0; i < 500; i++)
            {
                byte[] bytes = [.. whole];
                for (int hits = random.Next(1, 8); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)"{}[]\":,-\n\t &*!|>%x0"[random.Next(19)];
                StatusImport.Read([(name, Encoding.UTF8.GetString(bytes))], out _);
            }
        }
    }

    private static readonly (string Name, string Text)[] CState =
    [
        ("config.yml", "title: x\nparams:\n  systems:\n    - name: Voice\n      category: Network\n"),
        ("issues/a.md", "---\ntitle: Voice is down\ndate: 2026-01-05T10:00:00Z\nresolved: true\nresolvedWhen: 2026-01-05T12:00:00Z\nseverity: down\naffected:\n  - Voice\n  - Unknown\nsection: issue\n---\n\nWe are on it.\n"),
        ("issues/b.md", "No front matter"),
        ("issues/c.md", "---\ntitle: When?\ndate: soon\n---\nx"),
    ];

    private static ImportedStatus Read(string name, string text) => StatusImport.Read([(name, text)], out _)!;
}
