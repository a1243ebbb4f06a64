namespace Vedetta.Engine.Surges;

/// <summary>
/// Where a surge most probably began or ended, from the likelihood of one changed ratio inside it.
/// </summary>
/// <remarks>
/// A cumulative sum starts where its own fixed ratio says; a lone early count starts it on sparse series although the
/// surge came later. Taking the single likeliest start errs the other way, towards the last few bins. The median of the
/// start's likelihood, each start with its own best ratio, makes the absolute error small.
/// </remarks>
internal static class ChangePoint
{
    private const int Turns = 3;

    /// <summary>Index of the middling first bin of a surge that lasts to the end of <paramref name="counts"/>.</summary>
    /// <param name="counts">Counts from the run's first bin to the alarm.</param>
    /// <param name="expected">What was expected of each, same length.</param>
    /// <param name="size">Negative-binomial size of one bin.</param>
    public static int First(ReadOnlySpan<double> counts, ReadOnlySpan<double> expected, double size, SurgeDirection direction)
    {
        double[] gains = new double[counts.Length];
        double best = 0, countSum = 0, expectedSum = 0;
        for (int i = counts.Length - 1; i >= 0; i--)
        {
            countSum += counts[i];
            expectedSum += Math.Max(expected[i], 1e-9);
            bool departs = (countSum > expectedSum) == (direction == SurgeDirection.Rise);
            gains[i] = departs ? Gain(countSum, expectedSum, size * (counts.Length - i)) : double.NegativeInfinity;
            best = Math.Max(best, gains[i]);
        }
        return Median(gains, best);
    }

    private static int Median(ReadOnlySpan<double> gains, double best)
    {
        double sum = 0, below = 0;
        foreach (double gain in gains) sum += Math.Exp(gain - best);
        for (int i = 0; i < gains.Length; i++)
        {
            below += Math.Exp(gains[i] - best);
            if (below >= sum / 2) return i;
        }
        return 0;
    }

    private static double Gain(double count, double expected, double size)
    {
        if (double.IsPositiveInfinity(size)) return GeneralizedLikelihood.Poisson(count, expected);
        return (count > 0 ? count * Math.Log(count / expected) : 0) - (count + size) * Math.Log((count + size) / (expected + size));
    }

    /// <summary>Index of the likeliest first bin after a surge that lasted at least to the start of <paramref name="counts"/>.</summary>
    /// <param name="countBefore">Count of the surge before these bins, and what was expected of it.</param>
    public static int Past(ReadOnlySpan<double> counts, ReadOnlySpan<double> expected, double size, double countBefore, double expectedBefore)
    {
        int past = counts.Length;
        for (int turn = 0; turn < Turns; turn++)
        {
            double ratio = (countBefore + Sum(counts[..past]) + 1) / (expectedBefore + Sum(expected[..past]) + 1);
            int next = counts.Length - Worst(counts, expected, size, ratio);
            if (next == past) break;
            past = next;
        }
        return past;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }

    // Length of the tail that speaks most against the ratio; 0 where none does.
    private static int Worst(ReadOnlySpan<double> counts, ReadOnlySpan<double> expected, double size, double ratio)
    {
        double evidence = 0, worst = 0;
        int length = 0;
        for (int i = counts.Length - 1; i >= 0; i--)
        {
            evidence += NegativeBinomialCusum.LogRatio(counts[i], Math.Max(expected[i], 1e-9), size, ratio);
            if (evidence < worst) (worst, length) = (evidence, counts.Length - i);
        }
        return length;
    }
}
