using System.Collections.Immutable;
using System.Net;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate.Pushes;

/// <summary>Why an address is kept out of what drops whole machines.</summary>
public enum ShieldReason
{
    /// <summary>Calls of a trunk come from it, or a trunk's network holds it.</summary>
    Trunk,

    /// <summary>Rules are pushed to it: it is one of the organisation's own systems.</summary>
    OwnSystem,

    /// <summary>Calls came from it that belong to no known flood.</summary>
    HonestCalls,

    /// <summary>More addresses were seen than are remembered: what came from this one is not known.</summary>
    NotKnown,
}

/// <summary>An address that is not handed on.</summary>
/// <param name="Address">The address, see <see cref="PeerAddress"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="HonestCalls">Honest calls from it in the days looked back on; 0 for other reasons.</param>
public sealed record ShieldedAddress(string Address, ShieldReason Reason, long HonestCalls = 0);

/// <summary>
/// Keeps trunks, the organisation's own systems and machines honest calls come from out of what drops packets by
/// address: a trunk is one address, and all its callers would fall silent with it.
/// </summary>
public sealed class AddressShield(CallHistory history, FloodBook floods, ServerOptions options, TimeProvider time)
{
    /// <summary>How often the history is looked through again for the same addresses.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly TrunkTable _trunks = options.Hep.ReadTrunks();
    private readonly Lock _lock = new();
    private (ImmutableArray<string> Addresses, DateTimeOffset At, ImmutableDictionary<string, long> Honest) _seen =
        ([], DateTimeOffset.MinValue, ImmutableDictionary<string, long>.Empty);

    /// <summary>Those of these addresses that must not be dropped, each with the weightiest reason.</summary>
    /// <param name="addresses">Addresses in their one writing.</param>
    /// <param name="targets">Systems rules are pushed to.</param>
    public IReadOnlyList<ShieldedAddress> Judge(IEnumerable<string> addresses, ImmutableArray<PushTarget> targets)
    {
        ImmutableArray<string> asked = [.. addresses.Distinct().Order(StringComparer.Ordinal)];
        if (asked.IsEmpty) return [];
        HashSet<string> own = [.. targets.Select(HostOf).Where(h => h.Length > 0)];
        ImmutableDictionary<string, long> honest = Honest(asked);
        return [.. asked.Select(a => Judge(a, own, honest)).OfType<ShieldedAddress>()];
    }

    private ShieldedAddress? Judge(string address, HashSet<string> own, ImmutableDictionary<string, long> honest)
    {
        bool isTrunk = history.IsOfNamedTrunk(address)
            || _trunks.NameOf(IPAddress.Parse(address).GetAddressBytes()).Length > 0;
        if (isTrunk) return new ShieldedAddress(address, ShieldReason.Trunk);
        if (own.Contains(address)) return new ShieldedAddress(address, ShieldReason.OwnSystem);
        if (honest.TryGetValue(address, out long calls))
            return calls > 0 ? new ShieldedAddress(address, ShieldReason.HonestCalls, calls) : null;
        return history.KnowsEveryAddress ? null : new ShieldedAddress(address, ShieldReason.NotKnown);
    }

    // The days of calls are gone through once for the same addresses, not at every look.
    private ImmutableDictionary<string, long> Honest(ImmutableArray<string> asked)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            bool isFresh = now - _seen.At < LookEvery && now >= _seen.At && _seen.Addresses.SequenceEqual(asked);
            if (!isFresh) _seen = (asked, now, Count(asked, now));
            return _seen.Honest;
        }
    }

    // Honest calls of every address that sent any; addresses that sent none are not in it.
    private ImmutableDictionary<string, long> Count(ImmutableArray<string> asked, DateTimeOffset now)
    {
        var counts = history.TrunkNumbers(asked).ToDictionary(n => n, _ => 0L);
        if (counts.Count == 0) return ImmutableDictionary<string, long>.Empty;
        var members = new FloodMembers(history, floods.Lately(now));
        foreach (PastCall call in history.Between((now - CallHistory.AgeMax).ToUnixTimeSeconds(), long.MaxValue))
            if (counts.TryGetValue(call.Trunk, out long before) && !members.Contain(call)) counts[call.Trunk] = before + 1;
        return counts.ToImmutableDictionary(c => history.TrunkOf(c.Key), c => c.Value);
    }

    private static string HostOf(PushTarget target) => target.Kind switch
    {
        PushKind.NftablesSet => "",
        PushKind.KamailioHttp => Uri.TryCreate(target.Address, UriKind.Absolute, out Uri? uri)
            ? PeerAddress.Canonical(uri.DnsSafeHost) : "",
        _ => GateSettingsRules.TryHostPort(target.Address, out string host, out _) ? PeerAddress.Canonical(host) : "",
    };
}
