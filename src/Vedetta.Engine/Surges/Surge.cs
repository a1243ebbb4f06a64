using System.Collections.Immutable;

namespace Vedetta.Engine.Surges;

/// <summary>Which way a series left its expectation.</summary>
public enum SurgeDirection
{
    /// <summary>More than expected.</summary>
    Rise,

    /// <summary>Less than expected: a queue that falls silent.</summary>
    Drop,
}

/// <summary>A part of a surge's series that carries its excess; its dimensions add to those of the series.</summary>
/// <param name="Dimensions">The further dimensions that name the part.</param>
/// <param name="Share">The part's share of the whole excess, 0 to 1.</param>
public sealed record Explanation(ImmutableArray<DimensionValue> Dimensions, double Share);

/// <summary>
/// A significant departure of one series from its baseline, with the numbers that led to the claim. Not an incident:
/// people work on incidents, which group surges.
/// </summary>
/// <param name="Id">Stable over restarts and replays: made from the part that explains it and <paramref name="AlarmedAt"/>.</param>
/// <param name="Onset">Start of the first bin of the surge (the estimated change point).</param>
/// <param name="AlarmedAt">End of the bin that raised the alarm.</param>
/// <param name="EndedAt">End of the last bin of the surge, or null while it lasts.</param>
/// <param name="Expected">Count the baseline expected from onset to now (or the end).</param>
/// <param name="Observed">Count seen from onset to now (or the end).</param>
/// <param name="Ratio">(Observed + 1) / (Expected + 1).</param>
/// <param name="RatioLow">Lower end of the 95 % interval of the ratio.</param>
/// <param name="RatioHigh">Upper end of the 95 % interval of the ratio.</param>
/// <param name="EvidenceNats">Log-likelihood evidence at the alarm, in nats.</param>
/// <param name="ThresholdNats">Evidence that the false-alarm setting asked for, in nats.</param>
public sealed record Surge(
    string Id,
    SeriesKey Series,
    SurgeDirection Direction,
    DateTimeOffset Onset,
    DateTimeOffset AlarmedAt,
    DateTimeOffset? EndedAt,
    double Expected,
    long Observed,
    double Ratio,
    double RatioLow,
    double RatioHigh,
    double EvidenceNats,
    double ThresholdNats,
    ImmutableArray<Explanation> ExplainedBy)
{
    /// <summary>Observed less expected; negative for a drop.</summary>
    public double Excess => Observed - Expected;

    /// <summary>Percent above (or below) expectation: +310 means 4.1 times.</summary>
    public double Percent => (Ratio - 1) * 100;
}

/// <summary>What happened to a surge in the bin just closed.</summary>
public enum SurgePhase
{
    /// <summary>The alarm was raised now.</summary>
    Opened,

    /// <summary>It goes on; numbers and explanation are fresh.</summary>
    Updated,

    /// <summary>It ended.</summary>
    Ended,
}

/// <summary>One change of one surge.</summary>
public sealed record SurgeChange(SurgePhase Phase, Surge Surge);
