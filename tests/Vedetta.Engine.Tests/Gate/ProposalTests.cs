using System.Globalization;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;

namespace Vedetta.Engine.Tests.Gate;

/// <summary>
/// Honest calls and a flood over one trunk: what is proposed when the flood is known for 20 seconds, and what the proposal
/// then does to the calls of the next minute.
/// </summary>
public sealed class ProposalTests
{
    private const double KnownAfterSeconds = 20, WatchedSeconds = 60;

    [Theory]
    [InlineData(10)]
    [InlineData(13.3)]
    [InlineData(25)]
    [InlineData(100)]
    public void A_rotating_flood_from_one_foreign_range_is_stopped_without_harm(double rate)
    {
        var day = new Day(rate, 3);
        Outcome outcome = day.Play(i => $"+39340{i:D7}", i => $"+234803{i * 7919 % 10_000_000:D7}", "+234803");
        Assert.Equal((ProposalVerdict.Good, ProposalBasis.Ranges), (outcome.Proposal.Verdict, outcome.Proposal.Basis));
        Assert.InRange(outcome.FloodStopped, 0.95, 1);
        Assert.InRange(outcome.HonestLost, 0, 0.01);
        Assert.Equal("+234803", Assert.Single(outcome.Proposal.Refuses).CallerPrefix);
    }

    [Fact]
    public void Numbers_that_marched_on_beyond_the_range_told_a_moment_ago_are_the_floods_too()
    {
        var history = new CallHistory();
        for (int i = 0; i < 3_600; i++)
            history.Add(Some.Call(Some.Now.AddSeconds(i - 3_700), $"+39340{i * 2_777:D7}", $"+3902{i % 800:D6}"));
        for (int i = 0; i < 300; i++)
            history.Add(Some.Call(Some.Now.AddMilliseconds(10 * i), $"+234803{i * 7919:D7}", $"+3902{i % 800:D6}"));
        GateProposal proposal = ProposalSearch.Propose(
            Some.Flood(Some.Now, 100, "+2348030"), history, [], Some.Now.AddSeconds(3));
        Assert.Equal(ProposalVerdict.Good, proposal.Verdict);
        Assert.Equal("+234803", Assert.Single(proposal.Refuses).CallerPrefix);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_several_ranges_each_is_refused_and_no_more(int seed)
    {
        string[] ranges = ["+234803", "+880171", "+923001", "+919876"];
        var random = new Random(seed);
        var day = new Day(25, 3);
        Outcome outcome = day.Play(
            i => $"+39340{random.Next(10_000_000):D7}", i => ranges[i % 4] + random.Next(10_000_000).ToString("D7", CultureInfo.InvariantCulture), ranges);
        Assert.Equal(ProposalVerdict.Good, outcome.Proposal.Verdict);
        Assert.Equal(ranges.Order(), outcome.Proposal.Refuses.Select(m => m.CallerPrefix).Order());
        Assert.InRange(outcome.FloodStopped, 0.95, 1);
        Assert.Equal(0, outcome.HonestLost);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_flood_inside_the_range_of_honest_callers_is_cut_out_of_it(int seed)
    {
        var random = new Random(seed);
        var day = new Day(25, 3) { Before = TimeSpan.FromHours(3) };
        Outcome outcome = day.Play(
            i => $"+39340{random.Next(10_000_000):D7}", i => $"+3934077{random.Next(100_000):D5}", "+39340");
        Assert.InRange(outcome.FloodStopped, 0.95, 1);
        Assert.InRange(outcome.HonestLost, 0, 0.05);
        Assert.Equal(ProposalVerdict.Good, outcome.Proposal.Verdict);
        Assert.All(outcome.Proposal.Refuses, m => Assert.StartsWith("+3934077", m.CallerPrefix, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Honest_customers_of_the_floods_range_go_on_passing(int seed)
    {
        var random = new Random(seed);
        string[] customers = [.. Enumerable.Range(0, 60).Select(_ => $"+234803{random.Next(10_000_000):D7}")];
        var day = new Day(25, 3) { Before = TimeSpan.FromHours(3) };
        Outcome outcome = day.Play(
            i => i % 10 == 0 ? customers[random.Next(customers.Length)] : $"+39340{random.Next(10_000_000):D7}",
            i => $"+234803{random.Next(10_000_000):D7}", "+234803");
        Assert.Equal(ProposalVerdict.Good, outcome.Proposal.Verdict);
        Assert.InRange(outcome.FloodStopped, 0.95, 1);
        Assert.InRange(outcome.HonestLost, 0, 0.01);
        Assert.NotEmpty(outcome.Proposal.Passes);
    }

    [Fact]
    public void Where_nothing_separates_the_flood_the_proposal_says_so()
    {
        var random = new Random(9);
        var day = new Day(25, 3) { Before = TimeSpan.FromHours(3) };
        string Number() => $"+39340{random.Next(10_000_000):D7}";
        Outcome outcome = day.Play(_ => Number(), _ => Number(), "+39340");
        Assert.NotEqual(ProposalVerdict.Good, outcome.Proposal.Verdict);
    }

    [Fact]
    public void A_machine_separates_what_numbers_cannot()
    {
        var random = new Random(9);
        var day = new Day(25, 3) { Before = TimeSpan.FromHours(3), FloodAgent = "autodial/1.0", FloodSdp = "o=- 198.51.100.7" };
        string Number() => $"+39340{random.Next(10_000_000):D7}";
        Outcome outcome = day.Play(_ => Number(), _ => Number(), "+39340");
        Assert.Equal(ProposalVerdict.Good, outcome.Proposal.Verdict);
        Assert.All(outcome.Proposal.Refuses, m => Assert.Equal("autodial/1.0", m.UserAgent));
        Assert.InRange(outcome.FloodStopped, 0.95, 1);
        Assert.Equal(0, outcome.HonestLost);
    }

    [Fact]
    public void Numbers_that_stay_are_refused_one_by_one()
    {
        var random = new Random(9);
        var day = new Day(25, 3) { IsRotating = false };
        Outcome outcome = day.Play(_ => $"+39340{random.Next(10_000_000):D7}", i => $"+39340555000{i % 3}", "+39340555000");
        Assert.Equal(ProposalBasis.Numbers, outcome.Proposal.Basis);
        Assert.Equal(["+393405550000", "+393405550001", "+393405550002"], outcome.Proposal.Refuses.Select(m => m.Caller));
        Assert.Equal((1.0, 0.0), (outcome.FloodStopped, outcome.HonestLost));
    }

    [Fact]
    public void Withheld_calls_to_one_line_are_refused_on_that_line_only()
    {
        var day = new Day(5, 3) { Line = "+3902000001" };
        Outcome outcome = day.Play(i => $"+39340{i:D7}", _ => "");
        Assert.Equal(ProposalBasis.Withheld, outcome.Proposal.Basis);
        GateMatch match = Assert.Single(outcome.Proposal.Refuses);
        Assert.Equal((true, "+3902000001"), (match.IsWithheld, match.Called));
        Assert.Equal((1.0, 0.0), (outcome.FloodStopped, outcome.HonestLost));
    }

    [Fact]
    public void Lines_a_flood_has_not_reached_yet_are_covered()
    {
        var history = new CallHistory();
        for (int i = 0; i < 600; i++) history.Add(Some.Call(Some.Now.AddSeconds(i - 600), $"+39340{i:D7}", $"+39020{i:D5}"));
        for (int i = 0; i < 100; i++) history.Add(Some.Call(Some.Now.AddSeconds(i / 10.0), $"+234803{i * 7919:D7}", $"+390200{i:D4}"));
        Flood flood = Some.Flood(Some.Now, 60, "+234803") with { Scope = FloodScope.Block, Target = "+39020000" };
        GateProposal proposal = ProposalSearch.Propose(flood, history, [], Some.Now.AddSeconds(10));
        Assert.Equal((ProposalVerdict.Good, 100, 0), (proposal.Verdict, proposal.FloodCalls, proposal.HonestStopped));
        GateMatch match = Assert.Single(proposal.Refuses);
        Assert.Equal(("+234803", ""), (match.CallerPrefix, match.CalledPrefix));
    }

    [Fact]
    public void Too_few_calls_are_no_ground_for_rules()
    {
        var history = new CallHistory();
        history.Add(Some.Call(Some.Now, "+234803"));
        GateProposal proposal = ProposalSearch.Propose(Some.Flood(Some.Now, 1, "+234803"), history, [], Some.Now.AddMinutes(1));
        Assert.Equal(ProposalVerdict.TooFewCalls, proposal.Verdict);
        Assert.Empty(proposal.Refuses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_forecast_of_harm_is_within_a_fifth_of_what_then_happens(int seed)
    {
        var random = new Random(seed);
        string[] customers = [.. Enumerable.Range(0, 4_000).Select(_ => $"+39340{random.Next(10_000_000):D7}")];
        GateBook book = Some.Book(
            Some.Rule(new GateMatch { CallerPrefix = "+393401" }), Some.Rule(new GateMatch { CallerPrefix = "+3934077" }),
            Some.Rule(new GateMatch { CallerPrefix = "+393402", Called = "+3902000005" }));
        (CallHistory before, CallHistory after) = (new CallHistory(), new CallHistory());
        DateTimeOffset start = Some.Now.AddDays(-29);
        for (int i = 0; i < 120_000; i++)
        {
            string from = random.Next(3) == 0 ? $"+39340{random.Next(10_000_000):D7}" : customers[random.Next(customers.Length)];
            (i < 60_000 ? before : after).Add(Some.Call(start.AddSeconds(i % 60_000 * 41.0), from, $"+39020000{random.Next(20):D2}"));
        }
        CollateralForecast said = CollateralForecast.Of(book, before, [], Some.Now, TimeSpan.FromDays(30));
        CollateralForecast came = CollateralForecast.Of(book, after, [], Some.Now, TimeSpan.FromDays(30));
        Assert.InRange((double)said.HonestStopped / came.HonestStopped, 0.8, 1.25);
        Assert.Equal(said.HonestStopped, said.Rules.Sum(r => r.HonestCalls));
        Assert.InRange(said.Days, 28, 30);
    }

    [Fact]
    public void Calls_of_a_known_flood_are_no_honest_calls()
    {
        var history = new CallHistory();
        for (int i = 0; i < 50; i++) history.Add(Some.Call(Some.Now.AddSeconds(i), $"+234803{i:D7}", "+390212"));
        history.Add(Some.Call(Some.Now.AddHours(-5), "+2348039", "+390212"));
        history.Add(Some.Call(Some.Now, "+39340", "+390212"));
        CollateralForecast forecast = CollateralForecast.Of(
            Some.Book(Some.Rule(new GateMatch { CallerPrefix = "+234" })), history, [Some.Flood(Some.Now, 50, "+234803")], Some.Now.AddMinutes(1), TimeSpan.FromDays(30));
        Assert.Equal((2, 1, 50, 50), (forecast.HonestCalls, forecast.HonestStopped, forecast.FloodCalls, forecast.FloodStopped));
    }

    private sealed record Outcome(GateProposal Proposal, double FloodStopped, double HonestLost);

    /// <summary>Honest calls at an even pace, before and during a flood that begins at <see cref="Some.Now"/>.</summary>
    private sealed class Day(double floodRate, double honestRate)
    {
        private readonly Random _random = new(1);

        public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(10);

        public bool IsRotating { get; init; } = true;

        public string FloodAgent { get; init; } = "";

        public string FloodSdp { get; init; } = "";

        public string Line { get; init; } = "";

        public Outcome Play(Func<int, string> honest, Func<int, string> flood, params string[] ranges)
        {
            var history = new CallHistory();
            int calls = (int)Math.Min(40_000, Before.TotalSeconds * honestRate), n = 0;
            for (int i = 0; i < calls; i++)
                history.Add(Some.Call(Some.Now - Before + i * (Before / calls), honest(n++), LineOf(), "phone"));
            int f = 0;
            for (double t = 0; t < KnownAfterSeconds; t += 1 / honestRate) history.Add(Some.Call(Some.Now.AddSeconds(t), honest(n++), LineOf(), "phone"));
            for (double t = 0; t < KnownAfterSeconds; t += 1 / floodRate)
                history.Add(Some.Call(Some.Now.AddSeconds(t), flood(f++), Line.Length > 0 ? Line : LineOf(), FloodAgent, FloodSdp));
            GateProposal proposal = ProposalSearch.Propose(FloodOf(f, flood, ranges), history, [], Some.Now.AddSeconds(KnownAfterSeconds));
            GateRule[] rules = [.. proposal.ToRules("ada", "flood", Some.Now, TimeSpan.FromHours(4), GateAction.Refuse)
                .Select(r => r with { State = GateRuleState.Active })];
            GateBook book = Some.Book(rules);
            (int stopped, int lost, int floods, int honests) = (0, 0, 0, 0);
            for (double t = 0; t < WatchedSeconds; t += 1 / honestRate, honests++)
                if (book.Decide(honest(n++), LineOf(), "phone").Act != GateAct.Pass) lost++;
            for (double t = 0; t < WatchedSeconds; t += 1 / floodRate, floods++)
                if (book.Decide(flood(f++), Line.Length > 0 ? Line : LineOf(), FloodAgent, FloodSdp).Act != GateAct.Pass) stopped++;
            return new Outcome(proposal, (double)stopped / floods, (double)lost / honests);
        }

        private Flood FloodOf(int attempts, Func<int, string> flood, string[] ranges)
        {
            Flood made = Some.Flood(Some.Now, attempts, ranges) with { IsRotating = IsRotating };
            if (!IsRotating) made = made with { Origins = [.. Enumerable.Range(0, 3).Select(i => new FloodOrigin(flood(i), attempts / 3))] };
            if (Line.Length > 0) made = made with { Scope = FloodScope.Line, Target = Line, IsRotating = false };
            if (FloodAgent.Length > 0)
                made = made with
                {
                    Fingerprint = made.Fingerprint with { UserAgents = [new FloodTrait(FloodAgent, attempts, 0)], SdpOrigins = [new FloodTrait(FloodSdp, attempts, 0)] },
                };
            return made;
        }

        private string LineOf() => $"+3902{_random.Next(800):D6}";
    }
}
