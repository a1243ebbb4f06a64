using System.Collections.Immutable;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate.Pushes;

/// <summary>
/// Turns rules at work into addresses for what drops packets. That knows neither numbers nor conditions, so only rules
/// that refuse an address and ask for nothing else go there; the others stay with the gate and are counted.
/// </summary>
public static class PushAddresses
{
    /// <summary>The addresses to refuse.</summary>
    /// <param name="rules">Rules in any state.</param>
    /// <param name="judge">Says which addresses must not be dropped.</param>
    /// <param name="now">The time.</param>
    public static PushSet SetFor(
        IEnumerable<GateRule> rules, Func<IEnumerable<string>, IReadOnlyList<ShieldedAddress>> judge, DateTimeOffset now)
    {
        GateRule[] active = [.. rules.Where(r => r.State == GateRuleState.Active && r.ExpiresAt > now)];
        GateRule[] sayable = [.. active.Where(r =>
            r.Action.Act == GateAct.Refuse && GateRules.AsksForAddressOnly(r.Match))];
        HashSet<string> passed = [.. active.Where(r =>
            r.Action.Act == GateAct.Pass && GateRules.AsksForAddressOnly(r.Match)).Select(AddressOf)];
        Dictionary<string, DateTimeOffset> ends = sayable.GroupBy(AddressOf)
            .Where(g => g.Key.Length > 0 && !passed.Contains(g.Key))
            .ToDictionary(g => g.Key, g => g.Max(r => r.ExpiresAt));
        IReadOnlyList<ShieldedAddress> shielded = judge(ends.Keys);
        foreach (ShieldedAddress kept in shielded) ends.Remove(kept.Address);
        return new PushSet(
            ends.ToImmutableDictionary(e => e.Key, e => new PushEntry(1, e.Value)),
            active.Count(r => r.Action.Act != GateAct.Pass) - sayable.Length)
        { Shielded = [.. shielded] };
    }

    private static string AddressOf(GateRule rule) => PeerAddress.Canonical(rule.Match.SourceAddress);
}
