namespace Vedetta.Engine.Surges;

/// <summary>
/// Log-likelihood steps of the cumulative-sum test for counts whose mean is multiplied by a ratio. Variance is
/// mean + mean²/size; an infinite size is Poisson.
/// </summary>
/// <remarks>Source: Höhle and Paul 2008, Count data regression charts for the monitoring of surveillance time series.</remarks>
public static class NegativeBinomialCusum
{
    /// <summary>Evidence, in nats, of one count for <c>ratio × expected</c> against <c>expected</c>.</summary>
    /// <param name="size">Negative-binomial size k, above 0; <see cref="double.PositiveInfinity"/> is Poisson.</param>
    public static double LogRatio(double count, double expected, double size, double ratio) =>
        double.IsPositiveInfinity(size)
            ? count * Math.Log(ratio) - (ratio - 1) * expected
            : count * Math.Log(ratio) - (count + size) * Math.Log((size + ratio * expected) / (size + expected));

    /// <summary>The cumulative sum after one more count: max(0, <paramref name="sum"/> + step).</summary>
    public static double Step(double sum, double count, double expected, double size, double ratio) =>
        Math.Max(0, sum + LogRatio(count, expected, size, ratio));

    /// <summary>
    /// Evidence of a run taken as one stretch of a slowly wandering rate: the most a moderate ratio can reach is
    /// size·(ratio − 1 − ln ratio), so wandering alone never becomes proof.
    /// </summary>
    public static double RunEvidence(double countSum, double expectedSum, double size, double ratio) =>
        LogRatio(countSum, expectedSum, size, ratio);

    /// <summary>Mean evidence per count interval, in nats, when the mean really is <c>ratio × expected</c>.</summary>
    public static double Information(double expected, double size, double ratio) =>
        LogRatio(ratio * expected, expected, size, ratio);
}
