using Vedetta.Engine.Calls;
using Vedetta.Engine.Gate;

namespace Vedetta.Engine.Tests.Gate;

public sealed class CallHistoryTests
{
    [Fact]
    public void Calls_come_back_as_they_were_told()
    {
        var history = new CallHistory();
        history.Add(Some.Call(Some.Now, "+39340111", "+390212345", "phone/1", "o=- 192.0.2.1") with { Attestation = 'B', Trunk = "carrier" });
        PastCall past = Assert.Single(history.Between(0, long.MaxValue));
        GateCall call = history.ToCall(past);
        Assert.Equal(("39340111", "390212345", 'B'), (PhoneKey.Text(call.Caller), PhoneKey.Text(call.Called), call.Attestation));
        Assert.True(call.UserAgent.SequenceEqual("phone/1"u8) && call.SdpOrigin.SequenceEqual("o=- 192.0.2.1"u8) && call.Trunk.SequenceEqual("carrier"u8));
    }

    [Fact]
    public void The_end_of_a_call_and_our_own_calls_are_not_counted()
    {
        var history = new CallHistory();
        history.Add(Some.Call(Some.Now, "+1") with { Stage = CallStage.End });
        history.Add(Some.Call(Some.Now, "+1") with { IsOutgoing = true });
        history.Add(Some.Call(Some.Now, "+1") with { Stage = CallStage.Whole });
        Assert.Equal(1, history.Count);
    }

    [Fact]
    public void It_is_bounded_in_calls_and_in_days_and_says_what_it_dropped()
    {
        var history = new CallHistory(callsMax: 3 * 65_536);
        for (int i = 0; i < 4 * 65_536; i++) history.Add(Some.Call(Some.Now.AddSeconds(i), $"+39{i}"));
        Assert.Equal((3 * 65_536, 65_536), (history.Count, history.Dropped));
        Assert.Equal(Some.Now.AddSeconds(65_536).ToUnixTimeSeconds(), history.FirstUnixSeconds);
        history.Add(Some.Call(Some.Now.AddDays(60), "+39"));
        Assert.Equal((1, 65_536), (history.Count, history.Dropped));
    }

    [Fact]
    public void Ever_new_user_agents_do_not_fill_it()
    {
        var history = new CallHistory();
        for (int i = 0; i < 6_000; i++) history.Add(Some.Call(Some.Now, "+1", userAgent: $"agent {i}"));
        Assert.Equal(6_000 - 4_095, history.TextsLeftOut);
        Assert.Equal(6_000, history.Count);
    }
}
