using System.Runtime.CompilerServices;

namespace Vedetta.Engine.Surges;

/// <summary>A run over seconds: its counts, what was expected, and until when that is reckoned.</summary>
internal struct FastRun
{
    public uint StartUnixSeconds;
    public uint UntilUnixSeconds;
    public float CountSum;
    public float ExpectedSum;
}

/// <summary>The fast runs of one series, one per ratio of <see cref="FastBank.Ratios"/>.</summary>
[InlineArray(3)]
internal struct FastRuns
{
    private FastRun _first;
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
        double best = 0;
        FastRun bestRun = default;
        for (int i = 0; i < Ratios.Length; i++)
        {
            ref FastRun run = ref runs[i];
            if (run.CountSum > 0) WaitUntil(ref run, i, perSecond, size, bin.StartUnixSeconds);
            if (run.CountSum <= 0)
                run = new FastRun { StartUnixSeconds = (uint)bin.StartUnixSeconds, UntilUnixSeconds = (uint)bin.StartUnixSeconds };
            run.CountSum += (float)count;
            run.ExpectedSum += (float)(perSecond * bin.LengthSeconds);
            run.UntilUnixSeconds = (uint)bin.EndUnixSeconds;
            double evidence = Evidence(run, i, size);
            if (evidence <= 0) run.CountSum = 0;
            if (evidence > best) (best, bestRun) = (evidence, run);
        }
        return (best, bestRun);
    }

    // The seconds without counts since the run was last touched.
    private static void WaitUntil(ref FastRun run, int ratio, double perSecond, double size, long unixSeconds)
    {
        run.ExpectedSum += (float)(perSecond * (unixSeconds - run.UntilUnixSeconds));
        run.UntilUnixSeconds = (uint)unixSeconds;
        bool over = unixSeconds - run.StartUnixSeconds > RunSecondsMax;
        if (over || Evidence(run, ratio, size) <= 0) run.CountSum = 0;
    }

    private static double Evidence(in FastRun run, int ratio, double size) =>
        run.CountSum * Logs[ratio]
        - (run.CountSum + size) * Math.Log((size + Ratios[ratio] * run.ExpectedSum) / (size + run.ExpectedSum));
}
