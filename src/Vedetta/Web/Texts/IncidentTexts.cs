namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Incidents: list, page and report.</summary>
public sealed record IncidentTexts
{
    public required Func<int, string> Numbered { get; init; }
    public required string Rings { get; init; }
    public required string Acknowledged { get; init; }
    public required string Closed { get; init; }
    public required Func<string, string> AcknowledgedBy { get; init; }
    public required Func<string, string> Since { get; init; }
    public required Func<string, string, string> FromTo { get; init; }
    public required string Onset { get; init; }
    public required string Length { get; init; }
    public required string AboveNormal { get; init; }
    public required string BelowNormal { get; init; }
    public required Func<string, string, string> InsteadOf { get; init; }
    public required Func<string, string, string> Interval { get; init; }
    public required string NoContactsYet { get; init; }
    public required string Why { get; init; }
    public required string CostSoFar { get; init; }
    public required string Cost { get; init; }
    public required Func<string, string> CostOfAll { get; init; }
    public required Func<string, string> CostPerContact { get; init; }
    public required string WhatNext { get; init; }
    public required string Open { get; init; }
    public required string AllStates { get; init; }
    public required string OpenOnes { get; init; }
    public required string ClosedOnes { get; init; }
    public required string Search { get; init; }
    public required string Find { get; init; }
    public required string Subject { get; init; }
    public required string Cause { get; init; }
    public required string State { get; init; }
    public required string AboveColumn { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }
    public required string NoneFound { get; init; }
    public required string Report { get; init; }
    public required string ReportTitle { get; init; }
    public required string Print { get; init; }
    public required string Course { get; init; }
    public required string Explains { get; init; }
    public required string ExplainsNothing { get; init; }
    public required string Planned { get; init; }
    public required Func<string, string> Audience { get; init; }
    public required string SendOut { get; init; }
    public required string Maintenance { get; init; }
    public required string Campaign { get; init; }
    public required string Forecast { get; init; }
    public required string ForecastLead { get; init; }
    public required string ForecastNone { get; init; }
    public required string HalfHour { get; init; }
    public required string Contacts { get; init; }
    public required string Ordinary { get; init; }
    public required string Agents { get; init; }
    public required string Paid { get; init; }
    public required string Range { get; init; }
    public required string Timeline { get; init; }
    public required string Surges { get; init; }
    public required string AlarmedAt { get; init; }
    public required string Evidence { get; init; }
    public required Func<string, string, string> EvidenceOf { get; init; }
    public required string WhatHappened { get; init; }
    public required Func<string, string> MergedIntoNow { get; init; }
    public required string Ended { get; init; }
    public required Func<string, string> PrintedAt { get; init; }
    public required string ContactCentre { get; init; }
    public required Func<string, string> DimensionName { get; init; }
    public required string Total { get; init; }
}

/// <summary>Acts on incidents and the timeline.</summary>
public sealed record ActTexts
{
    public required string Title { get; init; }
    public required string Acknowledge { get; init; }
    public required string Note { get; init; }
    public required string NoteLabel { get; init; }
    public required string NoteHint { get; init; }
    public required string NameCause { get; init; }
    public required string CauseLabel { get; init; }
    public required string Merge { get; init; }
    public required string MergeLabel { get; init; }
    public required string MergeNone { get; init; }
    public required string Split { get; init; }
    public required string SplitLabel { get; init; }
    public required string Close { get; init; }
    public required string CloseLead { get; init; }
    public required string Reopen { get; init; }
    public required string More { get; init; }
    public required string Done { get; init; }
    public required string NotNow { get; init; }
    public required string Invalid { get; init; }
    public required string NotFound { get; init; }
    public required string OnlyOperators { get; init; }
    public required string Vedetta { get; init; }
    public required string Opened { get; init; }
    public required Func<string, string> SurgeJoined { get; init; }
    public required Func<string, string> SurgeEnded { get; init; }
    public required Func<string, string> CauseRanked { get; init; }
    public required string Acknowledged { get; init; }
    public required string Noted { get; init; }
    public required Func<string, string> CauseNamed { get; init; }
    public required Func<string, string> MergedFrom { get; init; }
    public required Func<string, string> MergedInto { get; init; }
    public required Func<string, string> SplitInto { get; init; }
    public required Func<string, string> SplitFrom { get; init; }
    public required string Closed { get; init; }
    public required string Reopened { get; init; }
    public required Func<string, string> AlertFired { get; init; }
    public required Func<string, string> AlertEnded { get; init; }
    public required Func<string, string> FloodOpened { get; init; }
    public required Func<string, string> FloodEnded { get; init; }
}

/// <summary>Causes, their evidence and what to do next.</summary>
public sealed record CauseTexts
{
    public required OneCause ThirdPartyOutage { get; init; }
    public required OneCause OwnOutage { get; init; }
    public required OneCause CallFlood { get; init; }
    public required OneCause HarassmentCampaign { get; init; }
    public required OneCause OwnSendOut { get; init; }
    public required OneCause DemandPeak { get; init; }
    public required OneCause DataLeak { get; init; }
    public required OneCause WrongContactData { get; init; }
    public required OneCause Unknown { get; init; }
    public required Func<string, string> Named { get; init; }
    public required Func<string, string> Confident { get; init; }
    public required string SpeaksFor { get; init; }
    public required string SpeaksAgainst { get; init; }
    public required string NoEvidence { get; init; }

    /// <summary>The sentence for a code of evidence and the value it quotes.</summary>
    public required Func<string, string, string> Evidence { get; init; }

    public required string CloseWhenOver { get; init; }
    public required string ReadReport { get; init; }

    /// <summary>The words for a cause's code.</summary>
    public OneCause this[string cause] => cause switch
    {
        "third-party-outage" => ThirdPartyOutage,
        "own-outage" => OwnOutage,
        "call-flood" => CallFlood,
        "harassment-campaign" => HarassmentCampaign,
        "own-send-out" => OwnSendOut,
        "demand-peak" => DemandPeak,
        "data-leak" => DataLeak,
        "wrong-contact-data" => WrongContactData,
        _ => Unknown,
    };
}

/// <summary>A cause: its name and what to do about it.</summary>
public sealed record OneCause(string Name, string Next);
