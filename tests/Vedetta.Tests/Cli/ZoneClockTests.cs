using System.Globalization;
using Vedetta.Cli.Detect;

namespace Vedetta.Tests.Cli;

public sealed class ZoneClockTests
{
    [Theory]
    [InlineData("Europe/Rome", "2024-03-31 01:59", "2024-03-31T00:59Z")]
    [InlineData("Europe/Rome", "2024-03-31 02:30", "2024-03-31T01:00Z")]
    [InlineData("Europe/Rome", "2024-03-31 03:00", "2024-03-31T01:00Z")]
    [InlineData("Europe/Rome", "2024-10-27 01:59", "2024-10-26T23:59Z")]
    [InlineData("Europe/Rome", "2024-10-27 02:00", "2024-10-27T00:00Z")]
    [InlineData("Europe/Rome", "2024-10-27 02:30", "2024-10-27T01:00Z")]
    [InlineData("Europe/Rome", "2024-10-27 03:00", "2024-10-27T02:00Z")]
    [InlineData("America/Los_Angeles", "2015-11-01 02:00", "2015-11-01T10:00Z")]
    [InlineData("Australia/Lord_Howe", "2024-04-07 01:45", "2024-04-06T15:00Z")]
    [InlineData("UTC", "2024-03-31 02:30", "2024-03-31T02:30Z")]
    public void A_clock_time_has_its_true_instant(string zone, string clock, string instant) =>
        Assert.Equal(Seconds(instant), Clock(zone).InstantOf(Seconds(clock)));

    [Fact]
    public void Only_the_skipped_hour_never_was()
    {
        ZoneClock rome = Clock("Europe/Rome");
        Assert.True(rome.NeverWas(Seconds("2024-03-31 02:00")));
        Assert.False(rome.NeverWas(Seconds("2024-03-31 03:00")));
        Assert.False(rome.NeverWas(Seconds("2024-10-27 02:00")));
    }

    [Fact]
    public void Only_the_repeated_hour_is_repeated()
    {
        ZoneClock rome = Clock("Europe/Rome");
        Assert.NotNull(rome.RepeatAt(Seconds("2024-10-27 02:59")));
        Assert.Null(rome.RepeatAt(Seconds("2024-10-27 03:00")));
        Assert.Null(rome.RepeatAt(Seconds("2024-10-27 01:59")));
        Assert.Null(rome.RepeatAt(Seconds("2024-03-31 02:30")));
    }

    [Theory]
    [InlineData("Europe/Rome")]
    [InlineData("America/New_York")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Kolkata")]
    public void Time_never_runs_backwards_and_agrees_with_the_zone(string zone)
    {
        ZoneClock clock = Clock(zone);
        long before = long.MinValue;
        for (long at = Seconds("2023-01-01 00:00"); at < Seconds("2024-12-31 00:00"); at += 900)
        {
            long instant = clock.InstantOf(at);
            Assert.True(instant >= before);
            if (!clock.NeverWas(at) && clock.RepeatAt(at) is null) Assert.Equal(at, clock.ClockAt(instant));
            before = instant;
        }
    }

    internal static long Seconds(string text) => DateTimeOffset.Parse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds();

    private static ZoneClock Clock(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));
}
