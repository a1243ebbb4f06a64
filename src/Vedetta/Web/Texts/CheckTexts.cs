namespace Vedetta.Web.Texts;

#pragma warning disable CS1591 // The name of a text says what it is; its words are in the language files.

/// <summary>Health checks and the health of components and workstations.</summary>
public sealed record CheckTexts
{
    public required string Checks { get; init; }
    public required string Lead { get; init; }
    public required string None { get; init; }
    public required string Check { get; init; }
    public required string New { get; init; }
    public required string Edit { get; init; }
    public required Func<string, string> EditOf { get; init; }
    public required Func<string, string> RemoveOf { get; init; }
    public required string Component { get; init; }
    public required string ComponentHint { get; init; }
    public required string Kind { get; init; }
    public required string Http { get; init; }
    public required string Tcp { get; init; }
    public required string Tls { get; init; }
    public required string Dns { get; init; }
    public required string Ping { get; init; }
    public required string Heartbeat { get; init; }
    public required string Target { get; init; }
    public required string TargetHint { get; init; }
    public required string Every { get; init; }
    public required string Timeout { get; init; }
    public required string Retries { get; init; }
    public required string Quorum { get; init; }
    public required string QuorumHint { get; init; }
    public required string ExpectStatus { get; init; }
    public required string Keyword { get; init; }
    public required string KeywordHint { get; init; }
    public required string FollowsRedirects { get; init; }
    public required string WarnDays { get; init; }
    public required string Grace { get; init; }
    public required string IsOn { get; init; }
    public required string Off { get; init; }
    public required string TestNow { get; init; }
    public required string Invalid { get; init; }
    public required string Follow { get; init; }
    public required string FollowHint { get; init; }
    public required string Follows { get; init; }
    public required string NewAddress { get; init; }
    public required string AddressOnce { get; init; }
    public required string Waiting { get; init; }
    public required string Ok { get; init; }
    public required string Degraded { get; init; }
    public required string Down { get; init; }
    public required string Since { get; init; }
    public required string Health { get; init; }
    public required string HealthLead { get; init; }
    public required string NoHealth { get; init; }
    public required Func<string, string, string> OfNodes { get; init; }
    public required string Unwell { get; init; }
    public required string Unavailable { get; init; }
    public required string Groups { get; init; }
    public required string NoGroup { get; init; }
    public required Func<string, string> Stale { get; init; }
    public required string Nodes { get; init; }
    public required Func<string, string> MoreNodes { get; init; }
}
