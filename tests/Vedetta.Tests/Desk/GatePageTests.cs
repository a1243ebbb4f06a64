using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Storage;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Desk;

/// <summary>The gate's page and its settings, as a browser without script uses them.</summary>
public sealed class GatePageTests
{
    private const string Page = "/desk/gate/settings";

    private static readonly (string Name, string Value)[] Good =
    [
        ("_handler", "gate-settings"), ("pass_status", "503"), ("refusal", "NetworkBlocked"), ("divert_target", ""), ("lifetime_hours", "48"),
        ("country_code", "+33"), ("drops_zero", "true"), ("emergency_numbers", "112 118, 1522"), ("redress_name", "Redress"),
        ("redress_url", "https://redress.example.it/"), ("redress_phone", "+3902000000"), ("redress_email", "redress@example.it"),
        ("public_address", "https://gate.example.it"),
        ("targets[0].id", "pbx"), ("targets[0].kind", "AsteriskManager"), ("targets[0].address", "127.0.0.1:5038"), ("targets[0].table", "blacklist"),
        ("targets[0].user", "gate"), ("targets[0].secret", "s3cret-word"),
        ("targets[1].id", ""), ("targets[1].kind", "KamailioHttp"), ("targets[1].address", ""), ("targets[1].table", "block"), ("targets[1].user", ""),
        ("targets[1].secret", ""),
        ("targets[2].id", "net"), ("targets[2].kind", "NftablesSet"), ("targets[2].address", "vedetta"), ("targets[2].table", "block"),
        ("targets[2].user", ""), ("targets[2].secret", ""),
    ];

    [Fact]
    public async Task Everything_the_settings_hold_is_saved_and_shown_again_but_the_secret()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        string saved = await Body(await DeskHost.Send(admin, Page, Page, Good));
        Assert.Contains("role=\"status\"", saved, StringComparison.Ordinal);
        Assert.Contains("value=\"127.0.0.1:5038\"", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-word", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-word", await admin.GetStringAsync(Page), StringComparison.Ordinal);
        GateSettings settings = Keeper(host).Settings;
        Assert.Equal(
            (503, Refusal.NetworkBlocked, 48, "33", true, "https://gate.example.it"),
            (settings.PassStatus, settings.Refusal, settings.LifetimeHours, settings.CountryCode, settings.DropsZero, settings.PublicAddress));
        Assert.Equal(["112", "118", "1522"], settings.EmergencyNumbers);
        Assert.Equal(new RedressContact("Redress", "https://redress.example.it/", "+3902000000", "redress@example.it"), settings.Contact);
        Assert.Equal(
            [new PushTarget("pbx", PushKind.AsteriskManager, "127.0.0.1:5038", "blacklist", "gate", "s3cret-word"), new PushTarget("net", PushKind.NftablesSet, "vedetta")],
            settings.Targets);
        AuditEntry entry = (await host.App.Services.GetRequiredService<AuditLog>().Newest(1))[0];
        Assert.Equal(("ada", "gate.settings"), (entry.Who, entry.Action));
        Assert.Contains("redress public_address targets", entry.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_secret_stays_as_it_was_and_goes_to_no_other_address()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        await DeskHost.Send(admin, Page, Page, Good);
        await DeskHost.Send(admin, Page, Page, With(("targets[0].secret", ""), ("lifetime_hours", "12")));
        Assert.Equal((12, "s3cret-word"), (Keeper(host).Settings.LifetimeHours, Keeper(host).Settings.Targets[0].Secret));
        await DeskHost.Send(admin, Page, Page, With(("targets[0].secret", ""), ("targets[0].address", "192.0.2.66:5038")));
        Assert.Equal("", Keeper(host).Settings.Targets[0].Secret);
        await DeskHost.Send(admin, Page, Page, With(("targets[0].id", ""), ("targets[0].address", ""), ("targets[0].user", ""), ("targets[0].secret", "")));
        Assert.Equal("net", Assert.Single(Keeper(host).Settings.Targets).Id);
    }

    [Theory]
    [InlineData("divert_target", "box@example.it")]
    [InlineData("lifetime_hours", "0")]
    [InlineData("lifetime_hours", "soon")]
    [InlineData("country_code", "IT")]
    [InlineData("emergency_numbers", "112 nobody")]
    [InlineData("redress_url", "http://redress.example.it/")]
    [InlineData("redress_phone", "02 000")]
    [InlineData("redress_email", "nobody")]
    [InlineData("public_address", "javascript:alert(1)")]
    [InlineData("targets[0].id", "P B X")]
    [InlineData("targets[0].id", "")]
    [InlineData("targets[0].id", "net")]
    [InlineData("targets[0].address", "nowhere")]
    [InlineData("targets[0].table", "bl ack")]
    [InlineData("targets[2].address", "vedetta; flush ruleset")]
    public async Task Bad_input_is_told_beside_its_field_and_loses_no_good_input(string field, string value)
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        string page = WebUtility.HtmlDecode(await Body(await DeskHost.Send(admin, Page, Page, With((field, value)))));
        string marked = field == "targets[0].id" && value == "net" ? "targets[2].id" : field;
        string input = page.Split($"name=\"{marked}\"", 2)[1].Split('>', 2)[0];
        Assert.Contains("aria-invalid=\"true\"", input, StringComparison.Ordinal);
        string id = page.Split($"name=\"{marked}\"", 2)[0].Split("id=\"")[^1].Split('"')[0];
        Assert.Contains($"id=\"{id}-error\"", page, StringComparison.Ordinal);
        if (value.Length > 0) Assert.Contains(field == "emergency_numbers" ? $">{value}</textarea>" : $"value=\"{value}\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Redress\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-word", page, StringComparison.Ordinal);
        Assert.Contains("Please type the secret again.", page, StringComparison.Ordinal);
        Assert.Equal(new GateSettings().LifetimeHours, Keeper(host).Settings.LifetimeHours);
        Assert.Empty(Keeper(host).Settings.Targets);
    }

    [Fact]
    public async Task Only_administrators_reach_the_settings_and_no_form_without_its_token_counts()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient approver = await host.SignedIn("carla", Roles.Approver), admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer), stranger = host.Visitor();
        Assert.Contains("/denied", (await approver.GetAsync(Page)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("/sign-in", (await stranger.GetAsync(Page)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Page, await approver.GetStringAsync("/desk/gate"), StringComparison.Ordinal);
        Assert.Contains(Page, await admin.GetStringAsync("/desk/gate"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await DeskHost.Send(approver, "/desk/gate", Page, Good)).StatusCode);
        using var bare = new FormUrlEncodedContent(Good.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync(Page, bare)).StatusCode);
        Assert.Empty(Keeper(host).Settings.Targets);
    }

    [Fact]
    public async Task Several_contacts_are_protected_at_once_or_none_and_the_bad_lines_are_named()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient admin = await host.SignedIn("ada", Roles.Admin | Roles.Viewer);
        GateStore store = host.App.Services.GetRequiredService<GateStore>();
        string wrong = WebUtility.HtmlDecode(await Body(await Contacts(admin, "+39 340 111 Ada\nnobody\n\n*\n+39340222, Clinic")));
        Assert.Contains("line 2, 4.", wrong, StringComparison.Ordinal);
        Assert.Contains("+39 340 111 Ada\nnobody", wrong.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Empty(await store.Protected(0, 9));
        string right = await Body(await Contacts(admin, "+39 340 111 Ada\r\n+39340222, Clinic of the 3rd floor\r\n+3902*"));
        Assert.Contains("3 contacts are newly protected", right, StringComparison.Ordinal);
        Assert.Equal(
            [("3902*", ""), ("39340111", "Ada"), ("39340222", "Clinic of the 3rd floor")], (await store.Protected(0, 9)).Select(p => (p.Number, p.Name)));
        string many = await Body(await Contacts(admin, string.Concat(Enumerable.Range(0, 1_001).Select(i => $"+3934{i:0000}\n"))));
        Assert.Contains("At most 1,000 lines", many, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approver_prolongs_rules_and_is_told_why_ended_ones_are_not()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient approver = await host.SignedIn("carla", Roles.Approver), worker = await host.SignedIn("bruno", Roles.Operator);
        string id = await Activate(host, new GateMatch { CallerPrefix = "+234803" });
        Assert.Contains($"/desk/gate/{id}/extend", await approver.GetStringAsync("/desk/gate"), StringComparison.Ordinal);
        Assert.DoesNotContain($"/desk/gate/{id}/extend", await worker.GetStringAsync("/desk/gate"), StringComparison.Ordinal);
        Assert.Equal("/desk/gate?done=yes", await Extend(approver, id, "2"));
        Assert.Equal(host.Time.GetUtcNow().AddHours(3), (await Store(host).Find(id))!.ExpiresAt);
        Assert.Equal("/desk/gate?done=not-now", await Extend(worker, id, "2"));
        foreach (string wrong in (string[])["0", "-3", "many", "999999999999", "8784"]) Assert.Equal("/desk/gate?done=too-long", await Extend(approver, id, wrong));
        AuditEntry entry = (await host.App.Services.GetRequiredService<AuditLog>().Newest(1))[0];
        Assert.Equal(("carla", "gate.extend", "1 rules until 2026-03-02T12:00:00Z"), (entry.Who, entry.Action, entry.Detail));
        await DeskHost.Send(approver, "/desk/gate", $"/desk/gate/{id}/take-back", ("back", "/desk/gate"));
        Assert.Equal("/desk/gate?done=ended", await Extend(approver, id, "2"));
        string page = await approver.GetStringAsync("/desk/gate?done=ended");
        Assert.Contains("These rules have ended", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"/desk/gate/{id}/extend", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_drafts_the_refusal_of_an_address_and_a_viewer_does_not()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator), viewer = await host.SignedIn("vera", Roles.Viewer);
        host.App.Services.GetRequiredService<CallHistory>().Add(Call(host, "203.0.113.9") with { Trunk = "carrier" });
        Assert.Equal("/desk/gate?done=yes", await Refuse(worker, " 198.51.100.7 ", "a flood from abroad"));
        GateActivation draft = Assert.Single(await Store(host).List(null, 0, 9));
        Assert.Equal((GateRuleState.Draft, "a flood from abroad", "bruno"), (draft.State, draft.Reason, draft.CreatedBy));
        Assert.Equal("198.51.100.7", Assert.Single(await Store(host).Rules(draft, 0, 9)).Match.SourceAddress);
        Assert.Equal("/desk/gate?done=invalid", await Refuse(worker, "198.51.100.0/24", "x"));
        Assert.Equal("/desk/gate?done=trunk", await Refuse(worker, "203.0.113.9", "x"));
        Assert.Contains("honest calls come from it", WebUtility.HtmlDecode(await worker.GetStringAsync("/desk/gate?done=trunk")), StringComparison.Ordinal);
        Assert.Equal("/desk/gate?done=not-now", await Refuse(viewer, "198.51.100.7", "x"));
        Assert.Single(await Store(host).List(null, 0, 9));
        Assert.Contains("198.51.100.7", await worker.GetStringAsync("/desk/gate/" + draft.Id), StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.7", await viewer.GetStringAsync("/desk/gate/" + draft.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_what_a_system_is_not_given_and_why()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator), viewer = await host.SignedIn("vera", Roles.Viewer);
        var ada = new GateAuthor("ada", true, true, true);
        await host.App.Services.GetRequiredService<GateDesk>().Save(ada, new GateSettings { Targets = [new PushTarget("net", PushKind.NftablesSet, "vedetta")] });
        await Activate(host, new GateMatch { SourceAddress = "198.51.100.7" }, new GateMatch { CallerPrefix = "+234" });
        host.App.Services.GetRequiredService<CallHistory>().Add(Call(host, "198.51.100.7"));
        host.Time.Advance(AddressShield.LookEvery);
        await host.App.Services.GetRequiredService<RulePushes>().Round();
        string page = WebUtility.HtmlDecode(await worker.GetStringAsync("/desk/gate"));
        Assert.Contains("198.51.100.7 is not blocked: 1 honest calls came from it", page, StringComparison.Ordinal);
        Assert.Contains("1 rules stay with the gate", page, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.7", await viewer.GetStringAsync("/desk/gate"), StringComparison.Ordinal);
    }

    private static CallAttempt Call(DeskHost host, string address) => new()
    {
        AtUnixMilliseconds = host.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        CallId = "c1",
        From = "+39340111",
        To = "+3902",
        SourceAddress = address,
    };

    private static async Task<string> Refuse(HttpClient who, string address, string reason) =>
        (await DeskHost.Send(who, "/desk", "/desk/gate/address", ("address", address), ("reason", reason))).Headers.Location!.ToString();

    private static async Task<string> Activate(DeskHost host, params GateMatch[] matches)
    {
        var ada = new GateAuthor("ada", true, true, true);
        GateDesk desk = host.App.Services.GetRequiredService<GateDesk>();
        WantedRule[] rules = [.. matches.Select(m => new WantedRule(m, GateAction.Refuse))];
        GateActivation draft = (await desk.Write(ada, new GateDraft("a flood", TimeSpan.FromHours(1), rules))).Activation!;
        Assert.Equal(ActOutcome.Done, (await desk.Activate(ada, draft.Id)).Outcome);
        return draft.Id;
    }

    private static async Task<string> Extend(HttpClient who, string id, string hours) =>
        (await DeskHost.Send(who, "/desk/gate", $"/desk/gate/{id}/extend", ("hours", hours), ("back", "/desk/gate"))).Headers.Location!.ToString();

    private static Task<HttpResponseMessage> Contacts(HttpClient admin, string lines) =>
        DeskHost.Send(admin, Page, Page, ("_handler", "gate-contacts"), ("contacts", lines));

    private static (string, string)[] With(params (string Name, string Value)[] changed) =>
        [.. Good.Where(g => changed.All(c => c.Name != g.Name)), .. changed];

    private static Task<string> Body(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Content.ReadAsStringAsync();
    }

    private static GateKeeper Keeper(DeskHost host) => host.App.Services.GetRequiredService<GateKeeper>();

    private static GateStore Store(DeskHost host) => host.App.Services.GetRequiredService<GateStore>();
}
