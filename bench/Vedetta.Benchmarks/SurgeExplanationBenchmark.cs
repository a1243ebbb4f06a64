using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>Exact-match F1 of the parts named by surges against the parts that surged, on 8 × 20 × 6 × 4 leaves.</summary>
internal static class SurgeExplanationBenchmark
{
    private const long Start = 1_704_067_200;
    private static readonly int[] Sizes = [8, 20, 6, 4];
    private static readonly string[] Names = ["service", "region", "reason", "origin"];

    /// <summary>Arguments: cases, warm days, bin seconds, contacts per bin, causes, depth, surge bins.</summary>
    public static int Run(string[] args)
    {
        double[] a = [.. args.Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
        double Arg(int i, double fallback) => a.Length > i ? a[i] : fallback;
        int cases = (int)Arg(0, 20), binSeconds = (int)Arg(2, 3600), causes = (int)Arg(4, 1), depth = (int)Arg(5, 2);
        double days = Arg(1, 14), contacts = Arg(3, 5000);
        int hits = 0, named = 0, truths = 0;
        for (int i = 0; i < cases; i++)
        {
            (int h, int n, int t) = Case(i, days, binSeconds, contacts, causes, depth, (int)Arg(6, 4));
            (hits, named, truths) = (hits + h, named + n, truths + t);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"contacts {contacts}, causes <= {causes}, depth <= {depth}: hits {hits}, named {named}, true {truths}, F1 {2.0 * hits / Math.Max(1, named + truths):F3}"));
        return 0;
    }

    private static (int Hits, int Named, int Truths) Case(int seed, double days, int binSeconds, double contacts, int causesMax,
        int depthMax, int surgeBins)
    {
        var random = new Random(seed * 7 + 5);
        var counts = new SimulatedCounts(seed + 4000, 1, double.PositiveInfinity, binSeconds);
        double[] shares = Shares(random, counts);
        List<(int[] Part, double Ratio)> causes = Causes(random, causesMax, depthMax);
        var watch = new SurgeWatch(new WatchSchema("", [.. Names]), new WatchOptions { BinSeconds = binSeconds });
        int[] leaves = [.. Enumerable.Range(0, shares.Length).Select(l => watch.LeafOf(ValuesOf(l)))];
        var last = new Dictionary<string, Surge>();
        long onset = Start + (long)(days * 86400 / binSeconds) * binSeconds + 36000 / binSeconds * binSeconds;
        var changes = new List<SurgeChange>();
        for (long t = Start; t < onset + surgeBins * (long)binSeconds; t += binSeconds)
        {
            double level = contacts * (1 + .6 * Math.Cos((t % 86400 / 3600.0 - 14) * Math.PI / 12));
            var row = new List<LeafCount>();
            for (int l = 0; l < leaves.Length; l++)
            {
                double mean = level * shares[l];
                if (t >= onset) foreach ((int[] part, double ratio) in causes) if (In(l, part)) mean *= ratio;
                long y = counts.Poisson(mean);
                if (y > 0) row.Add(new LeafCount(leaves[l], y));
            }
            changes.Clear();
            watch.Close(new Bin(t, binSeconds), row.ToArray(), changes);
            foreach (SurgeChange c in changes) last[c.Surge.Id] = c.Surge;
        }
        HashSet<string> named = [.. last.Values.Select(NameOf)];
        HashSet<string> truth = [.. causes.Select(c => NameOf(c.Part))];
        if (Environment.GetEnvironmentVariable("VERBOSE") is not null)
        {
            Console.WriteLine($"truth {string.Join(" | ", causes.Select(c => NameOf(c.Part) + " x" + c.Ratio.ToString("F1", CultureInfo.InvariantCulture)))}");
            foreach (Surge s in last.Values) Console.WriteLine($"   {NameOf(s)} {s.Direction} onset {(s.Onset.ToUnixTimeSeconds() - onset) / binSeconds} alarm {(s.AlarmedAt.ToUnixTimeSeconds() - onset) / binSeconds} {s.Observed}/{s.Expected:F0} ev {s.EvidenceNats:F1}/{s.ThresholdNats:F1} end {s.EndedAt}");
        }
        return (named.Count(truth.Contains), last.Count, truth.Count);
    }

    private static double[] Shares(Random random, SimulatedCounts counts)
    {
        double[][] marginals = [.. Sizes.Select(n => Enumerable.Range(0, n).Select(_ => Math.Exp(.7 * counts.Normal())).ToArray())];
        var shares = new double[Sizes.Aggregate((x, y) => x * y)];
        for (int l = 0; l < shares.Length; l++)
        {
            shares[l] = Math.Exp(.3 * counts.Normal());
            for (int d = 0; d < 4; d++) shares[l] *= marginals[d][Digit(l, d)];
        }
        double sum = shares.Sum();
        return [.. shares.Select(s => s / sum)];
    }

    private static List<(int[] Part, double Ratio)> Causes(Random random, int causesMax, int depthMax)
    {
        var causes = new List<(int[], double)>();
        int many = random.Next(1, causesMax + 1);
        while (causes.Count < many)
        {
            int depth = random.Next(1, depthMax + 1);
            int[] part = [-1, -1, -1, -1];
            foreach (int d in Enumerable.Range(0, 4).OrderBy(_ => random.Next()).Take(depth)) part[d] = random.Next(Sizes[d]);
            causes.Add((part, 2 + 4 * random.NextDouble()));
        }
        return causes;
    }

    private static int Digit(int leaf, int d)
    {
        for (int i = 0; i < d; i++) leaf /= Sizes[i];
        return leaf % Sizes[d];
    }

    private static bool In(int leaf, int[] part)
    {
        for (int d = 0; d < 4; d++)
            if (part[d] >= 0 && Digit(leaf, d) != part[d]) return false;
        return true;
    }

    private static string[] ValuesOf(int leaf) => [.. Enumerable.Range(0, 4).Select(d => $"v{Digit(leaf, d)}")];

    private static string NameOf(int[] part) =>
        string.Join(',', Enumerable.Range(0, 4).Where(d => part[d] >= 0).Select(d => $"{Names[d]}=v{part[d]}"));

    private static string NameOf(Surge s) => string.Join(',', s.Series.Dimensions.Concat(s.ExplainedBy.SelectMany(e => e.Dimensions))
        .OrderBy(d => Array.IndexOf(Names, d.Dimension)).Select(d => $"{d.Dimension}={d.Value}"));
}
