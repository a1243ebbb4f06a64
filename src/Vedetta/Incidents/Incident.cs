namespace Vedetta.Incidents;

/// <summary>What an incident is about.</summary>
public enum SubjectKind
{
    /// <summary>A thing customers use.</summary>
    Service,

    /// <summary>A thing we run.</summary>
    Component,

    /// <summary>A telephone line or trunk.</summary>
    Line,

    /// <summary>A queue of the contact centre; the id "all" is the contact centre as a whole.</summary>
    Queue,
}

/// <summary>The thing an incident is about.</summary>
public readonly record struct Subject(SubjectKind Kind, string Id);

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>It rings and nobody has taken it.</summary>
    Open,

    /// <summary>Somebody works on it.</summary>
    Acknowledged,

    /// <summary>The surges ended or somebody closed it.</summary>
    Closed,
}

/// <summary>
/// What people work on: surges that belong together, with cause, size, cost and timeline. Not a surge: an incident may
/// group several and outlive them. Times are UTC.
/// </summary>
public sealed class Incident
{
    /// <summary>Number of the incident, from 1.</summary>
    public int Id { get; set; }

    /// <summary>When the first alarm was raised.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Start of the earliest surge.</summary>
    public DateTimeOffset Onset { get; set; }

    /// <summary>End of the last surge; null while one lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When it was closed; null while open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Open, acknowledged or closed.</summary>
    public IncidentState State { get; set; }

    /// <summary>Kind of the subject.</summary>
    public SubjectKind SubjectKind { get; set; }

    /// <summary>Id of the subject: service, component, line or queue.</summary>
    public string SubjectId { get; set; } = "";

    /// <summary>The likeliest cause (DESIGN word such as <c>third-party-outage</c>), or the one people named.</summary>
    public string Cause { get; set; } = CauseWords.Unknown;

    /// <summary>Confidence in <see cref="Cause"/>, 0 to 1; 1 when people named it.</summary>
    public double Confidence { get; set; }

    /// <summary>Who named the cause; null while it is the product's own ranking.</summary>
    public string? CauseNamedBy { get; set; }

    /// <summary>Key of the contact series the size is measured on; null where no contact series surges.</summary>
    public string? MeasuredSeries { get; set; }

    /// <summary>Contacts from onset to now or the end.</summary>
    public long Observed { get; set; }

    /// <summary>Contacts the baseline expected in that time.</summary>
    public double Expected { get; set; }

    /// <summary>Lower end of the 95 % interval of observed over expected.</summary>
    public double RatioLow { get; set; }

    /// <summary>Upper end of that interval.</summary>
    public double RatioHigh { get; set; }

    /// <summary>Full cost of one contact when the incident opened, in <see cref="Currency"/>.</summary>
    public decimal CostPerContact { get; set; }

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; set; } = "EUR";

    /// <summary>Who acknowledged it; null while nobody has.</summary>
    public string? AcknowledgedBy { get; set; }

    /// <summary>The incident this one was merged into; null otherwise.</summary>
    public int? MergedInto { get; set; }

    /// <summary>Causes, explanation and planned signals as JSON; see <see cref="IncidentFindings"/>.</summary>
    public string FindingsJson { get; set; } = "{}";

    /// <summary>When the numbers were last refreshed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The subject.</summary>
    public Subject Subject => new(SubjectKind, SubjectId);

    /// <summary>Contacts above expectation, never below 0.</summary>
    public double Excess => Math.Max(0, Observed - Expected);

    /// <summary>Observed over expected, each with one added so that empty baselines stay finite.</summary>
    public double Ratio => (Observed + 1) / (Expected + 1);

    /// <summary>Percent above expectation: +310 means 4.1 times.</summary>
    public double Percent => (Ratio - 1) * 100;

    /// <summary>Whether what is measured costs what a contact costs: a ringing line is no contact.</summary>
    public bool HasCost => MeasuredSeries?.StartsWith("call{", StringComparison.Ordinal) != true;

    /// <summary>Cost of all contacts of the measured series since onset; 0 where calls on lines are measured.</summary>
    public decimal CostTotal => HasCost ? Observed * CostPerContact : 0;

    /// <summary>Cost of the contacts above expectation; 0 where calls on lines are measured.</summary>
    public decimal CostExcess => HasCost ? (decimal)Excess * CostPerContact : 0;
}

/// <summary>A surge that belongs to an incident, at its last state.</summary>
public sealed class IncidentSurge
{
    /// <summary>Id of the surge; deterministic, so a replay after a crash meets the same row.</summary>
    public string SurgeId { get; set; } = "";

    /// <summary>The incident it belongs to now.</summary>
    public int IncidentId { get; set; }

    /// <summary>Key of the surging series.</summary>
    public string Series { get; set; } = "";

    /// <summary>Start of the surge.</summary>
    public DateTimeOffset Onset { get; set; }

    /// <summary>End of the surge; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The surge as JSON, for evidence and replay.</summary>
    public string SurgeJson { get; set; } = "{}";
}

/// <summary>A flood that belongs to an incident, at its last state.</summary>
public sealed class IncidentFlood
{
    /// <summary>Id of the flood; deterministic, so a replay after a crash meets the same row.</summary>
    public string FloodId { get; set; } = "";

    /// <summary>The incident it belongs to now.</summary>
    public int IncidentId { get; set; }

    /// <summary>What it is aimed at when it was found: a line, a block or the lines' common beginning.</summary>
    public string Target { get; set; } = "";

    /// <summary>Its first call.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Its last call; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The flood as JSON, for evidence and replay.</summary>
    public string FloodJson { get; set; } = "{}";
}

/// <summary>One line of an incident's timeline.</summary>
public sealed class TimelineEntry
{
    /// <summary>Number of the entry.</summary>
    public long Id { get; set; }

    /// <summary>The incident.</summary>
    public int IncidentId { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who: a user's name, or "vedetta".</summary>
    public string Who { get; set; } = "";

    /// <summary>What happened.</summary>
    public TimelineAct Act { get; set; }

    /// <summary>Note text, cause word, incident number or series, depending on <see cref="Act"/>.</summary>
    public string Detail { get; set; } = "";
}

/// <summary>What a timeline entry says.</summary>
public enum TimelineAct
{
    /// <summary>The incident opened.</summary>
    Opened,

    /// <summary>A further surge joined; detail is its series.</summary>
    SurgeJoined,

    /// <summary>A surge ended; detail is its series.</summary>
    SurgeEnded,

    /// <summary>The ranking of causes has a new first; detail is the cause.</summary>
    CauseRanked,

    /// <summary>Somebody took it.</summary>
    Acknowledged,

    /// <summary>Somebody wrote a note; detail is the text.</summary>
    Noted,

    /// <summary>Somebody named the cause; detail is the cause.</summary>
    CauseNamed,

    /// <summary>Another incident was merged into this one; detail is its number.</summary>
    MergedFrom,

    /// <summary>This incident was merged into another; detail is its number.</summary>
    MergedInto,

    /// <summary>A surge was split off; detail is the new incident's number.</summary>
    SplitInto,

    /// <summary>It was split off another; detail is that one's number.</summary>
    SplitFrom,

    /// <summary>It was closed.</summary>
    Closed,

    /// <summary>It was opened again.</summary>
    Reopened,

    /// <summary>An alert of another system fired; detail is its headline.</summary>
    AlertFired,

    /// <summary>An alert of another system ended; detail is its headline.</summary>
    AlertEnded,

    /// <summary>A flood of calls was found; detail is what it is aimed at.</summary>
    FloodOpened,

    /// <summary>A flood of calls ended; detail is what it was aimed at.</summary>
    FloodEnded,
}

/// <summary>The words for causes, as every page, verb and document says them.</summary>
public static class CauseWords
{
    /// <summary>A service somebody else runs fails.</summary>
    public const string ThirdPartyOutage = "third-party-outage";

    /// <summary>Something we run fails.</summary>
    public const string OwnOutage = "own-outage";

    /// <summary>Call attempts that are no customers.</summary>
    public const string CallFlood = "call-flood";

    /// <summary>Staff are harassed by one campaign.</summary>
    public const string HarassmentCampaign = "harassment-campaign";

    /// <summary>A letter, message or campaign of ours made people call.</summary>
    public const string OwnSendOut = "own-send-out";

    /// <summary>Many customers want something at once: weather, season, news.</summary>
    public const string DemandPeak = "demand-peak";

    /// <summary>Leaked data are being used.</summary>
    public const string DataLeak = "data-leak";

    /// <summary>Messages go to wrong addresses.</summary>
    public const string WrongContactData = "wrong-contact-data";

    /// <summary>Nothing explains it better than anything else.</summary>
    public const string Unknown = "unknown";

    /// <summary>All of them, in the order people choose from.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        ThirdPartyOutage, OwnOutage, CallFlood, HarassmentCampaign, OwnSendOut, DemandPeak, DataLeak, WrongContactData,
        Unknown,
    ];
}

/// <summary>One reason for or against a cause.</summary>
/// <param name="Says">Code of the sentence the desk writes in the reader's language, such as "service-is-third-party".</param>
/// <param name="Value">The number or name the sentence quotes.</param>
/// <param name="Weight">Log-odds it adds; negative speaks against.</param>
public sealed record Evidence(string Says, string Value, double Weight);

/// <summary>One ranked cause.</summary>
public sealed record RankedCause(string Cause, double Confidence, IReadOnlyList<Evidence> Evidence);

/// <summary>A part that carries the excess: dimension, value and its share of the excess.</summary>
public sealed record ExcessPart(string Dimension, string Value, double Share);

/// <summary>A planned signal shown beside the incident.</summary>
public sealed record PlannedNote(string What, string Name, DateTimeOffset From, DateTimeOffset Until, long? AudienceSize);

/// <summary>What the product found out about an incident.</summary>
public sealed record IncidentFindings
{
    /// <summary>Causes, likeliest first.</summary>
    public IReadOnlyList<RankedCause> Causes { get; init; } = [];

    /// <summary>Parts that explain the excess, largest share first.</summary>
    public IReadOnlyList<ExcessPart> Parts { get; init; } = [];

    /// <summary>Planned signals that overlap it.</summary>
    public IReadOnlyList<PlannedNote> Planned { get; init; } = [];
}

/// <summary>Contacts expected in one half hour to come, and the people needed to answer them.</summary>
/// <param name="From">Start of the half hour.</param>
/// <param name="Contacts">Expected contacts, redialling callers counted once.</param>
/// <param name="Low">Lower end of the 90 % interval.</param>
/// <param name="High">Upper end of the 90 % interval.</param>
/// <param name="Ordinary">Contacts on an ordinary day.</param>
/// <param name="Agents">People needed on the phone for the target (Erlang A).</param>
/// <param name="AgentsLow">For <paramref name="Low"/>.</param>
/// <param name="AgentsHigh">For <paramref name="High"/>.</param>
/// <param name="PaidAgents">People to schedule, shrinkage included.</param>
public sealed record StaffingRow(
    DateTimeOffset From, double Contacts, double Low, double High, double Ordinary,
    int Agents, int AgentsLow, int AgentsHigh, int PaidAgents);
