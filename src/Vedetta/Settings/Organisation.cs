using System.Collections.Immutable;

namespace Vedetta.Settings;

/// <summary>Who runs a service: decides between "our fault" and "a third party's".</summary>
public enum ServiceOwner
{
    /// <summary>We run it.</summary>
    Own,

    /// <summary>Somebody else runs it.</summary>
    ThirdParty,
}

/// <summary>What sort of thing a service is: decides what may fail about it and whether it is a network.</summary>
public enum ServiceKind
{
    /// <summary>An app or any other program.</summary>
    App,

    /// <summary>A carrier's lines or mobile network.</summary>
    Network,

    /// <summary>Messages between people.</summary>
    Messaging,

    /// <summary>A social network.</summary>
    Social,

    /// <summary>A site in the browser.</summary>
    Site,
}

/// <summary>A thing customers use.</summary>
/// <param name="Id">Its id in signals.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Owner">Who runs it.</param>
/// <param name="Kind">What sort of thing it is; null takes <see cref="KnownServices.KindOf"/>.</param>
/// <param name="Group">Heading it stands under on the report page; "" for none.</param>
public sealed record ServiceSetting(
    string Id, string Name, ServiceOwner Owner, ServiceKind? Kind = null, string Group = "")
{
    /// <summary>What stands in addresses: lower-case letters, digits and hyphens of the id.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Slug => KnownServices.SlugOf(Id);

    /// <summary>The kind that holds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ServiceKind KindOrKnown => Kind ?? KnownServices.KindOf(Id, Name);
}

/// <summary>A coarse place or a network that reports may name.</summary>
/// <param name="Id">What signals say, such as the region's code in ISO 3166-2.</param>
/// <param name="Name">What people call it.</param>
public sealed record ReportChoice(string Id, string Name);

/// <summary>A queue of the contact centre and what staffing it needs.</summary>
/// <param name="HandleSeconds">Average handling time where contacts do not say it.</param>
/// <param name="PatienceSeconds">Average time callers wait before they give up.</param>
/// <param name="TargetShare">Share of contacts to answer within <paramref name="TargetSeconds"/>, 0 to 1.</param>
/// <param name="Shrinkage">Share of paid time not at the phone, 0 to below 1.</param>
/// <param name="RedialShare">Share of callers who gave up that call again, 0 to below 1.</param>
public sealed record QueueSetting(
    string Id,
    string Name,
    double HandleSeconds = 240,
    double PatienceSeconds = 180,
    double TargetShare = 0.8,
    double TargetSeconds = 20,
    double Shrinkage = 0.3,
    double RedialShare = 0.5);

/// <summary>Our telephone lines.</summary>
public sealed record LinesSetting
{
    /// <summary>Beginnings of our numbers, such as <c>+3902123</c>. Default: none, then every number called is ours.</summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    /// <summary>How many lines there are. Default 0: as many as were called.</summary>
    public int Count { get; init; }
}

/// <summary>A date on which customers behave as on another weekday.</summary>
public sealed record HolidaySetting(DateOnly Date, string Name, DayOfWeek BehavesLike = DayOfWeek.Sunday);

/// <summary>
/// Everything the organisation tells Vedetta about itself. One document, versioned, every change audited.
/// </summary>
public sealed record Organisation
{
    /// <summary>Name shown on desk and reports. Default "Vedetta".</summary>
    public string Name { get; init; } = "Vedetta";

    /// <summary>IANA zone of profiles and printed times. Default Europe/Rome.</summary>
    public string TimeZone { get; init; } = "Europe/Rome";

    /// <summary>ISO 4217 code. Default EUR.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>Full cost of one contact, in <see cref="Currency"/>. Default 7.25.</summary>
    public decimal CostPerContact { get; init; } = 7.25m;

    /// <summary>
    /// False alarms accepted per watched series and year. Default 0.2: a centre with 100 series then sees one false
    /// alarm
    /// in two to three weeks.
    /// </summary>
    public double AlarmsPerYear { get; init; } = 0.2;

    /// <summary>
    /// Days after which numbers and customers in stored signals are replaced by keyed hashes. Default 30.
    /// </summary>
    public int PseudonymiseAfterDays { get; init; } = 30;

    /// <summary>Days after which stored signals and the minutes drawn in charts are deleted (tiles stay). Default 400.</summary>
    public int DeleteSignalsAfterDays { get; init; } = 400;

    /// <summary>Known services.</summary>
    public ImmutableArray<ServiceSetting> Services { get; init; } = [];

    /// <summary>Coarse places a report may name. Default: the regions of Italy.</summary>
    public ImmutableArray<ReportChoice> Places { get; init; } = KnownServices.ItalianRegions;

    /// <summary>Networks a report may name. Default: the carriers of Italy.</summary>
    public ImmutableArray<ReportChoice> Networks { get; init; } = KnownServices.ItalianNetworks;

    /// <summary>Known queues.</summary>
    public ImmutableArray<QueueSetting> Queues { get; init; } = [];

    /// <summary>Our telephone lines.</summary>
    public LinesSetting Lines { get; init; } = new();

    /// <summary>Dates with another weekday's behaviour.</summary>
    public ImmutableArray<HolidaySetting> Holidays { get; init; } = [];

    /// <summary>The public status page and what may be published on it.</summary>
    public StatusPageSetting StatusPage { get; init; } = new();
}
