using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Causes;

namespace Vedetta.Benchmarks;

/// <summary>
/// Exact-match F1 and time of the cause scan on synthetic surges: 8 services × 20 regions × 6 reasons × 4 origins,
/// leaf means a product of skewed shares, Poisson leaves, each leaf's forecast 10 % off. Causes are drawn among parts
/// that expect at least <see cref="ShareMin"/> of all contacts and do not contain one another.
/// </summary>
internal static class ExplanationBenchmark
{
    private const double ShareMin = 0.005;
    private static readonly int[] Sizes = [8, 20, 6, 4];

    private readonly record struct Row(double Contacts, double RatioLow, double RatioHigh, int Causes, int Depth);

    private static readonly Row[] Rows =
    [
        new(5_000, 2, 6, 1, 2),
        new(5_000, 2, 6, 3, 3),
        new(500, 2, 6, 1, 2),
        new(500, 3, 6, 2, 3),
        new(50_000, 1.5, 4, 3, 3),
    ];

    public static int Run(string[] args)
    {
        int cases = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300;
        Measure(Rows[0], 30, seed: 1);
        Console.WriteLine("|contacts/bin|surge|causes|depth|F1|mean ms|p99 ms|");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Row row in Rows)
        {
            (double f1, double mean, double p99) = Measure(row, cases, seed: 7);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"|{row.Contacts}|x{row.RatioLow}-{row.RatioHigh}|{row.Causes}|{row.Depth}|{f1:F3}|{mean:F2}|{p99:F2}|"));
        }

        return 0;
    }

    private static (double F1, double MeanMs, double P99Ms) Measure(Row row, int cases, int seed)
    {
        var random = new Random(seed);
        var milliseconds = new List<double>();
        int hits = 0, named = 0, true_ = 0;
        for (int i = 0; i < cases; i++)
        {
            var surge = new SyntheticSurge(random, Sizes, row.Contacts, ShareMin);
            surge.AddCauses(random.Next(1, row.Causes + 1), row.Depth, row.RatioLow, row.RatioHigh);
            surge.Draw(forecastError: 0.1);
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<ScanCause> found = PoissonScan.Find(surge.Input);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            hits += found.Count(surge.IsCause);
            named += found.Count;
            true_ += surge.Causes.Count;
        }

        milliseconds.Sort();
        return (2.0 * hits / (named + true_), milliseconds.Average(), milliseconds[(int)(cases * 0.99) - 1]);
    }
}
