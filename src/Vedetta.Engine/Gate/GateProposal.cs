using System.Collections.Immutable;

namespace Vedetta.Engine.Gate;

/// <summary>By what a proposal tells the flood from honest calls.</summary>
public enum ProposalBasis
{
    /// <summary>By nothing: no rules are proposed.</summary>
    None,

    /// <summary>By its calling numbers: they do not change.</summary>
    Numbers,

    /// <summary>By ranges of calling numbers.</summary>
    Ranges,

    /// <summary>By its machine: User-Agent or session description.</summary>
    Machine,

    /// <summary>By ranges and machine together.</summary>
    RangesAndMachine,

    /// <summary>By the calling number being withheld.</summary>
    Withheld,
}

/// <summary>What a proposal is worth.</summary>
public enum ProposalVerdict
{
    /// <summary>It stops at least 95 % and harms at most 1 % of honest calls.</summary>
    Good,

    /// <summary>Too few calls of the flood are known to tell what they share.</summary>
    TooFewCalls,

    /// <summary>Nothing its calls share covers 95 % of them: the best found stops less.</summary>
    StopsTooLittle,

    /// <summary>Nothing separates it well from honest calls: the best found harms more than 1 % of them.</summary>
    HarmsTooMuch,
}

/// <summary>
/// The narrowest rules found against one flood, with what they would do. Shares and counts are cross-validated: found
/// on one half of the calls, counted on the other, so they hold for calls to come, not only for those seen.
/// </summary>
public sealed record GateProposal
{
    /// <summary>The flood.</summary>
    public required string FloodId { get; init; }

    /// <summary>
    /// What the rules match; pass rules for known callers within refused ranges come with <see cref="Passes"/>.
    /// </summary>
    public ImmutableArray<GateMatch> Refuses { get; init; } = [];

    /// <summary>Callers known before the flood who go on passing within the refused ranges.</summary>
    public ImmutableArray<GateMatch> Passes { get; init; } = [];

    /// <summary>By what they tell.</summary>
    public ProposalBasis Basis { get; init; }

    /// <summary>Whether they are good enough, and if not, why.</summary>
    public required ProposalVerdict Verdict { get; init; }

    /// <summary>Calls of the flood so far.</summary>
    public required long FloodCalls { get; init; }

    /// <summary>Share of the flood they stop, 0 to 1.</summary>
    public double StopsShare { get; init; }

    /// <summary>Honest calls of the days looked back on.</summary>
    public required long HonestCalls { get; init; }

    /// <summary>Of these, those they would have stopped.</summary>
    public long HonestStopped { get; init; }

    /// <summary>Days looked back on.</summary>
    public required double Days { get; init; }

    /// <summary>Share of honest calls stopped, 0 to 1.</summary>
    public double HonestShare => HonestCalls == 0 ? 0 : (double)HonestStopped / HonestCalls;

    /// <summary>Draft rules of this proposal: refusals first, then passes; ids count up from 1.</summary>
    public ImmutableArray<GateRule> ToRules(
        string owner, string reason, DateTimeOffset now, TimeSpan lifetime, GateAction refusal,
            string activation = "") =>
    [
        .. Refuses.Select(m => (Match: m, Action: refusal))
            .Concat(Passes.Select(m => (Match: m, Action: GateAction.Pass)))
            .Select((r, i) => new GateRule
            {
                Id = i + 1,
                Activation = activation,
                Owner = owner,
                Reason = reason,
                CreatedAt = now,
                ExpiresAt = now + lifetime,
                Match = r.Match,
                Action = r.Action,
            }),
    ];
}
