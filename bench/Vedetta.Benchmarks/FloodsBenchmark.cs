using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Floods;

namespace Vedetta.Benchmarks;

/// <summary>
/// How soon floods of many shapes are told, beside one trunk's honest calls too, how many false floods thirty days of
/// everything else give, and how many calls a second the watch takes.
/// </summary>
internal static class FloodsBenchmark
{
    private static readonly DateTimeOffset Begin = CallDay.Start.AddDays(3).AddHours(10);

    /// <summary>Options: --only delays|trunks|months|speed, --seeds N (default 3), --months N (default 2).</summary>
    public static int Run(string[] args)
    {
        int seeds = Option(args, "--seeds", 3), months = Option(args, "--months", 2);
        int only = Array.IndexOf(args, "--only");
        bool Is(string part) => only < 0 || args[only + 1] == part;
        if (Is("delays")) Delays(seeds);
        if (Is("trunks")) Trunks(seeds);
        if (Is("months")) Months(months);
        if (Is("speed")) Speed();
        return 0;
    }

    private static void Delays(int seeds)
    {
        Console.WriteLine("flood,lines,period_s,jitter_pct,coverage_pct,told,right_kind,delay_s_median,delay_s_max");
        (int, double)[] sizes =
            [(20, 60), (100, 60), (312, 60), (800, 60), (2_000, 60), (60, 20), (200, 120), (500, 300), (5, 60)];
        foreach ((int lines, double period) in sizes)
            foreach (string shape in (string[])["one-number", "range", "overlapping-range", "world"])
                foreach ((double jitter, double coverage) in ((double, double)[])[(0.02, 1), (0.15, 0.9)])
                    Delay(shape, lines, period, jitter, coverage, seeds);
    }

    private static void Delay(string shape, int lines, double period, double jitter, double coverage, int seeds)
    {
        var delays = new List<double>();
        int right = 0;
        for (int seed = 1; seed <= seeds; seed++)
        {
            int all = Math.Max(30, lines);
            CallDay day = new CallDay(seed * 31 + lines, all).Honest(3.5, Math.Max(200, 5.0 * all), 3, 0.4);
            string one = day.Of("+3317642");
            string range = shape == "range" ? $"+4420{day.Chance.Next(100, 999)}" : $"+39340{day.Chance.Next(10, 99)}";
            string Caller() => shape switch { "one-number" => one, "world" => day.World(), _ => day.Of(range) };
            day.Dialler(
                Begin, 12, lines, period, Caller, jitter, coverage, answered: seed % 2 == 0, inOrder: seed % 3 == 0);
            Flood? told = day.Watch(new FloodWatch(new FloodOptions()), Begin.AddMinutes(12))
                .FirstOrDefault(c => c.Phase == FloodPhase.Opened && c.Flood.AlarmedAt >= Begin)?.Flood;
            if (told is null) continue;
            delays.Add((told.AlarmedAt - Begin).TotalSeconds);
            if (told.Pattern == (shape == "one-number" ? FloodPattern.SameOrigin : FloodPattern.RotatingOrigins)) right++;
        }
        delays.Sort();
        double median = delays.Count > 0 ? delays[delays.Count / 2] : double.NaN, worst = delays.LastOrDefault(double.NaN);
        Say($"{shape},{lines},{period:0},{jitter * 100:0},{coverage * 100:0},{delays.Count}/{seeds},{right},{median:0},{worst:0}");
    }

    private static void Trunks(int seeds)
    {
        Console.WriteLine("trunk_flood_per_s,ranges,told,delay_s_max,prefixes_exact,honest_before");
        foreach (double perSecond in (double[])[10, 13.3, 25, 100])
            foreach (string[] ranges in (string[][])[["+234803"], ["+234803", "+880171", "+923001", "+919876"], ["+3934077"]])
            {
                int told = 0, exact = 0;
                double worst = 0;
                long before = 0;
                for (int seed = 1; seed <= seeds; seed++)
                {
                    DateTimeOffset from = CallDay.Start.AddSeconds(600 + 300 * seed % 900);
                    List<FloodChange> said = OnTrunk(seed, from, perSecond, ranges);
                    if (said.FirstOrDefault()?.Flood is not { } first || first.AlarmedAt < from) continue;
                    told++;
                    worst = Math.Max(worst, (first.AlarmedAt - from).TotalSeconds);
                    FloodTrait[] prefixes = [.. said[^1].Flood.Fingerprint.Prefixes];
                    if (prefixes.Select(p => p.Value).Order().SequenceEqual(ranges.Order())) exact++;
                    before = prefixes.Sum(p => p.HonestBefore);
                }
                Say($"{perSecond},{string.Join(' ', ranges)},{told}/{seeds},{worst:0},{exact},{before}");
            }
    }

    private static List<FloodChange> OnTrunk(int seed, DateTimeOffset from, double perSecond, string[] ranges)
    {
        var day = new CallDay(seed, 800);
        for (double t = 0; t < 1_800; t += 1 / 3.0)
            day.Add(CallDay.Start.AddSeconds(t), day.Of("+39340"), CallDay.Line((int)(t * 3) % 800));
        for (double t = 0; t < 120; t += 1 / perSecond)
            day.Add(from.AddSeconds(t), day.Of(ranges[day.Chance.Next(ranges.Length)]), CallDay.Line((int)(t * perSecond) % 800));
        return day.Watch(new FloodWatch(new FloodOptions()), CallDay.Start.AddSeconds(1_800));
    }

    private static void Months(int months)
    {
        Console.WriteLine("month,lines,calls_a_day,false_floods,of_them_wider_than_a_line");
        for (int seed = 1; seed <= months; seed++)
        {
            int lines = ((int[])[800, 120, 40, 2_000])[seed % 4];
            double perDay = lines * 6.0;
            CallDay day = new CallDay(seed * 977, lines).Honest(30, perDay, Math.Min(5, lines / 10), 0.4);
            for (int d = 1; d < 30; d++) Events(day, CallDay.Start.AddDays(d), lines);
            List<Flood> told = [.. day.Watch(new FloodWatch(new FloodOptions()), CallDay.Start.AddDays(30))
                .Where(c => c.Phase == FloodPhase.Opened).Select(c => c.Flood)];
            Say($"{seed},{lines},{perDay:0},{told.Count},{told.Count(f => f.Scope != FloodScope.Line)}");
            foreach (Flood flood in told) Say($"  {flood.Id} {flood.Pattern} {flood.Attempts}/{flood.LinesHit}");
        }
    }

    private static void Events(CallDay day, DateTimeOffset date, int lines)
    {
        DateTimeOffset At() => date.AddHours(8 + day.Chance.NextDouble() * 9);
        string? region = day.Chance.Next(2) == 0 ? "+39041" : null;
        if (day.Chance.Next(3) == 0)
            day.Outage(At(), 30 + day.Chance.Next(150), 5 + day.Chance.Next(90), 1 + day.Chance.Next(5), region);
        if (day.Chance.Next(3) == 0) day.CallBacks(At(), 200 + day.Chance.Next(2_000), day.Chance.Next(2) == 0);
        if (day.Chance.Next(2) == 0) day.Fax(At(), 3 + day.Chance.Next(12), 30 + day.Chance.Next(270));
        if (day.Chance.Next(4) == 0) day.School(At(), lines / 2, 5 + day.Chance.Next(35));
    }

    private static void Speed()
    {
        var watch = new FloodWatch(new FloodOptions());
        var chance = new Random(1);
        CallAttempt[] calls = [.. Enumerable.Range(0, 600_000).Select(i => new CallAttempt
        {
            AtUnixMilliseconds = Begin.ToUnixTimeMilliseconds() + i / 60,
            CallId = i.ToString(CultureInfo.InvariantCulture),
            From = string.Create(CultureInfo.InvariantCulture, $"+39340{chance.Next(10_000_000):0000000}"),
            To = CallDay.Line(chance.Next(2_000)),
            Stage = CallStage.Start,
        })];
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < calls.Length; i++)
        {
            watch.Add(calls[i]);
            if (i % 60_000 == 59_999)
                watch.Advance(DateTimeOffset.FromUnixTimeMilliseconds(calls[i].AtUnixMilliseconds + 1_000));
        }
        Say($"calls_per_s at 60,000 a second,{calls.Length / clock.Elapsed.TotalSeconds:0}");
    }

    private static int Option(string[] args, string name, int otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
