using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>Series-bin updates a second and bytes a series of one watch with very many series, on one core.</summary>
internal static class SurgeSpeedBenchmark
{
    private const long Start = 1_704_067_200;
    private const int BinSeconds = 900;

    /// <summary>Arguments: series (default 1,000,000), bins (default 8).</summary>
    public static int Run(string[] args)
    {
        int series = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        int bins = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8;
        long before = GC.GetTotalMemory(true);
        var watch = new SurgeWatch(new WatchSchema("contact", ["topic"]), new WatchOptions { BinSeconds = BinSeconds, SeriesMax = 2_000_000, WarmUntilUnixSeconds = Start + 86400 });
        var random = new Random(7);
        var changes = new List<SurgeChange>();
        LeafCount[] counts = [.. Enumerable.Range(0, series).Select(i => new LeafCount(watch.LeafOf([$"t{i}"]), random.Next(3) + 1))];
        long at = Start;
        watch.Close(new Bin(at, BinSeconds), counts, changes);
        double bytes = (GC.GetTotalMemory(true) - before - 16.0 * series) / series;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{series} series, {bytes:F0} bytes a series while young, names and leaves included"));
        // A day and a half teaches enough for the evidence to run.
        for (int i = 0; i < 110; i++) watch.Close(new Bin(at += BinSeconds, BinSeconds), counts, changes);
        Console.WriteLine($"{watch.Open().Count} surges open");
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < bins; i++) watch.Close(new Bin(at += BinSeconds, BinSeconds), counts, changes);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / bins;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all active: {seconds * 1e3:F0} ms a bin, {series / seconds / 1e6:F1} M series-bin updates/s"));
        started = Stopwatch.GetTimestamp();
        for (int i = 0; i < bins; i++) watch.Close(new Bin(at += BinSeconds, BinSeconds), [], changes);
        seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / bins;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all silent: {seconds * 1e3:F0} ms a bin, {series / seconds / 1e6:F1} M series-bin updates/s"));
        return 0;
    }
}
