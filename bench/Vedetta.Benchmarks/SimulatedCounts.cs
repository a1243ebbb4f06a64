namespace Vedetta.Benchmarks;

/// <summary>
/// Negative-binomial counts with a daily and weekly profile and a slowly drifting level, as contact centres show them.
/// </summary>
internal sealed class SimulatedCounts(int seed, double meanPerBin, double size, int binSeconds)
{
    private readonly Random _random = new(seed);
    private readonly double[] _profile = Profile(new Random(seed + 7919));
    private double _drift;

    /// <summary>The expectation of the bin, drift included; call once per bin, in order.</summary>
    public double NextMean(long unixSeconds)
    {
        _drift += .002 * Math.Sqrt(binSeconds / 900.0) * Normal() - .0002 * binSeconds / 900.0 * _drift;
        double hours = unixSeconds / 3600.0 + 96;
        int slot = (int)(hours % 168);
        return meanPerBin * _profile[slot] * Math.Exp(_drift);
    }

    /// <summary>A count of the given mean.</summary>
    public long Draw(double mean) =>
        Poisson(double.IsPositiveInfinity(size) ? mean : mean * Gamma(size) / size);

    private static double[] Profile(Random random)
    {
        var profile = new double[168];
        double peak = 13 + 3 * random.NextDouble(), depth = .6 + .3 * random.NextDouble(), weekend = .5 + .4 * random.NextDouble();
        for (int s = 0; s < 168; s++)
        {
            double day = 1 + depth * Math.Cos((s % 24 - peak) * Math.PI / 12);
            profile[s] = day * (s / 24 is 0 or 6 ? weekend : 1);
        }
        double mean = profile.Average();
        return [.. profile.Select(p => p / mean)];
    }

    public double Normal()
    {
        double u = 1 - _random.NextDouble();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }

    // Marsaglia and Tsang 2000.
    public double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(1 - _random.NextDouble(), 1 / shape);
        double d = shape - 1 / 3.0, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(), v = 1 + c * x;
            if (v <= 0) continue;
            v *= v * v;
            if (Math.Log(1 - _random.NextDouble()) < .5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    public long Poisson(double mean)
    {
        long whole = 0;
        while (mean > 30)
        {
            // Split at the median of a gamma waiting time (Ahrens and Dieter 1974).
            int half = (int)(mean * 7 / 8);
            double wait = Gamma(half);
            if (wait > mean) return whole + Binomial(half - 1, mean / wait);
            whole += half;
            mean -= wait;
        }
        double product = Math.Exp(-mean), sum = 1 - _random.NextDouble();
        long count = 0;
        for (double term = product; sum > term; term *= mean / ++count) sum -= term;
        return whole + count;
    }

    private long Binomial(int trials, double chance)
    {
        long hits = 0;
        for (int i = 0; i < trials; i++)
            if (_random.NextDouble() < chance) hits++;
        return hits;
    }
}
