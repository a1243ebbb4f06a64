using Vedetta.Engine.Floods;

namespace Vedetta.Engine.Gate;

/// <summary>
/// Tells calls of known floods from the others: in the flood's time, on its lines, and with every trait its calls
/// share.
/// </summary>
public sealed class FloodMembers
{
    /// <summary>How much earlier than its first known call a flood may have begun, in seconds.</summary>
    public const int MarginSeconds = 10;

    private const double CoverMin = 0.95;
    private const int ValuesMax = 3;
    private readonly Member[] _floods;

    /// <summary>Prepares the test for these floods.</summary>
    public FloodMembers(CallHistory history, IEnumerable<Flood> floods) =>
        _floods = [.. floods.Select(f => new Member(f, history))];

    /// <summary>Whether a call belongs to one of the floods.</summary>
    public bool Contain(in PastCall call)
    {
        foreach (Member flood in _floods)
            if (flood.Contains(call)) return true;
        return false;
    }

    /// <summary>Whether a call would belong to one of the floods had it come in its time.</summary>
    public bool Resemble(in PastCall call)
    {
        foreach (Member flood in _floods)
            if (flood.Resembles(call)) return true;
        return false;
    }

    private sealed class Member
    {
        private readonly long _from, _until;
        private readonly ulong _line, _block;
        private readonly int _blockDigits;
        private readonly HashSet<ulong> _numbers = [];
        private readonly NumberPrefixes _prefixes;
        private readonly HashSet<ushort> _userAgents, _sdpOrigins;
        private readonly bool _isByNumber;

        public Member(Flood flood, CallHistory history)
        {
            _from = flood.StartedAt.ToUnixTimeSeconds() - MarginSeconds;
            _until = flood.EndedAt?.ToUnixTimeSeconds() ?? long.MaxValue;
            ulong target = PhoneKey.Pack(flood.Target);
            if (flood.Scope == FloodScope.Line) _line = target;
            else (_block, _blockDigits) = (target, PhoneKey.Digits(target));
            _isByNumber = !flood.IsRotating && flood.Origins.Length > 0;
            if (_isByNumber) _numbers = [.. flood.Origins.Select(o => PhoneKey.Pack(o.Number))];
            FloodFingerprint traits = flood.Fingerprint;
            _prefixes = new NumberPrefixes(traits.Prefixes.Length);
            foreach (FloodTrait range in traits.Prefixes)
                if (PhoneKey.Pack(range.Value) is > 0 and var prefix) _prefixes.Value(prefix, 1);
            _userAgents = history.UserAgentNumbers(Covering(traits.UserAgents, flood.Attempts));
            _sdpOrigins = history.SdpOriginNumbers(Covering(traits.SdpOrigins, flood.Attempts));
        }

        public bool Contains(in PastCall call) =>
            call.AtUnixSeconds >= _from && call.AtUnixSeconds <= _until && Resembles(call);

        public bool Resembles(in PastCall call) =>
            IsTarget(call.Called) && IsCaller(call.Caller)
            && (_userAgents.Count == 0 || _userAgents.Contains(call.UserAgent))
            && (_sdpOrigins.Count == 0 || _sdpOrigins.Contains(call.SdpOrigin));

        // The block is the lines called so far. A flood that is known by its callers or its machine is known on others too.
        private bool IsTarget(ulong called)
        {
            if (_line != 0) return called == _line;
            bool isKnown = _isByNumber || _prefixes.Count > 0 || _userAgents.Count > 0 || _sdpOrigins.Count > 0;
            return isKnown || _block == 0 || PhoneKey.Prefix(called, _blockDigits) == _block;
        }

        private bool IsCaller(ulong caller) =>
            _isByNumber ? _numbers.Contains(caller) : _prefixes.Count == 0 || (caller != 0 && _prefixes.Cover(caller));

        // A trait tells something only where few values make up nearly the whole flood.
        private static string[] Covering(IReadOnlyList<FloodTrait> traits, long attempts)
        {
            string[] widest = [.. traits.Take(ValuesMax).Select(t => t.Value)];
            long covered = traits.Take(ValuesMax).Sum(t => t.Attempts);
            return covered >= CoverMin * attempts ? widest : [];
        }
    }
}
