using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class TailGaugeTests
{
    private const long Monday = 1_704_067_200;
    private const int Quarter = 900;
    private const int Weeks = 16;

    [Fact]
    public void Bursts_of_ordinary_life_stop_alarming_once_the_series_is_known_for_them()
    {
        List<Surge> opened = Opened(new WatchOptions { BinSeconds = Quarter });
        long known = Monday + 8 * 604800L;
        int early = opened.Count(s => s.AlarmedAt.ToUnixTimeSeconds() < known);
        Assert.InRange(early, 1, 12);
        // The bursts number about two hundred in these eight weeks.
        Assert.InRange(opened.Count(s => s.AlarmedAt.ToUnixTimeSeconds() >= known), 0, 3);
    }

    [Fact]
    public void Warm_up_teaches_the_tail_too()
    {
        long known = Monday + 8 * 604800L;
        List<Surge> opened = Opened(new WatchOptions { BinSeconds = Quarter, WarmUntilUnixSeconds = known });
        Assert.InRange(opened.Count, 0, 3);
    }

    [Fact]
    public void A_surge_far_beyond_the_ordinary_bursts_still_alarms_in_its_first_bin()
    {
        (SurgeWatch watch, long t, int leaf, _) = Watched(new WatchOptions { BinSeconds = Quarter });
        List<SurgeChange> changes = [];
        watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, 4000)], changes);
        Assert.Equal(SurgePhase.Opened, Assert.Single(changes).Phase);
        Assert.True(changes[0].Surge.ThresholdNats > 15);
    }

    [Fact]
    public void A_series_the_model_describes_keeps_the_threshold_of_the_setting()
    {
        var random = new Random(5);
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        long t = Monday;
        for (; t < Monday + Weeks * 604800L; t += Quarter) watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, Poisson(random, 20))], changes);
        changes.Clear();
        watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, 400)], changes);
        Assert.InRange(changes[0].Surge.ThresholdNats, 9, 13);
    }

    private static List<Surge> Opened(WatchOptions options)
    {
        (_, _, _, List<SurgeChange> changes) = Watched(options);
        return [.. changes.Where(c => c.Phase == SurgePhase.Opened).Select(c => c.Surge)];
    }

    // A rate that wanders log-normally within the hour: several times a day it doubles or halves for a while.
    private static (SurgeWatch Watch, long Until, int Leaf, List<SurgeChange> Changes) Watched(WatchOptions options)
    {
        var random = new Random(11);
        var watch = new SurgeWatch(new WatchSchema("mention", []), options);
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        double wander = 0, keep = Math.Exp(-.25);
        long t = Monday;
        for (; t < Monday + Weeks * 604800L; t += Quarter)
        {
            wander = keep * wander + Math.Sqrt(1 - keep * keep) * Normal(random);
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, Poisson(random, 40 * Math.Exp(.6 * wander - .18)))], changes);
        }
        return (watch, t, leaf, changes);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static long Poisson(Random random, double mean)
    {
        if (mean > 60) return (long)Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Normal(random)));
        double product = Math.Exp(-mean), sum = 1 - random.NextDouble();
        long count = 0;
        for (double term = product; sum > term && count < 1000; term *= mean / ++count) sum -= term;
        return count;
    }
}
