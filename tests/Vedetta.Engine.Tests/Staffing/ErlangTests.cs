using Vedetta.Engine.Staffing;

namespace Vedetta.Engine.Tests.Staffing;

public sealed class ErlangTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Erlang_C_agrees_with_the_reference_table()
    {
        List<ReferenceTable> rows = ReferenceTable.Rows("erlang_c.csv");
        foreach (ReferenceTable row in rows)
        {
            var load = new QueueLoad(row["calls_per_30min"], row["aht_s"]);
            int agents = (int)row["agents"];
            QueuePerformance performance = ErlangC.Evaluate(load, agents, row["T_s"]);
            AssertClose(row["p_wait"], performance.WaitShare);
            AssertClose(row["asa_s"], performance.MeanWaitSeconds);
            AssertClose(row["service_level"], performance.ServiceLevel);
            AssertClose(row["occupancy"], performance.Occupancy);
            if (!double.IsNaN(row["target"]))
                Assert.Equal(agents, ErlangC.AgentsNeeded(load, row["target"], row["T_s"]));
        }

        Assert.Equal(28, rows.Count);
    }

    [Fact]
    public void Erlang_A_agrees_with_the_reference_table()
    {
        List<ReferenceTable> rows = ReferenceTable.Rows("erlang_a.csv");
        foreach (ReferenceTable row in rows)
        {
            var load = new QueueLoad(row["calls_per_30min"], row["aht_s"], row["patience_s"]);
            QueuePerformance performance = ErlangA.Evaluate(load, (int)row["agents"], 20);
            AssertClose(row["p_wait"], performance.WaitShare);
            AssertClose(row["p_abandon"], performance.AbandonedShare);
            AssertClose(row["mean_wait_s"], performance.MeanWaitSeconds);
            AssertClose(row["occupancy"], performance.Occupancy);
        }

        Assert.Equal(26, rows.Count);
    }

    [Fact]
    public void Redialling_agrees_with_the_reference_table()
    {
        List<ReferenceTable> rows = ReferenceTable.Rows("retrials.csv");
        foreach (ReferenceTable row in rows)
        {
            var distinct = new QueueLoad(row["distinct_calls_per_30min"], row["aht_s"], row["patience_s"]);
            RetrialSolution solution = Retrials.Solve(distinct, (int)row["agents"], row["redial_r"],
                row["reconnect_q"]);
            AssertClose(row["attempts_per_30min"], solution.AttemptsPerHalfHour);
            AssertClose(row["p_wait"], solution.Performance.WaitShare);
            AssertClose(row["p_abandon"], solution.Performance.AbandonedShare);
            AssertClose(row["mean_wait_s"], solution.Performance.MeanWaitSeconds);
            AssertClose(distinct.ContactsPerHalfHour, Retrials.Distinct(
                solution.AttemptsPerHalfHour, solution.Performance.AbandonedShare, row["redial_r"],
                    row["reconnect_q"]));
        }

        Assert.Equal(24, rows.Count);
    }

    [Fact]
    public void With_patience_equal_to_handling_time_the_number_present_is_Poisson()
    {
        const double erlangs = 10;
        QueuePerformance performance = ErlangA.Evaluate(new QueueLoad(100, 180, 180), 12, 20);
        double probability = Math.Exp(-erlangs), below = 0;
        for (int n = 0; n < 12; n++, probability *= erlangs / n) below += probability;
        Assert.Equal(1 - below, performance.WaitShare, 12);
    }

    [Theory]
    [InlineData(100, 180, 120, 8)]
    [InlineData(100, 180, 300, 14)]
    [InlineData(4_000, 360, 300, 700)]
    [InlineData(20_000, 360, 300, 4_100)]
    [InlineData(10, 180, 60, 1)]
    public void The_service_level_grows_from_those_who_need_not_wait_to_all_who_are_answered(
        double contacts, double handle, double patience, int agents)
    {
        var load = new QueueLoad(contacts, handle, patience);
        QueuePerformance now = ErlangA.Evaluate(load, agents, 0), ever = ErlangA.Evaluate(load, agents, 1e6);
        Assert.Equal(1 - now.WaitShare, now.ServiceLevel, 12);
        Assert.Equal(1 - ever.AbandonedShare, ever.ServiceLevel, 8);
        double before = now.ServiceLevel;
        foreach (double seconds in (double[])[1, 5, 20, 60, 300, 3_600])
        {
            double level = ErlangA.Evaluate(load, agents, seconds).ServiceLevel;
            Assert.InRange(level, before - 1e-12, 1);
            before = level;
        }
    }

    [Fact]
    public void Very_patient_callers_wait_as_in_Erlang_C()
    {
        var patient = new QueueLoad(360, 240, 1e7);
        QueuePerformance a = ErlangA.Evaluate(patient, 55, 15), c = ErlangC.Evaluate(patient, 55, 15);
        Assert.Equal(c.WaitShare, a.WaitShare, 4);
        Assert.Equal(c.ServiceLevel, a.ServiceLevel, 4);
        Assert.Equal(c, ErlangA.Evaluate(patient with { PatienceSeconds = double.PositiveInfinity }, 55, 15));
    }

    [Theory]
    [InlineData(1_000_000, 600, 60, 20_000)]
    [InlineData(1_000_000, 600, 3_600, 2_000)]
    [InlineData(1_000_000, 600, 3_600, 350_000)]
    [InlineData(0.001, 1, 1, 5_000)]
    public void Extreme_loads_give_finite_shares(double contacts, double handle, double patience, int agents)
    {
        QueuePerformance p = ErlangA.Evaluate(new QueueLoad(contacts, handle, patience), agents, 20);
        foreach (double share in (double[])[p.WaitShare, p.AbandonedShare, p.Occupancy, p.ServiceLevel])
            Assert.InRange(share, 0, 1 + 1e-12);
        double served = contacts / 1_800 * handle * (1 - p.AbandonedShare);
        Assert.Equal(served / agents, p.Occupancy, 9);
    }

    [Fact]
    public void Ten_thousand_agents_in_deep_overload_lose_what_they_cannot_handle()
    {
        QueuePerformance p = ErlangA.Evaluate(new QueueLoad(100_000, 360, 300), 10_000, 20);
        Assert.Equal(0.5, p.AbandonedShare, 6);
        Assert.Equal(1, p.WaitShare, 9);
    }

    [Fact]
    public void Agents_needed_are_the_fewest()
    {
        var load = new QueueLoad(3_000, 300, 150);
        int agents = ErlangA.AgentsNeeded(load, 0.8, 20);
        Assert.True(ErlangA.Evaluate(load, agents, 20).ServiceLevel >= 0.8);
        Assert.True(ErlangA.Evaluate(load, agents - 1, 20).ServiceLevel < 0.8);
        Assert.True(agents <= ErlangC.AgentsNeeded(load, 0.8, 20));
    }

    [Fact]
    public void Without_contacts_nobody_is_needed() =>
        Assert.Equal(0, ErlangA.AgentsNeeded(new QueueLoad(0, 180, 60), 0.8, 20));

    [Fact]
    public void Work_beyond_the_agents_waits_for_ever_where_nobody_gives_up() =>
        Assert.Equal(double.PositiveInfinity, ErlangC.Evaluate(new QueueLoad(100, 180), 10, 20).MeanWaitSeconds);

    [Theory]
    [InlineData(-1, 180, 60)]
    [InlineData(10, 0, 60)]
    [InlineData(10, 180, 0)]
    [InlineData(double.NaN, 180, 60)]
    [InlineData(1e12, 180, 60)]
    public void Impossible_loads_are_refused(double contacts, double handle, double patience) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ErlangA.Evaluate(new QueueLoad(contacts, handle, patience), 5,
            20));

    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, expected - (Tolerance * Math.Max(1, expected)), expected + (Tolerance * Math.Max(1,
            expected)));
}
