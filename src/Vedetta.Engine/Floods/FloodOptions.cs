using System.Collections.Immutable;

namespace Vedetta.Engine.Floods;

/// <summary>Whose lines are watched for floods, and within which bounds.</summary>
public sealed record FloodOptions
{
    /// <summary>Beginnings of our own numbers, as calls write them; empty: every number called is ours.</summary>
    public ImmutableArray<string> OwnPrefixes { get; init; } = [];

    /// <summary>How many lines we have; 0: as many as were called.</summary>
    public int LineCount { get; init; }

    /// <summary>Zone whose week calls follow. Default UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Dates on which people behave as on another weekday.</summary>
    public ImmutableDictionary<DateOnly, DayOfWeek> Holidays { get; init; } = ImmutableDictionary<DateOnly, DayOfWeek>.Empty;

    /// <summary>Floods alarmed before this time only teach; nobody is told.</summary>
    public long WarmUntilUnixSeconds { get; init; } = long.MinValue;

    /// <summary>Calls looked at in one second; of more, the rest are counted and followed, not searched.</summary>
    public int CallsPerSecondMax { get; init; } = 500;

    /// <summary>Calls remembered, a power of two; older ones are forgotten. Default 65,536.</summary>
    public int CallsKept { get; init; } = 1 << 16;

    /// <summary>Calling numbers, and lines, of ordinary calls remembered in one generation. Default 65,536.</summary>
    public int NumbersKept { get; init; } = 1 << 16;
}
