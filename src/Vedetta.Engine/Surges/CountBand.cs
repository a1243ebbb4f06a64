namespace Vedetta.Engine.Surges;

/// <summary>The band that holds 98 % of ordinary counts: quantiles of the negative binomial.</summary>
internal static class CountBand
{
    private const int ExactBelow = 2000;

    public static Band Of(double expected, double dispersion)
    {
        double mean = Math.Max(expected, 0), size = 1 / Math.Max(dispersion, 1e-6);
        return new Band(mean, Quantile(.01, mean, size), Quantile(.99, mean, size));
    }

    private static double Quantile(double probability, double mean, double size)
    {
        if (mean <= 0) return 0;
        if (mean > ExactBelow) return Gamma(probability, mean, size);
        double log = -size * Math.Log(1 + mean / size), odds = mean / (mean + size), sum = 0, term = Math.Exp(log);
        for (int y = 0; y < 100 * ExactBelow; y++)
        {
            sum += term;
            if (sum >= probability) return y;
            term *= odds * (y + size) / (y + 1);
        }
        return mean;
    }

    // Large means: a gamma of the same mean and variance, by Wilson and Hilferty.
    private static double Gamma(double probability, double mean, double size)
    {
        double z = probability < .5 ? -2.3263478740408408 : 2.3263478740408408;
        double shape = mean / (1 + mean / size), part = 1 / (9 * shape), root = 1 - part + z * Math.Sqrt(part);
        return Math.Max(0, Math.Round(mean * root * root * root));
    }
}
