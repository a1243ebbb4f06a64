namespace Vedetta.Engine.Tests.Calls;

public sealed class SignallingFuzzTests
{
    [Fact]
    public void Whatever_comes_over_the_wire_is_read_or_refused_in_bounded_memory()
    {
        const int inputs = 200_000;
        var fuzz = new SignallingFuzz(20_261_129);
        fuzz.Run(inputs);
        Assert.Equal(inputs, fuzz.Fed);
        Assert.InRange(fuzz.Packets, inputs / 50, inputs);
        Assert.InRange(fuzz.Messages, inputs / 5, inputs);
        Assert.InRange(fuzz.Accepted, inputs / 100, inputs);
        Assert.InRange(fuzz.InFlight, 1, SignallingFuzz.CallsMax);
    }
}
