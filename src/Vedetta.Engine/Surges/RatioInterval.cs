namespace Vedetta.Engine.Surges;

/// <summary>95 % interval of an observed ratio, and quantiles it needs.</summary>
internal static class RatioInterval
{
    /// <summary>
    /// A rare series that came in one burst seems endlessly dispersed; its interval and its end should still say
    /// something.
    /// </summary>
    public const double DispersionMax = 1;

    private const double Z975 = 1.959963984540054;

    /// <summary>
    /// Exact Poisson interval of count/expected by chi-square quantiles, widened for over-dispersion on the log scale,
    /// where a ratio lives.
    /// </summary>
    /// <param name="perBin">Mean expected count of one bin; scatter grows with perBin × dispersion.</param>
    public static (double Low, double High) Of(double count, double expected, double perBin, double dispersion)
    {
        double by = Math.Max(expected, 1e-9), middle = count / by;
        double low = count <= 0 ? 0 : ChiSquare(-Z975, 2 * count) / 2 / by;
        double high = ChiSquare(Z975, 2 * count + 2) / 2 / by;
        double wider = Math.Sqrt(1 + perBin * Math.Clamp(dispersion, 0, DispersionMax));
        if (middle <= 0) return (0, high * wider);
        return (middle * Math.Pow(low / middle, wider), middle * Math.Pow(high / middle, wider));
    }

    // Wilson and Hilferty 1931.
    private static double ChiSquare(double z, double freedom)
    {
        double part = 2 / (9 * freedom);
        double root = 1 - part + z * Math.Sqrt(part);
        return freedom * Math.Max(0, root * root * root);
    }
}
