namespace Vedetta.Engine.Surges;

/// <summary>Generalised likelihood-ratio statistics for counts: the ratio is the one that fits best.</summary>
public static class GeneralizedLikelihood
{
    /// <summary>Y ln(Y/M) − (Y − M), in nats: evidence that a Poisson sum Y left its mean M, either way.</summary>
    public static double Poisson(double countSum, double expectedSum) =>
        countSum <= 0 ? expectedSum : countSum * Math.Log(countSum / expectedSum) - (countSum - expectedSum);

    /// <summary>
    /// Largest rise evidence over all start points since <paramref name="counts"/> began; 0 where no start shows a rise.
    /// </summary>
    /// <param name="counts">Counts, oldest first.</param>
    /// <param name="expected">Their means, same length.</param>
    public static double LargestPoissonRise(ReadOnlySpan<double> counts, ReadOnlySpan<double> expected)
    {
        double best = 0, countSum = 0, expectedSum = 0;
        for (int i = counts.Length - 1; i >= 0; i--)
        {
            countSum += counts[i];
            expectedSum += expected[i];
            if (countSum > expectedSum) best = Math.Max(best, Poisson(countSum, expectedSum));
        }
        return best;
    }
}
