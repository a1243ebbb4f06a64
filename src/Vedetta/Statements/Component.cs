using System.Collections.Immutable;

namespace Vedetta.Statements;

/// <summary>How well a component works, from best to worst; maintenance stands between well and ill.</summary>
public enum ComponentState
{
    /// <summary>Works.</summary>
    Operational,

    /// <summary>Is worked on as announced.</summary>
    Maintenance,

    /// <summary>Works slowly or with errors.</summary>
    Degraded,

    /// <summary>Fails for some.</summary>
    PartialOutage,

    /// <summary>Fails for all.</summary>
    MajorOutage,
}

/// <summary>A thing the status page shows: one of ours or a third party's, or a group of such things.</summary>
public sealed class Component
{
    /// <summary>Address part: lower-case letters, digits and hyphens, at most 64.</summary>
    public string Id { get; set; } = "";

    /// <summary>Its name; languages without one show the default language's.</summary>
    public PublicText Name { get; set; } = PublicText.None;

    /// <summary>What it does, or nothing.</summary>
    public PublicText Description { get; set; } = PublicText.None;

    /// <summary>The group it belongs to; null at the top.</summary>
    public string? GroupId { get; set; }

    /// <summary>Whether it groups others and has no state of its own.</summary>
    public bool IsGroup { get; set; }

    /// <summary>Place among its siblings, smallest first.</summary>
    public int Position { get; set; }

    /// <summary>Whether we run it; false for a third party's.</summary>
    public bool IsOwn { get; set; } = true;

    /// <summary>State set by hand or by a health check; notices can only make it look worse.</summary>
    public ComponentState BaseState { get; set; }

    /// <summary>State in force: the worst of <see cref="BaseState"/> and what open notices say.</summary>
    public ComponentState State { get; set; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When name, place or state changed last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A length of time in which a component was not operational.</summary>
public sealed class ComponentSpan
{
    /// <summary>Number of the span.</summary>
    public long Id { get; set; }

    /// <summary>The component.</summary>
    public string ComponentId { get; set; } = "";

    /// <summary>Its state.</summary>
    public ComponentState State { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset From { get; set; }

    /// <summary>Until when; null while it lasts.</summary>
    public DateTimeOffset? Until { get; set; }
}

/// <summary>A component and the state a notice gives it.</summary>
public readonly record struct AffectedComponent(string Id, ComponentState State);

/// <summary>One day of a component.</summary>
/// <param name="Date">The day in the organisation's time zone.</param>
/// <param name="Worst">Its worst state that day.</param>
/// <param name="Uptime">Share of the day it worked, 0 to 1; see <see cref="ComponentRules.DownWeight"/>.</param>
/// <param name="IsKnown">False before the component was added.</param>
public readonly record struct ComponentDay(DateOnly Date, ComponentState Worst, double Uptime, bool IsKnown);

/// <summary>The days of a component, oldest first, and its uptime over them.</summary>
public sealed record ComponentHistory(ImmutableArray<ComponentDay> Days, double Uptime);
