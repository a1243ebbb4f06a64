using System.Collections.Immutable;

namespace Vedetta.Settings;

/// <summary>Whose word makes a notice public.</summary>
public enum ApprovalPolicy
{
    /// <summary>Whoever may work on incidents publishes.</summary>
    Operators,

    /// <summary>Approvers publish; what others write waits for one of them.</summary>
    Approvers,

    /// <summary>An approver who did not write it must release it, whoever wrote it.</summary>
    FourEyes,
}

/// <summary>A further page for an audience of its own, such as dealers.</summary>
/// <param name="Id">Address part: lower-case letters, digits and hyphens.</param>
/// <param name="Name">Its name.</param>
/// <param name="Secret">Last part of its secret link; empty for people signed in to the desk only.</param>
public sealed record AudiencePageSetting(string Id, string Name, string Secret = "");

/// <summary>How the public status page looks and what it may say.</summary>
public sealed record StatusPageSetting
{
    /// <summary>Name in the header; empty takes the organisation's.</summary>
    public string Name { get; init; } = "";

    /// <summary>Accent colour as #rrggbb; empty takes Vedetta's. Must stand out from the page.</summary>
    public string Colour { get; init; } = "";

    /// <summary>
    /// Logo as a data address (image/svg+xml, image/png, image/webp), at most 12 KB; empty shows the name alone.
    /// </summary>
    public string Logo { get; init; } = "";

    /// <summary>Language where a visitor asks for none of ours: it, fr, de or en. Default en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>
    /// Address people reach the page at, such as https://status.example.it; empty takes the first the server listens
    /// on.
    /// </summary>
    public string Address { get; init; } = "";

    /// <summary>Who may publish. Default approvers.</summary>
    public ApprovalPolicy Approval { get; init; } = ApprovalPolicy.Approvers;

    /// <summary>Whether components take their state from checks and health signals of the same name. Default false.</summary>
    public bool StatesFollowHealth { get; init; }

    /// <summary>Sender of CAP alerts, such as an e-mail address; empty takes the page's host name.</summary>
    public string CapSender { get; init; } = "";

    /// <summary>
    /// Whether CAP alerts say Actual. Default false: they say Exercise until an authority has agreed to receive them.
    /// </summary>
    public bool CapActual { get; init; }

    /// <summary>Area of CAP alerts, in words. Default Italia.</summary>
    public string CapArea { get; init; } = "Italia";

    /// <summary>Pages for audiences of their own.</summary>
    public ImmutableArray<AudiencePageSetting> Audiences { get; init; } = [];
}
