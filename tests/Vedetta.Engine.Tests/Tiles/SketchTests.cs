using FsCheck;
using FsCheck.Fluent;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Tests.Tiles;

public sealed class SketchTests
{
    [Fact]
    public void Few_distinct_hashes_are_counted_exactly() =>
        Prop.ForAll<int[]>(numbers =>
        {
            var counter = new HyperLogLog();
            foreach (int n in numbers) counter.Add((ulong)(n % 190));
            return counter.Estimate() == numbers.Select(n => (ulong)(n % 190)).Distinct().Count();
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(193)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    [InlineData(400_000)]
    public void Many_distinct_hashes_are_estimated_within_four_standard_errors(int distinct)
    {
        var counter = new HyperLogLog();
        for (int i = 0; i < distinct; i++) counter.Add(StableHash.Of($"+39{i}"));
        Assert.False(counter.IsExact);
        Assert.InRange(counter.Estimate() / distinct, 1 - (4 * 0.0163), 1 + (4 * 0.0163));
    }

    [Fact]
    public void The_estimate_has_the_promised_spread()
    {
        double squares = 0;
        for (int run = 0; run < 60; run++)
        {
            var counter = new HyperLogLog();
            for (int i = 0; i < 20_000; i++) counter.Add(StableHash.Of($"{run}/{i}"));
            double error = (counter.Estimate() / 20_000) - 1;
            squares += error * error;
        }

        Assert.InRange(Math.Sqrt(squares / 60), 0.008, 0.0245);
    }

    [Theory]
    [InlineData(100, 60)]
    [InlineData(150, 150)]
    [InlineData(150, 5_000)]
    [InlineData(30_000, 20_000)]
    public void Merged_distinct_counts_equal_counting_the_union(int left, int right)
    {
        HyperLogLog a = CounterOf(0, left), b = CounterOf(left / 2, right), union = CounterOf(0, left);
        for (int i = 0; i < right; i++) union.Add(StableHash.Of($"{(left / 2) + i}"));
        HyperLogLog ba = CounterOf(left / 2, right);
        a.Merge(b);
        ba.Merge(CounterOf(0, left));
        Assert.Equal(union.Estimate(), a.Estimate());
        Assert.Equal(union.Estimate(), ba.Estimate());
    }

    [Theory]
    [InlineData(1.1)]
    [InlineData(1.5)]
    [InlineData(3.0)]
    public void No_top_count_is_off_by_more_than_its_share_and_no_frequent_key_is_lost(double skew)
    {
        var random = new Random(3);
        var truth = new Dictionary<ulong, long>();
        var sketch = new SpaceSaving(32);
        for (int i = 0; i < 20_000; i++) Count(truth, sketch, KeyOf(random, skew));
        AssertBounds(truth, sketch);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Merged_top_counts_keep_the_bound(int parts)
    {
        var random = new Random(4);
        var truth = new Dictionary<ulong, long>();
        var merged = new SpaceSaving(32);
        for (int part = 0; part < parts; part++)
        {
            var sketch = new SpaceSaving(32);
            for (int i = 0; i < 5_000; i++) Count(truth, sketch, KeyOf(random, 1.2) + (ulong)(part % 2 * 5));
            merged.Merge(sketch);
        }

        for (int i = 0; i < 5_000; i++) Count(truth, merged, KeyOf(random, 1.2));
        AssertBounds(truth, merged);
    }

    [Fact]
    public void Merging_top_counts_is_commutative() =>
        Prop.ForAll<int[], int[]>((left, right) =>
        {
            SpaceSaving ab = SpaceOf(left), ba = SpaceOf(right);
            ab.Merge(SpaceOf(right));
            ba.Merge(SpaceOf(left));
            return ab.Top().SequenceEqual(ba.Top()) && ab.Total == ba.Total && ab.Dropped == ba.Dropped;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Quantiles_are_within_one_percent()
    {
        var random = new Random(6);
        var sketch = new DdSketch();
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp((4 * random.NextDouble()) + 1.5))];
        foreach (double value in values) sketch.Add(value);
        Array.Sort(values);
        foreach (double share in (double[])[0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1])
        {
            double exact = values[(int)Math.Floor(share * (values.Length - 1))];
            Assert.InRange(sketch.Quantile(share) / exact, 0.99 - 1e-9, 1.01 + 1e-9);
        }

        Assert.Equal(values.Average(), sketch.MeanSeconds, 3);
    }

    [Fact]
    public void Merged_quantiles_equal_those_of_the_union() =>
        Prop.ForAll<NonNegativeInt[], NonNegativeInt[]>((left, right) =>
        {
            DdSketch union = DurationsOf([.. left, .. right]), merged = DurationsOf(left);
            merged.Merge(DurationsOf(right));
            return merged.Count == union.Count && merged.SumMilliseconds == union.SumMilliseconds &&
                Enumerable.Range(0, 11).All(i => merged.Quantile(i / 10.0).Equals(union.Quantile(i / 10.0)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(double.NaN, 0, double.NaN)]
    [InlineData(-1, 0, double.NaN)]
    [InlineData(0, 1, 0)]
    [InlineData(0.0004, 1, 0)]
    [InlineData(double.PositiveInfinity, 1, 1_000_000)]
    [InlineData(1e300, 1, 1_000_000)]
    public void Odd_durations_are_bounded(double seconds, long counted, double median)
    {
        var sketch = new DdSketch();
        sketch.Add(seconds);
        Assert.Equal(counted, sketch.Count);
        if (counted == 0) Assert.True(double.IsNaN(sketch.Quantile(0.5)));
        else Assert.InRange(sketch.Quantile(0.5), median * 0.99, (median * 1.01) + 1e-9);
    }

    private static HyperLogLog CounterOf(int from, int count)
    {
        var counter = new HyperLogLog();
        for (int i = 0; i < count; i++) counter.Add(StableHash.Of($"{from + i}"));
        return counter;
    }

    private static SpaceSaving SpaceOf(int[] keys)
    {
        var sketch = new SpaceSaving(8);
        foreach (int key in keys) sketch.Add((ulong)(key & 31));
        return sketch;
    }

    private static DdSketch DurationsOf(NonNegativeInt[] values)
    {
        var sketch = new DdSketch();
        foreach (NonNegativeInt value in values) sketch.Add(value.Get / 7.0);
        return sketch;
    }

    private static ulong KeyOf(Random random, double skew) => (ulong)Math.Pow(1 - random.NextDouble(), -1 / skew);

    private static void Count(Dictionary<ulong, long> truth, SpaceSaving sketch, ulong key)
    {
        truth[key] = truth.GetValueOrDefault(key) + 1;
        sketch.Add(key);
    }

    private static void AssertBounds(Dictionary<ulong, long> truth, SpaceSaving sketch)
    {
        Assert.Equal(truth.Values.Sum(), sketch.Total);
        double bound = (double)sketch.Total / sketch.Capacity;
        TopKey[] top = sketch.Top();
        foreach (TopKey key in top)
        {
            long exact = truth.GetValueOrDefault(key.Key);
            Assert.InRange(key.Count - exact, 0, bound);
            Assert.InRange(exact, key.Count - key.Error, key.Count);
        }

        foreach ((ulong key, long count) in truth)
            Assert.True(count <= bound || top.Any(t => t.Key == key),
                $"Key {key} with {count} of {sketch.Total} was lost.");
    }
}
