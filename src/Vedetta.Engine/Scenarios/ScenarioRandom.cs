using System.Numerics;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Scenarios;

/// <summary>
/// The chance of scenarios: xoshiro256** from a seed, the same on every machine and version. Parts of a scenario draw
/// from their own fork, so changing one part leaves the others as they were.
/// </summary>
internal sealed class ScenarioRandom
{
    private readonly ulong _seed;
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public ScenarioRandom(ulong seed)
    {
        _seed = seed;
        (_a, _b, _c, _d) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));
    }

    /// <summary>A generator of its own for the named part.</summary>
    public ScenarioRandom Fork(string part) => new(_seed ^ BitOperations.RotateLeft(StableHash.Of(part), 17));

    /// <summary>A number from 0 to below 1.</summary>
    public double Share() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Bits(), (ulong)end, out _);

    /// <summary>An exponentially distributed time.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Share());

    /// <summary>A standard normal number.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());

    /// <summary>
    /// A gamma number with mean 1 and variance 1/<paramref name="shape"/>, shape at least 1 (Marsaglia and Tsang
    /// 2000).
    /// </summary>
    public double Gamma(double shape)
    {
        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(), v = 1 + (c * x);
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Share()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v)))) return d * v / shape;
        }
    }

    /// <summary>A Poisson count.</summary>
    public int Poisson(double mean) => mean < 12 ? PoissonByProduct(mean) : PoissonByRejection(mean);

    private int PoissonByProduct(double mean)
    {
        if (!(mean > 0)) return 0;
        double limit = Math.Exp(-mean), product = Share();
        int count = 0;
        for (; product > limit; count++) product *= Share();
        return count;
    }

    // Transformed rejection (Hörmann 1993, PTRS).
    private int PoissonByRejection(double mean)
    {
        double b = 0.931 + (2.53 * Math.Sqrt(mean)), a = -0.059 + (0.02483 * b);
        double inverseAlpha = 1.1239 + (1.1328 / (b - 3.4)), squeeze = 0.9277 - (3.6224 / (b - 2));
        while (true)
        {
            double u = Share() - 0.5, v = 1 - Share(), us = 0.5 - Math.Abs(u);
            double k = Math.Floor((((2 * a / us) + b) * u) + mean + 0.43);
            if (us >= 0.07 && v <= squeeze) return (int)k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            double left = Math.Log(v * inverseAlpha / ((a / (us * us)) + b));
            if (left <= (k * Math.Log(mean)) - mean - LogFactorial(k)) return (int)k;
        }
    }

    private static double LogFactorial(double k)
    {
        if (k < 2) return 0;
        double n = k + 1;
        return ((n - 0.5) * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI)) + (1 / (12 * n)) - (1 / (360 * n * n * n));
    }

    private ulong Bits()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Split(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
