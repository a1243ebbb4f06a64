using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>One-second bins of a rate that wanders (gamma, k = 22 per half hour): delay of a 4.1-fold step, and false alarms.</summary>
internal static class SurgeLiveBenchmark
{
    private const long Start = 1_704_067_200;
    private const int WarmDays = 15;

    /// <summary>Arguments: series, clean days, contacts a minute, false alarms a year set.</summary>
    public static int Run(string[] args)
    {
        double[] a = [.. args.Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
        int series = a.Length > 0 ? (int)a[0] : 6;
        double days = a.Length > 1 ? a[1] : 14, setting = a.Length > 3 ? a[3] : 1;
        foreach (double perMinute in a.Length > 2 ? [a[2]] : (double[])[2, 10, 88])
        {
            var delays = new List<double>();
            var onsets = new List<double>();
            int rises = 0, drops = 0;
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < series; i++)
            {
                (int r, int d, double delay, double onset) = One(perMinute / 60, days, i, setting);
                (rises, drops) = (rises + r, drops + d);
                delays.Add(delay);
                onsets.Add(onset);
            }
            double perSecond = series * (WarmDays + days) * 86400 / Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{perMinute}/min: false rises {rises}, drops {drops} in {series * days / 365.25:F2} series-years at {setting}; delays s {string.Join(' ', delays.Order().Select(d => d.ToString("F0", CultureInfo.InvariantCulture)))}; onset error s {string.Join(' ', onsets.Order())}; {perSecond / 1e6:F2} M closes/s"));
        }
        return 0;
    }

    private static (int Rises, int Drops, double Delay, double OnsetError) One(double perSecond, double days, int seed, double setting)
    {
        var counts = new SimulatedCounts(seed + 99, 1, double.PositiveInfinity, 1);
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions
        {
            BinSeconds = 1,
            AlarmsPerYear = setting,
            WarmUntilUnixSeconds = Start + WarmDays * 86400,
        });
        int leaf = watch.LeafOf([]), rises = 0, drops = 0;
        var changes = new List<SurgeChange>();
        long onset = Start + (long)((WarmDays + days) * 86400) + 36000;
        double wander = 1;
        for (long t = Start; t < onset + 3600; t++)
        {
            if (t % 1800 == 0) wander = counts.Gamma(22) / 22;
            double mean = perSecond * wander * (1 + .6 * Math.Cos((t % 86400 / 3600.0 - 12) * Math.PI / 12)) * (t >= onset ? 4.1 : 1);
            long y = counts.Poisson(mean);
            watch.Close(new Bin(t, 1), y > 0 ? [new LeafCount(leaf, y)] : [], changes);
            foreach (SurgeChange c in changes)
            {
                if (c.Phase != SurgePhase.Opened) continue;
                if (t >= onset && c.Surge.Direction == SurgeDirection.Rise)
                    return (rises, drops, t - onset + 1, c.Surge.Onset.ToUnixTimeSeconds() - onset);
                if (c.Surge.Direction == SurgeDirection.Rise) rises++;
                else drops++;
            }
            changes.Clear();
        }
        return (rises, drops, 9999, double.NaN);
    }
}
