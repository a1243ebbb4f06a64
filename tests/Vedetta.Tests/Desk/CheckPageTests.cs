using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Intake.Checks;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Desk;

/// <summary>The pages of checks and health, as a browser without script uses them.</summary>
public sealed class CheckPageTests
{
    [Fact]
    public async Task An_administrator_adds_tests_and_removes_a_check()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        CheckStore store = host.App.Services.GetRequiredService<CheckStore>();
        HttpResponseMessage wrong = await Send(admin, 0, "save", "not an address");
        Assert.Contains("aria-invalid=\"true\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await store.List());
        string tested = await (await Send(admin, 0, "test", host.Address + "/health/live")).Content.ReadAsStringAsync();
        Assert.Contains("status 200", tested, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Send(admin, 0, "save", host.Address + "/health/live")).StatusCode);
        HealthCheck saved = Assert.Single(await store.List());
        Assert.Equal(("site", "web", 60), (saved.Name, saved.Component, saved.EverySeconds));
        await Send(admin, saved.Id, "remove", host.Address);
        Assert.Empty(await store.List());
    }

    [Fact]
    public async Task A_new_heartbeat_shows_its_address_once()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        string made = await (await Send(admin, 0, "save", "", "Heartbeat")).Content.ReadAsStringAsync();
        string address = made.Split("id=\"beat\">")[1].Split('<')[0];
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsync(new Uri(address), null)).StatusCode);
        Assert.DoesNotContain("id=\"beat\"", await admin.GetStringAsync("/desk/checks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_reach_the_checks()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer), stranger = host.Visitor();
        Assert.Contains("/denied", (await viewer.GetAsync("/desk/checks")).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await stranger.GetAsync("/desk/health")).Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_page_says_how_many_of_how_many()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        Fleet fleet = host.App.Services.GetRequiredService<LiveWatch>().Surroundings.Fleet;
        long now = host.Time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; i < 6_700; i++)
            fleet.Take(new HealthSignal(now, "workstation", i < 40 ? ComponentState.Down : ComponentState.Ok, $"ws<{i}>", null, "Rome"));
        string page = await viewer.GetStringAsync("/desk/health");
        Assert.Contains("40 of 6,700", page, StringComparison.Ordinal);
        Assert.Contains("0.6 %", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ws<", page, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> Send(HttpClient admin, int id, string act, string target, string kind = "Http") =>
        DeskHost.Send(admin, "/desk/checks", "/desk/checks", ("_handler", "check"), ("Id", $"{id}"), ("act", act), ("Name", "site"),
            ("Component", "web"), ("Kind", kind), ("Target", target), ("EverySeconds", "60"), ("TimeoutSeconds", "10"),
            ("Retries", "2"), ("Quorum", "1"), ("ExpectStatus", "200-299"), ("WarnDays", "14"), ("GraceSeconds", "60"), ("IsOn", "true"));
}
