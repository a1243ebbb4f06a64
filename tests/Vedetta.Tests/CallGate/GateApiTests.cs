using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;

namespace Vedetta.Tests.CallGate;

/// <summary>The gate as programs see it.</summary>
public sealed class GateApiTests
{
    private static readonly string[] Everything = [ApiScopes.GateRead, ApiScopes.GatePropose, ApiScopes.GateActivate];

    [Fact]
    public async Task Rules_are_written_tried_put_to_work_and_taken_back()
    {
        await using GateHost host = await GateHost.Begin();
        using HttpClient client = await Client(host, Everything);
        JsonElement draft = await Post(client, "activations", """
            {"reason":"a flood","hours":2,"rules":[
              {"match":{"caller_prefix":"+234803"}},
              {"match":{"caller":"+39340111","called_prefix":"+3902"},"action":"divert","target":"sip:box@example.it"},
              {"match":{"country":"BD"},"refusal":"network-blocked"}]}
            """);
        string id = draft.GetProperty("id").GetString()!;
        Assert.Equal(("draft", 3), (draft.GetProperty("state").GetString(), draft.GetProperty("rules").GetInt32()));
        Assert.Equal("dry-run", (await Post(client, $"activations/{id}/dry-run")).GetProperty("state").GetString());
        Assert.Equal("active", (await Post(client, $"activations/{id}/activate")).GetProperty("state").GetString());
        JsonElement check = await client.GetFromJsonAsync<JsonElement>("/api/v1/gate/check?from=%2B8801711&to=%2B390212");
        Assert.Equal(("refuse", "rule", 603), (Word(check, "act"), Word(check, "why"), check.GetProperty("status").GetInt32()));
        Assert.Equal("divert", Word(await client.GetFromJsonAsync<JsonElement>("/api/v1/gate/check?from=%2B39340111&to=%2B390212"), "act"));
        Assert.Equal("pass", Word(await client.GetFromJsonAsync<JsonElement>("/api/v1/gate/check?from=%2B39340111&to=%2B390612"), "act"));
        JsonElement rules = await client.GetFromJsonAsync<JsonElement>($"/api/v1/gate/rules?activation={id}");
        Assert.Equal(3, rules.GetProperty("rules").GetArrayLength());
        Assert.Equal("taken-back", (await Post(client, $"activations/{id}/take-back")).GetProperty("state").GetString());
        Assert.Equal("pass", Word(await client.GetFromJsonAsync<JsonElement>("/api/v1/gate/check?from=%2B2348031&to=%2B390212"), "act"));
    }

    [Fact]
    public async Task A_key_does_what_its_scope_says_and_no_more()
    {
        await using GateHost host = await GateHost.Begin();
        string id = await host.Draft(GateHost.Refuse("+234803"));
        using HttpClient nobody = await Client(host, []), other = await Client(host, [ApiScopes.Read]);
        using HttpClient reader = await Client(host, [ApiScopes.GateRead]), proposer = await Client(host, [ApiScopes.GatePropose]);
        using HttpClient approver = await Client(host, [ApiScopes.GateActivate]);
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync("/api/v1/gate/activations")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync("/api/v1/gate/list.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/v1/gate/activations")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync($"/api/v1/gate/activations/{id}/activate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await proposer.PostAsync($"/api/v1/gate/activations/{id}/activate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await proposer.PostAsync($"/api/v1/gate/activations/{id}/dry-run", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await approver.PostAsync($"/api/v1/gate/activations/{id}/activate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await approver.PostAsync($"/api/v1/gate/activations/{id}/activate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await approver.PostAsync("/api/v1/gate/activations/none/activate", null)).StatusCode);
    }

    [Fact]
    public async Task Rules_at_work_are_prolonged_and_others_are_refused_with_the_reason()
    {
        await using GateHost host = await GateHost.Begin();
        using HttpClient client = await Client(host, Everything), proposer = await Client(host, [ApiScopes.GatePropose]);
        string id = await host.Activate(GateHost.Refuse("+234803"));
        Assert.Equal("2026-11-29T13:00:00+01:00", Word(await Post(client, $"activations/{id}/extend", """{"hours":1}"""), "expires_at"));
        Assert.Equal(HttpStatusCode.Forbidden, (await proposer.PostAsync($"/api/v1/gate/activations/{id}/extend", Json("""{"hours":1}"""))).StatusCode);
        foreach (string wrong in (string[])["""{"hours":0}""", """{"hours":9999}""", "{}", """{"hours":8784}"""])
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync($"/api/v1/gate/activations/{id}/extend", Json(wrong))).StatusCode);
        await Post(client, $"activations/{id}/take-back");
        using HttpResponseMessage ended = await client.PostAsync($"/api/v1/gate/activations/{id}/extend", Json("""{"hours":1}"""));
        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
        Assert.Contains("have ended", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/api/v1/gate/activations/none/extend", Json("""{"hours":1}"""))).StatusCode);
    }

    [Fact]
    public async Task A_rule_by_address_comes_back_as_it_was_written_and_a_trunks_is_refused()
    {
        await using GateHost host = await GateHost.Begin(with: o => o with { Hep = new HepOptions { Trunks = ["carrier=203.0.113.0/24"] } });
        using HttpClient client = await Client(host, Everything);
        JsonElement draft = await Post(client, "activations", """{"reason":"x","rules":[{"match":{"source_address":"198.51.100.7"}}]}""");
        JsonElement rules = await client.GetFromJsonAsync<JsonElement>($"/api/v1/gate/rules?activation={Word(draft, "id")}");
        Assert.Equal("198.51.100.7", Word(rules.GetProperty("rules")[0].GetProperty("match"), "source_address"));
        using HttpResponseMessage trunk = await client.PostAsync(
            "/api/v1/gate/activations", Json("""{"reason":"x","rules":[{"match":{"source_address":"203.0.113.9"}}]}"""));
        Assert.Contains("honest calls come from it", await trunk.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_come_in_three_forms_and_are_not_sent_twice()
    {
        await using GateHost host = await GateHost.Begin();
        await host.Activate(
            GateHost.Refuse("+234803"), new WantedRule(new GateMatch { Caller = "+8801711" }, GateAction.Refuse),
            new WantedRule(new GateMatch { Caller = "+2348039" }, GateAction.Pass),
            new WantedRule(new GateMatch { Caller = "+1555", UserAgent = "bot" }, GateAction.Refuse));
        using HttpClient client = await Client(host, [ApiScopes.GateRead]);
        Assert.Equal("+234803*\n+8801711\n", await client.GetStringAsync("/api/v1/gate/list.txt"));
        Assert.Equal(
            "number,is_prefix,action,expires_at\r\n+234803,true,refuse,2026-11-29T11:00:00Z\r\n+2348039,false,pass,2026-11-29T11:00:00Z\r\n"
            + "+8801711,false,refuse,2026-11-29T11:00:00Z\r\n",
            await client.GetStringAsync("/api/v1/gate/list.csv"));
        HttpResponseMessage json = await client.GetAsync("/api/v1/gate/list.json");
        Assert.Equal(3, JsonDocument.Parse(await json.Content.ReadAsStringAsync()).RootElement.GetArrayLength());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/gate/list.json");
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(json.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/gate/list.xml")).StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_rules_is_said()
    {
        await using GateHost host = await GateHost.Begin();
        using HttpClient client = await Client(host, Everything);
        foreach ((string body, string says) in ((string, string)[])
        [
            ("""{"reason":"x","rules":[]}""", "rules"), ("""{"reason":"x","rules":[{"match":{"trunk":"a"}}]}""", "rules[0].match"),
            ("""{"reason":"","rules":[{"match":{"caller":"+1"}}]}""", "reason"), ("""{"reason":"x","rules":[{"action":"explode"}]}""", "rules[0]"),
            ("""{"reason":"x","hours":-1,"rules":[{"match":{"caller":"+1"}}]}""", "expires_at"),
        ])
        {
            using HttpResponseMessage answer = await client.PostAsync("/api/v1/gate/activations", Json(body));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Protected_contacts_are_added_listed_and_removed()
    {
        await using GateHost host = await GateHost.Begin();
        using HttpClient client = await Client(host, Everything);
        Assert.Equal(1, (await Post(client, "protected", """[{"number":"+39340111","name":"Ada"}]""")).GetProperty("added").GetInt32());
        JsonElement listed = await client.GetFromJsonAsync<JsonElement>("/api/v1/gate/protected");
        Assert.Equal(("39340111", "Ada"), (Word(listed[0], "number"), Word(listed[0], "name")));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/gate/protected/39340111")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync("/api/v1/gate/protected/39340111")).StatusCode);
    }

    [Fact]
    public async Task The_card_of_a_refusal_verifies_against_the_certificate_it_names()
    {
        await using GateHost host = await GateHost.Begin();
        using var anybody = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.GetAsync(RedressCards.CardPath)).StatusCode);
        await host.Desk.Save(GateHost.Ada, new GateSettings { RedressUrl = "https://redress.example.it/", PublicAddress = "https://gate.example.it" });
        string card = await anybody.GetStringAsync(RedressCards.CardPath);
        string[] parts = card.Split('.');
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(await anybody.GetByteArrayAsync(RedressCards.CertificatePath));
        Assert.True(certificate.GetECDsaPublicKey()!.VerifyData(
            Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        Assert.Equal(card, await anybody.GetStringAsync(RedressCards.CardPath));
        await host.Activate(GateHost.Refuse("+234803"));
        Assert.Contains(
            "Call-Info: <https://gate.example.it/call-gate/redress.jws>;purpose=jwscard\r\n", await host.Ask("+2348031"), StringComparison.Ordinal);
    }

    private static async Task<HttpClient> Client(GateHost host, string[] scopes)
    {
        var client = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()), Timeout = TimeSpan.FromMinutes(1) };
        string key = await host.App.Services.GetRequiredService<ApiKeyStore>().Create("ada", "gate", scopes);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<JsonElement> Post(HttpClient client, string path, string body = "")
    {
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/gate/" + path, body.Length == 0 ? null : Json(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Word(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
