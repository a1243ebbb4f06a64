using System.Text.Json;
using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;

namespace Vedetta.Tests.CallGate;

/// <summary>Addresses that rules refuse in sets of a real nftables, and those that must never be there.</summary>
public sealed class NftTests
{
    private const string Attacker = "198.51.100.7", Attacker6 = "2001:db8::7", Trunk = "203.0.113.9";

    [Fact]
    public async Task Addresses_are_in_the_sets_while_their_rules_are_at_work_and_as_long()
    {
        await using NftNamespace kernel = await NftNamespace.Open();
        await using GateHost host = await Begin(kernel.Command);
        string id = await host.Activate(Refuse(Attacker), Refuse("2001:DB8:0::7"));
        await host.Pushes.Round();
        PushState state = Assert.Single(host.Pushes.States);
        Assert.Equal((PushPhase.Synced, 2, 0, "", 0), (state.Phase, state.Entries, state.NotSayable, state.Fault, state.Shielded.Length));
        Assert.Equal((Attacker, 3_600), Assert.Single(await Elements(kernel, "block4")));
        Assert.Equal((Attacker6, 3_600), Assert.Single(await Elements(kernel, "block6")));
        await host.Desk.Prolong(GateHost.Ada, id, TimeSpan.FromHours(1));
        await host.Pushes.Round();
        Assert.Equal((Attacker, 7_200), Assert.Single(await Elements(kernel, "block4")));
        await host.Desk.TakeBack(GateHost.Ada, id);
        await host.Pushes.Round();
        Assert.Empty(await Elements(kernel, "block4"));
        Assert.Empty(await Elements(kernel, "block6"));
    }

    [Fact]
    public async Task Sets_that_somebody_changed_are_set_right_and_the_rest_of_the_table_stays()
    {
        await using NftNamespace kernel = await NftNamespace.Open();
        await using GateHost host = await Begin(kernel.Command);
        await kernel.Run("add table inet vedetta; add set inet vedetta friends { type ipv4_addr; }; add element inet vedetta friends { 192.0.2.1 }");
        await host.Activate(Refuse(Attacker));
        await host.Pushes.Round();
        await kernel.Run("flush set inet vedetta block4; add element inet vedetta block4 { 192.0.2.99 timeout 1h }");
        host.Time.Advance(RulePushes.AskEvery);
        await host.Pushes.Round();
        Assert.Equal(Attacker, Assert.Single(await Elements(kernel, "block4")).Address);
        Assert.Contains("192.0.2.1", await kernel.Run("list", "set", "inet", "vedetta", "friends"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_earlier_run_left_behind_goes_at_the_first_look()
    {
        await using NftNamespace kernel = await NftNamespace.Open();
        await kernel.Run("add table inet vedetta; add set inet vedetta block4 { type ipv4_addr; flags timeout; }; add element inet vedetta block4 { 198.51.100.8 timeout 1h }");
        await using GateHost host = await Begin(kernel.Command);
        await host.Pushes.Round();
        Assert.Empty(await Elements(kernel, "block4"));
    }

    [Fact]
    public async Task An_address_that_turns_out_to_be_a_trunks_leaves_the_set_and_the_reason_is_told()
    {
        await using NftNamespace kernel = await NftNamespace.Open();
        await using GateHost host = await Begin(kernel.Command);
        await host.Activate(Refuse(Attacker), Refuse(Trunk));
        await host.Pushes.Round();
        Assert.Equal(2, (await Elements(kernel, "block4")).Length);
        host.History.Add(Call(Trunk) with { Trunk = "carrier" });
        await host.Pushes.Round();
        Assert.Equal(Attacker, Assert.Single(await Elements(kernel, "block4")).Address);
        Assert.Equal(new ShieldedAddress(Trunk, ShieldReason.Trunk), Assert.Single(host.Pushes.States[0].Shielded));
    }

    [Fact]
    public async Task Where_nft_is_missing_or_may_not_the_system_shows_it()
    {
        await using GateHost host = await Begin(["/nowhere/nft"]);
        await host.Activate(Refuse(Attacker));
        await host.Pushes.Round();
        Assert.Equal(
            (PushPhase.Failed, "/nowhere/nft cannot be started: is nftables installed?"), (host.Pushes.States[0].Phase, host.Pushes.States[0].Fault));
    }

    [Fact]
    public async Task A_program_that_complains_is_quoted_and_its_sets_are_tried_again()
    {
        await using GateHost host = await Begin(["/bin/sh", "-c", "cat >/dev/null; echo Operation not permitted >&2; exit 1", "nft"]);
        await host.Activate(Refuse(Attacker));
        await host.Pushes.Round();
        Assert.Contains("CAP_NET_ADMIN", host.Pushes.States[0].Fault, StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await host.Pushes.Round();
        Assert.Equal(2, host.Pushes.Failures);
    }

    [Fact]
    public async Task A_rule_that_asks_for_nothing_but_a_trunks_address_is_refused_when_written()
    {
        await using GateHost host = await Begin(["/nowhere/nft"], "carrier=203.0.113.0/24");
        GateActResult written = await host.Desk.Write(
            GateHost.Ada, new GateDraft("x", TimeSpan.FromHours(1), [GateHost.Refuse("+1"), Refuse(Trunk)]));
        Assert.Equal((ActOutcome.Invalid, "rules[1].match.source_address"), (written.Outcome, Assert.Single(written.Faults).Field));
    }

    [Fact]
    public async Task A_draft_whose_address_turned_out_to_be_a_trunks_does_not_go_to_work()
    {
        await using GateHost host = await Begin(["/nowhere/nft"]);
        string id = await host.Draft(Refuse(Trunk));
        host.History.Add(Call(Trunk) with { Trunk = "carrier" });
        GateActResult asked = await host.Desk.Activate(GateHost.Ada, id);
        Assert.Equal((ActOutcome.Invalid, GateDesk.IsOurs), (asked.Outcome, Assert.Single(asked.Faults).Reason));
        Assert.Equal(GateRuleState.Draft, (await host.Store.Find(id))!.State);
    }

    [Fact]
    public async Task Addresses_of_honest_calls_trunks_and_own_systems_are_shielded_and_those_of_a_flood_are_not()
    {
        await using GateHost host = await Begin(["/nowhere/nft"], "carrier=203.0.113.0/24");
        host.History.Add(Call("192.0.2.50"));
        host.History.Add(Call("192.0.2.50"));
        host.History.Add(Call(Attacker, "+234803111"));
        host.Floods.Note(FloodFrom("+234803"));
        var shield = new AddressShield(host.History, host.Floods, new ServerOptions { Hep = new HepOptions { Trunks = ["carrier=203.0.113.0/24"] } }, host.Time);
        var own = new PushTarget("kam", PushKind.KamailioUdp, "192.0.2.5:8090");
        Assert.Equal(
            [
                new ShieldedAddress("192.0.2.5", ShieldReason.OwnSystem), new ShieldedAddress("192.0.2.50", ShieldReason.HonestCalls, 2),
                new ShieldedAddress(Trunk, ShieldReason.Trunk),
            ],
            shield.Judge([Attacker, Attacker6, "192.0.2.50", Trunk, "192.0.2.5"], [own]));
    }

    [Fact]
    public async Task Once_more_addresses_were_seen_than_are_remembered_an_unknown_one_is_shielded()
    {
        await using GateHost host = await Begin(["/nowhere/nft"]);
        for (int i = 0; i < 5_000; i++) host.History.Add(Call($"10.0.{i / 200}.{i % 200}", "+234803111"));
        host.Floods.Note(FloodFrom("+234803"));
        var shield = new AddressShield(host.History, host.Floods, new ServerOptions(), host.Time);
        Assert.Equal([new ShieldedAddress(Attacker, ShieldReason.NotKnown)], shield.Judge([Attacker, "10.0.0.1"], []));
    }

    [Fact]
    public void Only_rules_by_address_become_addresses_and_a_pass_rule_takes_one_out()
    {
        PushSet set = PushAddresses.SetFor(
            [
                Rule(1, new GateMatch { SourceAddress = Attacker }), Rule(2, new GateMatch { SourceAddress = Attacker }) with { ExpiresAt = GateHost.Start.AddHours(3) },
                Rule(3, new GateMatch { SourceAddress = "192.0.2.1", UserAgent = "bot" }), Rule(4, new GateMatch { CallerPrefix = "+234" }),
                Rule(5, new GateMatch { SourceAddress = "192.0.2.2" }) with { Action = new GateAction(GateAct.Divert, "sip:box@example.it") },
                Rule(6, new GateMatch { SourceAddress = "192.0.2.3" }), Rule(7, new GateMatch { SourceAddress = "::ffff:192.0.2.3" }) with { Action = GateAction.Pass },
                Rule(8, new GateMatch { SourceAddress = "192.0.2.4" }) with { State = GateRuleState.DryRun }, Rule(9, new GateMatch { SourceAddress = "192.0.2.5" }) with { ExpiresAt = GateHost.Start },
            ], _ => [], GateHost.Start);
        Assert.Equal((Attacker, GateHost.Start.AddHours(3), 3), (set.Entries.Single().Key, set.Entries.Single().Value.ExpiresAt, set.NotSayable));
    }

    [Fact]
    public void All_commands_are_one_script_that_empties_and_fills_both_sets() =>
        Assert.Equal(
            """
            add table inet vedetta
            add set inet vedetta block4 { type ipv4_addr; flags timeout; }
            flush set inet vedetta block4
            add element inet vedetta block4 { 198.51.100.7 timeout 60s }
            add set inet vedetta block6 { type ipv6_addr; flags timeout; }
            flush set inet vedetta block6
            add element inet vedetta block6 { 2001:db8::7 timeout 1s }

            """,
            NftSets.Script("vedetta", "block", new Dictionary<string, PushEntry>
            {
                [Attacker] = new(1, GateHost.Start.AddMinutes(1)),
                [Attacker6] = new(1, GateHost.Start.AddMilliseconds(5)),
                ["192.0.2.9"] = new(1, GateHost.Start),
            }, GateHost.Start));

    [Theory]
    [InlineData("vedetta", "block", true)]
    [InlineData("a1_b", "c", true)]
    [InlineData("vedetta; flush ruleset", "block", false)]
    [InlineData("vedetta", "block }\nflush ruleset", false)]
    [InlineData("Vedetta", "block", false)]
    [InlineData("1a", "block", false)]
    [InlineData("vedetta", "", false)]
    [InlineData("-f", "block", false)]
    [InlineData("vedetta", "a23456789012345678901234567890x", false)]
    public void Names_of_table_and_set_are_narrow(string table, string set, bool isGood) =>
        Assert.Equal(isGood, GateSettingsRules.Check(new GateSettings { Targets = [new PushTarget("net", PushKind.NftablesSet, table, set)] }).IsEmpty);

    [Fact]
    public void One_set_belongs_to_one_system() =>
        Assert.Equal("targets", Assert.Single(GateSettingsRules.Check(new GateSettings
        {
            Targets = [new PushTarget("a", PushKind.NftablesSet, "vedetta"), new PushTarget("b", PushKind.NftablesSet, "vedetta")],
        })).Field);

    private static async Task<GateHost> Begin(IReadOnlyList<string> nft, params string[] trunks)
    {
        GateHost host = await GateHost.Begin(with: o => o with { Nft = nft, Hep = new HepOptions { Trunks = trunks } });
        await host.Desk.Save(GateHost.Ada, new GateSettings { Targets = [new PushTarget("net", PushKind.NftablesSet, "vedetta")] });
        return host;
    }

    private static WantedRule Refuse(string address) => new(new GateMatch { SourceAddress = address }, GateAction.Refuse);

    private static async Task<(string Address, int Seconds)[]> Elements(NftNamespace kernel, string set)
    {
        using JsonDocument list = JsonDocument.Parse(await kernel.Run("-j", "list", "set", "inet", "vedetta", set));
        JsonElement found = list.RootElement.GetProperty("nftables")[1].GetProperty("set");
        return !found.TryGetProperty("elem", out JsonElement elements) ? []
            : [.. elements.EnumerateArray().Select(e => e.GetProperty("elem")).Select(e => (e.GetProperty("val").GetString()!, e.GetProperty("timeout").GetInt32()))];
    }

    private static CallAttempt Call(string address, string from = "+39340111") => new()
    {
        AtUnixMilliseconds = GateHost.Start.AddMinutes(-5).ToUnixTimeMilliseconds(),
        CallId = Guid.NewGuid().ToString("N"),
        From = from,
        To = "+390212345",
        SourceAddress = address,
        Stage = CallStage.Start,
    };

    private static Flood FloodFrom(string prefix) => new()
    {
        Id = "f1",
        StartedAt = GateHost.Start.AddMinutes(-10),
        AlarmedAt = GateHost.Start.AddMinutes(-9),
        Scope = FloodScope.Organisation,
        Target = "",
        Pattern = FloodPattern.RotatingOrigins,
        LinesHit = 1,
        Attempts = 1_000,
        IsRotating = true,
        Fingerprint = new FloodFingerprint { Prefixes = [new FloodTrait(prefix, 1_000, 0)] },
    };

    private static GateRule Rule(long id, GateMatch match) => new()
    {
        Id = id,
        Owner = "ada",
        Reason = "x",
        CreatedAt = GateHost.Start,
        ExpiresAt = GateHost.Start.AddHours(1),
        State = GateRuleState.Active,
        Match = match,
        Action = GateAction.Refuse,
    };
}
