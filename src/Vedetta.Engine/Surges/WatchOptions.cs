using System.Collections.Immutable;

namespace Vedetta.Engine.Surges;

/// <summary>The dimensions of the counts a <see cref="SurgeWatch"/> sees.</summary>
/// <param name="Measure">What is counted; becomes <see cref="SeriesKey.Measure"/>.</param>
/// <param name="Dimensions">Names of the dimensions, in the order of the leaf values.</param>
public sealed record WatchSchema(string Measure, ImmutableArray<string> Dimensions);

/// <summary>How a <see cref="SurgeWatch"/> watches.</summary>
public sealed record WatchOptions
{
    /// <summary>Length of the bins handed to <see cref="SurgeWatch.Close"/>, in seconds; 1 for live tiles.</summary>
    public required int BinSeconds { get; init; }

    /// <summary>Zone of the hour-of-week profile. Default UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>False alarms accepted per watched series and year. Default 1.</summary>
    public double AlarmsPerYear { get; init; } = 1;

    /// <summary>Before this instant (Unix seconds) bins only teach the baseline. Default: none is held back by date.</summary>
    public long WarmUntilUnixSeconds { get; init; } = long.MinValue;

    /// <summary>Local dates that behave like the given day instead of their own weekday. Default none.</summary>
    public ImmutableDictionary<DateOnly, DayOfWeek> Holidays { get; init; } = ImmutableDictionary<DateOnly, DayOfWeek>.Empty;

    /// <summary>Known campaigns and closures: the expectation is multiplied by the factor while they last. Default none.</summary>
    public ImmutableArray<CalendarFactor> Factors { get; init; } = [];

    /// <summary>Most series kept; beyond it the least recently active is dropped and counted. Default 1,000,000.</summary>
    public int SeriesMax { get; init; } = 1_000_000;
}

/// <summary>A stretch in which the expectation is multiplied: a known campaign (above 1) or a closure (below 1).</summary>
/// <param name="FromUnixSeconds">First instant.</param>
/// <param name="UntilUnixSeconds">First instant after it.</param>
/// <param name="Factor">Multiplier of the expectation, above 0.</param>
public readonly record struct CalendarFactor(long FromUnixSeconds, long UntilUnixSeconds, double Factor);
