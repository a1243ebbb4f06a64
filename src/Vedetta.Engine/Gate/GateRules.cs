using System.Collections.Immutable;

namespace Vedetta.Engine.Gate;

/// <summary>Which rules make sense, and which of two is more specific.</summary>
public static class GateRules
{
    /// <summary>Most rules at work.</summary>
    public const int RulesMax = 500_000;

    /// <summary>Most rules at work without a calling number, prefix or range: these are tried one by one.</summary>
    public const int ScannedMax = 500;

    /// <summary>Longest text of a rule: owner, reason, user agent, target.</summary>
    public const int TextMax = 500;

    /// <summary>Longest a rule may last.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(366);

    /// <summary>What is wrong with a rule, each as field and reason; none when it may be stored.</summary>
    public static ImmutableArray<(string Field, string Reason)> Faults(GateRule rule, DateTimeOffset now) =>
    [
        .. Faults(
            ("owner", rule.Owner.Trim().Length is 0 or > TextMax, "is empty or too long"),
            ("reason", rule.Reason.Trim().Length is 0 or > TextMax, "is empty or too long"),
            ("expires_at", rule.ExpiresAt <= now, "is not in the future"),
            ("expires_at", rule.ExpiresAt > now + LifetimeMax, $"is more than {LifetimeMax.TotalDays:0} days away")),
        .. Faults(rule.Match), .. Faults(rule.Action),
    ];

    /// <summary>
    /// How specific a match is: a number before a range, a longer range before a shorter one, more conditions before
    /// fewer. Higher is more specific.
    /// </summary>
    public static int Specificity(GateMatch match) =>
        CallerScore(match)
        + Score(match.Called.Length > 0, 100) + 5 * Digits(match.CalledPrefix)
        + Score(match.UserAgent.Length > 0, 30) + Score(match.SdpOrigin.Length > 0, 30)
        + Score(match.IsWithheld, 20) + Score(match.AttestationWorseThan is not null, 10)
        + Score(match.Country.Length > 0, 10) + Score(match.Trunk.Length > 0, 5)
        + Score(match.SourceAddress.Length > 0, 90);

    /// <summary>
    /// Whether a match names calling numbers by number, prefix or range, so that it is found without a search.
    /// </summary>
    public static bool IsIndexed(GateMatch match) =>
        match.Caller.Length > 0 || match.CallerPrefix.Length > 0 || match.CallerFrom.Length > 0;

    /// <summary>Whether a match asks for anything besides a trunk.</summary>
    public static bool AsksForMoreThanTrunk(GateMatch match) => !(match with { Trunk = "" }).Equals(new GateMatch());

    /// <summary>Whether a match asks for calling numbers, by number, prefix or range, and for nothing else.</summary>
    public static bool AsksForNumbersOnly(GateMatch match) =>
        IsIndexed(match) && (match with { Caller = "", CallerPrefix = "", CallerFrom = "", CallerTo = "" })
            .Equals(new GateMatch());

    /// <summary>Whether a match asks for the address calls come from, and for nothing else.</summary>
    public static bool AsksForAddressOnly(GateMatch match) =>
        match.SourceAddress.Length > 0 && (match with { SourceAddress = "" }).Equals(new GateMatch());

    private static IEnumerable<(string, string)> Faults(GateMatch match) => Faults(
        ("match", !AsksForMoreThanTrunk(match), "asks for nothing but a trunk: honest calls use the same one"),
        ("match", CallerForms(match) > 1, "names callers in more than one way: number, prefix or range"),
        ("match.caller", IsNoNumber(match.Caller), "is not a number of at most 18 digits"),
        ("match.caller_prefix", IsNoNumber(match.CallerPrefix), "is not made of digits"),
        ("match.called", IsNoNumber(match.Called), "is not a number of at most 18 digits"),
        ("match.called_prefix", IsNoNumber(match.CalledPrefix), "is not made of digits"),
        ("match.caller_from", !IsRangeOrNone(match),
            "is not the start of a range: as many digits as its end, the same first two"),
        ("match.pattern", match.Pattern.Length > 0 && !DigitPattern.IsPattern(match.Pattern),
            "is not made of digits, ? and *"),
        ("match.country", !IsCountry(match.Country), "is not two capital letters such as NG"),
        ("match.attestation_worse_than", match.AttestationWorseThan is not (null or 'A' or 'B'), "is not A or B"),
        ("match.user_agent", match.UserAgent.Length > TextMax, "is too long"),
        ("match.sdp_origin", match.SdpOrigin.Length > TextMax, "is too long"),
        ("match.source_address", match.SourceAddress.Length > 0 && PeerAddress.Canonical(match.SourceAddress).Length == 0,
            "is not the address of one other machine, such as 198.51.100.7"),
        ("match.trunk", match.Trunk.Length > TextMax, "is too long"));

    private static IEnumerable<(string, string)> Faults(GateAction action) => Faults(
        ("action.target", action.Act == GateAct.Divert && !IsTarget(action.Target),
            "is not a sip:, sips: or tel: address"));

    private static IEnumerable<(string, string)> Faults(params (string Field, bool IsWrong, string Reason)[] checks) =>
        checks.Where(c => c.IsWrong).Select(c => (c.Field, c.Reason));

    private static int CallerForms(GateMatch match) =>
        Score(match.Caller.Length > 0, 1) + Score(match.CallerPrefix.Length > 0, 1) + Score(match.CallerFrom.Length > 0,
            1);

    private static bool IsNoNumber(string number) => number.Length > 0 && PhoneKey.Pack(number) == 0;

    private static bool IsRangeOrNone(GateMatch match)
    {
        if (match.CallerFrom.Length == 0 && match.CallerTo.Length == 0) return true;
        ulong from = PhoneKey.Pack(match.CallerFrom), to = PhoneKey.Pack(match.CallerTo);
        return NumberRange.IsRange(from, to) && PhoneKey.Prefix(from, 2) == PhoneKey.Prefix(to, 2);
    }

    private static bool IsCountry(string country) =>
        country.Length == 0 || (country.Length == 2 && country.All(char.IsAsciiLetterUpper));

    /// <summary>
    /// Whether a text is an address calls may be diverted to; nothing in it may end the header it goes into.
    /// </summary>
    public static bool IsTarget(string target) =>
        target.Length is > 4 and <= TextMax && target.All(c => c is > ' ' and < (char)127 and not ('<' or '>' or '"'))
        && (target.StartsWith("sip:", StringComparison.Ordinal) || target.StartsWith("sips:", StringComparison.Ordinal)
            || target.StartsWith("tel:", StringComparison.Ordinal));

    private static int CallerScore(GateMatch match)
    {
        if (match.Caller.Length > 0) return 200;
        if (match.CallerFrom.Length > 0) return 10 * CommonDigits(match.CallerFrom, match.CallerTo) + 5;
        if (match.CallerPrefix.Length > 0) return 10 * Digits(match.CallerPrefix);
        return match.Pattern.Length > 0 ? 10 * match.Pattern.Count(char.IsAsciiDigit) : 0;
    }

    private static int CommonDigits(string from, string to)
    {
        ulong a = PhoneKey.Pack(from), b = PhoneKey.Pack(to);
        while (a != b) (a, b) = (a / 10, b / 10);
        return PhoneKey.Digits(a);
    }

    private static int Digits(string number) => number.Length == 0 ? 0 : PhoneKey.Digits(PhoneKey.Pack(number));

    private static int Score(bool holds, int score) => holds ? score : 0;
}
