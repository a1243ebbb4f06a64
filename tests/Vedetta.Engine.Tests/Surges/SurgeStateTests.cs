using FsCheck;
using FsCheck.Fluent;
using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class SurgeStateTests
{
    private const long Start = 1_704_067_200;
    private static readonly WatchSchema Schema = new("contact", ["queue", "region"]);

    [Fact]
    public void A_watch_saved_and_loaded_at_any_bin_goes_on_as_if_never_stopped() =>
        Prop.ForAll(Gen.Choose(1, 1500).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (cut, seed) =>
        {
            List<SurgeChange> whole = [], parts = [];
            var options = new WatchOptions { BinSeconds = 3600, AlarmsPerYear = 50 };
            SurgeWatch straight = new(Schema, options), first = new(Schema, options);
            Feed(straight, 0, 1600, seed, whole);
            Feed(first, 0, cut, seed, parts);
            using var memory = new MemoryStream();
            first.Save(new BinaryWriter(memory));
            memory.Position = 0;
            SurgeWatch second = SurgeWatch.Load(new BinaryReader(memory), Schema, options);
            Feed(second, cut, 1600, seed, parts);
            return Texts(whole).SequenceEqual(Texts(parts)) && Bytes(straight).SequenceEqual(Bytes(second));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(6));

    [Fact]
    public void Seconds_are_saved_mid_way_too()
    {
        var options = new WatchOptions { BinSeconds = 1 };
        SurgeWatch straight = new(Schema, options), first = new(Schema, options);
        List<SurgeChange> changes = [];
        FeedSeconds(straight, 0, 4000, changes);
        FeedSeconds(first, 0, 2345, changes);
        using var memory = new MemoryStream(Bytes(first));
        SurgeWatch second = SurgeWatch.Load(new BinaryReader(memory), Schema, options);
        FeedSeconds(second, 2345, 4000, changes);
        Assert.Equal(Bytes(straight), Bytes(second));
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var options = new WatchOptions { BinSeconds = 3600 };
        var watch = new SurgeWatch(Schema, options);
        Feed(watch, 0, 30, 1, []);
        byte[] half = Bytes(watch)[..200];
        Assert.Throws<InvalidDataException>(() => SurgeWatch.Load(new BinaryReader(new MemoryStream(half)), Schema, options));
    }

    [Fact]
    public void Series_are_bounded_and_the_dropped_ones_counted()
    {
        var watch = new SurgeWatch(Schema, new WatchOptions { BinSeconds = 3600, SeriesMax = 500 });
        for (int i = 0; i < 200; i++)
        {
            LeafCount[] counts = [.. Enumerable.Range(0, 50).Select(k => new LeafCount(watch.LeafOf([$"q{i * 50 + k}", "r"]), 1))];
            watch.Close(new Bin(Start + i * 3600L, 3600), counts, []);
        }
        Assert.InRange(watch.Series().Count(), 1, 550);
        Assert.True(watch.SeriesEvicted > 9000);
    }

    private static void Feed(SurgeWatch watch, int from, int until, int seed, List<SurgeChange> changes)
    {
        for (int b = from; b < until; b++)
        {
            var random = new System.Random(seed * 100_003 + b);
            var counts = new List<LeafCount>();
            for (int q = 0; q < 3; q++)
                for (int r = 0; r < 3; r++)
                {
                    int count = random.Next(12) * (b % 400 > 380 && q == 1 ? 6 : 1);
                    if (count > 0) counts.Add(new LeafCount(watch.LeafOf([$"q{q}", $"r{r}"]), count));
                }
            watch.Close(new Bin(Start + b * 3600L, 3600), counts.ToArray(), changes);
        }
    }

    private static void FeedSeconds(SurgeWatch watch, int from, int until, List<SurgeChange> changes)
    {
        for (int b = from; b < until; b++)
        {
            var random = new System.Random(b);
            LeafCount[] counts = random.Next(3) == 0 ? [new LeafCount(watch.LeafOf([$"q{random.Next(3)}", "r"]), random.Next(4) + 1)] : [];
            watch.Close(new Bin(Start + b, 1), counts, changes);
        }
    }

    private static List<string> Texts(List<SurgeChange> changes) => [.. changes.Select(c =>
        $"{c.Phase} {c.Surge.Id} {c.Surge.Onset:o} {c.Surge.Observed} {c.Surge.Expected:R} {c.Surge.EndedAt:o}")];

    private static byte[] Bytes(SurgeWatch watch)
    {
        using var memory = new MemoryStream();
        watch.Save(new BinaryWriter(memory));
        return memory.ToArray();
    }
}
