namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>The radar of the desk, and the settings of what customers may report.</summary>
public sealed record RadarTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Service { get; init; }
    public required string State { get; init; }
    public required string Reports { get; init; }
    public required string Usual { get; init; }
    public required string Networks { get; init; }
    public required string LastHour { get; init; }
    public required Func<string, string> Needs { get; init; }
    public required Func<string, string> ShadowOf { get; init; }
    public required Func<string, string> ConfirmedBy { get; init; }
    public required string Confirm { get; init; }
    public required Func<string, string> ConfirmOf { get; init; }
    public required string Withdraw { get; init; }
    public required Func<string, string> WithdrawOf { get; init; }
    public required string Noted { get; init; }
    public required string PublicPage { get; init; }
    public required string NoServices { get; init; }
    public required string Changes { get; init; }
    public required string NoChanges { get; init; }
    public required string When { get; init; }
    public required string Who { get; init; }
    public required string CustomerReports { get; init; }
    public required string Kind { get; init; }
    public required string Group { get; init; }
    public required string Places { get; init; }
    public required string PlacesLead { get; init; }
    public required string NetworksLead { get; init; }
    public required string KindNetwork { get; init; }
    public required string KindMessaging { get; init; }
    public required string KindSocial { get; init; }
    public required string KindSite { get; init; }
    public required string KindApp { get; init; }
}
