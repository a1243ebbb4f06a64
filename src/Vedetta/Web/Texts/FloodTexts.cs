namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Lines, floods, evidence and the call gate.</summary>
public sealed record FloodTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string WhichRing { get; init; }
    public required string Ringing { get; init; }
    public required string Called { get; init; }
    public required string Quiet { get; init; }
    public required string CallsLastMinute { get; init; }
    public required string AllLines { get; init; }
    public required string Line { get; init; }
    public required string LastCall { get; init; }
    public required string LastMinute { get; init; }
    public required string LastTenMinutes { get; init; }
    public required Func<string, string> MoreLines { get; init; }
    public required string NoCalls { get; init; }
    public required string NoCallsLead { get; init; }
    public required string OpenFloods { get; init; }
    public required string NoFlood { get; init; }
    public required string NoFloodLead { get; init; }
    public required Func<string, string> FloodOn { get; init; }
    public required string AllOfOurs { get; init; }
    public required string Open { get; init; }
    public required string LinesHit { get; init; }
    public required string Calls { get; init; }
    public required string Lasts { get; init; }
    public required string Rhythm { get; init; }
    public required Func<string, string> Every { get; init; }
    public required string NoRhythm { get; init; }
    public required Func<string, string> AtRisk { get; init; }
    public required string SameOrigin { get; init; }
    public required string RotatingOrigins { get; init; }
    public required string OneRing { get; init; }
    public required string RepeatedLine { get; init; }
    public required string Origins { get; init; }
    public required string OriginsRotate { get; init; }
    public required string OriginsForged { get; init; }
    public required string Number { get; init; }
    public required string Shared { get; init; }
    public required string Ranges { get; init; }
    public required string UserAgents { get; init; }
    public required string SdpOrigins { get; init; }
    public required string Trunks { get; init; }
    public required string AttestationBelow { get; init; }
    public required string InFlood { get; init; }
    public required string HonestBefore { get; init; }
    public required Func<string, string> Rings { get; init; }
    public required Func<string, string> Talks { get; init; }
    public required string Defence { get; init; }
    public required string DefenceLead { get; init; }
    public required string FailOpen { get; init; }
    public required string Propose { get; init; }
    public required Func<string, string, string, string, string> ProposalSays { get; init; }
    public required Func<string, string, string, string, string> ForecastSays { get; init; }
    public required string Good { get; init; }
    public required string TooFewCalls { get; init; }
    public required string StopsTooLittle { get; init; }
    public required string HarmsTooMuch { get; init; }
    public required Func<string, string> Rules { get; init; }
    public required string ShowRules { get; init; }
    public required string Try { get; init; }
    public required string Activate { get; init; }
    public required string TakeBack { get; init; }
    public required string ReportHonest { get; init; }
    public required string Draft { get; init; }
    public required string DryRun { get; init; }
    public required string Active { get; init; }
    public required string TakenBack { get; init; }
    public required string Expired { get; init; }
    public required string Stopped { get; init; }
    public required string WouldStop { get; init; }
    public required string ReportedHonest { get; init; }
    public required Func<string, string, string> OwnerUntil { get; init; }
    public required string OnlyApprovers { get; init; }
    public required string NoRules { get; init; }
    public required string Ladder { get; init; }
    public required string NoMessages { get; init; }
    public required string OnlyOperatorsSee { get; init; }
    public required string Evidence { get; init; }
    public required string EvidenceLead { get; init; }
    public required Func<string, string> KeptCalls { get; init; }
    public required Func<string, string> LeftOut { get; init; }
    public required string Download { get; init; }
    public required string Release { get; init; }
    public required string ReleaseLead { get; init; }
    public required Func<string, string, string> Released { get; init; }
    public required string NoEvidence { get; init; }
    public required string Gate { get; init; }
    public required string GateLead { get; init; }
    public required string Passed { get; init; }
    public required string Refused { get; init; }
    public required string Decisions { get; init; }
    public required string NoDecisions { get; init; }
    public required string At { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Act { get; init; }
    public required string Pass { get; init; }
    public required string Divert { get; init; }
    public required string Refuse { get; init; }
    public required string Pushes { get; init; }
    public required string NoPushes { get; init; }
    public required Func<string, string> Synced { get; init; }
    public required Func<string, string> Entries { get; init; }
    public required string Protected { get; init; }
    public required string ProtectedLead { get; init; }
    public required string ProtectNumber { get; init; }
    public required string ProtectName { get; init; }
    public required string Protect { get; init; }
    public required Func<string, string> Unprotect { get; init; }
}
