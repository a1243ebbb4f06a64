using Vedetta.Engine.Causes;

namespace Vedetta.Engine.Tests.Causes;

public sealed class PoissonScanTests
{
    private const int Regions = 20;
    private const int Topics = 6;
    private const int Queues = 4;

    [Fact]
    public void A_part_that_rose_alone_is_the_only_cause()
    {
        Counts counts = Ordinary(perLeaf: 8);
        counts.Multiply(3, region: 7, topic: 2);
        ScanCause cause = Assert.Single(counts.Explain());
        Assert.Equal([0, 1], cause.Dimensions);
        Assert.Equal([7, 2], cause.Codes);
        Assert.Equal(8 * Queues, cause.Expected, 6);
        Assert.Equal(8 * Queues * 3, cause.Observed, 6);
    }

    [Fact]
    public void A_parent_is_named_rather_than_its_children()
    {
        Counts counts = Ordinary(perLeaf: 2);
        counts.Multiply(4, topic: 5);
        ScanCause cause = Assert.Single(counts.Explain());
        AssertNames(cause, [1], [5]);
    }

    [Fact]
    public void Two_overlapping_causes_are_told_apart()
    {
        Counts counts = Ordinary(perLeaf: 10);
        counts.Multiply(3, topic: 1);
        counts.Multiply(5, region: 3);
        IReadOnlyList<ScanCause> causes = counts.Explain();
        Assert.Equal(2, causes.Count);
        Assert.Contains(causes, c => c.Dimensions is [1] && c.Codes is [1]);
        Assert.Contains(causes, c => c.Dimensions is [0] && c.Codes is [3]);
    }

    [Fact]
    public void Counts_as_expected_have_no_cause() => Assert.Empty(Ordinary(perLeaf: 5).Explain());

    [Fact]
    public void A_rise_below_the_ratio_floor_is_forecast_error()
    {
        Counts counts = Ordinary(perLeaf: 1_000);
        counts.Multiply(1.14, topic: 1);
        Assert.Empty(counts.Explain());
    }

    [Fact]
    public void A_silent_part_is_the_cause_of_a_drop_and_of_no_rise()
    {
        Counts counts = Ordinary(perLeaf: 8);
        counts.Multiply(0, topic: 4);
        ScanCause cause = Assert.Single(counts.Explain(drops: true));
        AssertNames(cause, [1], [4]);
        Assert.Equal(-8 * Regions * Queues, cause.Excess, 6);
        Assert.Empty(counts.Explain());
    }

    [Fact]
    public void A_value_never_expected_is_found()
    {
        Counts counts = Ordinary(perLeaf: 3);
        counts.Expect(0, topic: 0);
        ScanCause cause = Assert.Single(counts.Explain());
        AssertNames(cause, [1], [0]);
    }

    [Fact]
    public void One_contact_under_a_new_value_is_no_cause()
    {
        double[] observed = [100, 100, 1], expected = [100, 100, 0];
        Assert.Empty(PoissonScan.Find(new ScanInput
        {
            Dimensions = 1,
            Codes = [0, 1, 2],
            Observed = observed,
            Expected = expected,
        }));
    }

    [Fact]
    public void A_dispersed_count_needs_more_excess()
    {
        double[] observed = [150, 100, 100], expected = [100, 100, 100];
        int Found(double dispersion, double forecastVariance) => PoissonScan.Find(new ScanInput
        {
            Dimensions = 1,
            Codes = [0, 1, 2],
            Observed = observed,
            Expected = expected,
            Dispersion = dispersion,
            ForecastVariance = forecastVariance,
        }).Count;
        Assert.Equal(1, Found(1, 0));
        Assert.Equal(0, Found(4, 0));
        Assert.Equal(0, Found(1, 0.1));
    }

    [Fact]
    public void A_leaf_without_a_value_belongs_to_no_value()
    {
        double[] observed = [10, 10, 500], expected = [10, 10, 10];
        IReadOnlyList<ScanCause> causes = PoissonScan.Find(new ScanInput
        {
            Dimensions = 2,
            Codes = [0, 0, 1, 0, -1, 1],
            Observed = observed,
            Expected = expected,
        });
        ScanCause cause = Assert.Single(causes);
        AssertNames(cause, [1], [1]);
    }

    [Fact]
    public void Sparse_codes_of_many_values_are_scanned_without_a_table_of_all_combinations()
    {
        var random = new Random(5);
        var codes = new int[3 * 2_000];
        for (int i = 0; i < codes.Length; i++) codes[i] = random.Next(1_000_000);
        for (int leaf = 0; leaf < 30; leaf++) (codes[leaf * 3], codes[(leaf * 3) + 1]) = (17, 23);
        double[] expected = [.. Enumerable.Repeat(2.0, 2_000)];
        double[] observed = [.. Enumerable.Range(0, 2_000).Select(leaf => leaf < 30 ? 12.0 : 2.0)];
        ScanCause cause = Assert.Single(PoissonScan.Find(new ScanInput
        {
            Dimensions = 3,
            Codes = codes,
            Observed = observed,
            Expected = expected,
        }));
        Assert.Equal(360, cause.Observed);
    }

    [Fact]
    public void Most_causes_of_noisy_counts_are_named_exactly()
    {
        var random = new Random(11);
        int right = 0;
        for (int i = 0; i < 40; i++)
        {
            Counts counts = Ordinary(perLeaf: 5);
            (int region, int topic) = (random.Next(Regions), random.Next(Topics));
            counts.Multiply(3, region, topic);
            counts.AddNoise(random);
            IReadOnlyList<ScanCause> causes = counts.Explain();
            if (causes is [{ Dimensions: [0, 1] } only] && only.Codes[0] == region && only.Codes[1] == topic) right++;
        }

        Assert.InRange(right, 38, 40);
    }

    [Theory]
    [InlineData(0, 3, 3)]
    [InlineData(1, 3, 2)]
    [InlineData(1, 2, 3)]
    public void Spans_that_do_not_fit_are_refused(int dimensions, int codes, int expected) =>
        Assert.Throws<ArgumentException>(() => PoissonScan.Find(new ScanInput
        {
            Dimensions = dimensions,
            Codes = new int[codes],
            Observed = new double[3],
            Expected = new double[expected],
        }));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void Impossible_counts_are_refused(double observed, double expected) =>
        Assert.Throws<ArgumentException>(() => PoissonScan.Find(new ScanInput
        {
            Dimensions = 1,
            Codes = [0],
            Observed = [observed],
            Expected = [expected],
        }));

    [Fact]
    public void Nothing_to_explain_gives_nothing() =>
        Assert.Empty(PoissonScan.Find(new ScanInput { Dimensions = 2, Codes = [], Observed = [], Expected = [] }));

    private static void AssertNames(ScanCause cause, int[] dimensions, int[] codes)
    {
        Assert.Equal(dimensions, cause.Dimensions);
        Assert.Equal(codes, cause.Codes);
    }

    private static Counts Ordinary(double perLeaf) => new(perLeaf);

    /// <summary>Counts over region × topic × queue, as expected until told otherwise.</summary>
    private sealed class Counts
    {
        private readonly int[] _codes = new int[Regions * Topics * Queues * 3];
        private readonly double[] _observed = new double[Regions * Topics * Queues];
        private readonly double[] _expected = new double[Regions * Topics * Queues];

        public Counts(double perLeaf)
        {
            for (int leaf = 0; leaf < _observed.Length; leaf++)
            {
                _codes[leaf * 3] = leaf / (Topics * Queues);
                _codes[(leaf * 3) + 1] = leaf / Queues % Topics;
                _codes[(leaf * 3) + 2] = leaf % Queues;
                _observed[leaf] = _expected[leaf] = perLeaf;
            }
        }

        public void Multiply(double ratio, int? region = null, int? topic = null) =>
            Each(region, topic, leaf => _observed[leaf] *= ratio);

        public void Expect(double count, int? region = null, int? topic = null) =>
            Each(region, topic, leaf => _expected[leaf] = count);

        public void AddNoise(Random random)
        {
            for (int leaf = 0; leaf < _observed.Length; leaf++)
            {
                double mean = _observed[leaf], limit = Math.Exp(-mean), product = random.NextDouble();
                for (_observed[leaf] = 0; product > limit; _observed[leaf]++) product *= random.NextDouble();
            }
        }

        public IReadOnlyList<ScanCause> Explain(bool drops = false) => PoissonScan.Find(new ScanInput
        {
            Dimensions = 3,
            Codes = _codes,
            Observed = _observed,
            Expected = _expected,
            Drops = drops,
        });

        private void Each(int? region, int? topic, Action<int> change)
        {
            for (int leaf = 0; leaf < _observed.Length; leaf++)
            {
                bool inRegion = region is null || region == _codes[leaf * 3];
                if (inRegion && (topic is null || topic == _codes[(leaf * 3) + 1])) change(leaf);
            }
        }
    }
}
