using System.Collections.Immutable;
using System.Net;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>A kind of system that active rules are pushed to.</summary>
public enum PushKind
{
    /// <summary>Kamailio's htable over JSON-RPC, HTTP POST (modules xhttp and jsonrpcs).</summary>
    KamailioHttp,

    /// <summary>Kamailio's htable over JSON-RPC datagrams (jsonrpcs, transport 4).</summary>
    KamailioUdp,

    /// <summary>Asterisk's AstDB over the manager interface.</summary>
    AsteriskManager,

    /// <summary>Two sets of addresses of nftables on this machine, whose packets a rule of its owner's drops.</summary>
    NftablesSet,
}

/// <summary>A system that active rules are pushed to.</summary>
/// <param name="Id">Its name: lower-case letters, digits and hyphens.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Address">URL (HTTP) or host:port; for nftables the name of a table of the family inet.</param>
/// <param name="Table">
/// htable, AstDB family, or the name of sets of nftables before its 4 and 6. Default "block"; Asterisk's scripts use
/// "blacklist".
/// </param>
/// <param name="User">User of the manager interface; empty otherwise.</param>
/// <param name="Secret">Its secret; never shown again.</param>
public sealed record PushTarget(
    string Id, PushKind Kind, string Address, string Table = "block", string User = "", string Secret = "");

/// <summary>How the gate speaks and to whom: one document, every change audited.</summary>
public sealed record GateSettings
{
    /// <summary>Most systems pushed to.</summary>
    public const int TargetsMax = 20;

    /// <summary>What makes the border controller take its next route: 404 or 503. Default 404.</summary>
    public int PassStatus { get; init; } = 404;

    /// <summary>How refused callers are told. Default 608 Rejected.</summary>
    public Refusal Refusal { get; init; } = Refusal.Rejected;

    /// <summary>Where proposals divert to instead of refusing, as a SIP or tel URI; empty refuses.</summary>
    public string DivertTarget { get; init; } = "";

    /// <summary>Hours an activation lasts unless extended. Default 24.</summary>
    public int LifetimeHours { get; init; } = 24;

    /// <summary>Calling code of numbers without one. Default 39; empty leaves them as they come.</summary>
    public string CountryCode { get; init; } = "39";

    /// <summary>Whether such numbers lose their leading 0. Default false, as in Italy.</summary>
    public bool DropsZero { get; init; }

    /// <summary>Emergency numbers and helplines: calls to and from them always pass.</summary>
    public ImmutableArray<string> EmergencyNumbers { get; init; } = GateProtection.UsualEmergencyNumbers;

    /// <summary>Name of the desk a wrongly refused caller may turn to.</summary>
    public string RedressName { get; init; } = "";

    /// <summary>Its web address; https only.</summary>
    public string RedressUrl { get; init; } = "";

    /// <summary>Its telephone number in E.164.</summary>
    public string RedressPhone { get; init; } = "";

    /// <summary>Its e-mail address.</summary>
    public string RedressEmail { get; init; } = "";

    /// <summary>
    /// Public address of this server, where callers' networks fetch card and certificate; https only.
    /// </summary>
    public string PublicAddress { get; init; } = "";

    /// <summary>Systems that active rules are pushed to.</summary>
    public ImmutableArray<PushTarget> Targets { get; init; } = [];

    /// <summary>How numbers without country code are meant.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DialPlan Plan => new(CountryCode, DropsZero);

    /// <summary>Whom wrongly refused callers may turn to; null where nobody was named.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public RedressContact? Contact =>
        new RedressContact(RedressName.Length > 0 ? RedressName : "Call gate", RedressUrl, RedressPhone,
            RedressEmail) is
        { IsReachable: true } contact ? contact : null;
}

/// <summary>Which settings of the gate make sense.</summary>
public static class GateSettingsRules
{
    /// <summary>All faults, as field and reason; none when they may be saved.</summary>
    public static ImmutableArray<GateFault> Check(GateSettings settings) =>
    [
        .. Faults(
            ("pass_status", settings.PassStatus is not (404 or 503), "is not 404 or 503"),
            ("divert_target", settings.DivertTarget.Length > 0 && !GateRules.IsTarget(settings.DivertTarget),
                "is not a sip:, sips: or tel: address"),
            ("lifetime_hours", settings.LifetimeHours is < 1 or > 24 * 366, "is not 1 to 8784"),
            ("country_code", !IsCode(settings.CountryCode), "is not a calling code such as 39"),
            ("emergency_numbers",
                settings.EmergencyNumbers.Length > 100 || settings.EmergencyNumbers.Any(n => PhoneKey.Pack(n) == 0),
                "has a number that is none, or more than 100"),
            ("redress_name", !IsPlain(settings.RedressName), "has signs a card may not hold, or is too long"),
            ("redress_url", settings.RedressUrl.Length > 0 && !IsHttps(settings.RedressUrl), "is not an https address"),
            ("redress_phone", settings.RedressPhone.Length > 0 && !IsE164(settings.RedressPhone),
                "is not a number such as +3902123456"),
            ("redress_email", settings.RedressEmail.Length > 0 && !IsMail(settings.RedressEmail),
                "is not an e-mail address"),
            ("public_address", settings.PublicAddress.Length > 0 && !IsHttps(settings.PublicAddress),
                "is not an https address"),
            ("targets", settings.Targets.Length > GateSettings.TargetsMax,
                $"has more than {GateSettings.TargetsMax} systems"),
            ("targets", settings.Targets.DistinctBy(t => t.Id).Count() != settings.Targets.Length,
                "names a system twice"),
            ("targets", settings.Targets.Where(t => t.Kind == PushKind.NftablesSet)
                .GroupBy(t => (t.Address, t.Table)).Any(g => g.Count() > 1), "names a set of nftables twice")),
        .. settings.Targets.SelectMany(Check),
    ];

    private static IEnumerable<GateFault> Check(PushTarget target, int index) => Faults(
        ($"targets[{index}].id", !IsId(target.Id), "is not made of lower-case letters, digits and hyphens"),
        ($"targets[{index}].table", !IsTable(target), "is not made of letters, digits, _ and -"),
        ($"targets[{index}].address", !IsAddress(target), "is not an address of its kind"),
        ($"targets[{index}].user", HasBreak(target.User) || HasBreak(target.Secret), "or its secret has a line break"));

    private static IEnumerable<GateFault> Faults(params (string Field, bool IsWrong, string Reason)[] checks) =>
        checks.Where(c => c.IsWrong).Select(c => new GateFault(c.Field, c.Reason));

    private static bool IsAddress(PushTarget target) => target.Kind switch
    {
        PushKind.KamailioHttp => target.Address.Length <= GateRules.TextMax
            && Uri.TryCreate(target.Address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https",
        PushKind.NftablesSet => IsNftName(target.Address),
        _ => TryHostPort(target.Address, out _, out _),
    };

    private static bool IsTable(PushTarget target) => target.Kind == PushKind.NftablesSet
        ? IsNftName(target.Table)
        : target.Table.Length is > 0 and <= 60
            && target.Table.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    // Narrower than nft allows: the name stands in its commands.
    private static bool IsNftName(string name) => name.Length is > 0 and <= 30 && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>The names of the fields that differ; no values, for some are secrets.</summary>
    public static IEnumerable<string> Changed(GateSettings before, GateSettings after)
    {
        (string Field, bool Differs)[] fields =
        [
            ("pass_status", before.PassStatus != after.PassStatus), ("refusal", before.Refusal != after.Refusal),
            ("divert_target", before.DivertTarget != after.DivertTarget),
            ("lifetime_hours", before.LifetimeHours != after.LifetimeHours), ("plan", before.Plan != after.Plan),
            ("emergency_numbers", !before.EmergencyNumbers.SequenceEqual(after.EmergencyNumbers)),
            ("redress", before.Contact != after.Contact), ("public_address", before.PublicAddress != after.PublicAddress),
            ("targets", !before.Targets.SequenceEqual(after.Targets)),
        ];
        return fields.Where(f => f.Differs).Select(f => f.Field);
    }

    /// <summary>Reads host:port.</summary>
    public static bool TryHostPort(string address, out string host, out int port)
    {
        int colon = address.LastIndexOf(':');
        host = colon > 0 ? address[..colon].Trim('[', ']') : "";
        port = 0;
        return colon > 0 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            && int.TryParse(address.AsSpan(colon + 1), out port) && port is > 0 and <= IPEndPoint.MaxPort;
    }

    private static bool IsCode(string code) => code.Length <= 3 && code.All(char.IsAsciiDigit);

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 60 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsPlain(string text) => text.Length <= 100 && text.All(c => c >= ' ');

    private static bool IsHttps(string address) => address.Length <= GateRules.TextMax
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == "https" && address.All(IsHeaderSafe);

    private static bool IsE164(string number) => number[0] == '+' && PhoneKey.Pack(number) != 0 && number.Skip(1)
        .All(char.IsAsciiDigit);

    private static bool IsMail(string address) => address.Length <= 254 && address.All(IsHeaderSafe)
        && address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < address.Length - 1;

    // These texts stand inside quotes and angle brackets of SIP headers.
    private static bool IsHeaderSafe(char c) => c is > ' ' and < (char)127 and not ('"' or '<' or '>' or ';' or '\\');

    private static bool HasBreak(string text) => text.Length > 200 || text.Any(c => c < ' ');
}
