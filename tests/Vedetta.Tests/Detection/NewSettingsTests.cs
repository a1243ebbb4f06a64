using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Surges;
using Vedetta.Engine.Tiles;
using Vedetta.Settings;

namespace Vedetta.Tests.Detection;

public sealed class NewSettingsTests
{
    private static readonly DateTimeOffset Monday = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SeriesKey Contacts = new("contact", []);

    [Fact]
    public void A_holiday_entered_in_the_morning_counts_that_morning_and_nothing_learnt_is_lost()
    {
        var organisation = new Organisation { TimeZone = "UTC" };
        var watch = new LiveWatch(DetectionSetup.OptionsOf(organisation, null));
        DateTimeOffset now = Monday;
        for (; now < Monday.AddDays(16); now = now.AddHours(1)) LiveThrough(watch, now);
        double before = Expected(watch, now);

        watch.Reconfigure(DetectionSetup.OptionsOf(
            organisation with { Holidays = [new HolidaySetting(DateOnly.FromDateTime(now.Date), "Patron")] }, null));

        Assert.InRange(before, 30, 50);
        Assert.InRange(Expected(watch, now), 5, 15);
        Assert.InRange(Expected(watch, now.AddDays(1)), 0.9 * before, 1.1 * before);
    }

    // Forty contacts an hour on working days, ten on Saturdays and Sundays.
    private static void LiveThrough(LiveWatch watch, DateTimeOffset hour)
    {
        var tiles = new TileSet();
        int contacts = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 10 : 40;
        for (int i = 0; i < contacts; i++)
            tiles.Add(hour.ToUnixTimeSeconds() + i * 3600 / contacts, new Leaf(SignalKind.Contact, "mobile", "voice"), 0, default, 0, 0);
        watch.Take(tiles, [], hour.AddHours(1));
        watch.Advance(hour.AddHours(1));
    }

    private static double Expected(LiveWatch watch, DateTimeOffset at) =>
        watch.Measure(Contacts, at.Date.AddHours(10), at.Date.AddHours(11))!.Value.Expected!.Value.Expected;
}
