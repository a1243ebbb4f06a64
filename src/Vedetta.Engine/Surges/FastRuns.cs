using System.Runtime.CompilerServices;

namespace Vedetta.Engine.Surges;

/// <summary>A run over seconds: its counts and what was expected. A run without counts is none.</summary>
internal struct FastRun
{
    public uint StartUnixSeconds;
    public float CountSum;
    public float ExpectedSum;
}

/// <summary>One fast run per ratio of <see cref="FastBank.Ratios"/>.</summary>
[InlineArray(3)]
internal struct FastRunPerRatio
{
    private FastRun _first;
}

/// <summary>The fast runs of one series, and until when all of them are reckoned.</summary>
internal struct FastRuns
{
    public FastRunPerRatio PerRatio;
    public uint UntilUnixSeconds;
}

/// <summary>
/// Runs over bins of seconds. Evidence is that of the run as one stretch of a wandering rate
/// (<see cref="NegativeBinomialCusum.RunEvidence"/>), so only counts move it: a second without counts costs nothing.
/// </summary>
internal static class FastBank
{
    /// <summary>Longest run in seconds; what lasts longer is the long bins' business.</summary>
    public const int RunSecondsMax = 1800;

    public static ReadOnlySpan<double> Ratios => [1.8, 3.2, 5.5];

    private static ReadOnlySpan<double> Logs => [.5877866649021191, 1.1631508098056809, 1.7047480922384253];

    /// <summary>Takes the count of one short bin into all runs; returns the strongest evidence and its run.</summary>
    /// <param name="perSecond">Expected counts per second.</param>
    /// <param name="size">Negative-binomial size of the wandering rate.</param>
    public static (double Evidence, FastRun Run) Take(ref FastRuns runs, double count, double perSecond, double size, Bin bin)
    {
        double best = 0, waited = perSecond * (bin.StartUnixSeconds - runs.UntilUnixSeconds);
        FastRun bestRun = default;
        for (int i = 0; i < Ratios.Length; i++)
        {
            ref FastRun run = ref runs.PerRatio[i];
            if (run.CountSum > 0) Wait(ref run, i, waited, size, bin.StartUnixSeconds);
            if (run.CountSum <= 0) run = new FastRun { StartUnixSeconds = (uint)bin.StartUnixSeconds };
            run.CountSum += (float)count;
            run.ExpectedSum += (float)(perSecond * bin.LengthSeconds);
            double evidence = Evidence(run, i, size);
            if (evidence <= 0) run.CountSum = 0;
            if (evidence > best) (best, bestRun) = (evidence, run);
        }
        runs.UntilUnixSeconds = (uint)bin.EndUnixSeconds;
        return (best, bestRun);
    }

    // The seconds without counts since the runs were last touched.
    private static void Wait(ref FastRun run, int ratio, double expected, double size, long unixSeconds)
    {
        run.ExpectedSum += (float)expected;
        bool over = unixSeconds - run.StartUnixSeconds > RunSecondsMax;
        if (over || Evidence(run, ratio, size) <= 0) run.CountSum = 0;
    }

    private static double Evidence(in FastRun run, int ratio, double size) =>
        run.CountSum * Logs[ratio]
        - (run.CountSum + size) * Math.Log((size + Ratios[ratio] * run.ExpectedSum) / (size + run.ExpectedSum));
}
