using System.Text.Json;
using Vedetta.Tests.Tidy;

namespace Vedetta.Tests.StatusPage;

/// <summary>The API that programs made for Statuspage read.</summary>
public sealed class StatuspageJsonTests
{
    private static readonly string[] Incident =
    [
        "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink", "started_at",
        "page_id", "incident_updates", "components",
    ];

    private static readonly string[] Component =
    [
        "id", "name", "status", "created_at", "updated_at", "position", "description", "showcase", "start_date", "group_id",
        "page_id", "group", "only_show_if_degraded",
    ];

    [Fact]
    public async Task The_summary_has_every_field_in_their_order()
    {
        await using PublicHost host = await PublicHost.Start();
        using JsonDocument summary = JsonDocument.Parse(await host.Text("/api/v2/summary.json"));
        JsonElement root = summary.RootElement;
        Assert.Equal(["page", "components", "incidents", "scheduled_maintenances", "status"], Names(root));
        Assert.Equal(["id", "name", "url", "time_zone", "updated_at"], Names(root.GetProperty("page")));
        Assert.Equal(Component, Names(root.GetProperty("components")[1]));
        Assert.Equal([.. Component, "components"], Names(root.GetProperty("components")[0]));
        Assert.Equal([.. Incident, "reminder_intervals"], Names(root.GetProperty("incidents")[0]));
        Assert.Equal([.. Incident, "scheduled_for", "scheduled_until"], Names(root.GetProperty("scheduled_maintenances")[0]));
        Assert.Equal(
            [
                "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components",
                "deliver_notifications", "custom_tweet", "tweet_id",
            ],
            Names(root.GetProperty("incidents")[0].GetProperty("incident_updates")[0]));
        Assert.Equal("major", root.GetProperty("status").GetProperty("indicator").GetString());
        Assert.Equal("partial_outage", root.GetProperty("components")[1].GetProperty("status").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", root.GetProperty("page").GetProperty("updated_at").GetString());
    }

    [Theory]
    [InlineData("summary.json", "incidents", 1)]
    [InlineData("components.json", "components", 4)]
    [InlineData("incidents.json", "incidents", 2)]
    [InlineData("incidents/unresolved.json", "incidents", 1)]
    [InlineData("scheduled-maintenances.json", "scheduled_maintenances", 1)]
    [InlineData("scheduled-maintenances/upcoming.json", "scheduled_maintenances", 1)]
    [InlineData("scheduled-maintenances/active.json", "scheduled_maintenances", 0)]
    public async Task Each_list_holds_what_its_name_says_and_any_site_may_read_it(string path, string list, int count)
    {
        await using PublicHost host = await PublicHost.Start();
        using HttpResponseMessage answer = await host.Visitor.GetAsync("/api/v2/" + path);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(count, document.RootElement.GetProperty(list).GetArrayLength());
    }

    [Fact]
    public async Task The_client_from_npm_reads_it()
    {
        string client = Path.Combine(RepositoryRoot.Path, "artifacts/peers/node_modules/statuspage.io");
        if (!Directory.Exists(client)) Assert.Skip("needs the npm package statuspage.io; dotnet run dev.cs test installs it");
        await using PublicHost host = await PublicHost.Start();
        string? read = await PublicHost.Peer("/usr/bin/node", ["-e", $$"""
            const { Statuspage } = require("{{client}}");
            (async () => {
              const client = new Statuspage("any");
              client.apiClient.defaults.baseURL = "{{host.Desk.Address}}";
              const summary = await client.api.getSummary(), all = await client.api.getComponents(), state = await client.api.getStatus();
              const open = await client.api.incidents.getUnresolved(), every = await client.api.incidents.getAll();
              const next = await client.api.scheduledMaintenances.getUpcoming();
              console.log(summary.page.name, all.components.length, open.incidents.length, every.incidents.length,
                next.scheduled_maintenances.length, state.status.indicator);
            })().catch(fault => { console.error(fault); process.exit(1); });
            """], "");
        Assert.Equal("Telefonia Esempio 4 1 2 1 major", read);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
