using System.Collections.Immutable;
using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class SurgeWatchTests
{
    private const long Monday = 1_704_067_200;
    private const int Quarter = 900;

    [Fact]
    public void A_steady_series_raises_nothing_and_a_fourfold_one_alarms_within_two_bins()
    {
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        long onset = Monday + 21 * 86400 + 10 * 3600;
        for (long t = Monday; t < onset; t += Quarter) watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, CountAt(t))], changes);
        Assert.Empty(changes);
        for (long t = onset; t < onset + 2 * Quarter; t += Quarter)
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, 4 * CountAt(t))], changes);
        Surge surge = changes[0].Surge;
        Assert.Equal(SurgePhase.Opened, changes[0].Phase);
        Assert.Equal(onset, surge.Onset.ToUnixTimeSeconds());
        Assert.InRange(surge.Ratio, 3, 5);
    }

    [Fact]
    public void A_queue_that_falls_silent_is_a_drop()
    {
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        for (long t = Monday; t < Monday + 21 * 86400; t += Quarter)
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, CountAt(t))], changes);
        for (long t = Monday + 21 * 86400; t < Monday + 22 * 86400; t += Quarter) watch.Close(new Bin(t, Quarter), [], changes);
        Assert.Equal(SurgeDirection.Drop, changes[0].Surge.Direction);
        Assert.Equal(SurgePhase.Opened, changes[0].Phase);
        Assert.DoesNotContain(changes, c => c.Surge.Direction == SurgeDirection.Rise);
    }

    [Fact]
    public void A_surge_of_one_part_is_reported_once_under_that_part()
    {
        var schema = new WatchSchema("contact", ["queue", "region"]);
        var watch = new SurgeWatch(schema, new WatchOptions { BinSeconds = Quarter });
        List<SurgeChange> changes = [];
        long onset = Monday + 21 * 86400 + 10 * 3600;
        for (long t = Monday; t < onset + 8 * Quarter; t += Quarter) watch.Close(new Bin(t, Quarter), Counts(watch, t, t >= onset), changes);
        SurgeChange opened = Assert.Single(changes, c => c.Phase == SurgePhase.Opened);
        var named = opened.Surge.Series.Dimensions.Concat(opened.Surge.ExplainedBy.SelectMany(e => e.Dimensions))
            .OrderBy(d => d.Dimension, StringComparer.Ordinal);
        Assert.Equal([new("queue", "q1"), new("region", "r2")], named);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1500)]
    [InlineData(2999)]
    public void Among_thousands_of_series_each_is_listened_to_and_raised_by_itself(int surging)
    {
        const int Hour = 3600;
        var watch = new SurgeWatch(new WatchSchema("contact", ["topic"]), new WatchOptions { BinSeconds = Hour });
        int[] leaves = [.. Enumerable.Range(0, 3000).Select(i => watch.LeafOf([$"t{i}"]))];
        List<SurgeChange> changes = [];
        long onset = Monday + 3 * 86400 + 10 * Hour;
        for (long t = Monday; t < onset + 3 * Hour; t += Hour)
            watch.Close(new Bin(t, Hour), [.. leaves.Select((leaf, i) => new LeafCount(leaf, t >= onset && i == surging ? 48 : 6))], changes);
        SurgeChange opened = Assert.Single(changes, c => c.Phase == SurgePhase.Opened);
        Assert.Equal($"t{surging}", opened.Surge.Series["topic"]);
        Assert.Equal(onset, opened.Surge.Onset.ToUnixTimeSeconds());
    }

    [Fact]
    public void Thousands_of_ordinary_series_raise_nothing_in_their_first_days()
    {
        var schema = new WatchSchema("contact", ["queue", "topic", "place"]);
        var watch = new SurgeWatch(schema, new WatchOptions { BinSeconds = Quarter, AlarmsPerYear = .2 });
        var random = new Random(7);
        List<SurgeChange> changes = [];
        for (long t = Monday; t < Monday + 5 * 86400; t += Quarter)
            watch.Close(new Bin(t, Quarter), Scattered(watch, random, 20 * (int)CountAt(t)), changes);
        Assert.DoesNotContain(changes, c => c.Phase == SurgePhase.Opened);
    }

    private static LeafCount[] Scattered(SurgeWatch watch, Random random, int contacts)
    {
        var counts = new Dictionary<int, long>();
        for (int i = 0; i < contacts; i++)
        {
            int leaf = watch.LeafOf([$"q{random.Next(20)}", $"t{random.Next(20)}", $"p{random.Next(20)}"]);
            counts[leaf] = counts.GetValueOrDefault(leaf) + 1;
        }
        return [.. counts.Select(c => new LeafCount(c.Key, c.Value))];
    }

    [Fact]
    public void An_unannounced_holiday_in_the_first_weeks_does_not_make_every_such_weekday_a_surge()
    {
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        for (long t = Monday; t < Monday + 70 * 86400; t += Quarter)
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, t / 86400 == Monday / 86400 + 4 ? CountAt(t) / 3 : CountAt(t))], changes);
        Assert.DoesNotContain(changes, c => c.Phase == SurgePhase.Opened && c.Surge.AlarmedAt.ToUnixTimeSeconds() > Monday + 14 * 86400);
    }

    [Fact]
    public void What_comes_every_week_at_the_same_hour_stops_being_news()
    {
        var watch = new SurgeWatch(new WatchSchema("contact", []), new WatchOptions { BinSeconds = Quarter });
        int leaf = watch.LeafOf([]);
        List<SurgeChange> changes = [];
        for (long t = Monday; t < Monday + 26 * 7 * 86400; t += Quarter)
            watch.Close(new Bin(t, Quarter), [new LeafCount(leaf, IsTuesdayMailing(t) ? 2 * CountAt(t) : CountAt(t))], changes);
        List<long> alarms = [.. changes.Where(c => c.Phase == SurgePhase.Opened).Select(c => c.Surge.AlarmedAt.ToUnixTimeSeconds())];
        Assert.NotEmpty(alarms);
        Assert.DoesNotContain(alarms, at => at > Monday + 20 * 7 * 86400);
    }

    private static bool IsTuesdayMailing(long t) =>
        t >= Monday + 8 * 7 * 86400 && (t - Monday) % (7 * 86400) is >= 86400 + 10 * 3600 and < 86400 + 14 * 3600;

    private static LeafCount[] Counts(SurgeWatch watch, long t, bool surging)
    {
        var counts = new List<LeafCount>();
        for (int q = 0; q < 4; q++)
            for (int r = 0; r < 5; r++)
            {
                long count = CountAt(t + 37 * (q * 5 + r)) / 4;
                if (surging && q == 1 && r == 2) count *= 5;
                counts.Add(new LeafCount(watch.LeafOf([$"q{q}", $"r{r}"]), count));
            }
        return [.. counts];
    }

    // A daily profile with a fixed scatter of about Poisson's size.
    private static long CountAt(long t)
    {
        double hour = t % 86400 / 3600.0, mean = 60 + 40 * Math.Cos((hour - 14) * Math.PI / 12);
        uint hash = (uint)(t / 7) * 2654435761u;
        return (long)(mean + Math.Sqrt(mean) * ((hash >> 8) / 8388608.0 - 1) * 1.7);
    }
}
