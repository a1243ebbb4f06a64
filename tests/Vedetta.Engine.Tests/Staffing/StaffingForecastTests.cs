using System.Collections.Immutable;
using Vedetta.Engine.Staffing;

namespace Vedetta.Engine.Tests.Staffing;

public sealed class StaffingForecastTests
{
    private static readonly DateTimeOffset Now = new(2022, 10, 25, 10, 0, 0, TimeSpan.FromHours(2));
    private static readonly QueueStaffing Queue = new(180, 300, 0.8, 20, 0.3, 0);

    [Fact]
    public void Shrinkage_of_30_percent_turns_14_agents_into_20() => Assert.Equal(20, StaffingForecast.Paid(14, 0.3));

    [Fact]
    public void A_half_hour_gets_the_agents_of_Erlang_A_and_its_range()
    {
        StaffNeed need = Assert.Single(StaffingForecast.Plan([new(Now, 100, 80, 130)], Queue, abandonedShare: 0));
        Assert.Equal(ErlangA.AgentsNeeded(new QueueLoad(100, 180, 300), 0.8, 20), need.AtWork.Needed);
        Assert.True(need.AtWork.Low < need.AtWork.Needed && need.AtWork.Needed < need.AtWork.High);
        Assert.Equal(StaffingForecast.Paid(need.AtWork.High, 0.3), need.Paid.High);
    }

    [Fact]
    public void Callers_who_redial_are_counted_once()
    {
        // 12 agents sized for 100 callers meet 300: half of those who give up redial, which makes 480 attempts.
        RetrialSolution storm = Retrials.Solve(new QueueLoad(300, 180, 120), 12, 0.5);
        QueueStaffing queue = Queue with { PatienceSeconds = 120, RedialShare = 0.5 };
        double attempts = storm.AttemptsPerHalfHour;
        StaffNeed need = Assert.Single(StaffingForecast.Plan(
            [new(Now, attempts, attempts, attempts)], queue, storm.Performance.AbandonedShare));
        Assert.Equal(300, need.DistinctCallers, 6);
        Assert.Equal(Retrials.AgentsNeeded(new QueueLoad(300, 180, 120), 0.5, 0.8, 20), need.AtWork.Needed);
        Assert.True(need.AtWork.Needed < ErlangA.AgentsNeeded(new QueueLoad(attempts, 180, 120), 0.8, 20));
    }

    [Fact]
    public void Thousands_of_agents_are_planned() =>
        Assert.InRange(
            StaffingForecast.Plan([new(Now, 20_000, 19_000, 21_000)], new(360, 300, 0.8, 20, 0.3, 0.5),
                0.1)[0].AtWork.Needed,
            3_500, 4_200);

    [Fact]
    public void Without_a_surge_the_forecast_is_the_baseline()
    {
        HalfHourForecast half = Forecasting.Ahead([new(Now, 100, 80, 125)], surge: null, Now)[0];
        Assert.Equal(new HalfHourForecast(Now, 100, 80, 125), half);
    }

    [Fact]
    public void A_surge_persists_and_its_interval_widens()
    {
        ImmutableArray<HalfHourForecast> ahead = Forecasting.Ahead(
            Coming(), new SurgeLevel(Now.AddHours(-1), 4.1, 4, 4.2), Now);
        Assert.InRange(ahead[0].Mean, 360, 410);
        for (int i = 1; i < ahead.Length; i++)
        {
            Assert.True(ahead[i].Mean < ahead[i - 1].Mean && ahead[i].Mean > 200);
            Assert.True(ahead[i].High - ahead[i].Low > ahead[i - 1].High - ahead[i - 1].Low);
        }
    }

    [Fact]
    public void An_old_surge_fades_more_slowly_than_a_young_one()
    {
        double young = Forecasting.Ahead(Coming(), new SurgeLevel(Now.AddMinutes(-5), 3, 2.5, 3.5), Now)[5].Mean;
        double old = Forecasting.Ahead(Coming(), new SurgeLevel(Now.AddHours(-8), 3, 2.5, 3.5), Now)[5].Mean;
        Assert.True(old > young);
    }

    [Fact]
    public void A_drop_recovers_toward_the_baseline_from_below()
    {
        foreach (HalfHourForecast half in Forecasting.Ahead(Coming(), new SurgeLevel(Now.AddHours(-1), 0.2, 0.1, 0.3),
            Now))
        {
            Assert.InRange(half.Mean, 20, 100);
            Assert.True(half.Low <= half.Mean && half.Mean <= half.High);
            Assert.Equal(8, half.Low, 9);
        }
    }

    private static HalfHourBaseline[] Coming() =>
        [.. Enumerable.Range(0, Forecasting.HalfHours).Select(i => new HalfHourBaseline(Now.AddMinutes(30 * i), 100,
            80, 125))];
}
