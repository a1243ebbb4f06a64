namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Subscribers and what is sent to them, on the desk.</summary>
public sealed record OutreachTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Subscribers { get; init; }
    public required string Email { get; init; }
    public required string Pending { get; init; }
    public required string Messages { get; init; }
    public required string Waiting { get; init; }
    public required string Sent { get; init; }
    public required string DeadCount { get; init; }
    public required string NoMailServer { get; init; }
    public required string Dead { get; init; }
    public required string NoDead { get; init; }
    public required string To { get; init; }
    public required string Fault { get; init; }
    public required string Tries { get; init; }
    public required string SendAgain { get; init; }
    public required Func<string, string> SendAgainTo { get; init; }
    public required string Hooks { get; init; }
    public required string NoHooks { get; init; }
    public required string NewHook { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required string Webhook { get; init; }
    public required string Address { get; init; }
    public required string AddressHint { get; init; }
    public required string Components { get; init; }
    public required string ComponentsHint { get; init; }
    public required string Invalid { get; init; }
    public required string Secret { get; init; }
    public required string SecretLead { get; init; }
    public required string Confirmation { get; init; }
}
