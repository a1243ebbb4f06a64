using System.Collections.Immutable;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>What is wrong with something sent: the field and the reason.</summary>
public sealed record GateFault(string Field, string Reason);

/// <summary>
/// Rules that stand and fall together: what one act makes, tries, activates and takes back. Times are UTC.
/// </summary>
public sealed class GateActivation
{
    /// <summary>Its id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The incident it was made for; null for none.</summary>
    public int? IncidentId { get; set; }

    /// <summary>The flood it was made against; empty for none.</summary>
    public string FloodId { get; set; } = "";

    /// <summary>Where its rules stand.</summary>
    public GateRuleState State { get; set; }

    /// <summary>Why, for people.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Rules in it.</summary>
    public int Rules { get; set; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its rules end by themselves.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Who activated it; null while nobody has.</summary>
    public string? ActivatedBy { get; set; }

    /// <summary>When it was activated; null before.</summary>
    public DateTimeOffset? ActivatedAt { get; set; }

    /// <summary>Who took it back; null while nobody has.</summary>
    public string? TakenBackBy { get; set; }

    /// <summary>When it was taken back; null before.</summary>
    public DateTimeOffset? TakenBackAt { get; set; }

    /// <summary>What the proposal said, as JSON; empty for rules people wrote.</summary>
    public string ProposalJson { get; set; } = "";

    /// <summary>The forecast of harm when it was made or activated, as JSON; empty for none.</summary>
    public string ForecastJson { get; set; } = "";

    /// <summary>Calls its rules stopped.</summary>
    public long Stopped { get; set; }

    /// <summary>Of these, those that look honest; see <see cref="HonestLooks"/>.</summary>
    public long LooksHonest { get; set; }

    /// <summary>Callers of them that somebody reported as honest.</summary>
    public long ReportedHonest { get; set; }

    /// <summary>Calls its rules would have stopped while in dry run.</summary>
    public long WouldStop { get; set; }
}

/// <summary>One rule as it is stored; its state is its activation's.</summary>
public sealed class GateRuleRow
{
    /// <summary>Number of the rule.</summary>
    public long Id { get; set; }

    /// <summary>The activation it belongs to.</summary>
    public string ActivationId { get; set; } = "";

    /// <summary>Who answers for it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Why it exists.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What it matches, as JSON.</summary>
    public string MatchJson { get; set; } = "{}";

    /// <summary>What it does.</summary>
    public GateAct Act { get; set; }

    /// <summary>Where it diverts to; empty otherwise.</summary>
    public string Target { get; set; } = "";

    /// <summary>How it refuses.</summary>
    public Refusal Refusal { get; set; }
}

/// <summary>A number, or the beginning of numbers, that no rule may stop.</summary>
public sealed class ProtectedContact
{
    /// <summary>Digits in E.164 without "+", with "*" behind them for all numbers that begin so.</summary>
    public string Number { get; set; } = "";

    /// <summary>Whose it is, for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who added it.</summary>
    public string AddedBy { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AddedAt { get; set; }
}

/// <summary>The gate's settings as they are stored: one row.</summary>
public sealed class GateSettingsRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;

    /// <summary>The document.</summary>
    public string Json { get; set; } = "{}";
}

/// <summary>A rule somebody asks for, without what the desk adds.</summary>
/// <param name="Match">What it matches.</param>
/// <param name="Action">What it does.</param>
/// <param name="Reason">Why; empty takes the activation's.</param>
public sealed record WantedRule(GateMatch Match, GateAction Action, string Reason = "");

/// <summary>Rules to write down together.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Lifetime">How long they last from now.</param>
/// <param name="Rules">The rules.</param>
/// <param name="IncidentId">The incident they are for; null for none.</param>
/// <param name="FloodId">The flood they are against; empty for none.</param>
/// <param name="ProposalJson">What a proposal said of them; empty for rules people wrote.</param>
public sealed record GateDraft(
    string Reason, TimeSpan Lifetime, IReadOnlyList<WantedRule> Rules, int? IncidentId = null, string FloodId = "",
        string ProposalJson = "");

/// <summary>What became of an act at the gate.</summary>
/// <param name="Outcome">Done, or why not.</param>
/// <param name="Activation">The activation after it; null where there is none.</param>
/// <param name="Faults">What is wrong with what was sent.</param>
public sealed record GateActResult(
    Incidents.ActOutcome Outcome, GateActivation? Activation = null, ImmutableArray<GateFault> Faults = default)
{
    internal static GateActResult Not(Incidents.ActOutcome outcome) => new(outcome);

    internal static GateActResult Wrong(ImmutableArray<GateFault> faults) =>
        new(Incidents.ActOutcome.Invalid, null, faults);
}
