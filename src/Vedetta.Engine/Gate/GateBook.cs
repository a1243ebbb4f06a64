using System.Collections.Immutable;
using System.Text;

namespace Vedetta.Engine.Gate;

/// <summary>
/// Country of the range a number belongs to: its two letters (ISO 3166-1) as first * 256 + second; 0 for none.
/// </summary>
public delegate ushort CountryFinder(ulong number);

/// <summary>
/// The rules at work, compiled once and read by many: numbers and prefixes by table, the few others one by one. A
/// decision allocates nothing and is a pure function of book, call and time.
/// Emergency numbers and protected contacts pass first, then pass rules, then the most specific of the others; equally
/// specific ones in the order they were written. A rule that has expired decides nothing, whenever the book was made.
/// </summary>
public sealed class GateBook
{
    private const int PassFirst = 1 << 20;

    private readonly NumberTable _emergency;
    private readonly NumberTable _protected;
    private readonly NumberPrefixes _protectedRanges;
    private readonly NumberTable _numbers;
    private readonly NumberPrefixes _ranges;
    private readonly Link[] _links;
    private readonly Compiled[] _compiled;
    private readonly int[] _scanned;
    private readonly CountryFinder? _countries;

    private GateBook(ImmutableArray<GateRule> rules, GateProtection protection, DialPlan plan, CountryFinder? countries)
    {
        Rules = rules;
        _countries = countries;
        _emergency = Emergency(protection, plan);
        _protected = new NumberTable(protection.Numbers.Count);
        foreach (ulong number in protection.Numbers.Where(n => n != 0)) _protected.Value(number, 1);
        _protectedRanges = new NumberPrefixes(protection.Prefixes.Count);
        foreach (ulong prefix in protection.Prefixes.Where(p => p != 0)) _protectedRanges.Value(prefix, 1);
        _compiled = [.. rules.Select(r => Compiled.Of(r, plan))];
        ulong[][] prefixes = [.. rules.Select(r => PrefixesOf(r.Match))];
        _numbers = new NumberTable(rules.Count(r => r.Match.Caller.Length > 0));
        _ranges = new NumberPrefixes(prefixes.Sum(p => p.Length));
        var links = new List<Link>(rules.Length);
        for (int i = 0; i < rules.Length; i++) Index(links, i, prefixes[i], plan);
        _links = [.. links];
        _scanned = [.. Enumerable.Range(0, rules.Length).Where(i => !GateRules.IsIndexed(rules[i].Match))
            .OrderByDescending(i => _compiled[i].Score).ThenBy(i => i)];
        AsksForUserAgent = _compiled.Any(c => c.More is { UserAgent.IsSet: true });
        AsksForSdpOrigin = _compiled.Any(c => c.More is { SdpOrigin.IsSet: true });
        AsksForSourceAddress = _compiled.Any(c => c.More is { SourceAddress.IsSet: true });
    }

    /// <summary>A book without rules: every call passes.</summary>
    public static GateBook Empty { get; } = Compile([], new GateProtection());

    /// <summary>The rules, in the order of a verdict's index.</summary>
    public ImmutableArray<GateRule> Rules { get; }

    /// <summary>Whether any rule asks for the User-Agent.</summary>
    public bool AsksForUserAgent { get; }

    /// <summary>Whether any rule asks for the origin of the session description.</summary>
    public bool AsksForSdpOrigin { get; }

    /// <summary>Whether any rule asks for the address calls come from.</summary>
    public bool AsksForSourceAddress { get; }

    /// <summary>
    /// Compiles the rules of one state, oldest first. A rule that asks for nothing but a trunk is left out whoever
    /// wrote it.
    /// </summary>
    /// <param name="rules">The rules; those in another state are left out.</param>
    /// <param name="protection">Whose calls always pass.</param>
    /// <param name="plan">How numbers without country code are meant; null leaves them as they are.</param>
    /// <param name="countries">Countries of numbers; null where no rule asks for one.</param>
    /// <param name="state">The state taken.</param>
    public static GateBook Compile(
        IEnumerable<GateRule> rules, GateProtection protection, DialPlan? plan = null, CountryFinder? countries = null,
        GateRuleState state = GateRuleState.Active) =>
        new(
            [.. rules.Where(r => r.State == state && GateRules.AsksForMoreThanTrunk(r.Match)).OrderBy(r => r.Id)],
            protection, plan ?? new DialPlan(), countries);

    /// <summary>Decides one call at a time in Unix milliseconds.</summary>
    public GateVerdict Decide(in GateCall call, long nowUnixMilliseconds)
    {
        if (_emergency.Contains(call.Called) || _emergency.Contains(call.Caller))
            return new GateVerdict(GateAct.Pass, GateReason.Emergency, -1);
        if (IsProtected(call.Caller)) return new GateVerdict(GateAct.Pass, GateReason.Protected, -1);
        int best = -1;
        if (call.Caller != 0)
        {
            best = Better(best, _numbers.Find(call.Caller), call, nowUnixMilliseconds);
            foreach (int link in _ranges.Beginning(call.Caller)) best = Better(best, link, call, nowUnixMilliseconds);
        }
        best = Scan(best, call, nowUnixMilliseconds);
        return best < 0 ? GateVerdict.Open : new GateVerdict(_compiled[best].Act, GateReason.Rule, best);
    }

    /// <summary>Whether a caller is one of the protected contacts.</summary>
    public bool IsProtected(ulong caller) =>
        caller != 0 && (_protected.Contains(caller) || (_protectedRanges.Count > 0 && _protectedRanges.Cover(caller)));

    private int Better(int best, int link, in GateCall call, long now)
    {
        while (link >= 0)
        {
            Link at = _links[link];
            link = at.Next;
            ref readonly Compiled rule = ref _compiled[at.Rule];
            if (Beats(at.Rule, best) && rule.ExpiresAt > now
                && (rule.More is null || Holds(rule.More, call))) best = at.Rule;
        }
        return best;
    }

    private int Scan(int best, in GateCall call, long now)
    {
        foreach (int index in _scanned)
        {
            ref readonly Compiled rule = ref _compiled[index];
            if (best >= 0 && rule.Score < _compiled[best].Score) break;
            if (Beats(index, best) && rule.ExpiresAt > now && Holds(rule.More!, call)) best = index;
        }
        return best;
    }

    private bool Beats(int rule, int best)
    {
        if (best < 0) return true;
        int difference = _compiled[rule].Score - _compiled[best].Score;
        return difference > 0 || (difference == 0 && rule < best);
    }

    private bool Holds(Conditions more, in GateCall call) =>
        (!more.IsWithheld || call.Caller == 0)
        && (more.Called == 0 || more.Called == call.Called)
        && (more.CalledPrefix == 0
            || (call.Called != 0 && PhoneKey.Prefix(call.Called, more.CalledDigits) == more.CalledPrefix))
        && (more.WorseThan == '\0' || IsWorse(call.Attestation, more.WorseThan))
        && more.UserAgent.Fits(call.UserAgent) && more.SdpOrigin.Fits(call.SdpOrigin) && more.Trunk.Fits(call.Trunk)
        && more.SourceAddress.Fits(call.SourceAddress)
        && (more.Pattern.Length == 0 || (call.Caller != 0 && DigitPattern.Fits(call.Caller, more.Pattern)))
        && (more.Country == 0
            || (call.Caller != 0 && _countries is not null && _countries(call.Caller) == more.Country));

    private static bool IsWorse(char attestation, char than) => attestation == '\0' || attestation > than;

    private void Index(List<Link> links, int rule, ulong[] prefixes, DialPlan plan)
    {
        ulong caller = PhoneKey.Pack(Rules[rule].Match.Caller, plan);
        if (caller != 0) Chain(links, ref _numbers.Value(caller, -1), rule);
        foreach (ulong prefix in prefixes) Chain(links, ref _ranges.Value(prefix, -1), rule);
    }

    private static void Chain(List<Link> links, ref int head, int rule)
    {
        links.Add(new Link(rule, head));
        head = links.Count - 1;
    }

    private static ulong[] PrefixesOf(GateMatch match)
    {
        if (match.CallerPrefix.Length > 0) return [PhoneKey.Pack(match.CallerPrefix)];
        if (match.CallerFrom.Length == 0) return [];
        return [.. NumberRange.Prefixes(PhoneKey.Pack(match.CallerFrom), PhoneKey.Pack(match.CallerTo))];
    }

    private static NumberTable Emergency(GateProtection protection, DialPlan plan)
    {
        var table = new NumberTable(2 * protection.EmergencyNumbers.Length);
        foreach (string number in protection.EmergencyNumbers)
        {
            foreach (ulong key in (ulong[])[PhoneKey.Pack(number), PhoneKey.Pack("+" + plan.CountryCode + number)])
                if (key != 0) table.Value(key, 1);
        }
        return table;
    }

    private readonly record struct Link(int Rule, int Next);

    private readonly struct Compiled
    {
        public required int Score { get; init; }

        public required long ExpiresAt { get; init; }

        public required GateAct Act { get; init; }

        public required Conditions? More { get; init; }

        public static Compiled Of(GateRule rule, DialPlan plan) => new()
        {
            Score = GateRules.Specificity(rule.Match) + (rule.Action.Act == GateAct.Pass ? PassFirst : 0),
            ExpiresAt = rule.ExpiresAt.ToUnixTimeMilliseconds(),
            Act = rule.Action.Act,
            More = Conditions.Of(rule.Match, plan),
        };
    }

    private sealed class Conditions
    {
        public bool IsWithheld { get; private init; }

        public ulong Called { get; private init; }

        public ulong CalledPrefix { get; private init; }

        public int CalledDigits { get; private init; }

        public char WorseThan { get; private init; }

        public TextTest UserAgent { get; private init; }

        public TextTest SdpOrigin { get; private init; }

        public TextTest Trunk { get; private init; }

        public TextTest SourceAddress { get; private init; }

        public byte[] Pattern { get; private init; } = [];

        public ushort Country { get; private init; }

        // Nothing but the calling number: most rules, and they need no further look.
        public static Conditions? Of(GateMatch match, DialPlan plan)
        {
            if (GateRules.AsksForNumbersOnly(match)) return null;
            ulong prefix = PhoneKey.Pack(match.CalledPrefix);
            return new Conditions
            {
                IsWithheld = match.IsWithheld,
                Called = PhoneKey.Pack(match.Called, plan),
                CalledPrefix = prefix,
                CalledDigits = PhoneKey.Digits(prefix),
                WorseThan = match.AttestationWorseThan ?? '\0',
                UserAgent = new TextTest(match.UserAgent),
                SdpOrigin = new TextTest(match.SdpOrigin),
                Trunk = new TextTest(match.Trunk),
                SourceAddress = new TextTest(PeerAddress.Canonical(match.SourceAddress)),
                Pattern = Encoding.ASCII.GetBytes(match.Pattern.TrimStart('+')),
                Country = match.Country.Length == 2 ? (ushort)((match.Country[0] << 8) + match.Country[1]) : (ushort)0,
            };
        }
    }

    private readonly struct TextTest(string text)
    {
        private readonly byte[]? _text = text.Length == 0 ? null : Encoding.UTF8.GetBytes(text.TrimEnd('*'));
        private readonly bool _isStart = text.EndsWith('*');

        public bool IsSet => _text is not null;

        public bool Fits(ReadOnlySpan<byte> value)
        {
            if (_text is null) return true;
            if (value.Length < _text.Length || (!_isStart && value.Length != _text.Length)) return false;
            return Ascii.EqualsIgnoreCase(value[.._text.Length], _text);
        }
    }
}
