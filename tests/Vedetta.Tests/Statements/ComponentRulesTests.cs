using Vedetta.Settings;
using Vedetta.Statements;

namespace Vedetta.Tests.Statements;

public sealed class ComponentRulesTests
{
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
    private static readonly Component Web = new() { Id = "web", CreatedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void A_day_counts_the_whole_of_a_major_outage_and_three_tenths_of_a_partial_one()
    {
        DateTimeOffset noon = new(2026, 3, 2, 11, 0, 0, TimeSpan.Zero);
        ComponentHistory history = ComponentRules.History(
            Web, [Span(ComponentState.MajorOutage, noon, noon.AddHours(6)), Span(ComponentState.PartialOutage, noon.AddHours(6), noon.AddHours(12))],
            noon.AddDays(3), Rome, days: 4);
        Assert.Equal([1 - 7.8 / 24, 1, 1, 1], history.Days.Select(d => Math.Round(d.Uptime, 9)), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(ComponentState.MajorOutage, history.Days[0].Worst);
        Assert.Equal(ComponentState.Operational, history.Days[1].Worst);
    }

    [Fact]
    public void Days_before_the_component_was_added_are_unknown_and_do_not_count()
    {
        ComponentHistory history = ComponentRules.History(Web, [], new(2026, 1, 3, 12, 0, 0, TimeSpan.Zero), Rome, days: 10);
        Assert.Equal(7, history.Days.Count(d => !d.IsKnown));
        Assert.Equal(1, history.Uptime);
    }

    [Fact]
    public void The_day_of_the_clock_change_has_23_hours()
    {
        DateTimeOffset start = new(2026, 3, 28, 23, 0, 0, TimeSpan.Zero);
        ComponentHistory history = ComponentRules.History(
            Web, [Span(ComponentState.MajorOutage, start, start.AddHours(23))], start.AddDays(1), Rome, days: 2);
        Assert.Equal(0, history.Days[0].Uptime, 9);
    }

    [Theory]
    [InlineData("web-1", true)]
    [InlineData("-web", false)]
    [InlineData("Web", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    public void An_id_is_an_address_part(string id, bool isGood) => Assert.Equal(isGood, ComponentRules.IsId(id));

    [Theory]
    [InlineData("#0b5b78", true)]
    [InlineData("#ffee88", false)]
    [InlineData("red;}body{display:none", false)]
    [InlineData("#12345", false)]
    public void A_colour_must_stand_out_from_the_page(string colour, bool isGood) =>
        Assert.Equal(isGood, !StatusPageRules.Check(new StatusPageSetting { Colour = colour }).Any());

    private static ComponentSpan Span(ComponentState state, DateTimeOffset from, DateTimeOffset until) =>
        new() { ComponentId = "web", State = state, From = from, Until = until };
}
