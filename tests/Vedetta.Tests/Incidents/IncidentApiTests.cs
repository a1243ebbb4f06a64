using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Tests.Access;
using Vedetta.Tests.Browser;

namespace Vedetta.Tests.Incidents;

/// <summary>Incidents and the board for programs.</summary>
public sealed class IncidentApiTests
{
    public static TheoryData<string> Paths => new("/api/v1/incidents", "/api/v1/incidents/3", "/api/v1/board");

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_key_of_the_scope_or_a_session_of_the_role_reads_and_nobody_else(string path)
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        Assert.Equal(200, await Status(await Program(host, ApiScopes.Read), path));
        Assert.Equal(403, await Status(await Program(host, ApiScopes.SignalsWrite), path));
        Assert.Equal(401, await Status(WithKey(host, "vdt_0011223344556677_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), path));
        Assert.Equal(401, await Status(host.Visitor(), path));
        Assert.Equal(200, await Status(await host.SignedIn("anna", Roles.Viewer), path));
        Assert.Equal(403, await Status(await host.SignedIn("nobody", Roles.None), path));
    }

    [Fact]
    public async Task A_wrong_key_is_not_helped_by_a_session()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        viewer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "nonsense");
        Assert.Equal(401, await Status(viewer, "/api/v1/incidents"));
    }

    [Fact]
    public async Task Incidents_are_filtered_and_paged()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient program = await Program(host, ApiScopes.Read);
        Assert.Equal([4, 3, 2, 1], Ids(await Json(program, "/api/v1/incidents")));
        Assert.Equal([4, 3, 2], Ids(await Json(program, "/api/v1/incidents?state=open")));
        Assert.Equal([1], Ids(await Json(program, "/api/v1/incidents?state=closed")));
        JsonElement page = await Json(program, "/api/v1/incidents?take=3");
        Assert.Equal(3, page.GetProperty("next").GetInt32());
        page = await Json(program, "/api/v1/incidents?take=3&skip=3");
        Assert.Equal([1], Ids(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("?state=gone", "state")]
    [InlineData("?take=0", "take")]
    [InlineData("?take=100000", "take")]
    [InlineData("?skip=-1", "skip")]
    public async Task A_query_out_of_bounds_is_refused_by_name(string query, string names)
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient program = await Program(host, ApiScopes.Read);
        HttpResponseMessage answer = await program.GetAsync("/api/v1/incidents" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(names, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_incident_comes_with_cause_size_cost_surges_forecast_and_timeline()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient program = await Program(host, ApiScopes.Read);
        JsonElement found = await Json(program, "/api/v1/incidents/3");
        JsonElement incident = found.GetProperty("incident");
        // The names replay prints.
        Assert.Equal(
            ["id", "opened_at", "onset", "closed_at", "cause", "confidence", "subject", "causes", "excess", "cost"],
            incident.EnumerateObject().Select(p => p.Name));
        Assert.Equal("whatsapp", incident.GetProperty("subject").GetProperty("service").GetString());
        JsonElement cause = incident.GetProperty("causes")[0];
        Assert.Equal("third-party-outage", cause.GetProperty("cause").GetString());
        Assert.Equal(["says", "value", "weight"], cause.GetProperty("evidence")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(21_666, incident.GetProperty("excess").GetProperty("observed").GetInt64());
        Assert.Equal(21_666 * 0.62, incident.GetProperty("cost").GetProperty("total").GetDouble(), 0.01);
        Assert.EndsWith("+01:00", incident.GetProperty("onset").GetString(), StringComparison.Ordinal);
        Assert.Equal("open", found.GetProperty("state").GetString());
        Assert.Equal(2, found.GetProperty("surges").GetArrayLength());
        Assert.Equal("surge-joined", found.GetProperty("timeline")[1].GetProperty("act").GetString());
        Assert.Equal(6, found.GetProperty("forecast").GetArrayLength());
        Assert.True(found.GetProperty("forecast")[0].GetProperty("agents_high").GetInt32() > 0);
        Assert.Equal(404, await Status(program, "/api/v1/incidents/99"));
    }

    [Fact]
    public async Task The_board_names_what_rings_first()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient program = await Program(host, ApiScopes.Read);
        JsonElement board = await Json(program, "/api/v1/board");
        JsonElement[] rows = [.. board.GetProperty("subjects").EnumerateArray()];
        Assert.True(board.GetProperty("signals_seen").GetInt64() > 0);
        Assert.Contains(rows, r => r.GetProperty("series").GetProperty("dimensions").TryGetProperty("queue", out _));
        Assert.All(rows, r => Assert.Equal(
            ["series", "state", "evidence_share", "observed", "expected", "low", "high", "silent_since"],
            r.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task The_document_describes_what_is_served()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient visitor = host.Visitor();
        JsonElement paths = (await Json(visitor, "/openapi/v1.json")).GetProperty("paths");
        foreach (string path in (string[])["/api/v1/incidents", "/api/v1/incidents/{id}", "/api/v1/board"])
            foreach (string status in (string[])["200", "401", "403"])
                Assert.True(paths.GetProperty(path).GetProperty("get").GetProperty("responses").TryGetProperty(status, out _), path + status);
        Assert.Equal(
            [
                "/api/v1/announcement", "/api/v1/board", "/api/v1/checks", "/api/v1/checks/results",
                "/api/v1/gate/activations", "/api/v1/gate/activations/{id}/activate", "/api/v1/gate/activations/{id}/dry-run",
                "/api/v1/gate/activations/{id}/extend", "/api/v1/gate/activations/{id}/forecast",
                "/api/v1/gate/activations/{id}/take-back", "/api/v1/gate/check",
                "/api/v1/gate/decisions", "/api/v1/gate/list.{format}", "/api/v1/gate/proposals/{flood}", "/api/v1/gate/protected",
                "/api/v1/gate/protected/{number}", "/api/v1/gate/pushes", "/api/v1/gate/rules", "/api/v1/health",
                "/api/v1/heartbeats/{token}", "/api/v1/inbound/alertmanager", "/api/v1/inbound/{name}",
                "/api/v1/incidents", "/api/v1/incidents/{id}", "/api/v1/services", "/api/v1/signals",
            ],
            paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static async Task<int> Status(HttpClient client, string path)
    {
        client.DefaultRequestHeaders.Remove("Accept");
        HttpResponseMessage answer = await client.GetAsync(path);
        if (!answer.IsSuccessStatusCode) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (int)answer.StatusCode;
    }

    private static Task<JsonElement> Json(HttpClient client, string path) => client.GetFromJsonAsync<JsonElement>(path);

    private static IEnumerable<int> Ids(JsonElement page) =>
        page.GetProperty("incidents").EnumerateArray().Select(i => i.GetProperty("incident").GetProperty("id").GetInt32());

    private static async Task<HttpClient> Program(DeskHost host, string scope) =>
        WithKey(host, await host.App.Services.GetRequiredService<ApiKeyStore>().Create("test", "test", [scope]));

    private static HttpClient WithKey(DeskHost host, string key)
    {
        HttpClient client = host.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
