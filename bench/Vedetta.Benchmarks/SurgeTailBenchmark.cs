using System.Globalization;
using System.Text.Json;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>
/// False alarms on counts whose bursts are part of ordinary life: generated heavy-tailed series without any surge, the
/// same series with one surge that stands out, and labelled files where a folder is named.
/// </summary>
internal static class SurgeTailBenchmark
{
    private const long Start = 1_704_067_200;

    /// <summary>Arguments: series per kind, weeks, then a folder with <c>combined_windows.json</c>; all optional.</summary>
    public static int Run(string[] args)
    {
        int series = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
        int weeks = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 26;
        Console.WriteLine("kind,bin_seconds,alarms_per_year_set,first_8_weeks_a_year,later_a_year,big_surges_found_pct,mean_delay_bins");
        foreach (BurstyKind kind in Enum.GetValues<BurstyKind>())
            foreach (int binSeconds in (int[])[300, 900, 3600])
                foreach (double setting in (double[])[1, 12]) Cell(kind, binSeconds, setting, series, weeks);
        if (args.Length > 2) Labelled(args[2]);
        return 0;
    }

    private static void Cell(BurstyKind kind, int binSeconds, double setting, int series, int weeks)
    {
        int early = 0, later = 0, found = 0;
        double delays = 0;
        for (int i = 0; i < series; i++)
        {
            (int e, int l, int? delay) = One(kind, binSeconds, setting, 5000 + i * 17, weeks);
            (early, later) = (early + e, later + l);
            if (delay is not { } d) continue;
            found++;
            delays += d;
        }
        double perYear = 365.25 / 7 / series;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind},{binSeconds},{setting},{early * perYear / 8:F1},{later * perYear / (weeks - 8):F1},{100.0 * found / series:F0},{delays / Math.Max(1, found):F1}"));
    }

    // The surge lasts four hours and adds, in every bin, twenty times the mean.
    private static (int Early, int Later, int? Delay) One(BurstyKind kind, int binSeconds, double setting, int seed, int weeks)
    {
        var counts = new BurstyCounts(kind, seed, 40 * binSeconds / 900.0, binSeconds);
        var watch = new SurgeWatch(new WatchSchema("", []), new WatchOptions { BinSeconds = binSeconds, AlarmsPerYear = setting });
        int leaf = watch.LeafOf([]), early = 0, later = 0;
        var changes = new List<SurgeChange>();
        long onset = Start + weeks * 604800L + 36000;
        for (long t = Start; t < onset + 4 * 3600; t += binSeconds)
        {
            long count = counts.Next() + (t >= onset ? (long)(20 * counts.MeanPerBin) : 0);
            changes.Clear();
            watch.Close(new Bin(t, binSeconds), [new LeafCount(leaf, count)], changes);
            foreach (SurgeChange change in changes.Where(c => c.Phase == SurgePhase.Opened))
            {
                if (t >= onset) return (early, later, (int)((t - onset) / binSeconds) + 1);
                if (t < Start + 8 * 604800) early++;
                else later++;
            }
            // A surge that is open when the big one starts hides it; that is no miss.
            if (t >= onset && watch.Open().Count > 0) return (early, later, 1);
        }
        return (early, later, null);
    }

    private static void Labelled(string folder)
    {
        using JsonDocument labels = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "combined_windows.json")));
        foreach (JsonProperty file in labels.RootElement.EnumerateObject())
        {
            List<(DateTime At, long Value)> rows = [.. File.ReadLines(Path.Combine(folder, file.Name)).Skip(1).Select(RowOf)];
            var windows = file.Value.EnumerateArray().Select(w => (From: TimeOf(w[0]), Until: TimeOf(w[1]))).ToList();
            foreach (double setting in (double[])[1, 12]) Print(file.Name, rows, windows, setting);
        }
    }

    private static void Print(string name, List<(DateTime At, long Value)> rows, List<(DateTimeOffset From, DateTimeOffset Until)> windows, double setting)
    {
        int binSeconds = (int)(rows[1].At - rows[0].At).TotalSeconds;
        var watch = new SurgeWatch(new WatchSchema("", []), new WatchOptions { BinSeconds = binSeconds, AlarmsPerYear = setting });
        int leaf = watch.LeafOf([]);
        var changes = new List<SurgeChange>();
        foreach ((DateTime at, long value) in rows)
            if (UnixSeconds(at) >= watch.ClosedUntilUnixSeconds)
                watch.Close(new Bin(UnixSeconds(at), binSeconds), [new LeafCount(leaf, value)], changes);
        List<Surge> opened = [.. changes.Where(c => c.Phase == SurgePhase.Opened).Select(c => c.Surge)];
        int outside = opened.Count(s => !windows.Any(w => s.AlarmedAt >= w.From && s.AlarmedAt <= w.Until));
        int hit = windows.Count(w => opened.Exists(s => s.AlarmedAt >= w.From && s.AlarmedAt <= w.Until));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name} at {setting}: {opened.Count} alarms, {hit} of {windows.Count} windows, {outside} outside, {opened.Count(s => s.Direction == SurgeDirection.Drop)} drops"));
    }

    private static DateTimeOffset TimeOf(JsonElement text) =>
        new(DateTime.Parse(text.GetString()!, CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static (DateTime At, long Value) RowOf(string line)
    {
        string[] cells = line.Split(',');
        return (DateTime.Parse(cells[0], CultureInfo.InvariantCulture), (long)double.Parse(cells[1], CultureInfo.InvariantCulture));
    }

    private static long UnixSeconds(DateTime at) => new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeSeconds();
}
