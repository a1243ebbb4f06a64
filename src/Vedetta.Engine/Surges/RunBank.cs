using System.Runtime.CompilerServices;

namespace Vedetta.Engine.Surges;

/// <summary>One cumulative sum and the run it stands on: since when, how many counted, how many expected.</summary>
internal struct Run
{
    /// <summary>Evidence in nats.</summary>
    public float Evidence;

    /// <summary>Start of the run's first bin; the estimated onset when the run alarms.</summary>
    public uint StartUnixSeconds;

    /// <summary>Counts since the start.</summary>
    public float CountSum;

    /// <summary>Expected counts since the start.</summary>
    public float ExpectedSum;
}

/// <summary>The runs of the rise side, one per ratio of <see cref="RunBank.RiseRatios"/>.</summary>
[InlineArray(4)]
internal struct RiseRuns
{
    private Run _first;
}

/// <summary>The runs of the drop side, one per ratio of <see cref="RunBank.DropRatios"/>.</summary>
[InlineArray(3)]
internal struct DropRuns
{
    private Run _first;
}

/// <summary>Moves banks of cumulative sums, one per ratio, over one more bin.</summary>
internal static class RunBank
{
    public static ReadOnlySpan<double> RiseRatios => [1.3, 1.7, 2.5, 5];

    public static ReadOnlySpan<double> DropRatios => [.7, .4, .1];

    private static ReadOnlySpan<double> RiseLogs =>
        [.26236426446749106, .5306282510621704, .91629073187415511, 1.6094379124341003];

    private static ReadOnlySpan<double> DropLogs => [-.35667494393873238, -.916290731874155, -2.3025850929940455];

    /// <summary>Takes one bin into the rise runs; returns the largest evidence.</summary>
    public static float StepRise(ref RiseRuns runs, double count, double expected, double size, uint startUnixSeconds) =>
        Step(runs, RiseRatios, RiseLogs, count, expected, size, startUnixSeconds);

    /// <summary>Takes one bin into the drop runs; returns the largest evidence.</summary>
    public static float StepDrop(ref DropRuns runs, double count, double expected, double size, uint startUnixSeconds) =>
        Step(runs, DropRatios, DropLogs, count, expected, size, startUnixSeconds);

    /// <summary>The run with the largest evidence.</summary>
    public static Run Strongest(ReadOnlySpan<Run> runs)
    {
        Run best = runs[0];
        foreach (ref readonly Run run in runs)
            if (run.Evidence > best.Evidence) best = run;
        return best;
    }

    private static float Step(Span<Run> runs, ReadOnlySpan<double> ratios, ReadOnlySpan<double> logs,
        double count, double expected, double size, uint startUnixSeconds)
    {
        double inverse = 1 / (size + expected);
        float best = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            ref Run run = ref runs[i];
            if (run.Evidence <= 0)
            {
                run.StartUnixSeconds = startUnixSeconds;
                run.CountSum = run.ExpectedSum = 0;
            }
            run.CountSum += (float)count;
            run.ExpectedSum += (float)expected;
            // On the wrong side of the expectation a run at zero stays there: no logarithm needed.
            if (run.Evidence <= 0 && (ratios[i] > 1 ? count <= expected : count >= expected)) continue;
            double step = count * logs[i] - (count + size) * Math.Log((size + ratios[i] * expected) * inverse);
            run.Evidence = Math.Max(0, run.Evidence + (float)step);
            if (run.Evidence > best) best = run.Evidence;
        }
        return best;
    }
}
