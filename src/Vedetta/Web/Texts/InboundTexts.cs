namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Alerts of other systems.</summary>
public sealed record InboundTexts
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Alertmanager { get; init; }
    public required string AlertmanagerLead { get; init; }
    public required string Sources { get; init; }
    public required string SourcesLead { get; init; }
    public required string NoSource { get; init; }
    public required string New { get; init; }
    public required string Name { get; init; }
    public required string NameHint { get; init; }
    public required string Items { get; init; }
    public required string ItemsHint { get; init; }
    public required string Id { get; init; }
    public required string Status { get; init; }
    public required string Firing { get; init; }
    public required string Resolved { get; init; }
    public required string Headline { get; init; }
    public required string Component { get; init; }
    public required string ComponentHint { get; init; }
    public required string Start { get; init; }
    public required string StartHint { get; init; }
    public required string KeyScope { get; init; }
    public required string MaySendSignals { get; init; }
    public required string MaySendAlerts { get; init; }
    public required string MayProbe { get; init; }
    public required string MayRead { get; init; }
    public required string MayReadGate { get; init; }
    public required string MayProposeRules { get; init; }
    public required string MayActivateRules { get; init; }
}
