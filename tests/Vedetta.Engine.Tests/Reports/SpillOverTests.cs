using Vedetta.Engine.Reports;

namespace Vedetta.Engine.Tests.Reports;

public sealed class SpillOverTests
{
    private const int Minutes = SpillOverRules.WindowMinutes;

    // The published cases: the victim's reports first.
    [Theory]
    [InlineData(65_000, 3_200, 1_500)]
    [InlineData(2_500, 176, 101)]
    [InlineData(8_000, 560, 160)]
    public void Carriers_in_the_shadow_of_another_are_cleared(int victim, int one, int other)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            IReadOnlyList<SpillOver> found = SpillOverRules.Find(
                [Network("victim", victim, seed), Network("one", one, seed + 100), Network("other", other, seed + 200)]);
            Assert.Equal(["one", "other"], found.Select(f => f.Shadow).Order());
            Assert.All(found, f => Assert.Equal("victim", f.Victim));
            Assert.InRange(found.First(f => f.Shadow == "one").Share, 0.03, 0.09);
        }
    }

    [Fact]
    public void Early_minutes_clear_as_well_though_the_numbers_are_small()
    {
        for (int seed = 1; seed <= 50; seed++)
            Assert.Contains(
                SpillOverRules.Find([Network("victim", 150, seed, onset: 28), Network("one", 11, seed + 100, onset: 28)]),
                f => f.Shadow == "one");
    }

    [Theory]
    [InlineData(2_500, 2_000)]
    [InlineData(2_500, 700)]
    [InlineData(65_000, 9_000)]
    public void Two_carriers_that_both_fail_are_both_told(int one, int other) =>
        Assert.Empty(SpillOverRules.Find([Network("one", one, 1), Network("other", other, 2)]));

    [Fact]
    public void A_small_carrier_whose_own_fault_is_larger_than_a_shadow_is_told() =>
        Assert.Empty(SpillOverRules.Find([Network("large", 5_000, 1), Network("small", 750, 2)]));

    [Fact]
    public void A_small_carrier_that_fails_in_other_minutes_is_told() =>
        Assert.Empty(SpillOverRules.Find(
            [Network("large", 9_000, 1, onset: 2), Of("small", isNetwork: true, i => i is 22 or 23 ? 150 : 1)]));

    [Fact]
    public void All_carriers_that_rise_alike_with_an_internet_service_are_cleared()
    {
        IReadOnlyList<SpillOver> found = SpillOverRules.Find(
        [
            Site("facebook", 9_000, 1), Network("tim", 1_500, 2), Network("vodafone", 1_250, 3), Network("windtre", 1_300, 4),
        ]);
        Assert.Equal(["tim", "vodafone", "windtre"], found.Select(f => f.Shadow).Order());
        Assert.All(found, f => Assert.Equal("facebook", f.Victim));
    }

    [Fact]
    public void One_carrier_that_rises_far_more_than_the_others_is_not_an_internet_services_shadow() =>
        Assert.DoesNotContain(
            SpillOverRules.Find(
            [
                Site("facebook", 9_000, 1), Network("tim", 6_000, 2), Network("vodafone", 900, 3), Network("windtre", 950, 4),
            ]),
            f => f.Shadow == "tim");

    [Fact]
    public void Carriers_that_rise_without_a_failing_service_are_not_cleared() =>
        Assert.Empty(SpillOverRules.Find([Network("tim", 1_500, 2), Network("vodafone", 1_250, 3), Network("windtre", 1_300, 4)]));

    [Fact]
    public void Services_that_are_no_networks_are_never_cleared() =>
        Assert.Empty(SpillOverRules.Find([Network("tim", 9_000, 1), Site("shop", 300, 2)]));

    private static ReportedService Network(string id, int reports, int seed, int onset = 10) =>
        Drawn(id, isNetwork: true, reports, seed, onset);

    private static ReportedService Site(string id, int reports, int seed) => Drawn(id, isNetwork: false, reports, seed, onset: 10);

    // Reports spread by chance over the same course: a rise from the onset on, slowly fading.
    private static ReportedService Drawn(string id, bool isNetwork, int reports, int seed, int onset)
    {
        var random = new Random(seed);
        double[] course = [.. Enumerable.Range(0, Minutes).Select(i => i < onset ? 0 : Math.Min(1, (i - onset + 1) / 4.0))];
        double sum = course.Sum();
        long[] counts = new long[Minutes];
        for (int n = 0; n < reports; n++)
        {
            double at = random.NextDouble() * sum;
            int minute = 0;
            while (minute < Minutes - 1 && (at -= course[minute]) > 0) minute++;
            counts[minute]++;
        }
        return new ReportedService(id, isNetwork, counts, 0.1, 8);
    }

    private static ReportedService Of(string id, bool isNetwork, Func<int, long> perMinute) =>
        new(id, isNetwork, [.. Enumerable.Range(0, Minutes).Select(perMinute)], 0.1, 8);
}
