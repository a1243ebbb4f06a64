using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vedetta.Engine.Surges;

/// <summary>One number per ratio of a bank.</summary>
[InlineArray(RunBank.Ratios)]
internal struct PerRatio<T>
{
    private T _first;
}

/// <summary>The cumulative sums of one side of a series, one per ratio, and since when each stands above zero.</summary>
internal struct Runs
{
    /// <summary>Evidence in nats.</summary>
    public PerRatio<float> Evidence;

    /// <summary>Start of the run's first bin; the estimated onset when the run alarms.</summary>
    public PerRatio<uint> StartUnixSeconds;

    /// <summary>The run with the largest evidence.</summary>
    public readonly (float Evidence, uint StartUnixSeconds) Strongest()
    {
        int best = 0;
        for (int i = 1; i < RunBank.Ratios; i++)
            if (Evidence[i] > Evidence[best]) best = i;
        return (Evidence[best], StartUnixSeconds[best]);
    }
}

/// <summary>Moves banks of cumulative sums over one more bin, all ratios of a side at once.</summary>
internal static class RunBank
{
    /// <summary>Ratios on each side: one vector of doubles.</summary>
    public const int Ratios = 4;

    private static Vector256<double> RiseRatios => Vector256.Create(1.3, 1.7, 2.5, 5);

    private static Vector256<double> RiseLogs =>
        Vector256.Create(.26236426446749106, .5306282510621704, .91629073187415511, 1.6094379124341003);

    // Three ratios are enough for drops; the last stands twice, so that the vector is full.
    private static Vector256<double> DropRatios => Vector256.Create(.7, .4, .1, .1);

    private static Vector256<double> DropLogs =>
        Vector256.Create(-.35667494393873238, -.916290731874155, -2.3025850929940455, -2.3025850929940455);

    /// <summary>Takes one bin into the rise runs; returns the largest evidence.</summary>
    public static float StepRise(ref Runs runs, double count, double expected, double size, uint startUnixSeconds) =>
        Step(ref runs, RiseRatios, RiseLogs, count <= expected, count, expected, size, startUnixSeconds);

    /// <summary>Takes one bin into the drop runs; returns the largest evidence.</summary>
    public static float StepDrop(ref Runs runs, double count, double expected, double size, uint startUnixSeconds) =>
        Step(ref runs, DropRatios, DropLogs, count >= expected, count, expected, size, startUnixSeconds);

    /// <summary>Ends the runs that reach back before <paramref name="oldestUnixSeconds"/>.</summary>
    public static void ForgetBefore(ref Runs runs, uint oldestUnixSeconds)
    {
        Vector128<float> evidence = Vector128.LoadUnsafe(ref runs.Evidence[0]);
        Vector128<uint> old = Vector128.LessThan(Vector128.LoadUnsafe(ref runs.StartUnixSeconds[0]), Vector128.Create(oldestUnixSeconds));
        Vector128.AndNot(evidence, old.AsSingle()).StoreUnsafe(ref runs.Evidence[0]);
    }

    private static float Step(ref Runs runs, Vector256<double> ratios, Vector256<double> logs, bool isOrdinary,
        double count, double expected, double size, uint startUnixSeconds)
    {
        Vector128<float> evidence = Vector128.LoadUnsafe(ref runs.Evidence[0]);
        Vector128<uint> atZero = Vector128.Equals(evidence, Vector128<float>.Zero).AsUInt32();
        Vector128.ConditionalSelect(atZero, Vector128.Create(startUnixSeconds), Vector128.LoadUnsafe(ref runs.StartUnixSeconds[0]))
            .StoreUnsafe(ref runs.StartUnixSeconds[0]);
        // On the wrong side of the expectation runs at zero stay there: no logarithms needed.
        if (isOrdinary && atZero == Vector128<uint>.AllBitsSet) return 0;
        Vector256<double> shifted = (Vector256.Create(size) + ratios * expected) * (1 / (size + expected));
        Vector256<double> step = logs * count - Vector256.Log(shifted) * (count + size);
        evidence = Vector128.Max(Vector128<float>.Zero, evidence + Vector128.Narrow(step.GetLower(), step.GetUpper()));
        evidence.StoreUnsafe(ref runs.Evidence[0]);
        Vector128<float> pairs = Vector128.Max(evidence, Vector128.Shuffle(evidence, Vector128.Create(2, 3, 0, 1)));
        return Math.Max(pairs[0], pairs[1]);
    }
}
