namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Short signs of units.</summary>
public sealed record UnitTexts
{
    public required string Second { get; init; }
    public required string Minute { get; init; }
    public required string Hour { get; init; }
    public required string Day { get; init; }
}

/// <summary>Words on every page.</summary>
public sealed record SharedTexts
{
    public required string Board { get; init; }
    public required string Incidents { get; init; }
    public required string Settings { get; init; }
    public required string Accounts { get; init; }
    public required string Keys { get; init; }
    public required string Audit { get; init; }
    public required string MainNavigation { get; init; }
    public required string SignOut { get; init; }
    public required string SkipToContent { get; init; }
    public required string Language { get; init; }
    public required string Light { get; init; }
    public required string LightOfDevice { get; init; }
    public required string LightBright { get; init; }
    public required string LightDark { get; init; }
    public required string Apply { get; init; }
    public required string Save { get; init; }
    public required string Saved { get; init; }
    public required string Add { get; init; }
    public required string Remove { get; init; }
    public required string Live { get; init; }
    public required string LiveLost { get; init; }
    public required string Updated { get; init; }
    public required string Newer { get; init; }
    public required string Older { get; init; }
    public required string ToBoard { get; init; }
    public required string NotFoundTitle { get; init; }
    public required string NotFoundLead { get; init; }
    public required string CheckFields { get; init; }
}

/// <summary>Sign-in and first run.</summary>
public sealed record AccessTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Name { get; init; }
    public required string Password { get; init; }
    public required string SignIn { get; init; }
    public required string Wrong { get; init; }
    public required string NobodyYet { get; init; }
    public required string FirstRunTitle { get; init; }
    public required string FirstRunLead { get; init; }
    public required string DisplayName { get; init; }
    public required string NameHint { get; init; }
    public required string DisplayNameHint { get; init; }
    public required string PasswordHint { get; init; }
    public required string PasswordAgain { get; init; }
    public required string Create { get; init; }
    public required string LinkUsed { get; init; }
    public required string NameInvalid { get; init; }
    public required string NameTaken { get; init; }
    public required string PasswordTooShort { get; init; }
    public required string PasswordTooLong { get; init; }
    public required string PasswordTooPlain { get; init; }
    public required string PasswordsDiffer { get; init; }
    public required string DeniedTitle { get; init; }
    public required string DeniedLead { get; init; }
}

/// <summary>The board.</summary>
public sealed record BoardTexts
{
    public required string Title { get; init; }
    public required string NothingRings { get; init; }
    public required string NothingRingsLead { get; init; }
    public required Func<int, string> Rings { get; init; }
    public required string Watched { get; init; }
    public required string Subject { get; init; }
    public required string LastQuarter { get; init; }
    public required string Expected { get; init; }
    public required string Course { get; init; }
    public required string State { get; init; }
    public required string Learning { get; init; }
    public required string Calm { get; init; }
    public required string Above { get; init; }
    public required string Below { get; init; }
    public required string Watch { get; init; }
    public required string Surge { get; init; }
    public required string Drop { get; init; }
    public required string Silent { get; init; }
    public required Func<string, string> SilentSince { get; init; }
    public required string EmptyTitle { get; init; }
    public required string EmptyLead { get; init; }
    public required string EmptyKey { get; init; }
    public required string EmptyKeyLead { get; init; }
    public required string EmptySend { get; init; }
    public required string EmptySendLead { get; init; }
    public required string EmptyWatch { get; init; }
    public required string EmptyWatchLead { get; init; }
    public required string CreateKey { get; init; }
    public required string AllContacts { get; init; }
    public required string AllReports { get; init; }
    public required string AllCalls { get; init; }
    public required string AllNuisances { get; init; }
    public required string Contacts { get; init; }
    public required string Reports { get; init; }
    public required string Calls { get; init; }
    public required string Nuisances { get; init; }
    public required Func<int, string> MoreSubjects { get; init; }
    public required Func<string, string> SignalsSeen { get; init; }
}

/// <summary>Charts.</summary>
public sealed record ChartTexts
{
    public required string Actual { get; init; }
    public required string Expected { get; init; }
    public required string Band { get; init; }
    public required string Time { get; init; }
    public required string Low { get; init; }
    public required string High { get; init; }
    public required string AsTable { get; init; }
    public required string Keys { get; init; }
    public required string Reset { get; init; }
    public required string NoData { get; init; }
    public required Func<string, string> PerStep { get; init; }
}
