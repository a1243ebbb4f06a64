using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;

namespace Vedetta.Tests.Detection;

public sealed class RecentCountsTests
{
    private const long Monday = 1_666_569_600;
    private static readonly Leaf Calls = new(SignalKind.Contact, "mobile", "voice", "whatsapp", "IT-25");

    [Fact]
    public void Every_value_and_the_total_are_counted()
    {
        var counts = new RecentCounts(SignalKind.Contact);
        counts.Add(Monday, Calls, 3);
        counts.Add(Monday + 61, Calls with { C = "billing" }, 2);
        Assert.Equal(5, counts.Sum(new SeriesKey("contact", []), Monday, Monday + 120));
        Assert.Equal(3, counts.Sum(SeriesKey.Parse("contact{topic=whatsapp}"), Monday, Monday + 120));
        Assert.Equal(2, counts.Sum(SeriesKey.Parse("contact{queue=mobile}"), Monday + 60, Monday + 120));
    }

    [Fact]
    public void Series_are_bounded_and_the_quietest_go_first()
    {
        var counts = new RecentCounts(SignalKind.Contact);
        for (int i = 0; i < RecentCounts.SeriesMax * 3; i++) counts.Add(Monday + i, Calls with { C = $"topic {i}" }, 1);
        Assert.InRange(counts.Series.Count, 1, RecentCounts.SeriesMax);
        Assert.True(counts.SeriesEvicted > 0);
        Assert.Equal(RecentCounts.SeriesMax * 3, counts.Sum(new SeriesKey("contact", []), Monday, Monday + 100_000));
    }

    [Fact]
    public void What_is_saved_reads_back()
    {
        var counts = new RecentCounts(SignalKind.Contact);
        for (int i = 0; i < 5_000; i += 7) counts.Add(Monday + i, Calls, i % 5 + 1);
        using var bytes = new MemoryStream();
        counts.Save(new BinaryWriter(bytes));
        var back = new RecentCounts(SignalKind.Contact);
        back.Load(new BinaryReader(new MemoryStream(bytes.ToArray())));
        foreach (SeriesKey key in counts.Series)
            Assert.Equal(counts.Sum(key, Monday + 100, Monday + 4_000), back.Sum(key, Monday + 100, Monday + 4_000));
    }

    [Theory]
    [InlineData(14, 3600, false)]
    [InlineData(100, 30, false)]
    [InlineData(100, 60, true)]
    public void Silence_is_a_lost_feed_when_chance_cannot_explain_it(double expected, long seconds, bool silent) =>
        Assert.Equal(silent, FeedRules.IsFeedSilent(expected, seconds));

    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(30, 10, 31)]
    [InlineData(500, 10, 120)]
    [InlineData(30, 700, 2)]
    public void The_wait_for_late_signals_follows_how_late_they_came(long lateness, long ago, int wait) =>
        Assert.Equal(wait, FeedRules.GraceSeconds(lateness, ago));
}
