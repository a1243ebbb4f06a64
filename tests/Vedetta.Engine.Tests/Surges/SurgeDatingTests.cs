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
        Surge ended = Ended(t => t >= onset ? 36 : 20, onset + 9 * 86400);
        Assert.Equal(onset + 7 * 86400, ended.EndedAt!.Value.ToUnixTimeSeconds());
        Assert.InRange(ended.Ratio, 1.5, 1.9);
        Assert.InRange(ended.RatioHigh, 1.6, 4);
    }

    [Fact]
    public void A_surge_that_spreads_is_explained_again_by_what_it_became()
    {
        long onset = Monday + 28 * 86400 + 10 * Hour, spread = onset + Hour, over = onset + 6 * Hour;
        var watch = new SurgeWatch(new WatchSchema("contact", ["queue", "region"]), new WatchOptions { BinSeconds = Quarter });
        List<SurgeChange> changes = [];
        for (long t = Monday; t < over + 8 * Hour; t += Quarter)
        {
            var counts = new List<LeafCount>();
            foreach (string queue in (string[])["billing", "tech", "sales"])
                foreach (string region in (string[])["north", "south", "east", "west"])
                {
                    bool surges = queue == "billing" && t < over && (t >= spread || t >= onset && region == "south");
                    counts.Add(new LeafCount(watch.LeafOf([queue, region]), surges ? 40 : 10 + t / Quarter * 7 % 3));
                }
            watch.Close(new Bin(t, Quarter), [.. counts], changes);
        }
        string id = changes.Find(c => c.Phase == SurgePhase.Opened)!.Surge.Id;
        List<Surge> states = [.. changes.Where(c => c.Surge.Id == id).Select(c => c.Surge)];
        Assert.Equal("south", Assert.Single(states[0].Series.Dimensions.Concat(states[0].ExplainedBy[0].Dimensions), d => d.Dimension == "region").Value);
        Assert.NotNull(states[^1].EndedAt);
        Assert.DoesNotContain(states[^1].ExplainedBy, e => e.Share > 1 || e.Share < 0);
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
