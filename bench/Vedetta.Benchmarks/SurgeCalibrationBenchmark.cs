using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>Measures false alarms of clean simulated series against the setting.</summary>
internal static class SurgeCalibrationBenchmark
{
    private const int WarmWeeks = 6;
    private const long Start = 1_704_067_200;

    /// <summary>Arguments: series per cell, weeks, bin seconds, then means; all optional.</summary>
    public static int Run(string[] args)
    {
        int series = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 400;
        int weeks = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
        int binSeconds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 900;
        double[] means = args.Length > 3 ? [.. args[3].Split(',').Select(a => double.Parse(a, CultureInfo.InvariantCulture))] : [.5, 2, 10, 50];
        double[] settings = args.Length > 4 ? [.. args[4].Split(',').Select(a => double.Parse(a, CultureInfo.InvariantCulture))] : [1, 4, 12, 52];
        double size = args.Length > 5 ? double.Parse(args[5], CultureInfo.InvariantCulture) : 20;
        Console.WriteLine("mean_per_bin,size,alarms_per_year_set,alarms_per_year_measured,ratio,rises,drops");
        foreach (double mean in means)
            foreach (double setting in settings) Cell(mean, mean <= .5 ? double.PositiveInfinity : size, setting, series, weeks, binSeconds);
        return 0;
    }

    private static void Cell(double mean, double size, double setting, int series, int weeks, int binSeconds)
    {
        int rises = 0, drops = 0;
        for (int i = 0; i < series; i++)
        {
            foreach (SurgeChange change in Watch(mean, size, setting, 1_000_000 + i * 31 + (int)(mean * 1000), weeks, binSeconds))
            {
                if (change.Phase != SurgePhase.Opened) continue;
                if (change.Surge.Direction == SurgeDirection.Rise) rises++;
                else drops++;
            }
        }
        double years = series * weeks * 7 / 365.25, measured = (rises + drops) / years;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{mean},{size},{setting},{measured:F2},{measured / setting:F2},{rises},{drops}"));
    }

    private static List<SurgeChange> Watch(double mean, double size, double setting, int seed, int weeks, int binSeconds)
    {
        var counts = new SimulatedCounts(seed, mean, size, binSeconds);
        var watch = new SurgeWatch(new WatchSchema("", []), new WatchOptions
        {
            BinSeconds = binSeconds,
            AlarmsPerYear = setting,
            WarmUntilUnixSeconds = Start + WarmWeeks * 604800,
        });
        var changes = new List<SurgeChange>();
        int leaf = watch.LeafOf([]);
        for (long t = Start; t < Start + (WarmWeeks + weeks) * 604800L; t += binSeconds)
            watch.Close(new Bin(t, binSeconds), [new LeafCount(leaf, counts.Draw(counts.NextMean(t)))], changes);
        return changes;
    }
}
