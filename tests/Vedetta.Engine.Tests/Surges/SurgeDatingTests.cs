using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class SurgeDatingTests
{
    private const long Monday = 1_704_067_200;
    private const int Quarter = 900;
    private const int Hour = 3600;

    [Fact]
    public void A_lone_early_count_is_not_the_onset_of_a_later_surge()
    {
        long onset = Monday + 28 * 86400 + 12 * Hour;
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        for (long t = Monday; t < onset + 8 * Quarter; t += Quarter)
        {
            bool isLone = t == onset - 5 * Quarter;
            long count = t >= onset ? 3 : isLone || t / Quarter % 5 == 0 && t < onset - 6 * Quarter ? 1 : 0;
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, count)], changes);
        }
        Surge surge = Assert.Single(changes, c => c.Phase == SurgePhase.Opened).Surge;
        Assert.Equal(onset, surge.Onset.ToUnixTimeSeconds());
    }

    [Fact]
    public void An_ended_surge_counts_to_its_end_and_not_to_when_the_end_was_believed()
    {
        long onset = Monday + 28 * 86400 + 10 * Hour, over = onset + 4 * Hour;
        Surge ended = Ended(t => t >= onset && t < over ? 40 : 20, over + 12 * Hour);
        Assert.Equal(over, ended.EndedAt!.Value.ToUnixTimeSeconds());
        Assert.Equal(16 * 40, ended.Observed);
        Assert.InRange(ended.Expected, 300, 340);
        Assert.InRange(2, ended.RatioLow, ended.RatioHigh);
    }

    [Fact]
    public void A_level_that_moved_for_good_is_a_surge_of_a_week_with_a_size()
    {
        long onset = Monday + 28 * 86400 + 10 * Hour;
        Surge ended = Ended(t => t >= onset ? 60 : 20, onset + 9 * 86400);
        Assert.Equal(onset + 7 * 86400, ended.EndedAt!.Value.ToUnixTimeSeconds());
        Assert.InRange(ended.Ratio, 1.8, 3.1);
        Assert.InRange(ended.RatioHigh, ended.Ratio, 6);
    }

    [Fact]
    public void Two_busy_days_among_daily_counts_are_a_surge_of_two_days()
    {
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = 86400 });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        for (int day = 0; day < 140; day++)
        {
            long count = (day % 7 >= 5 ? 100 : 200) + day * 13 % 17 - 8;
            watch.Close(new Bin(Monday + day * 86400L, 86400), [new LeafCount(leaf, day is 120 or 121 ? 3 * count : count)], changes);
        }
        Surge ended = Assert.Single(changes, c => c.Phase == SurgePhase.Ended).Surge;
        Assert.Equal(Monday + 120 * 86400L, ended.Onset.ToUnixTimeSeconds());
        Assert.Equal(Monday + 122 * 86400L, ended.EndedAt!.Value.ToUnixTimeSeconds());
        Assert.InRange(ended.Ratio, 2.5, 3.5);
    }

    [Fact]
    public void A_surge_that_narrows_is_explained_again_by_the_part_that_carried_it()
    {
        long onset = Monday + 28 * 86400 + 10 * Hour, narrow = onset + Hour, over = onset + 8 * Hour;
        var watch = new SurgeWatch(new WatchSchema("contact", ["queue", "region"]), new WatchOptions { BinSeconds = Quarter });
        List<SurgeChange> changes = [];
        for (long t = Monday; t < over + 8 * Hour; t += Quarter)
        {
            var counts = new List<LeafCount>();
            foreach (string queue in (string[])["billing", "tech", "sales"])
                foreach (string region in (string[])["north", "south", "east", "west"])
                {
                    bool surges = queue == "billing" && t >= onset && t < (region == "south" ? over : narrow);
                    counts.Add(new LeafCount(watch.LeafOf([queue, region]), surges ? t < narrow ? 30 : 90 : 10 + t / Quarter * 7 % 3));
                }
            watch.Close(new Bin(t, Quarter), [.. counts], changes);
        }
        string id = changes.Find(c => c.Phase == SurgePhase.Opened)!.Surge.Id;
        List<Surge> states = [.. changes.Where(c => c.Surge.Id == id).Select(c => c.Surge)];
        Assert.Equal([new("queue", "billing")], states[0].Series.Dimensions);
        Assert.Empty(states[0].ExplainedBy);
        Assert.NotNull(states[^1].EndedAt);
        Assert.Equal([new("region", "south")], states[^1].ExplainedBy[0].Dimensions);
        Assert.InRange(states[^1].ExplainedBy[0].Share, .7, 1);
    }

    // Counts scatter by about Poisson's size, without randomness.
    private static Surge Ended(Func<long, long> countAt, long until)
    {
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        for (long t = Monday; t < until; t += Quarter)
        {
            long off = countAt(t) == 20 && t % (2 * Quarter) == 0 ? 4 : countAt(t) == 20 ? -4 : 0;
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, countAt(t) + off)], changes);
        }
        return Assert.Single(changes, c => c.Phase == SurgePhase.Ended).Surge;
    }
}
