using Vedetta.Engine.Floods;

namespace Vedetta.Engine.Tests.Floods;

/// <summary>What rings a lot and is no flood.</summary>
public sealed class NotAFloodTests
{
    private static readonly DateTimeOffset Begin = CallDays.Start.AddDays(2).AddHours(10);

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "+39041")]
    [InlineData(3, "+39340")]
    public void An_outage_that_makes_customers_call_is_none(int seed, string? region) =>
        Quiet(Said(Taught(seed).Outage(Begin, TimeSpan.FromHours(1), 120, region: region)));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_wave_of_call_backs_is_none(int seed, bool toAnyLine) =>
        Quiet(Said(Taught(seed).CallBacks(Begin, 3_000, toAnyLine)));

    [Theory]
    [InlineData(12, 60)]
    [InlineData(6, 180)]
    [InlineData(10, 300)]
    public void A_fax_that_redials_is_none(int tries, double period) =>
        Quiet(Said(Taught(tries).Fax(Begin, tries, period)));

    [Fact]
    public void A_fax_that_never_stops_is_a_flood_of_its_one_line()
    {
        List<FloodChange> said = Said(Taught(3).Fax(Begin, 60, 60));
        Assert.All(said, c => Assert.Equal(FloodScope.Line, c.Flood.Scope));
        Assert.All(said, c => Assert.Equal(FloodPattern.RepeatedLine, c.Flood.Pattern));
    }

    [Theory]
    [InlineData(300, 10, 10)]
    [InlineData(600, 30, 10)]
    [InlineData(700, 35, 10)]
    [InlineData(1_000, 40, 8)]
    [InlineData(1_001, 40, 8)]
    [InlineData(60, 8, 2)]
    [InlineData(61, 12, 1)]
    [InlineData(62, 20, 1)]
    public void A_school_that_rings_its_parents_and_again_those_who_did_not_answer_is_none(
        int parents, double perMinute, double againMinutes) =>
        Quiet(Said(Taught(parents, lines: 1_500).School(Begin, parents, perMinute, againMinutes)));

    [Fact]
    public void Days_with_nothing_in_them_are_quiet() =>
        Quiet(Said(new CallDays(7).Honest(CallDays.Start, TimeSpan.FromDays(3), 20_000)));

    [Fact]
    public void A_busy_centre_on_its_first_day_is_quiet() =>
        Quiet(Said(new CallDays(8, lines: 60).Honest(CallDays.Start, TimeSpan.FromDays(0.8), 60_000, 30, 0.9), days: 1));

    [Fact]
    public void Records_of_an_hour_that_come_together_are_none()
    {
        var watch = new FloodWatch(new FloodOptions());
        var random = new Random(9);
        var said = new List<FloodChange>();
        for (int hour = 0; hour < 72; hour++)
        {
            DateTimeOffset from = CallDays.Start.AddHours(hour);
            said.AddRange(watch.Advance(from.AddHours(1)));
            foreach (int second in Enumerable.Range(0, 40).Select(_ => random.Next(3600)).Order())
                watch.Add(new Vedetta.Engine.Calls.CallAttempt
                {
                    AtUnixMilliseconds = from.AddSeconds(second).ToUnixTimeMilliseconds(),
                    CallId = $"{hour}-{second}",
                    From = $"+393401{random.Next(1_000_000):000000}",
                    To = $"+39025550{random.Next(200):000}",
                });
        }
        Quiet(said);
    }

    private static void Quiet(List<FloodChange> said) => Assert.Equal(
        "", string.Join('\n', said.Where(c => c.Phase == FloodPhase.Opened)
            .Select(c => $"{c.Flood.Id} {c.Flood.Pattern} {c.Flood.Attempts}/{c.Flood.LinesHit} {c.Flood.PeriodSeconds}")));

    private static CallDays Taught(int seed, int lines = 800) =>
        new CallDays(seed, lines: lines).Honest(CallDays.Start, TimeSpan.FromDays(2.8), 4_000);

    private static List<FloodChange> Said(CallDays calls, double days = 3) =>
        calls.Watch(new FloodWatch(new FloodOptions()), CallDays.Start.AddDays(days));
}
