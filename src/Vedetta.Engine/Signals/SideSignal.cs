namespace Vedetta.Engine.Signals;

/// <summary>A signal that is not counted but kept as it is: state of a component, or something planned.</summary>
/// <param name="AtUnixMilliseconds">When it was said.</param>
public abstract record SideSignal(long AtUnixMilliseconds);

/// <summary>How a component does.</summary>
public enum ComponentState : byte
{
    /// <summary>It works.</summary>
    Ok = 0,

    /// <summary>It works badly.</summary>
    Degraded = 1,

    /// <summary>It does not work.</summary>
    Down = 2,
}

/// <summary>State of a component or workstation.</summary>
/// <param name="AtUnixMilliseconds">When it was said.</param>
/// <param name="Component">Which component.</param>
/// <param name="State">How it does.</param>
/// <param name="Node">Which of its nodes or workstations; null when unsaid.</param>
/// <param name="Detail">Free text; null when unsaid.</param>
/// <param name="Place">Where the node stands, such as a site or a department; null when unsaid.</param>
public sealed record HealthSignal(
    long AtUnixMilliseconds, string Component, ComponentState State, string? Node, string? Detail, string? Place = null)
    : SideSignal(AtUnixMilliseconds);

/// <summary>What is planned.</summary>
public enum PlannedWhat : byte
{
    /// <summary>A send-out to customers.</summary>
    SendOut = 0,

    /// <summary>Maintenance work.</summary>
    Maintenance = 1,

    /// <summary>A campaign.</summary>
    Campaign = 2,
}

/// <summary>Our own send-out, maintenance or campaign.</summary>
/// <param name="AtUnixMilliseconds">When it was said.</param>
/// <param name="What">What is planned.</param>
/// <param name="Name">Its name.</param>
/// <param name="FromUnixMilliseconds">When it starts.</param>
/// <param name="UntilUnixMilliseconds">When it ends; not before it starts.</param>
/// <param name="AudienceSize">People reached; null when unsaid.</param>
/// <param name="Service">The service concerned; null when unsaid.</param>
public sealed record PlannedSignal(
    long AtUnixMilliseconds,
    PlannedWhat What,
    string Name,
    long FromUnixMilliseconds,
    long UntilUnixMilliseconds,
    long? AudienceSize,
    string? Service)
    : SideSignal(AtUnixMilliseconds);
