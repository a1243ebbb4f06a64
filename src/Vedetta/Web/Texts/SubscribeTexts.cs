namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>The public pages of subscriptions.</summary>
public sealed record SubscribeTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Email { get; init; }
    public required string LeaveEmpty { get; init; }
    public required string Which { get; init; }
    public required string NoneIsAll { get; init; }
    public required string Privacy { get; init; }
    public required string Button { get; init; }
    public required string NotOffered { get; init; }
    public required string NotAnAddress { get; init; }
    public required string CheckMailTitle { get; init; }
    public required string CheckMail { get; init; }
    public required string ConfirmTitle { get; init; }
    public required string ConfirmLead { get; init; }
    public required string ConfirmButton { get; init; }
    public required string ConfirmedTitle { get; init; }
    public required string Confirmed { get; init; }
    public required string GoneTitle { get; init; }
    public required string Gone { get; init; }
    public required string ManageTitle { get; init; }
    public required string MailLanguage { get; init; }
    public required string Save { get; init; }
    public required string Saved { get; init; }
    public required string EndTitle { get; init; }
    public required string EndLead { get; init; }
    public required string EndButton { get; init; }
    public required string EndedTitle { get; init; }
    public required string Ended { get; init; }
}

/// <summary>Letters to subscribers.</summary>
public sealed record MailTexts
{
    public required Func<string, string> ConfirmSubject { get; init; }
    public required Func<string, string> ConfirmLead { get; init; }
    public required string ConfirmIgnore { get; init; }
    public required Func<string, string> AlreadySubject { get; init; }
    public required Func<string, string> AlreadyLead { get; init; }
    public required string CorrectionLead { get; init; }
    public required string ReadOn { get; init; }
    public required Func<string, string> Why { get; init; }
    public required string Manage { get; init; }
    public required string Unsubscribe { get; init; }
}
