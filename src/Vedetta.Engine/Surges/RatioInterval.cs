namespace Vedetta.Engine.Surges;

/// <summary>95 % interval of an observed ratio, and quantiles it needs.</summary>
internal static class RatioInterval
{
    /// <summary>
    /// A rare series that came in one burst seems endlessly dispersed; its interval and its end should still say
    /// something.
    /// </summary>
    public const double DispersionMax = 1;

    // What never counted has no ratio; these keep its interval a number.
    private const double ExpectedMin = .05;
    private const double LengthMax = 10;

    private const double Z975 = 1.959963984540054;

    /// <summary>
    /// Exact Poisson interval of count/expected by chi-square quantiles, widened on the log scale, where a ratio lives:
    /// for the over-dispersion of the counts seen, and for what the expectation itself may be off by.
    /// </summary>
    /// <param name="perBin">Mean expected count of one bin.</param>
    /// <param name="dispersion">Relative over-dispersion of a bin's count.</param>
    /// <param name="forecastVariance">Relative variance of <paramref name="expected"/>.</param>
    public static (double Low, double High) Of(double count, double expected, double perBin, double dispersion, double forecastVariance)
    {
        double by = Math.Max(expected, ExpectedMin), middle = count / by;
        double low = count <= 0 ? 0 : ChiSquare(-Z975, 2 * count) / 2 / by;
        double high = ChiSquare(Z975, 2 * count + 2) / 2 / by;
        double wider = Math.Sqrt(1 + perBin * Math.Max(middle, 1) * Math.Clamp(dispersion, 0, DispersionMax));
        double forecast = Z975 * Math.Sqrt(forecastVariance);
        if (middle <= 0) return (0, high * Math.Min(wider, 100) * Math.Exp(forecast));
        return (middle * Math.Exp(-Length(wider * Math.Log(middle / Math.Max(low, 1e-12)), forecast)),
            middle * Math.Exp(Length(wider * Math.Log(high / middle), forecast)));
    }

    // On the log scale.
    private static double Length(double a, double b) => Math.Min(LengthMax, Math.Sqrt(a * a + b * b));

    // Wilson and Hilferty 1931.
    private static double ChiSquare(double z, double freedom)
    {
        double part = 2 / (9 * freedom);
        double root = 1 - part + z * Math.Sqrt(part);
        return freedom * Math.Max(0, root * root * root);
    }
}
