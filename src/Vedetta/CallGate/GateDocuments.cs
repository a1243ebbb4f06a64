using System.Text.Json.Serialization;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Web;

namespace Vedetta.CallGate;

/// <summary>What a rule matches, as programs send and get it; what is left out matches any.</summary>
public sealed record GateMatchDocument
{
    /// <summary>The calling number.</summary>
    public string? Caller { get; init; }

    /// <summary>First digits of the calling number.</summary>
    [JsonPropertyName("caller_prefix")]
    public string? CallerPrefix { get; init; }

    /// <summary>First number of a range.</summary>
    [JsonPropertyName("caller_from")]
    public string? CallerFrom { get; init; }

    /// <summary>Last number of a range.</summary>
    [JsonPropertyName("caller_to")]
    public string? CallerTo { get; init; }

    /// <summary>Digits with ? and *.</summary>
    public string? Pattern { get; init; }

    /// <summary>Country of the number's range, two letters.</summary>
    public string? Country { get; init; }

    /// <summary>Without calling number only.</summary>
    public bool? Withheld { get; init; }

    /// <summary>A or B.</summary>
    [JsonPropertyName("attestation_worse_than")]
    public char? AttestationWorseThan { get; init; }

    /// <summary>User-Agent.</summary>
    [JsonPropertyName("user_agent")]
    public string? UserAgent { get; init; }

    /// <summary>Origin of the session description.</summary>
    [JsonPropertyName("sdp_origin")]
    public string? SdpOrigin { get; init; }

    /// <summary>The line called.</summary>
    public string? Called { get; init; }

    /// <summary>First digits of the lines called.</summary>
    [JsonPropertyName("called_prefix")]
    public string? CalledPrefix { get; init; }

    /// <summary>Trunk.</summary>
    public string? Trunk { get; init; }

    /// <summary>Address of the machine calls come from; not a trunk's.</summary>
    [JsonPropertyName("source_address")]
    public string? SourceAddress { get; init; }

    internal static GateMatchDocument Of(GateMatch match) => new()
    {
        Caller = Said(match.Caller),
        CallerPrefix = Said(match.CallerPrefix),
        CallerFrom = Said(match.CallerFrom),
        CallerTo = Said(match.CallerTo),
        Pattern = Said(match.Pattern),
        Country = Said(match.Country),
        Withheld = match.IsWithheld ? true : null,
        AttestationWorseThan = match.AttestationWorseThan,
        UserAgent = Said(match.UserAgent),
        SdpOrigin = Said(match.SdpOrigin),
        Called = Said(match.Called),
        CalledPrefix = Said(match.CalledPrefix),
        Trunk = Said(match.Trunk),
        SourceAddress = Said(match.SourceAddress),
    };

    internal GateMatch ToMatch() => new()
    {
        Caller = Caller ?? "",
        CallerPrefix = CallerPrefix ?? "",
        CallerFrom = CallerFrom ?? "",
        CallerTo = CallerTo ?? "",
        Pattern = Pattern ?? "",
        Country = Country ?? "",
        IsWithheld = Withheld ?? false,
        AttestationWorseThan = AttestationWorseThan,
        UserAgent = UserAgent ?? "",
        SdpOrigin = SdpOrigin ?? "",
        Called = Called ?? "",
        CalledPrefix = CalledPrefix ?? "",
        Trunk = Trunk ?? "",
        SourceAddress = SourceAddress ?? "",
    };

    private static string? Said(string text) => text.Length == 0 ? null : text;
}

/// <summary>A rule as programs send it.</summary>
/// <param name="Match">What it matches.</param>
/// <param name="Action">pass, divert or refuse (default).</param>
/// <param name="Refusal">rejected (608), network-blocked (603) or unwanted (607); left out takes the settings'.</param>
/// <param name="Target">Where to divert to.</param>
/// <param name="Reason">Why; left out takes the activation's.</param>
public sealed record WantedRuleDocument(
    GateMatchDocument? Match, string? Action = null, string? Refusal = null, string? Target = null,
        string? Reason = null);

/// <summary>Rules to write down as a draft.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Hours">How long they last once at work; left out takes the settings'.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Incident">The incident they are for.</param>
public sealed record WantedActivation(string? Reason, int? Hours, IReadOnlyList<WantedRuleDocument>? Rules,
    int? Incident = null);

/// <summary>How much longer rules shall last.</summary>
/// <param name="Hours">Hours more, 1 to 8784.</param>
public sealed record WantedHours(int Hours);

/// <summary>A rule as programs get it.</summary>
public sealed record GateRuleDocument(
    long Id, string Activation, string State, string Owner, string Reason,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt,
    GateMatchDocument Match, string Action, string? Refusal, string? Target)
{
    internal static GateRuleDocument Of(GateRule rule, TimeZoneInfo zone) => new(
        rule.Id, rule.Activation, JsonWord.Of(rule.State), rule.Owner, rule.Reason, zone.At(rule.CreatedAt),
            zone.At(rule.ExpiresAt),
        GateMatchDocument.Of(rule.Match), JsonWord.Of(rule.Action.Act),
        rule.Action.Act == GateAct.Refuse ? JsonWord.Of(rule.Action.Refusal) : null,
        rule.Action.Act == GateAct.Divert ? rule.Action.Target : null);
}

/// <summary>A page of rules.</summary>
public sealed record GateRulesDocument(IReadOnlyList<GateRuleDocument> Rules,
    [property: JsonPropertyName("next_after")] long? NextAfter);

/// <summary>What rules would have done.</summary>
public sealed record CollateralDocument(
    double Days,
    [property: JsonPropertyName("honest_calls")] long HonestCalls,
    [property: JsonPropertyName("honest_stopped")] long HonestStopped,
    [property: JsonPropertyName("flood_calls")] long FloodCalls,
    [property: JsonPropertyName("flood_stopped")] long FloodStopped)
{
    internal static CollateralDocument? Of(CollateralForecast? forecast) => forecast is null ? null : new(
        Math.Round(forecast.Days, 2), forecast.HonestCalls, forecast.HonestStopped, forecast.FloodCalls,
            forecast.FloodStopped);
}

/// <summary>What a proposal says.</summary>
public sealed record ProposalDocument(
    string Flood, string Verdict, string Basis,
    [property: JsonPropertyName("flood_calls")] long FloodCalls,
    [property: JsonPropertyName("stops_share")] double StopsShare,
    [property: JsonPropertyName("honest_calls")] long HonestCalls,
    [property: JsonPropertyName("honest_stopped")] long HonestStopped,
    double Days)
{
    internal static ProposalDocument? Of(GateProposal? proposal) => proposal is null ? null : new(
        proposal.FloodId, JsonWord.Of(proposal.Verdict), JsonWord.Of(proposal.Basis), proposal.FloodCalls,
        Math.Round(proposal.StopsShare, 4), proposal.HonestCalls, proposal.HonestStopped, Math.Round(proposal.Days, 2));
}

/// <summary>An activation as programs get it.</summary>
public sealed record GateActivationDocument(
    string Id, int? Incident, string? Flood, string State, string Reason, int Rules,
    [property: JsonPropertyName("created_by")] string CreatedBy,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("activated_by")] string? ActivatedBy,
    [property: JsonPropertyName("activated_at")] DateTimeOffset? ActivatedAt,
    [property: JsonPropertyName("taken_back_at")] DateTimeOffset? TakenBackAt,
    long Stopped,
    [property: JsonPropertyName("looks_honest")] long LooksHonest,
    [property: JsonPropertyName("reported_honest")] long ReportedHonest,
    [property: JsonPropertyName("would_stop")] long WouldStop,
    ProposalDocument? Proposal, CollateralDocument? Forecast)
{
    internal static GateActivationDocument Of(GateActivation a, TimeZoneInfo zone) => new(
        a.Id, a.IncidentId, a.FloodId.Length == 0 ? null : a.FloodId, JsonWord.Of(a.State), a.Reason, a.Rules,
            a.CreatedBy,
        zone.At(a.CreatedAt), zone.At(a.ExpiresAt), a.ActivatedBy, a.ActivatedAt is { } at ? zone.At(at) : null,
        a.TakenBackAt is { } back ? zone.At(back) : null, a.Stopped, a.LooksHonest, a.ReportedHonest, a.WouldStop,
        ProposalDocument.Of(GateJson.Read<GateProposal>(a.ProposalJson)),
            CollateralDocument.Of(GateJson.Read<CollateralForecast>(a.ForecastJson)));
}

/// <summary>What the gate would say to a call.</summary>
/// <param name="Act">pass, divert or refuse.</param>
/// <param name="Why">no-rule, emergency, protected or rule.</param>
/// <param name="Status">The SIP status.</param>
/// <param name="Rule">The rule that decides.</param>
public sealed record GateCheckDocument(string Act, string Why, int Status, GateRuleDocument? Rule);

/// <summary>A system rules are pushed to, and how it stands.</summary>
public sealed record PushStateDocument(
    string Target, string Phase, int Entries, [property: JsonPropertyName("not_sayable")] int NotSayable,
    [property: JsonPropertyName("synced_at")] DateTimeOffset? SyncedAt, string? Fault,
    IReadOnlyList<ShieldedDocument> Shielded)
{
    internal static PushStateDocument Of(PushState state, TimeZoneInfo zone) => new(
        state.Target, JsonWord.Of(state.Phase), state.Entries, state.NotSayable,
            state.SyncedAt is { } at ? zone.At(at) : null,
        state.Fault.Length == 0 ? null : state.Fault,
        [.. state.Shielded.Select(s => new ShieldedDocument(s.Address, JsonWord.Of(s.Reason), s.HonestCalls))]);
}

/// <summary>An address that a system is not given although a rule refuses it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Reason">trunk, own-system, honest-calls or not-known.</param>
/// <param name="HonestCalls">Honest calls from it in the days looked back on.</param>
public sealed record ShieldedDocument(
    string Address, string Reason, [property: JsonPropertyName("honest_calls")] long HonestCalls);

/// <summary>A decision of the gate.</summary>
public sealed record GateDecisionDocument(DateTimeOffset At, string From, string To, string Act, string Why, long? Rule,
    string? Activation)
{
    internal static GateDecisionDocument Of(GateDecision d, TimeZoneInfo zone) => new(
        zone.At(d.At), d.Caller, d.Called, JsonWord.Of(d.Act), JsonWord.Of(d.Reason), d.RuleId == 0 ? null : d.RuleId,
        d.Activation.Length == 0 ? null : d.Activation);
}

/// <summary>A protected contact.</summary>
public sealed record ProtectedDocument(string Number, string? Name);

/// <summary>What became of contacts sent.</summary>
public sealed record ProtectedReceipt(int Added);
