using Vedetta.Engine.Gate;

namespace Vedetta.Engine.Tests.Gate;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("2001:DB8:0::0:7", "2001:db8::7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("10.1", "")]
    [InlineData("198.51.100.0/24", "")]
    [InlineData("127.0.0.1", "")]
    [InlineData("::1", "")]
    [InlineData("::ffff:127.0.0.1", "")]
    [InlineData("0.0.0.0", "")]
    [InlineData("::", "")]
    [InlineData("224.0.0.1", "")]
    [InlineData("255.255.255.255", "")]
    [InlineData("fe80::1", "")]
    [InlineData("fe80::1%eth0", "")]
    [InlineData("ff02::1", "")]
    [InlineData("198.51.100.7 } flush ruleset", "")]
    [InlineData("", "")]
    public void One_machine_has_one_writing_and_all_else_is_none(string text, string canonical) =>
        Assert.Equal(canonical, PeerAddress.Canonical(text));

    [Fact]
    public void A_rule_by_address_holds_for_that_machine_only()
    {
        GateBook book = Some.Book(Some.Rule(new GateMatch { SourceAddress = "198.51.100.7" }));
        Assert.Equal(GateAct.Refuse, book.Decide("+39340111", source: "198.51.100.7").Act);
        Assert.Equal(GateAct.Pass, book.Decide("+39340111", source: "198.51.100.70").Act);
        Assert.Equal(GateAct.Pass, book.Decide("+39340111").Act);
        Assert.True(book.AsksForSourceAddress && !GateBook.Empty.AsksForSourceAddress);
    }

    [Fact]
    public void A_rule_by_something_that_is_no_address_is_refused() =>
        Assert.Contains(
            GateRules.Faults(Some.Rule(new GateMatch { SourceAddress = "198.51.100.0/24" }), Some.Now), f => f.Field == "match.source_address");

    [Fact]
    public void The_history_tells_addresses_of_named_trunks_from_others()
    {
        var history = new CallHistory();
        history.Add(Some.Call(Some.Now, "+39340111") with { Trunk = "carrier", SourceAddress = "192.0.2.1" });
        history.Add(Some.Call(Some.Now, "+39340111") with { SourceAddress = "2001:DB8::0:7" });
        Assert.Equal((true, false), (history.IsOfNamedTrunk("192.0.2.1"), history.IsOfNamedTrunk("2001:db8::7")));
        Assert.Single(history.TrunkNumbers(["2001:db8::7", "192.0.2.1"]));
        Assert.True(history.KnowsEveryAddress);
        for (int i = 0; i < 5_000; i++) history.Add(Some.Call(Some.Now, "+39340111") with { SourceAddress = $"10.0.{i / 200}.{i % 200}" });
        Assert.False(history.KnowsEveryAddress);
    }
}
