using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>
/// How far reported ratios are off, at the alarm and at the end, and how often the reported interval holds the true
/// ratio: step surges of one to twelve hours after eight weeks of a drifting series.
/// </summary>
internal static class SurgeSizeBenchmark
{
    private const long Start = 1_704_067_200;

    private readonly record struct Sizes(Surge? Alarmed, Surge? Ended);

    /// <summary>Arguments: series per cell, bin seconds; both optional.</summary>
    public static int Run(string[] args)
    {
        int series = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        int binSeconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 900;
        Console.WriteLine("mean_per_bin,surge,alarmed,alarm_bias_pct,alarm_covered_pct,ended,end_bias_pct,end_covered_pct,end_below_pct,end_width");
        foreach (double mean in (double[])[.5, 2, 10, 50, 400])
            foreach (double ratio in (double[])[1.5, 2, 4, 8]) Cell(mean, ratio, series, binSeconds);
        return 0;
    }

    private static void Cell(double mean, double ratio, int series, int binSeconds)
    {
        List<Sizes> all = [.. Enumerable.Range(0, series).Select(i => One(mean, ratio, 31_000_000 + i * 57 + (int)(mean * 10), binSeconds))];
        List<Surge> alarmed = [.. all.Where(s => s.Alarmed is not null).Select(s => s.Alarmed!)];
        List<Surge> ended = [.. all.Where(s => s.Ended is not null).Select(s => s.Ended!)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{mean},{ratio},{alarmed.Count},{Bias(alarmed, ratio):F0},{Covered(alarmed, ratio):F0},{ended.Count},{Bias(ended, ratio):F0},{Covered(ended, ratio):F0},{100.0 * ended.Count(s => s.RatioHigh < ratio) / Math.Max(1, ended.Count):F0},{ended.Select(s => s.RatioHigh / Math.Max(s.RatioLow, .1)).DefaultIfEmpty().Average():F2}"));
    }

    private static double Bias(List<Surge> surges, double ratio) =>
        100 * (surges.Select(s => s.Ratio / ratio).DefaultIfEmpty(1).Average() - 1);

    private static double Covered(List<Surge> surges, double ratio) =>
        100.0 * surges.Count(s => s.RatioLow <= ratio && ratio <= s.RatioHigh) / Math.Max(1, surges.Count);

    private static Sizes One(double mean, double ratio, int seed, int binSeconds)
    {
        var counts = new SimulatedCounts(seed, mean, mean <= .5 ? double.PositiveInfinity : 20, binSeconds);
        long onset = Start + (56 + seed % 5) * 86400L + (8 + seed % 8) * 3600, over = onset + (1 + seed % 12) * 3600;
        var watch = new SurgeWatch(new WatchSchema("", []), new WatchOptions { BinSeconds = binSeconds, WarmUntilUnixSeconds = onset });
        int leaf = watch.LeafOf([]);
        var changes = new List<SurgeChange>();
        Surge? alarmed = null, ended = null;
        for (long t = Start; t < over + 24 * 3600; t += binSeconds)
        {
            changes.Clear();
            long count = counts.Draw(counts.NextMean(t) * (t >= onset && t < over ? ratio : 1));
            watch.Close(new Bin(t, binSeconds), [new LeafCount(leaf, count)], changes);
            foreach (SurgeChange change in changes)
            {
                if (change.Phase == SurgePhase.Opened && alarmed is null && t < over && change.Surge.Direction == SurgeDirection.Rise)
                    alarmed = change.Surge;
                if (change.Phase == SurgePhase.Ended && change.Surge.Id == alarmed?.Id) ended = change.Surge;
            }
            if (ended is not null) break;
        }
        return new Sizes(alarmed, ended);
    }
}
