namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Settings.</summary>
public sealed record SettingsTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Organisation { get; init; }
    public required string Name { get; init; }
    public required string TimeZone { get; init; }
    public required string TimeZoneHint { get; init; }
    public required string Cost { get; init; }
    public required string Currency { get; init; }
    public required string CurrencyHint { get; init; }
    public required string CostPerContact { get; init; }
    public required string CostPerContactHint { get; init; }
    public required string Watching { get; init; }
    public required string AlarmsPerYear { get; init; }
    public required string AlarmsPerYearHint { get; init; }
    public required string Retention { get; init; }
    public required string PseudonymiseAfterDays { get; init; }
    public required string PseudonymiseHint { get; init; }
    public required string DeleteSignalsAfterDays { get; init; }
    public required string DeleteHint { get; init; }
    public required string Services { get; init; }
    public required string ServicesLead { get; init; }
    public required string Id { get; init; }
    public required string Owner { get; init; }
    public required string OwnerOwn { get; init; }
    public required string OwnerThirdParty { get; init; }
    public required string Queues { get; init; }
    public required string QueuesLead { get; init; }
    public required string HandleSeconds { get; init; }
    public required string PatienceSeconds { get; init; }
    public required string TargetShare { get; init; }
    public required string TargetSeconds { get; init; }
    public required string Shrinkage { get; init; }
    public required string RedialShare { get; init; }
    public required string Holidays { get; init; }
    public required string HolidaysLead { get; init; }
    public required string Date { get; init; }
    public required string BehavesLike { get; init; }
    public required string EmptyRowHint { get; init; }
    public required string Required { get; init; }
    public required string NotATimeZone { get; init; }
    public required string NotACurrency { get; init; }
    public required string NotADate { get; init; }
    public required string Twice { get; init; }
    public required Func<string, string, string> Between { get; init; }
    public required string Lines { get; init; }
    public required string LinePrefixes { get; init; }
    public required string LinePrefixesHint { get; init; }
    public required string LineCount { get; init; }
    public required string LineCountHint { get; init; }
    public required string NotAPrefix { get; init; }
    public required string DeleteBeforePseudonymise { get; init; }
}

/// <summary>Accounts, API keys and the audit log.</summary>
public sealed record AdminTexts
{
    public required string AccountsLead { get; init; }
    public required string NewAccount { get; init; }
    public required string CreateAccount { get; init; }
    public required string Roles { get; init; }
    public required string Viewer { get; init; }
    public required string Operator { get; init; }
    public required string Approver { get; init; }
    public required string PrivacyOfficer { get; init; }
    public required string Admin { get; init; }
    public required string ViewerMay { get; init; }
    public required string OperatorMay { get; init; }
    public required string ApproverMay { get; init; }
    public required string PrivacyOfficerMay { get; init; }
    public required string AdminMay { get; init; }
    public required string Level { get; init; }
    public required string LastSignIn { get; init; }
    public required string Never { get; init; }
    public required string Change { get; init; }
    public required Func<string, string> ChangeOf { get; init; }
    public required string ClosedAccount { get; init; }
    public required string ActiveAccount { get; init; }
    public required string CloseAccount { get; init; }
    public required string CloseAccountHint { get; init; }
    public required string NewPassword { get; init; }
    public required string NewPasswordHint { get; init; }
    public required string LastAdmin { get; init; }
    public required string You { get; init; }
    public required string KeysLead { get; init; }
    public required string NewKey { get; init; }
    public required string KeyName { get; init; }
    public required string KeyNameHint { get; init; }
    public required string CreateKey { get; init; }
    public required string KeyOnce { get; init; }
    public required string KeyOnceLead { get; init; }
    public required string KeyUse { get; init; }
    public required string Created { get; init; }
    public required string Revoke { get; init; }
    public required Func<string, string> RevokeOf { get; init; }
    public required string Revoked { get; init; }
    public required string Working { get; init; }
    public required string NoKeys { get; init; }
    public required string AuditLead { get; init; }
    public required string At { get; init; }
    public required string Who { get; init; }
    public required string What { get; init; }
    public required string On { get; init; }
    public required string Detail { get; init; }
    public required string NoAudit { get; init; }
}
