using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>Surges of an hourly series in local clock time, beside the events known for it.</summary>
internal static class SurgeSeattleBenchmark
{
    /// <summary>Arguments: folder with the series, then false-alarm settings.</summary>
    public static int Run(string[] args)
    {
        string folder = args.Length > 0 ? args[0] : "../shared/data/series";
        double[] settings = args.Length > 1 ? [.. args[1..].Select(a => double.Parse(a, CultureInfo.InvariantCulture))] : [1];
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
        List<(Bin Bin, long Calls)> rows = Rows(Path.Combine(folder, "seattle_fire_911_hourly.csv"), zone);
        foreach (double setting in settings) One(rows, zone, setting, Path.Combine(folder, "seattle_fire_known_events.csv"));
        return 0;
    }

    private static void One(List<(Bin Bin, long Calls)> rows, TimeZoneInfo zone, double setting, string eventsFile)
    {
        var watch = new SurgeWatch(new WatchSchema("", []), new WatchOptions { BinSeconds = 3600, TimeZone = zone, AlarmsPerYear = setting });
        int leaf = watch.LeafOf([]);
        var changes = new List<SurgeChange>();
        foreach ((Bin bin, long calls) in rows) watch.Close(bin, [new LeafCount(leaf, calls)], changes);
        var last = new Dictionary<string, Surge>();
        foreach (SurgeChange c in changes) last[c.Surge.Id] = c.Surge;
        double years = (rows[^1].Bin.EndUnixSeconds - rows[0].Bin.StartUnixSeconds) / (365.25 * 86400);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"setting {setting}: {last.Count} alarms, {last.Count / years:F2} a year, {last.Values.Count(s => s.Direction == SurgeDirection.Drop)} drops"));
        var events = File.ReadLines(eventsFile).Skip(1).Select(l => l.Split(',')).Select(c => (From: At(c[0], zone), Until: At(c[1], zone), What: c[2], Test: c[4])).ToList();
        foreach (var e in events.Where(e => e.Test == "yes" && !last.Values.Any(s => Touches(s, e.From, e.Until)))) Console.WriteLine($"  missed {e.From:yyyy-MM-dd} {e.What}");
        foreach (Surge s in last.Values)
        {
            string what = string.Join("; ", events.Where(e => Touches(s, e.From, e.Until)).Select(e => e.What));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {Local(s.Onset, zone)} alarm {Local(s.AlarmedAt, zone)} until {(s.EndedAt is { } e ? Local(e, zone) : "")} {s.Direction} {s.Observed}/{s.Expected:F0} {what}"));
        }
    }

    private static bool Touches(Surge s, DateTimeOffset from, DateTimeOffset until) =>
        s.AlarmedAt <= until && (s.EndedAt ?? DateTimeOffset.MaxValue) >= from;

    private static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static List<(Bin, long)> Rows(string file, TimeZoneInfo zone)
    {
        var raw = File.ReadLines(file).Skip(1).Select(l => l.Split(','))
            .Select(c => (At: DateTime.Parse(c[0], CultureInfo.InvariantCulture), Calls: long.Parse(c[1], CultureInfo.InvariantCulture)))
            .Where(r => !zone.IsInvalidTime(r.At)).Select(r => (Start: First(r.At, zone), r.Calls)).ToList();
        var rows = new List<(Bin, long)>();
        for (int i = 0; i < raw.Count; i++)
        {
            long end = i + 1 < raw.Count ? raw[i + 1].Start : raw[i].Start + 3600;
            rows.Add((new Bin(raw[i].Start, (int)(end - raw[i].Start)), raw[i].Calls));
        }
        return rows;
    }

    private static DateTimeOffset At(string text, TimeZoneInfo zone) =>
        DateTimeOffset.FromUnixTimeSeconds(First(DateTime.Parse(text, CultureInfo.InvariantCulture), zone));

    // Of a repeated hour the first.
    private static long First(DateTime local, TimeZoneInfo zone)
    {
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeSeconds();
    }
}
