using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Storage;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.CallGate;

/// <summary>What people do at the gate, on every database.</summary>
public abstract class GateContract
{
    private protected abstract Task<GateHost> Begin(string? folder = null, DateTimeOffset? now = null);

    [Fact]
    public async Task Rules_decide_from_activation_until_they_are_taken_back_with_one_act()
    {
        await using GateHost host = await Begin();
        string id = await host.Draft(GateHost.Refuse("+234803"), GateHost.Refuse("+880171"));
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+234803111"), StringComparison.Ordinal);
        Assert.Equal(ActOutcome.Done, (await host.Desk.Activate(GateHost.Ada, id)).Outcome);
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+234803111"), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+880171111"), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+39340111"), StringComparison.Ordinal);
        Assert.Equal(ActOutcome.Done, (await host.Desk.TakeBack(GateHost.Ada, id)).Outcome);
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+234803111"), StringComparison.Ordinal);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Activate(GateHost.Ada, id)).Outcome);
        GateActivation activation = (await host.Store.Find(id))!;
        Assert.Equal((GateRuleState.TakenBack, "ada", "ada"), (activation.State, activation.ActivatedBy, activation.TakenBackBy));
    }

    [Fact]
    public async Task What_is_tried_counts_and_does_nothing()
    {
        await using GateHost host = await Begin();
        string id = await host.Draft(GateHost.Refuse("+234803"));
        Assert.Equal(ActOutcome.Done, (await host.Desk.Try(GateHost.Ada, id)).Outcome);
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+234803111"), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+234803112"), StringComparison.Ordinal);
        await host.Flow.Round();
        Assert.Equal((2, 0), ((await host.Store.Find(id))!.WouldStop, (await host.Store.Find(id))!.Stopped));
        Assert.Equal(ActOutcome.Done, (await host.Desk.Activate(GateHost.Ada, id)).Outcome);
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+234803111"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_calls_are_counted_and_the_honest_looking_among_them_told()
    {
        await using GateHost host = await Begin();
        host.History.Add(new Engine.Calls.CallAttempt
        {
            AtUnixMilliseconds = GateHost.Start.AddDays(-3).ToUnixTimeMilliseconds(),
            CallId = "old",
            From = "+234803111",
            To = "+390212345",
        });
        string id = await host.Activate(GateHost.Refuse("+234803"));
        await host.Ask("+234803111");
        await host.Ask("+234803222");
        await host.Ask("+234803333");
        await host.Flow.Round();
        GateActivation activation = (await host.Store.Find(id))!;
        Assert.Equal((3, 1), (activation.Stopped, activation.LooksHonest));
        Assert.Equal(ActOutcome.Done, (await host.Desk.ReportHonest(GateHost.Ada, id)).Outcome);
        Assert.Equal(1, (await host.Store.Find(id))!.ReportedHonest);
        Assert.Equal(["234803333", "234803222", "234803111"], host.Flow.Ring.Newest(10).Select(d => d.Caller));
    }

    [Fact]
    public async Task Rules_end_by_themselves_and_may_be_given_more_time()
    {
        await using GateHost host = await Begin();
        string id = await host.Activate(GateHost.Refuse("+234803"));
        Assert.Equal(ActOutcome.Invalid, (await host.Desk.Extend(GateHost.Ada, id, GateHost.Start.AddYears(9))).Outcome);
        Assert.Equal(ActOutcome.Done, (await host.Desk.Extend(GateHost.Ada, id, GateHost.Start.AddHours(2))).Outcome);
        host.Time.Advance(TimeSpan.FromMinutes(119));
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+234803111"), StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+234803111"), StringComparison.Ordinal);
        await host.Flow.Round();
        Assert.Empty(host.Keeper.Live.State.Book.Rules);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Extend(GateHost.Ada, id, GateHost.Start.AddHours(9))).Outcome);
    }

    [Fact]
    public async Task Rules_at_work_are_prolonged_with_name_and_end_in_the_audit_log_and_ended_ones_are_not()
    {
        await using GateHost host = await Begin();
        string id = await host.Activate(GateHost.Refuse("+234803")), draft = await host.Draft(GateHost.Refuse("+880")),
            gone = await host.Activate(GateHost.Refuse("+1555"));
        Assert.Equal(ActOutcome.Done, (await host.Desk.Prolong(GateHost.Ada, id, TimeSpan.FromHours(2))).Outcome);
        Assert.Equal(GateHost.Start.AddHours(3), (await host.Store.Find(id))!.ExpiresAt);
        AuditEntry entry = (await host.App.Services.GetRequiredService<AuditLog>().Newest(1))[0];
        Assert.Equal(
            ("ada", "gate.extend", "gate:" + id, "1 rules until 2026-11-29T13:00:00Z", GateHost.Start), (entry.Who, entry.Action, entry.Subject, entry.Detail, entry.At));
        Assert.Equal(ActOutcome.Invalid, (await host.Desk.Prolong(GateHost.Ada, id, TimeSpan.Zero)).Outcome);
        Assert.Equal(ActOutcome.Invalid, (await host.Desk.Prolong(GateHost.Ada, id, TimeSpan.FromDays(366))).Outcome);
        Assert.Equal(ActOutcome.Invalid, (await host.Desk.Prolong(GateHost.Ada, id, TimeSpan.FromDays(900_000))).Outcome);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Prolong(GateHost.Ada, draft, TimeSpan.FromHours(1))).Outcome);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Prolong(GateHost.Ada with { MayActivate = false }, id, TimeSpan.FromHours(1))).Outcome);
        await host.Desk.TakeBack(GateHost.Ada, gone);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Prolong(GateHost.Ada, gone, TimeSpan.FromHours(1))).Outcome);
        host.Time.Advance(TimeSpan.FromMinutes(179));
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+234803111"), StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Prolong(GateHost.Ada, id, TimeSpan.FromHours(1))).Outcome);
    }

    [Fact]
    public async Task Protected_contacts_and_emergency_numbers_pass_at_once()
    {
        await using GateHost host = await Begin();
        await host.Activate(GateHost.Refuse("+39"), new WantedRule(new GateMatch { IsWithheld = true }, GateAction.Refuse));
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+39340111"), StringComparison.Ordinal);
        (ActOutcome outcome, int added) = await host.Desk.Protect(GateHost.Ada, [("+39 340 111", "ada"), ("0212*", "clinic"), ("+39340111", "twice")]);
        Assert.Equal((ActOutcome.Done, 2), (outcome, added));
        Assert.StartsWith("SIP/2.0 404", await host.Ask("+39340111"), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 404", await host.Ask("anonymous", "112"), StringComparison.Ordinal);
        Assert.Equal(ActOutcome.Done, await host.Desk.Unprotect(GateHost.Ada, "+39340111"));
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+39340111"), StringComparison.Ordinal);
        Assert.Equal(ActOutcome.NotFound, await host.Desk.Unprotect(GateHost.Ada, "+39340111"));
        Assert.Equal(ActOutcome.Invalid, (await host.Desk.Protect(GateHost.Ada, [("*", "all")])).Outcome);
    }

    [Fact]
    public async Task Rules_and_settings_hold_after_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-gate-").FullName;
        try
        {
            await using (GateHost host = await Begin(folder))
            {
                await host.Activate(GateHost.Refuse("+234803"), new WantedRule(
                    new GateMatch { Pattern = "44*99", AttestationWorseThan = 'B', UserAgent = "bot" }, new GateAction(GateAct.Divert, "sip:box@example.it")));
                await host.Desk.Save(GateHost.Ada, new GateSettings { PassStatus = 503, RedressUrl = "https://redress.example.it/" });
            }
            if (this is PostgresGateTests) return;
            await using GateHost again = await Begin(folder);
            Assert.StartsWith("SIP/2.0 608", await again.Ask("+234803111"), StringComparison.Ordinal);
            Assert.StartsWith("SIP/2.0 503", await again.Ask("+39340111"), StringComparison.Ordinal);
            GateRule rule = again.Keeper.Live.State.Book.Rules[1];
            Assert.Equal(
                (new GateMatch { Pattern = "44*99", AttestationWorseThan = 'B', UserAgent = "bot" }, GateAct.Divert, "sip:box@example.it"),
                (rule.Match, rule.Action.Act, rule.Action.Target));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Numbers_of_rules_that_ended_are_forgotten_after_the_retention_time()
    {
        await using GateHost host = await Begin();
        string over = await host.Activate(GateHost.Refuse("+234803"));
        await host.Desk.TakeBack(GateHost.Ada, over);
        host.Time.Advance(TimeSpan.FromDays(31));
        string young = await host.Activate(GateHost.Refuse("+880"));
        await host.Flow.Round();
        Assert.Empty(await host.Store.Rules((await host.Store.Find(over))!, 0, 10));
        Assert.Single(await host.Store.Rules((await host.Store.Find(young))!, 0, 10));
    }

    [Fact]
    public async Task Who_may_not_does_not()
    {
        await using GateHost host = await Begin();
        var viewer = new GateAuthor("vic", false, false, false);
        var proposer = new GateAuthor("pia", true, false, false);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Write(viewer, new GateDraft("x", TimeSpan.FromHours(1), [GateHost.Refuse("+1")]))).Outcome);
        GateActResult draft = await host.Desk.Write(proposer, new GateDraft("x", TimeSpan.FromHours(1), [GateHost.Refuse("+1")]));
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Activate(proposer, draft.Activation!.Id)).Outcome);
        Assert.Equal(ActOutcome.Done, (await host.Desk.Try(proposer, draft.Activation.Id)).Outcome);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Protect(proposer, [("+1555", "x")])).Outcome);
        Assert.Equal(ActOutcome.NotNow, (await host.Desk.Save(GateHost.Ada with { MayAdminister = false }, new GateSettings())).Outcome);
    }

    [Fact]
    public async Task Every_act_is_in_the_audit_log_without_numbers()
    {
        await using GateHost host = await Begin();
        string id = await host.Activate(GateHost.Refuse("+234803"));
        await host.Desk.TakeBack(GateHost.Ada, id);
        await host.Desk.Protect(GateHost.Ada, [("+39340111", "ada")]);
        IReadOnlyList<AuditEntry> entries = await host.App.Services.GetRequiredService<AuditLog>().Newest(10);
        Assert.Equal(["gate.protect", "gate.take-back", "gate.activate", "gate.write"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.DoesNotContain("340111", e.Subject + e.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_rules_are_written_and_at_work_quickly()
    {
        await using GateHost host = await Begin();
        await host.Activate(GateHost.Refuse("+1555"));
        WantedRule[] rules = [.. Enumerable.Range(0, 10_000).Select(i => new WantedRule(new GateMatch { Caller = $"+23480{i:D8}" }, GateAction.Refuse))];
        var clock = Stopwatch.StartNew();
        string id = await host.Draft(rules);
        await host.Desk.Activate(GateHost.Ada, id);
        TestContext.Current.SendDiagnosticMessage($"10,000 rules written and at work in {clock.ElapsedMilliseconds} ms");
        Assert.StartsWith("SIP/2.0 608", await host.Ask("+2348000009999"), StringComparison.Ordinal);
        Assert.Equal(10_001, host.Keeper.Live.State.Book.Rules.Length);
        Assert.Equal(10_000, (await host.Store.Find(id))!.Rules);
    }

    [Fact]
    public async Task Faults_are_named_by_rule_and_field()
    {
        await using GateHost host = await Begin();
        GateActResult result = await host.Desk.Write(GateHost.Ada, new GateDraft("why", TimeSpan.FromHours(1),
            [GateHost.Refuse("+1"), new WantedRule(new GateMatch { Trunk = "192.0.2.1" }, GateAction.Refuse)]));
        Assert.Equal(ActOutcome.Invalid, result.Outcome);
        Assert.Contains(result.Faults, f => f.Field == "rules[1].match");
    }
}

public sealed class SqliteGateTests : GateContract
{
    private protected override Task<GateHost> Begin(string? folder = null, DateTimeOffset? now = null) => GateHost.Begin(null, folder, now);
}

public sealed class PostgresGateTests(PostgresServer server) : GateContract, IClassFixture<PostgresServer>
{
    private protected override async Task<GateHost> Begin(string? folder = null, DateTimeOffset? now = null) =>
        await GateHost.Begin(await server.NewDatabase(), folder, now);
}
