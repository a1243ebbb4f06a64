using System.Collections.Immutable;
using Vedetta.Engine.Calls;

namespace Vedetta.Engine.Floods;

/// <summary>
/// Which calls belong to a flood as it was told: to its lines, in its time, from its numbers or ranges, or with the
/// machine nearly all its calls share. For evidence and views; the watch itself follows floods by what it learnt.
/// </summary>
public sealed class FloodMembership
{
    private const double CoverMin = 0.95;

    private readonly long _from, _until;
    private readonly NumberKey _target;
    private readonly bool _isLine;
    private readonly HashSet<NumberKey> _numbers;
    private readonly NumberKey[] _ranges;
    private readonly HashSet<string> _agents, _sdps;

    /// <summary>Prepares the test for a flood.</summary>
    public FloodMembership(Flood flood)
    {
        _from = flood.StartedAt.ToUnixTimeMilliseconds();
        _until = flood.EndedAt is { } ended ? ended.ToUnixTimeMilliseconds() + 999 : long.MaxValue;
        _target = NumberKey.Of(flood.Target);
        _isLine = flood.Scope == FloodScope.Line;
        _numbers = [.. flood.IsRotating ? [] : flood.Origins.Select(o => NumberKey.Of(o.Number))];
        _ranges = [.. flood.Fingerprint.Prefixes.Select(p => NumberKey.Of(p.Value))];
        _agents = Covering(flood.Fingerprint.UserAgents, flood.Attempts);
        _sdps = Covering(flood.Fingerprint.SdpOrigins, flood.Attempts);
    }

    /// <summary>Whether a call, or the end of one, belongs to the flood.</summary>
    public bool Contains(CallAttempt call) => !call.IsOutgoing && call.AtUnixMilliseconds >= _from
        && call.AtUnixMilliseconds <= _until && IsTarget(NumberKey.Of(call.To)) && IsOrigin(call);

    private bool IsTarget(NumberKey called) => _isLine ? called == _target : _target.IsWithheld || called.IsIn(_target);

    private bool IsOrigin(CallAttempt call)
    {
        NumberKey caller = NumberKey.Of(call.From);
        if (_numbers.Contains(caller)) return true;
        bool isMachine = (_agents.Count == 0 || _agents.Contains(call.UserAgent)) && (_sdps.Count == 0 || _sdps.Contains(call.SdpOrigin));
        if (_ranges.Length > 0) return isMachine && _ranges.Any(caller.IsIn);
        // Nothing but lines and time tells a flood whose numbers are all over the world and whose machine is unknown.
        return isMachine && (_agents.Count + _sdps.Count > 0 || _numbers.Count == 0);
    }

    private static HashSet<string> Covering(ImmutableArray<FloodTrait> traits, long attempts) =>
        traits.Sum(t => t.Attempts) >= CoverMin * attempts ? [.. traits.Select(t => t.Value)] : [];
}
