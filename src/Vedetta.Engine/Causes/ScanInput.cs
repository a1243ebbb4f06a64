namespace Vedetta.Engine.Causes;

/// <summary>What the scan explains: one row per leaf, counts summed since the onset.</summary>
public readonly ref struct ScanInput
{
    /// <summary>Names nothing: set every required member.</summary>
    public ScanInput()
    {
    }

    /// <summary>Number of dimensions of a leaf, 1 to 8.</summary>
    public required int Dimensions { get; init; }

    /// <summary>
    /// Value codes, leaf after leaf: the code of dimension d of leaf i stands at i * Dimensions + d. Codes should be
    /// small and dense; a negative code says that the leaf has no value there, so no cause names one for it.
    /// </summary>
    public required ReadOnlySpan<int> Codes { get; init; }

    /// <summary>Counts seen, one per leaf, not negative.</summary>
    public required ReadOnlySpan<double> Observed { get; init; }

    /// <summary>Counts the baseline expected, one per leaf, not negative.</summary>
    public required ReadOnlySpan<double> Expected { get; init; }

    /// <summary>Variance over mean of the counts (φ) beside forecast errors. Default 1 (Poisson).</summary>
    public double Dispersion { get; init; } = 1;

    /// <summary>
    /// Squared relative error of the expectation of a part (ψ): its variance is φμ + ψμ². Default 0; 0.01 says that
    /// forecasts of large parts are 10 % off.
    /// </summary>
    public double ForecastVariance { get; init; }

    /// <summary>Most dimensions a cause may fix. Default 3.</summary>
    public int DepthMax { get; init; } = 3;

    /// <summary>Most causes found. Default 5.</summary>
    public int CausesMax { get; init; } = 5;

    /// <summary>Explains a loss of counts instead of an excess. Default false.</summary>
    public bool Drops { get; init; }
}

/// <summary>A part of the leaves whose counts left the expectation by themselves.</summary>
/// <param name="Dimensions">Indexes of the fixed dimensions, ascending.</param>
/// <param name="Codes">Their value codes.</param>
/// <param name="Observed">Count seen in the part.</param>
/// <param name="Expected">Count expected in the part before any cause was explained.</param>
/// <param name="Gain">Log-likelihood gained by naming the part beside the other causes, in nats.</param>
public sealed record ScanCause(int[] Dimensions, int[] Codes, double Observed, double Expected, double Gain)
{
    /// <summary>Observed less expected; negative for a drop.</summary>
    public double Excess => Observed - Expected;
}
