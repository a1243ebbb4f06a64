using Vedetta.Engine.Signals;
using Vedetta.Intake.Checks;

namespace Vedetta.Tests.Intake;

public sealed class CheckRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 10, 0, 0, TimeSpan.Zero);

    private static ProbeAnswer Saw(ComponentState state) => new(state, "", 1);

    [Fact]
    public void A_change_counts_when_it_was_seen_again()
    {
        var view = new ProberView();
        CheckRules.Take(view, Saw(ComponentState.Ok), 2, Now);
        Assert.Equal(ComponentState.Ok, view.State);
        foreach (ComponentState _ in new ComponentState[2]) CheckRules.Take(view, Saw(ComponentState.Down), 2, Now);
        Assert.Equal(ComponentState.Ok, view.State);
        CheckRules.Take(view, Saw(ComponentState.Down), 2, Now);
        Assert.Equal(ComponentState.Down, view.State);
    }

    [Fact]
    public void A_good_look_in_between_starts_the_count_afresh()
    {
        var view = new ProberView();
        foreach (char seen in "oddoddo")
            CheckRules.Take(view, Saw(seen == 'o' ? ComponentState.Ok : ComponentState.Down), 2, Now);
        Assert.Equal((ComponentState.Ok, 0), (view.State, view.PendingCount));
    }

    [Theory]
    [InlineData("", 1, null)]
    [InlineData("o", 2, ComponentState.Ok)]
    [InlineData("d", 2, ComponentState.Down)]
    [InlineData("do", 2, ComponentState.Ok)]
    [InlineData("dd", 2, ComponentState.Down)]
    [InlineData("doo", 1, ComponentState.Down)]
    [InlineData("ddo", 2, ComponentState.Down)]
    [InlineData("dgo", 2, ComponentState.Degraded)]
    [InlineData("goo", 2, ComponentState.Ok)]
    public void As_many_probers_as_the_quorum_must_agree(string said, int quorum, ComponentState? agreed)
    {
        ProberView[] views = [.. said.Select((c, i) => new ProberView
        {
            Prober = $"p{i}",
            At = Now,
            State = c switch { 'o' => ComponentState.Ok, 'g' => ComponentState.Degraded, _ => ComponentState.Down },
        })];
        Assert.Equal(agreed, CheckRules.Agree(views, new HealthCheck { Quorum = quorum }, Now));
    }

    [Fact]
    public void A_prober_that_went_silent_no_longer_votes()
    {
        ProberView[] views =
        [
            new() { Prober = "a", At = Now.AddHours(-1), State = ComponentState.Down },
            new() { Prober = "b", At = Now, State = ComponentState.Ok },
        ];
        Assert.Equal(ComponentState.Ok, CheckRules.Agree(views, new HealthCheck(), Now));
    }

    [Theory]
    [InlineData(119, ComponentState.Ok)]
    [InlineData(121, ComponentState.Down)]
    public void A_beat_may_be_late_by_its_grace(int secondsAgo, ComponentState state)
    {
        var check = new HealthCheck { EverySeconds = 60, GraceSeconds = 60, LastBeatAt = Now.AddSeconds(-secondsAgo) };
        Assert.Equal(state, CheckRules.Beats(check, Now).State);
    }

    [Theory]
    [InlineData("200-299,401", 204, true)]
    [InlineData("200-299,401", 401, true)]
    [InlineData("200-299,401", 402, false)]
    [InlineData("nonsense", 200, false)]
    public void Status_codes_are_listed(string expected, int status, bool isGood) =>
        Assert.Equal(isGood, CheckRules.IsExpected(expected, status));

    [Theory]
    [InlineData(CheckKind.Http, "https://example.com/x", true)]
    [InlineData(CheckKind.Http, "ftp://example.com", false)]
    [InlineData(CheckKind.Http, "https://user:secret@example.com", false)]
    [InlineData(CheckKind.Tcp, "[::1]:25", true)]
    [InlineData(CheckKind.Tcp, "example.com", false)]
    [InlineData(CheckKind.Tcp, "example.com:0", false)]
    [InlineData(CheckKind.Tls, "example.com:443", true)]
    [InlineData(CheckKind.Dns, "not a host", false)]
    [InlineData(CheckKind.Heartbeat, "", true)]
    [InlineData(CheckKind.Heartbeat, "x", false)]
    public void A_target_fits_its_kind(CheckKind kind, string target, bool fits)
    {
        var check = new HealthCheck { Name = "n", Component = "c", Kind = kind, Target = target };
        Assert.Equal(fits, CheckRules.Faults(check).IsEmpty);
    }

    [Fact]
    public void Every_field_at_fault_is_named() => Assert.Equal(
        ["Name", "Component", "Target", "EverySeconds", "TimeoutSeconds", "Retries", "Quorum", "ExpectStatus", "GraceSeconds"],
        CheckRules.Faults(new HealthCheck
        {
            EverySeconds = 1,
            TimeoutSeconds = 0,
            Retries = 11,
            Quorum = 0,
            ExpectStatus = "2xx",
            GraceSeconds = -1,
        }).Select(f => f.Field));
}
