using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Incidents.Inbound;
using Vedetta.Outreach;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Desk;

/// <summary>The pages of subscriptions and alerts in, as a browser without script uses them.</summary>
public sealed class SubscriptionsPageTests
{
    [Fact]
    public async Task An_administrator_adds_a_webhook_and_sees_its_secret_once()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Operator | Roles.Viewer);
        string made = await (await Add(admin, "https://hooks.example/x")).Content.ReadAsStringAsync();
        Subscriber hook = Assert.Single(await Subscribers(host).Hooks());
        Assert.Contains(host.App.Services.GetRequiredService<OutreachTokens>().Secret(hook.Id), made, StringComparison.Ordinal);
        string again = await admin.GetStringAsync("/desk/subscriptions");
        Assert.DoesNotContain("id=\"secret\"", again, StringComparison.Ordinal);
        Assert.Contains("https://hooks.example/…", WebUtility.HtmlDecode(again), StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", await (await Add(admin, "https://hooks.example/x")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await DeskHost.Send(admin, "/desk/subscriptions", "/desk/subscriptions", ("_handler", $"remove-{hook.Id:N}"));
        Assert.Empty(await Subscribers(host).Hooks());
    }

    [Fact]
    public async Task An_operator_sees_counts_but_adds_no_webhook_and_a_viewer_sees_nothing()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator | Roles.Viewer), viewer = await host.SignedIn("anna", Roles.Viewer);
        await Add(worker, "https://hooks.example/x");
        Assert.Empty(await Subscribers(host).Hooks());
        Assert.Equal(HttpStatusCode.OK, (await worker.GetAsync("/desk/subscriptions")).StatusCode);
        Assert.Contains("/denied", (await viewer.GetAsync("/desk/subscriptions")).Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_sets_up_a_sender_of_alerts_and_a_key_for_it()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        InboundStore store = host.App.Services.GetRequiredService<InboundStore>();
        (string, string)[] fields =
        [
            ("_handler", "source"), ("Name", "nagios"), ("IdPointer", "/id"), ("StatusPointer", "/status"), ("FiringValues", "CRITICAL"),
            ("ResolvedValues", "OK"), ("TitlePointer", "/title"),
        ];
        await DeskHost.Send(admin, "/desk/inbound", "/desk/inbound", fields);
        Assert.Equal("CRITICAL", Assert.Single(await store.List()).FiringValues);
        await DeskHost.Send(admin, "/desk/inbound", "/desk/inbound", ("_handler", "remove-nagios"));
        Assert.Empty(await store.List());
        await DeskHost.Send(admin, "/desk/keys", "/desk/keys", ("_handler", "create-key"), ("Create.Name", "nagios"), ("Create.Scope", ApiScopes.AlertsWrite));
        Assert.Equal(ApiScopes.AlertsWrite, Assert.Single(await host.App.Services.GetRequiredService<ApiKeyStore>().List()).Scopes);
    }

    private static SubscriberStore Subscribers(DeskHost host) => host.App.Services.GetRequiredService<SubscriberStore>();

    private static Task<HttpResponseMessage> Add(HttpClient visitor, string url) => DeskHost.Send(
        visitor, "/desk/subscriptions", "/desk/subscriptions", ("_handler", "hook"), ("Name", "Ops"), ("Kind", "Webhook"), ("Address", url));
}
