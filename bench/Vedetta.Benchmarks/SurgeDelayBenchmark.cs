using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>
/// Delay, onset error and size error of four-hour daytime step surges after six weeks of warm-up and seven clean weeks,
/// at the default false-alarm setting of one a year.
/// </summary>
internal static class SurgeDelayBenchmark
{
    private const int BinSeconds = 900;
    private const int SurgeBins = 16;
    private const long Start = 1_704_067_200;

    private readonly record struct Found(int Delay, double Onset, double SizeError, int FalseAlarms);

    /// <summary>Argument: series per cell (default 240).</summary>
    public static int Run(string[] args)
    {
        int series = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 240;
        Console.WriteLine("mean_per_bin,surge,detected_pct,mean_delay_bins,onset_median,onset_mean,onset_mae,size_median_pct,size_mae_pct,false_per_week");
        foreach (double mean in (double[])[.5, 2, 10, 50])
            foreach (double ratio in (double[])[1.5, 2, 4.1]) Cell(mean, ratio, series);
        return 0;
    }

    private static void Cell(double mean, double ratio, int series)
    {
        List<Found> all = [.. Enumerable.Range(0, series).Select(i => One(mean, ratio, 77_000_000 + i * 101 + (int)(mean * 10)))];
        List<Found> hits = [.. all.Where(f => f.Delay <= SurgeBins)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{mean},{ratio},{100.0 * hits.Count / series:F0},{all.Average(f => f.Delay):F1},{Median(hits.Select(f => f.Onset)):F0},{hits.Select(f => f.Onset).DefaultIfEmpty().Average():F2},{hits.Select(f => Math.Abs(f.Onset)).DefaultIfEmpty().Average():F2},") +
            string.Create(CultureInfo.InvariantCulture,
            $"{100 * Median(hits.Select(f => f.SizeError)):F0},{100 * hits.Select(f => Math.Abs(f.SizeError)).DefaultIfEmpty().Average():F0},{all.Average(f => f.FalseAlarms / 7.0):F3}"));
    }

    private static Found One(double mean, double ratio, int seed)
    {
        var counts = new SimulatedCounts(seed, mean, mean <= .5 ? double.PositiveInfinity : 20, BinSeconds);
        var watch = new SurgeWatch(new WatchSchema("", []), new WatchOptions
        {
            BinSeconds = BinSeconds,
            WarmUntilUnixSeconds = Start + 6 * 604800,
        });
        int leaf = watch.LeafOf([]);
        long onset = Start + 13 * 604800 + (1 + seed % 5) * 86400 + (8 + seed % 8) * 3600;
        var changes = new List<SurgeChange>();
        int falseAlarms = 0, delay = SurgeBins + 1;
        double onsetError = double.NaN, size = double.NaN;
        for (long t = Start; t < onset + SurgeBins * BinSeconds; t += BinSeconds)
        {
            double at = counts.NextMean(t) * (t >= onset ? ratio : 1);
            changes.Clear();
            watch.Close(new Bin(t, BinSeconds), [new LeafCount(leaf, counts.Draw(at))], changes);
            foreach (SurgeChange change in changes.Where(c => c.Phase == SurgePhase.Opened))
            {
                if (t < onset) { falseAlarms++; continue; }
                if (change.Surge.Direction == SurgeDirection.Drop || delay <= SurgeBins) continue;
                delay = (int)((t - onset) / BinSeconds) + 1;
                onsetError = (change.Surge.Onset.ToUnixTimeSeconds() - onset) / (double)BinSeconds;
            }
            long bins = (t - onset) / BinSeconds + 1;
            if (double.IsNaN(size) && bins >= 8 && watch.Open() is [var open, ..]) size = open.Ratio / ratio - 1;
        }
        return new Found(delay, onsetError, double.IsNaN(size) ? 0 : size, falseAlarms);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
