using System.Collections.Immutable;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate.Pushes;

/// <summary>What another system shall hold under a key.</summary>
/// <param name="Value">1 refuses; 0 lets pass what a shorter key would refuse.</param>
/// <param name="ExpiresAt">When it ends.</param>
public readonly record struct PushEntry(int Value, DateTimeOffset ExpiresAt);

/// <summary>One thing to tell another system.</summary>
/// <param name="Key">
/// Digits of a number, with "*" behind them for all numbers that begin so; for sets of addresses an address.
/// </param>
/// <param name="Entry">What it shall hold; null takes the key away.</param>
public readonly record struct PushChange(string Key, PushEntry? Entry);

/// <summary>What a system can be told, and what it cannot.</summary>
/// <param name="Entries">The keys it shall hold.</param>
/// <param name="NotSayable">Rules it cannot express: they hold only where the gate is asked.</param>
public sealed record PushSet(ImmutableDictionary<string, PushEntry> Entries, int NotSayable)
{
    /// <summary>Addresses that rules refuse and that must not be dropped all the same.</summary>
    public ImmutableArray<ShieldedAddress> Shielded { get; init; } = [];
}

/// <summary>
/// Turns rules at work into keys of other systems. A table of numbers cannot weigh conditions, so only rules that ask
/// for nothing but calling numbers go there; the others stay with the gate and are counted.
/// </summary>
public static class PushRules
{
    /// <summary>Most keys of one system.</summary>
    public const int EntriesMax = 500_000;

    /// <summary>The keys for a kind of system.</summary>
    public static PushSet SetFor(PushKind kind, IEnumerable<GateRule> rules, GateProtection protection, DialPlan plan,
        DateTimeOffset now)
    {
        var entries = ImmutableDictionary.CreateBuilder<string, PushEntry>(StringComparer.Ordinal);
        int notSayable = 0;
        GateBook shield = GateBook.Compile([], protection, plan);
        List<GateRule> passes = [];
        foreach (GateRule rule in rules.Where(r => r.State == GateRuleState.Active && r.ExpiresAt > now))
        {
            if (rule.Action.Act == GateAct.Pass) passes.Add(rule);
            else if (!TryAdd(entries, rule, kind, shield, plan)) notSayable++;
        }
        foreach (GateRule pass in passes) AddPass(entries, pass, plan, kind);
        if (kind != PushKind.AsteriskManager) AddProtected(entries, protection, now + GateRules.LifetimeMax);
        return new PushSet(entries.ToImmutable(), notSayable);
    }

    /// <summary>
    /// Keys of rules that ended, as held with a value nobody wants: a system that forgets nothing by itself may hold them
    /// since before a restart, and is told to drop what is not wanted again.
    /// </summary>
    public static ImmutableDictionary<string, PushEntry> Leftovers(PushKind kind, IEnumerable<GateRule> ended,
        DialPlan plan)
    {
        IEnumerable<GateRule> asAtWork = ended.Where(r => r.Action.Act != GateAct.Pass)
            .Select(r => r with { State = GateRuleState.Active, ExpiresAt = DateTimeOffset.MaxValue });
        return SetFor(kind, asAtWork, new GateProtection(), plan, DateTimeOffset.MinValue).Entries
            .ToImmutableDictionary(e => e.Key, e => e.Value with { Value = -1 });
    }

    /// <summary>What has to be told so that a system which holds one set holds another.</summary>
    public static IReadOnlyList<PushChange> Changes(
        IReadOnlyDictionary<string, PushEntry> held, IReadOnlyDictionary<string, PushEntry> wanted) =>
    [
        .. held.Keys.Where(k => !wanted.ContainsKey(k)).Select(k => new PushChange(k, null)),
        .. wanted.Where(w => !held.TryGetValue(w.Key, out PushEntry known) || known != w.Value)
            .Select(w => new PushChange(w.Key, w.Value)),
    ];

    private static bool TryAdd(
        ImmutableDictionary<string, PushEntry>.Builder entries, GateRule rule, PushKind kind, GateBook shield,
            DialPlan plan)
    {
        if (!GateRules.AsksForNumbersOnly(rule.Match)) return false;
        string[] keys = [.. KeysOf(rule.Match, plan)];
        if (keys.Length + entries.Count > EntriesMax) return false;
        // A family of numbers knows no exceptions and no beginnings.
        if (kind == PushKind.AsteriskManager && keys.Any(k => k.EndsWith('*'))) return false;
        foreach (string key in keys)
        {
            bool isProtected = !key.EndsWith('*') && shield.IsProtected(PhoneKey.Pack(key));
            if (!isProtected) entries[key] = new PushEntry(1, Later(entries, key, rule.ExpiresAt));
        }
        return true;
    }

    private static DateTimeOffset Later(ImmutableDictionary<string, PushEntry>.Builder entries, string key,
        DateTimeOffset ends) =>
        entries.TryGetValue(key, out PushEntry known) && known.ExpiresAt > ends ? known.ExpiresAt : ends;

    private static void AddPass(ImmutableDictionary<string, PushEntry>.Builder entries, GateRule pass, DialPlan plan,
        PushKind kind)
    {
        if (!GateRules.AsksForNumbersOnly(pass.Match)) return;
        foreach (string key in KeysOf(pass.Match, plan))
        {
            if (kind == PushKind.AsteriskManager) entries.Remove(key);
            else if (IsUnderRefusal(entries, key)) entries[key] = new PushEntry(0, pass.ExpiresAt);
        }
    }

    private static void AddProtected(ImmutableDictionary<string, PushEntry>.Builder entries, GateProtection protection,
        DateTimeOffset until)
    {
        foreach (ulong number in protection.Numbers)
            if (IsUnderRefusal(entries, PhoneKey.Text(number))) entries[PhoneKey.Text(number)] = new PushEntry(0,
                until);
        foreach (ulong prefix in protection.Prefixes)
            if (IsUnderRefusal(entries, PhoneKey.Text(prefix))) entries[PhoneKey.Text(prefix) + "*"] = new PushEntry(0,
                until);
    }

    private static bool IsUnderRefusal(ImmutableDictionary<string, PushEntry>.Builder entries, string key)
    {
        string digits = key.TrimEnd('*');
        if (entries.TryGetValue(digits, out PushEntry exact) && exact.Value == 1) return true;
        for (int length = digits.Length; length > 0; length--)
            if (entries.TryGetValue(digits[..length] + "*", out PushEntry range) && range.Value == 1) return true;
        return false;
    }

    private static IEnumerable<string> KeysOf(GateMatch match, DialPlan plan)
    {
        if (match.Caller.Length > 0) return [PhoneKey.Text(PhoneKey.Pack(match.Caller, plan))];
        if (match.CallerPrefix.Length > 0) return [PhoneKey.Text(PhoneKey.Pack(match.CallerPrefix)) + "*"];
        return NumberRange.Prefixes(PhoneKey.Pack(match.CallerFrom), PhoneKey.Pack(match.CallerTo))
            .Select(p => PhoneKey.Text(p) + "*");
    }
}
