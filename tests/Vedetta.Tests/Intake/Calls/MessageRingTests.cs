using System.Globalization;
using System.Text;
using Vedetta.Intake.Calls;

namespace Vedetta.Tests.Intake.Calls;

public sealed class MessageRingTests
{
    [Fact]
    public void Messages_of_a_call_come_back_in_order_of_time()
    {
        var ring = new MessageRing(64 * 1024);
        Add(ring, "a", 20, "second");
        Add(ring, "b", 5, "other");
        Add(ring, "a", 10, "first");
        List<CallMessage> messages = ring.Of("a");
        Assert.Equal(["first", "second"], messages.Select(m => Encoding.ASCII.GetString(m.Bytes)));
        Assert.Equal(("192.0.2.1:5060", "192.0.2.9:5062", "UDP", 10L),
            (messages[0].Source, messages[0].Destination, messages[0].Transport, messages[0].At.ToUnixTimeMilliseconds()));
        Assert.Empty(ring.Of("c"));
    }

    [Fact]
    public void The_oldest_make_room_for_the_newest_and_are_counted()
    {
        var ring = new MessageRing(64 * 1024);
        var random = new Random(5);
        for (int i = 0; i < 5_000; i++)
        {
            Add(ring, $"c{i}", i, i.ToString(CultureInfo.InvariantCulture) + new string('x', random.Next(2_000)));
            Assert.InRange(ring.Bytes, 1, 64 * 1024);
            Assert.StartsWith(i.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(Assert.Single(ring.Of($"c{i}")).Bytes), StringComparison.Ordinal);
        }
        int found = Enumerable.Range(0, 5_000).Count(i => ring.Of($"c{i}").Count > 0);
        Assert.Equal((found, 5_000L), (ring.Count, ring.Count + ring.Dropped));
        Assert.Empty(ring.Of("c0"));
    }

    [Fact]
    public void Old_messages_go_by_time()
    {
        var ring = new MessageRing(64 * 1024);
        for (int i = 0; i < 100; i++) Add(ring, "a", i, "x");
        ring.DropBefore(60);
        Assert.Equal((40, 60L), (ring.Of("a").Count, ring.Of("a")[0].At.ToUnixTimeMilliseconds()));
        ring.DropBefore(1_000);
        Assert.Equal((0, 0L, 0L), (ring.Count, ring.Bytes, ring.Dropped));
    }

    private static void Add(MessageRing ring, string callId, long at, string text)
    {
        var route = new MessageRoute { AtUnixMilliseconds = at, SourcePort = 5060, DestinationPort = 5062, Transport = 17 };
        route.SetAddresses([192, 0, 2, 1], [192, 0, 2, 9]);
        ring.Add(callId, route, Encoding.ASCII.GetBytes(text));
    }
}
