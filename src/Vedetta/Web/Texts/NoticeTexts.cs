namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Notices and components on the desk.</summary>
public sealed record NoticeTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string OpenPage { get; init; }
    public required string NewIncident { get; init; }
    public required string NewMaintenance { get; init; }
    public required string Waiting { get; init; }
    public required string NoneWaiting { get; init; }
    public required string Approve { get; init; }
    public required string Refuse { get; init; }
    public required Func<string, string> WrittenBy { get; init; }
    public required Func<string, string> ApprovedBy { get; init; }
    public required string All { get; init; }
    public required string None { get; init; }
    public required string NotPublic { get; init; }
    public required string NoticeTitle { get; init; }
    public required string State { get; init; }
    public required string Impact { get; init; }
    public required string Text { get; init; }
    public required string TextHint { get; init; }
    public required string Announcement { get; init; }
    public required string AnnouncementHint { get; init; }
    public required string Queues { get; init; }
    public required string QueuesHint { get; init; }
    public required string Components { get; init; }
    public required string Affected { get; init; }
    public required string NotAffected { get; init; }
    public required string From { get; init; }
    public required string Until { get; init; }

    /// <summary>That maintenance begins and ends at these times by itself.</summary>
    public required string TimesHold { get; init; }
    public required string Corrects { get; init; }
    public required string CorrectsNothing { get; init; }
    public required string Publish { get; init; }
    public required string Submit { get; init; }
    public required string Template { get; init; }
    public required string NewUpdate { get; init; }
    public required string Updates { get; init; }
    public required string Withdraw { get; init; }
    public required string WithdrawLead { get; init; }
    public required string Published { get; init; }
    public required string NowWaiting { get; init; }
    public required string NotNow { get; init; }
    public required string Invalid { get; init; }
    public required string NotAllowed { get; init; }
    public required string Callers { get; init; }
    public required string CallersInForce { get; init; }
    public required string CallersProposed { get; init; }
    public required string PublishIncident { get; init; }
    public required string OpenNotice { get; init; }
    public required string ComponentsLead { get; init; }
    public required string Id { get; init; }
    public required string IdHint { get; init; }
    public required string Name { get; init; }
    public required string Group { get; init; }
    public required string NoGroup { get; init; }
    public required string Kind { get; init; }
    public required string KindOwn { get; init; }
    public required string KindThirdParty { get; init; }
    public required string KindGroup { get; init; }
    public required string Position { get; init; }
    public required string Add { get; init; }
    public required string Change { get; init; }
    public required string SetState { get; init; }
    public required Func<string, string> SetStateOf { get; init; }
    public required Func<string, string> RemoveOf { get; init; }
    public required string OnlyOperators { get; init; }
    public required string PageSettings { get; init; }
    public required string PageName { get; init; }
    public required string PageNameHint { get; init; }
    public required string Address { get; init; }
    public required string AddressHint { get; init; }
    public required string Colour { get; init; }
    public required string ColourHint { get; init; }
    public required string Logo { get; init; }
    public required string LogoHint { get; init; }
    public required string DefaultLanguage { get; init; }
    public required string Approval { get; init; }
    public required string ApprovalOperators { get; init; }
    public required string ApprovalApprovers { get; init; }
    public required string ApprovalFourEyes { get; init; }
    public required string CapSender { get; init; }
    public required string CapArea { get; init; }
    public required string CapActual { get; init; }
    public required string CapExercise { get; init; }
    public required string CapIsActual { get; init; }
    public required string Audiences { get; init; }
    public required string AudiencesLead { get; init; }
    public required string AudienceOpens { get; init; }
    public required string OpensByLogin { get; init; }
    public required string OpensByLink { get; init; }
    public required string Audience { get; init; }
    public required string Everybody { get; init; }
    public required string FieldInvalid { get; init; }
}
