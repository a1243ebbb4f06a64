using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Access;
using Vedetta.Incidents;
using Vedetta.Incidents.Inbound;
using Vedetta.Tests.Intake;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.Incidents;

/// <summary>Alerts open and close incidents, on every database.</summary>
public abstract class AlertContract
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 9, 5, 0, TimeSpan.Zero));

    private protected abstract Task<IntakeHost> Start(TimeProvider time);

    [Fact]
    public async Task A_group_that_fires_opens_one_incident_and_its_last_resolved_alert_closes_it()
    {
        await using IntakeHost host = await Ready();
        AlertReceipt first = await Tell(host, "g1", "firing", ("a", "firing"), ("b", "firing"));
        Assert.Equal((1, 1, 0), (first.Opened, first.Joined, first.Repeated));
        AlertReceipt again = await Tell(host, "g1", "firing", ("a", "firing"), ("b", "firing"));
        Assert.Equal((0, 0, 2), (again.Opened, again.Joined, again.Repeated));
        AlertReceipt half = await Tell(host, "g1", "firing", ("a", "resolved"), ("b", "firing"));
        Assert.Equal((1, 0), (half.Resolved, half.Closed));
        AlertReceipt over = await Tell(host, "g1", "resolved", ("a", "resolved"), ("b", "resolved"));
        Assert.Equal((1, 1), (over.Resolved, over.Closed));
        Incident incident = Assert.Single(await Desk(host).List(new IncidentFilter()));
        Assert.Equal((IncidentState.Closed, SubjectKind.Component, "billing", CauseWords.OwnOutage),
            (incident.State, incident.SubjectKind, incident.SubjectId, incident.Cause));
        Assert.Equal(
            [TimelineAct.Opened, TimelineAct.AlertFired, TimelineAct.AlertFired, TimelineAct.AlertEnded, TimelineAct.AlertEnded, TimelineAct.Closed],
            (await Desk(host).Find(incident.Id))!.Timeline.Select(t => t.Act));
    }

    [Fact]
    public async Task Alerts_left_out_of_a_truncated_notification_end_with_their_group()
    {
        await using IntakeHost host = await Ready();
        await Tell(host, "g1", "firing", ("a", "firing"), ("b", "firing"), ("c", "firing"));
        AlertReceipt over = await Tell(host, "g1", "resolved", ("a", "resolved"));
        Assert.Equal((3, 1), (over.Resolved, over.Closed));
    }

    [Fact]
    public async Task What_fires_again_later_is_a_new_incident()
    {
        await using IntakeHost host = await Ready();
        await Tell(host, "g1", "firing", ("a", "firing"));
        await Tell(host, "g1", "resolved", ("a", "resolved"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await Tell(host, "g1", "firing", ("a", "firing"))).Opened);
        Assert.Equal(2, (await Desk(host).List(new IncidentFilter())).Count);
    }

    [Fact]
    public async Task What_people_closed_stays_closed_while_the_same_alert_is_repeated()
    {
        await using IntakeHost host = await Ready();
        await Tell(host, "g1", "firing", ("a", "firing"));
        await Desk(host).Close(1, "bruno");
        await Tell(host, "g1", "firing", ("a", "firing"));
        Assert.Equal(IncidentState.Closed, Assert.Single(await Desk(host).List(new IncidentFilter())).State);
    }

    [Fact]
    public async Task Groups_beyond_the_bound_are_turned_away_and_counted()
    {
        await using IntakeHost host = await Ready();
        for (int i = 0; i < AlertFlow.OpenMax; i++)
            await host.App.Services.GetRequiredService<AlertFlow>().Take("x", One($"g{i}", $"c{i}"));
        AlertReceipt over = await host.App.Services.GetRequiredService<AlertFlow>().Take("x", One("one", "more"));
        Assert.Equal((0, 1L), (over.Opened, over.LeftOut));
    }

    [Fact]
    public async Task A_key_in_the_password_of_basic_authentication_opens_the_door_and_another_scope_does_not()
    {
        await using IntakeHost host = await Ready();
        string key = await Keys(host).Create("ada", "am", [ApiScopes.AlertsWrite]), wrong = await Keys(host).Create("ada", "s", [ApiScopes.Read]);
        foreach ((string password, HttpStatusCode status) in new[] { (key, HttpStatusCode.OK), (wrong, HttpStatusCode.Forbidden), ("x", HttpStatusCode.Unauthorized) })
        {
            host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alertmanager:{password}")));
            Assert.Equal(status, (await host.Client.PostAsJsonAsync("/api/v1/inbound/alertmanager", new { alerts = Array.Empty<object>() })).StatusCode);
        }
    }

    [Fact]
    public async Task Another_sender_is_set_up_used_and_removed()
    {
        await using IntakeHost host = await Ready();
        InboundStore store = host.App.Services.GetRequiredService<InboundStore>();
        Assert.Equal(["Name", "IdPointer"], await store.Save("ada", new InboundSource { Name = "No Spaces", IdPointer = "id" }));
        Assert.Empty(await store.Save("ada", new InboundSource { Name = "nagios" }));
        Assert.Empty(await store.Save("ada", new InboundSource { Name = "nagios", FiringValues = "CRITICAL", ResolvedValues = "OK" }));
        Assert.Equal(HttpStatusCode.OK, await Post(host, "nagios", """{"id":"disk","status":"CRITICAL","title":"Disk full"}"""));
        Assert.Equal(HttpStatusCode.OK, await Post(host, "nagios", """{"id":"disk","status":"OK"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(host, "nagios", """{"id":"disk","status":"MAYBE"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(host, "nagios", "{"));
        Incident incident = Assert.Single(await Desk(host).List(new IncidentFilter()));
        Assert.Equal((IncidentState.Closed, "nagios"), (incident.State, incident.SubjectId));
        Assert.True(await store.Remove("ada", "nagios"));
        Assert.Equal(HttpStatusCode.NotFound, await Post(host, "nagios", "{}"));
    }

    private static AlertBatch One(string group, string component) => new(
        group, false, [new Alert(group, null, null, true, new Subject(SubjectKind.Component, component), group)], [], 0);

    private async Task<IntakeHost> Ready()
    {
        IntakeHost host = await Start(_time);
        host.UseKey(await Keys(host).Create("ada", "alertmanager", [ApiScopes.AlertsWrite]));
        return host;
    }

    private static ApiKeyStore Keys(IntakeHost host) => host.App.Services.GetRequiredService<ApiKeyStore>();

    private static IncidentDesk Desk(IntakeHost host) => host.App.Services.GetRequiredService<IncidentDesk>();

    private static async Task<HttpStatusCode> Post(IntakeHost host, string source, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return (await host.Client.PostAsync($"/api/v1/inbound/{source}", body)).StatusCode;
    }

    private async Task<AlertReceipt> Tell(IntakeHost host, string group, string status, params (string Print, string Status)[] alerts)
    {
        string starts = _time.GetUtcNow().UtcDateTime.ToString("O"), none = "0001-01-01T00:00:00Z";
        using HttpResponseMessage answer = await host.Client.PostAsJsonAsync("/api/v1/inbound/alertmanager", new
        {
            version = "4",
            groupKey = group,
            status,
            truncatedAlerts = 0,
            alerts = alerts.Select(a => new
            {
                status = a.Status,
                labels = new { alertname = "Down", component = "billing" },
                annotations = new { summary = a.Print },
                startsAt = starts,
                endsAt = a.Status == "firing" ? none : starts,
                fingerprint = a.Print,
            }),
        });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<AlertReceipt>())!;
    }
}

public sealed class SqliteAlertTests : AlertContract
{
    private protected override Task<IntakeHost> Start(TimeProvider time) => IntakeHost.Start(time);
}

public sealed class PostgresAlertTests(PostgresServer server) : AlertContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(TimeProvider time) =>
        await IntakeHost.Start(time, postgres: await server.NewDatabase());
}
