namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>The call gate's settings, longer-lasting rules, and what systems cannot be told.</summary>
public sealed record GateTexts
{
    public required string RulesAtWork { get; init; }
    public required string Prolong { get; init; }
    public required string MoreHours { get; init; }
    public required string HasEnded { get; init; }
    public required string LastsTooLong { get; init; }
    public required string SourceAddress { get; init; }
    public required string RefuseAddress { get; init; }
    public required string RefuseAddressLead { get; init; }
    public required string RefuseAddressReason { get; init; }
    public required string WriteDraft { get; init; }
    public required string IsTrunk { get; init; }
    public required Func<string, string> NotSayable { get; init; }
    public required Func<string, string> KeptTrunk { get; init; }
    public required Func<string, string> KeptOwnSystem { get; init; }
    public required Func<string, string, string> KeptHonest { get; init; }
    public required Func<string, string> KeptNotKnown { get; init; }
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Answers { get; init; }
    public required string PassStatus { get; init; }
    public required string PassStatusHint { get; init; }
    public required string RefuseWith { get; init; }
    public required string DivertTarget { get; init; }
    public required string DivertTargetHint { get; init; }
    public required string LifetimeHours { get; init; }
    public required string Numbers { get; init; }
    public required string CountryCode { get; init; }
    public required string CountryCodeHint { get; init; }
    public required string DropsZero { get; init; }
    public required string EmergencyNumbers { get; init; }
    public required string EmergencyNumbersHint { get; init; }
    public required string Redress { get; init; }
    public required string RedressLead { get; init; }
    public required string RedressName { get; init; }
    public required string RedressUrl { get; init; }
    public required string RedressPhone { get; init; }
    public required string RedressEmail { get; init; }
    public required string PublicAddress { get; init; }
    public required string PublicAddressHint { get; init; }
    public required string Targets { get; init; }
    public required string TargetsLead { get; init; }
    public required string TargetName { get; init; }
    public required string Kind { get; init; }
    public required string KamailioHttp { get; init; }
    public required string KamailioUdp { get; init; }
    public required string Asterisk { get; init; }
    public required string Nftables { get; init; }
    public required string Address { get; init; }
    public required string Table { get; init; }
    public required string User { get; init; }
    public required string Secret { get; init; }
    public required string SecretKept { get; init; }
    public required string SecretAgain { get; init; }
    public required string ManyContacts { get; init; }
    public required string ManyContactsHint { get; init; }
    public required Func<string, string> ContactsAdded { get; init; }
    public required Func<string, string> BadLines { get; init; }
    public required Func<string, string> TooManyLines { get; init; }
    public required string NotSip { get; init; }
    public required string NotHours { get; init; }
    public required string NotCode { get; init; }
    public required string NotNumbers { get; init; }
    public required string NotPlain { get; init; }
    public required string NotHttps { get; init; }
    public required string NotE164 { get; init; }
    public required string NotMail { get; init; }
    public required string NotTargetName { get; init; }
    public required string NotAddress { get; init; }
    public required string NotTable { get; init; }
    public required string NotUser { get; init; }
    public required Func<string, string> TooManyTargets { get; init; }
}
