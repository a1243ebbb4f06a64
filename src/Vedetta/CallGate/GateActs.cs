using System.Collections.Immutable;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;

namespace Vedetta.CallGate;

/// <summary>What people may do with activations, and what these then look like.</summary>
public static class GateActs
{
    private const int FaultsNamedMax = 20;

    /// <summary>What is wrong with rules somebody wants; at most the first 20 faults are named.</summary>
    public static ImmutableArray<GateFault> Faults(GateActivation activation, IReadOnlyList<WantedRule> wanted,
        DateTimeOffset now)
    {
        if (wanted.Count is 0 or > GateDesk.RulesAtOnceMax)
            return [new GateFault("rules", $"are none, or more than {GateDesk.RulesAtOnceMax}")];
        if (wanted.Count(w => !GateRules.IsIndexed(w.Match)) > GateRules.ScannedMax)
            return [new GateFault("rules",
                $"has more than {GateRules.ScannedMax} rules without number, prefix or range")];
        return
        [
            .. wanted.SelectMany((w, i) => GateRules.Faults(ToRule(w, activation), now)
                .Select(f => new GateFault($"rules[{i}].{f.Field}", f.Reason))).Take(FaultsNamedMax),
        ];
    }

    /// <summary>Only a draft can be tried.</summary>
    public static ActOutcome Try(GateActivation activation, string who, DateTimeOffset now)
    {
        if (activation.State != GateRuleState.Draft || activation.ExpiresAt <= now) return ActOutcome.NotNow;
        activation.State = GateRuleState.DryRun;
        return ActOutcome.Done;
    }

    /// <summary>A draft, or what is being tried, can be put to work.</summary>
    public static ActOutcome Activate(GateActivation activation, string who, DateTimeOffset now)
    {
        if (activation.State is not (GateRuleState.Draft or GateRuleState.DryRun) || activation.ExpiresAt <= now)
            return ActOutcome.NotNow;
        activation.State = GateRuleState.Active;
        (activation.ActivatedBy, activation.ActivatedAt) = (who, now);
        return ActOutcome.Done;
    }

    /// <summary>What is at work or tried can be taken back, once and for good.</summary>
    public static ActOutcome TakeBack(GateActivation activation, string who, DateTimeOffset now)
    {
        if (activation.State is not (GateRuleState.Active or GateRuleState.DryRun)) return ActOutcome.NotNow;
        activation.State = GateRuleState.TakenBack;
        (activation.TakenBackBy, activation.TakenBackAt) = (who, now);
        return ActOutcome.Done;
    }

    /// <summary>What has not expired can be given another end, in the future and bounded.</summary>
    public static ActOutcome Extend(GateActivation activation, DateTimeOffset until, DateTimeOffset now)
    {
        if (activation.State == GateRuleState.TakenBack || activation.ExpiresAt <= now) return ActOutcome.NotNow;
        if (until <= now || until > now + GateRules.LifetimeMax) return ActOutcome.Invalid;
        activation.ExpiresAt = until;
        return ActOutcome.Done;
    }

    /// <summary>What is at work or tried and has not ended can last longer, bounded.</summary>
    public static ActOutcome Prolong(GateActivation activation, TimeSpan by, DateTimeOffset now)
    {
        if (activation.State is not (GateRuleState.Active or GateRuleState.DryRun)) return ActOutcome.NotNow;
        bool isSpan = by > TimeSpan.Zero && by <= GateRules.LifetimeMax;
        return isSpan ? Extend(activation, activation.ExpiresAt + by, now)
            : activation.ExpiresAt <= now ? ActOutcome.NotNow : ActOutcome.Invalid;
    }

    /// <summary>What the audit log says of an act besides its name.</summary>
    public static string Detail(GateActivation activation, string action) => action == "gate.extend"
        ? FormattableString.Invariant($"{activation.Rules} rules until {activation.ExpiresAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
        : FormattableString.Invariant($"{activation.Rules} rules");

    /// <summary>One more caller somebody vouched for.</summary>
    public static ActOutcome ReportHonest(GateActivation activation)
    {
        if (activation.Stopped == 0) return ActOutcome.NotNow;
        activation.ReportedHonest++;
        return ActOutcome.Done;
    }

    /// <summary>
    /// Whether a text is a protected contact: a number, or at least three digits with "*" behind them.
    /// </summary>
    public static bool IsContact(string text) => text.EndsWith('*')
        ? text.Length > 3 && PhoneKey.Pack(text.AsSpan(0, text.Length - 1)) != 0 : PhoneKey.Pack(text) != 0;

    /// <summary>The form a protected contact is stored in.</summary>
    public static string ContactOf(string text, DialPlan plan) => text.EndsWith('*')
        ? PhoneKey.Text(PhoneKey.Pack(text.AsSpan(0, text.Length - 1))) + "*"
            : PhoneKey.Text(PhoneKey.Pack(text, plan));

    /// <summary>Settings whose targets keep the secrets they had where none was typed.</summary>
    public static GateSettings KeepSecrets(GateSettings settings, GateSettings before) => settings with
    {
        Targets = [.. settings.Targets.Select(t => t.Secret.Length > 0 ? t
            : t with { Secret = before.Targets.FirstOrDefault(b => b.Id == t.Id && b.Address == t.Address)?.Secret
                ?? "" })],
    };

    private static GateRule ToRule(WantedRule wanted, GateActivation activation) => new()
    {
        Id = 1,
        Owner = activation.CreatedBy,
        Reason = wanted.Reason.Length > 0 ? wanted.Reason : activation.Reason,
        CreatedAt = activation.CreatedAt,
        ExpiresAt = activation.ExpiresAt,
        Match = wanted.Match,
        Action = wanted.Action,
    };
}
