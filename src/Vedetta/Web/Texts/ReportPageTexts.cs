namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>The pages on which customers report and see what is known.</summary>
public sealed record ReportPageTexts
{
    public required string ServicesTitle { get; init; }
    public required string ServicesLead { get; init; }
    public required string Search { get; init; }
    public required string SearchButton { get; init; }
    public required Func<string, string> NothingFound { get; init; }
    public required string AllServices { get; init; }
    public required string NoServices { get; init; }
    public required string OtherServices { get; init; }
    public required Func<string, string> ServiceTitle { get; init; }
    public required string Own { get; init; }
    public required string ThirdParty { get; init; }
    public required string None { get; init; }
    public required string Possible { get; init; }
    public required string Confirmed { get; init; }
    public required string Resolving { get; init; }
    public required Func<string, string> NoneOf { get; init; }
    public required Func<string, string> PossibleOf { get; init; }
    public required Func<string, string> ConfirmedOf { get; init; }
    public required Func<string, string> ResolvingOf { get; init; }
    public required Func<string, string> Since { get; init; }
    public required Func<string, string, string> CausedBy { get; init; }
    public required Func<string, string, string> ReportsIn { get; init; }
    public required Func<string, string, string, string> ReportsInUsual { get; init; }
    public required Func<string, string> FromNetworks { get; init; }
    public required Func<string, string, string> NeedsForPossible { get; init; }
    public required Func<string, string, string> NeedsForConfirmed { get; init; }
    public required string ConfirmedByUs { get; init; }
    public required Func<string, string> Report { get; init; }
    public required string ReportHint { get; init; }
    public required string NotOurs { get; init; }
    public required Func<string, string> NotOursLead { get; init; }
    public required Func<string, string> ThirdPartyRuns { get; init; }
    public required Func<string, string> ReportsRise { get; init; }
    public required string OwnWell { get; init; }
    public required string ContactsName { get; init; }
    public required string Notices { get; init; }
    public required string LastDay { get; init; }
    public required string LegendReports { get; init; }
    public required string LegendUsual { get; init; }
    public required string AsTable { get; init; }
    public required string Time { get; init; }
    public required string Usually { get; init; }
    public required Func<string, string> ChartSays { get; init; }
    public required string UsualUnknown { get; init; }
    public required string Reasons { get; init; }
    public required string Places { get; init; }
    public required string Networks { get; init; }
    public required string NothingSaid { get; init; }
    public required Func<string, string> TooFew { get; init; }
    public required string How { get; init; }
    public required Func<string, string> HowPerson { get; init; }
    public required Func<string, string, string, string> HowForged { get; init; }
    public required Func<string, string, string> HowPossible { get; init; }
    public required Func<string, string, string> HowConfirmed { get; init; }
    public required string HowResolving { get; init; }
    public required Func<string, string> HowShadow { get; init; }
    public required string HowPrivate { get; init; }
    public required string Thanks { get; init; }
    public required Func<string, string> ThanksLead { get; init; }
    public required string Details { get; init; }
    public required string DetailsLead { get; init; }
    public required string WhatFails { get; init; }
    public required string Where { get; init; }
    public required string WhichNetwork { get; init; }
    public required string NotSaid { get; init; }
    public required string SendDetails { get; init; }
    public required string DetailsKept { get; init; }
    public required string TooLargeTitle { get; init; }
    public required string TooLargeLead { get; init; }
    public required string UnreadableTitle { get; init; }
    public required string UnreadableLead { get; init; }
    public required string BusyTitle { get; init; }
    public required string BusyLead { get; init; }
    public required string UnknownTitle { get; init; }
    public required string UnknownLead { get; init; }
    public required Func<string, string> Reason { get; init; }
}
