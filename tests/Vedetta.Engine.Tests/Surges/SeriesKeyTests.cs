using FsCheck;
using FsCheck.Fluent;
using Vedetta.Engine.Surges;

namespace Vedetta.Engine.Tests.Surges;

public sealed class SeriesKeyTests
{
    [Fact]
    public void A_key_reads_back_what_it_wrote() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((dimension, value) =>
        {
            var key = new SeriesKey("contact", [new(dimension.Get, value.Get), new("b", "x")]);
            return SeriesKey.Parse(key.ToString()).Equals(key);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_total_contains_every_series_of_its_measure()
    {
        var total = new SeriesKey("contact", []);
        Assert.True(total.Contains(new SeriesKey("contact", [new("topic", "whatsapp")])));
        Assert.False(total.Contains(new SeriesKey("report", [])));
    }
}
