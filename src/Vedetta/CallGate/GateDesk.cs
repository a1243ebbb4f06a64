using System.Collections.Immutable;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Storage;

namespace Vedetta.CallGate;

/// <summary>Who acts at the gate, and what for.</summary>
/// <param name="Name">Sign-in name, or the key's id.</param>
/// <param name="MayPropose">Whether they may write rules and try them.</param>
/// <param name="MayActivate">Whether they may put rules to work, take them back and protect contacts.</param>
/// <param name="MayAdminister">Whether they may change the gate's settings.</param>
public sealed record GateAuthor(string Name, bool MayPropose, bool MayActivate, bool MayAdminister);

/// <summary>
/// What people do at the gate. Every act is in the audit log, and what it changes decides calls as soon as it returns.
/// </summary>
public sealed class GateDesk(
    GateStore store, GateKeeper keeper, CallHistory history, FloodBook floods, AddressShield shield, AuditLog audit,
    TimeProvider time)
{
    /// <summary>Most rules of one activation.</summary>
    public const int RulesAtOnceMax = 200_000;

    /// <summary>Why a rule that asks for nothing but such an address is not written.</summary>
    public const string IsOurs = "is a trunk's or an own system's: honest calls come from it";

    /// <summary>What would happen if these rules were at work, beside those that are.</summary>
    public Task<CollateralForecast> Forecast(IEnumerable<GateRule> rules, CancellationToken stop = default) => Task.Run(
        () =>
        {
            DateTimeOffset now = time.GetUtcNow();
            GateBook book = keeper.Compile(
                rules.Select(r => r with { State = GateRuleState.Active })
                    .Concat(keeper.Live.State.Book.Rules.Where(r => r.Action.Act == GateAct.Pass)),
                GateRuleState.Active);
            return CollateralForecast.Of(book, history, floods.Lately(now), now,
                CallHistory.AgeMax) with
            { Rules = [] };
        }, stop);

    /// <summary>
    /// The narrowest rules against a flood, written down as a draft with what they would do. Not yet at work. A flood
    /// against which nothing is good enough gives a draft all the same, and the proposal says so; one without any rule
    /// gives none.
    /// </summary>
    public async Task<(GateActResult Result, GateProposal? Proposal)> Propose(
        GateAuthor author, string floodId, int? incidentId, CancellationToken stop = default)
    {
        if (!author.MayPropose) return (GateActResult.Not(ActOutcome.NotNow), null);
        if (floods.Find(floodId) is not { } flood) return (GateActResult.Not(ActOutcome.NotFound), null);
        DateTimeOffset now = time.GetUtcNow();
        GateProposal proposal = await Task.Run(() => ProposalSearch.Propose(flood, history, floods.Lately(now), now),
            stop);
        if (proposal.Refuses.IsEmpty) return (new GateActResult(ActOutcome.NotNow), proposal);
        GateSettings settings = keeper.Settings;
        GateAction act = settings.DivertTarget.Length > 0
            ? new GateAction(GateAct.Divert, settings.DivertTarget) : new GateAction(GateAct.Refuse, "",
                settings.Refusal);
        WantedRule[] wanted =
        [
            .. proposal.Refuses.Select(m => new WantedRule(m, act)),
            .. proposal.Passes.Select(m => new WantedRule(m, GateAction.Pass)),
        ];
        var draft = new GateDraft(
            "Flood " + flood.Target, TimeSpan.FromHours(settings.LifetimeHours), wanted, incidentId, floodId,
            GateJson.Write(proposal with { Refuses = [], Passes = [] }));
        return (await Write(author, draft, stop), proposal);
    }

    /// <summary>Writes rules down as a draft.</summary>
    public async Task<GateActResult> Write(GateAuthor author, GateDraft draft, CancellationToken stop = default)
    {
        if (!author.MayPropose) return GateActResult.Not(ActOutcome.NotNow);
        DateTimeOffset now = time.GetUtcNow();
        var activation = new GateActivation
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            IncidentId = draft.IncidentId,
            FloodId = draft.FloodId,
            Reason = draft.Reason.Trim(),
            Rules = draft.Rules.Count,
            CreatedBy = author.Name,
            CreatedAt = now,
            ExpiresAt = now + draft.Lifetime,
            ProposalJson = draft.ProposalJson,
        };
        ImmutableArray<GateFault> faults = GateActs.Faults(activation, draft.Rules, now);
        if (faults.IsEmpty) faults = TrunkFaults(draft.Rules);
        if (!faults.IsEmpty) return GateActResult.Wrong(faults);
        await store.Add(
            activation, draft.Rules,
                audit.Entry(author.Name, "gate.write", "gate:" + activation.Id, $"{draft.Rules.Count} rules"), stop);
        return new GateActResult(ActOutcome.Done, activation);
    }

    /// <summary>Lets the rules count what they would do, without doing it.</summary>
    public Task<GateActResult> Try(GateAuthor author, string id, CancellationToken stop = default) =>
        Act(author, author.MayPropose, id, "gate.dry-run", GateActs.Try, stop);

    /// <summary>Puts the rules to work.</summary>
    public async Task<GateActResult> Activate(GateAuthor author, string id, CancellationToken stop = default)
    {
        // An address may have turned out to be a trunk's since the rule was written.
        ImmutableArray<GateFault> faults = author.MayActivate && await store.Find(id, stop) is { } asked
            ? TrunkFaults([.. (await store.AllRules(asked, stop)).Select(r => new WantedRule(r.Match, r.Action))]) : [];
        return faults.IsEmpty ? await Act(author, author.MayActivate, id, "gate.activate", GateActs.Activate, stop)
            : GateActResult.Wrong(faults);
    }

    /// <summary>Takes all rules of an activation from work, with one act.</summary>
    public Task<GateActResult> TakeBack(GateAuthor author, string id, CancellationToken stop = default) =>
        Act(author, author.MayActivate || author.MayPropose, id, "gate.take-back", GateActs.TakeBack, stop);

    /// <summary>Lets the rules last longer, or less long.</summary>
    public Task<GateActResult> Extend(GateAuthor author, string id, DateTimeOffset until,
        CancellationToken stop = default) =>
        Act(author, author.MayActivate, id, "gate.extend", (a, who, now) => GateActs.Extend(a, until, now), stop);

    /// <summary>Lets rules that are at work or tried last longer than they would.</summary>
    public Task<GateActResult> Prolong(GateAuthor author, string id, TimeSpan by, CancellationToken stop = default) =>
        Act(author, author.MayActivate, id, "gate.extend", (a, who, now) => GateActs.Prolong(a, by, now), stop);

    /// <summary>Notes that a caller the rules stopped was honest, as somebody reported.</summary>
    public Task<GateActResult> ReportHonest(GateAuthor author, string id, CancellationToken stop = default) =>
        Act(author, author.MayPropose, id, "gate.report-honest", (a, _, _) => GateActs.ReportHonest(a), stop);

    /// <summary>Notes the forecast beside an activation, so that it stands next to what then happens.</summary>
    public async Task<CollateralForecast?> NoteForecast(string id, CancellationToken stop = default)
    {
        if (await store.Find(id, stop) is not { } activation) return null;
        CollateralForecast forecast = await Forecast(await store.AllRules(activation, stop), stop);
        await store.Change(
            id, a =>
            {
                a.ForecastJson = GateJson.Write(forecast);
                return null;
            }, stop);
        return forecast;
    }

    /// <summary>
    /// Protects contacts: number, or digits with "*" behind them, and name. Returns how many are new.
    /// </summary>
    public async Task<(ActOutcome Outcome, int Added)> Protect(
        GateAuthor author, IReadOnlyList<(string Number, string Name)> contacts, CancellationToken stop = default)
    {
        if (!author.MayActivate) return (ActOutcome.NotNow, 0);
        if (!contacts.All(c => GateActs.IsContact(c.Number) && c.Name.Length <= GateRules.TextMax))
            return (ActOutcome.Invalid, 0);
        DateTimeOffset now = time.GetUtcNow();
        ProtectedContact[] rows = [.. contacts.Select(c => new ProtectedContact
        {
            Number = GateActs.ContactOf(c.Number, keeper.Settings.Plan), Name = c.Name, AddedBy = author.Name,
                AddedAt = now,
        })];
        int added = await store.Protect(rows,
            audit.Entry(author.Name, "gate.protect", "gate:protected", $"{rows.Length} contacts"), stop);
        if (added < 0) return (ActOutcome.Invalid, 0);
        await keeper.Reload(stop);
        return (ActOutcome.Done, added);
    }

    /// <summary>Takes a contact's protection away.</summary>
    public async Task<ActOutcome> Unprotect(GateAuthor author, string number, CancellationToken stop = default)
    {
        if (!author.MayActivate) return ActOutcome.NotNow;
        if (!GateActs.IsContact(number)) return ActOutcome.Invalid;
        string key = GateActs.ContactOf(number, keeper.Settings.Plan);
        if (!await store.Unprotect(key, audit.Entry(author.Name, "gate.unprotect", "gate:protected"), stop))
            return ActOutcome.NotFound;
        await keeper.Reload(stop);
        return ActOutcome.Done;
    }

    /// <summary>Saves the gate's settings. A target without a secret keeps the one it had.</summary>
    public async Task<GateActResult> Save(GateAuthor author, GateSettings settings, CancellationToken stop = default)
    {
        if (!author.MayAdminister) return GateActResult.Not(ActOutcome.NotNow);
        ImmutableArray<GateFault> faults = GateSettingsRules.Check(settings);
        if (!faults.IsEmpty) return GateActResult.Wrong(faults);
        GateSettings whole = GateActs.KeepSecrets(settings, keeper.Settings);
        string changed = string.Join(' ', GateSettingsRules.Changed(keeper.Settings, whole));
        await store.Save(whole, audit.Entry(author.Name, "gate.settings", "gate:settings", changed), stop);
        await keeper.Reload(stop);
        return new GateActResult(ActOutcome.Done);
    }

    private async Task<GateActResult> Act(
        GateAuthor author, bool mayThey, string id, string action, Func<GateActivation, string, DateTimeOffset,
            ActOutcome> decide,
        CancellationToken stop)
    {
        if (!mayThey) return GateActResult.Not(ActOutcome.NotNow);
        if (await store.Find(id, stop) is { } asked && !HasRoom(asked, action))
            return GateActResult.Not(ActOutcome.Invalid);
        ActOutcome outcome = ActOutcome.NotFound;
        GateActivation? activation = await store.Change(
            id, a =>
            {
                outcome = decide(a, author.Name, time.GetUtcNow());
                return outcome == ActOutcome.Done
                    ? audit.Entry(author.Name, action, "gate:" + a.Id, GateActs.Detail(a, action)) : null;
            }, stop);
        if (outcome != ActOutcome.Done) return new GateActResult(outcome, activation);
        if (activation!.State is GateRuleState.Active or GateRuleState.DryRun) await keeper.Put(activation, stop);
        else await keeper.Drop(activation.Id, stop);
        return new GateActResult(ActOutcome.Done, activation);
    }

    // A rule that asks for nothing but a trunk's address is one that asks for nothing but a trunk.
    private ImmutableArray<GateFault> TrunkFaults(IReadOnlyList<WantedRule> rules)
    {
        string[] addresses = [.. rules.Select(r => GateRules.AsksForAddressOnly(r.Match)
            ? PeerAddress.Canonical(r.Match.SourceAddress) : "")];
        HashSet<string> ours = [.. shield.Judge(addresses.Where(a => a.Length > 0), keeper.Settings.Targets)
            .Where(s => s.Reason is ShieldReason.Trunk or ShieldReason.OwnSystem).Select(s => s.Address)];
        return
        [
            .. addresses.Index().Where(a => ours.Contains(a.Item) && rules[a.Index].Action.Act != GateAct.Pass)
                .Select(a => new GateFault($"rules[{a.Index}].match.source_address", IsOurs)),
        ];
    }

    private bool HasRoom(GateActivation activation, string action) =>
        action is not ("gate.activate" or "gate.dry-run") || activation.Rules <= keeper.RulesLeft;
}
