namespace Vedetta.Engine.Scenarios;

/// <summary>
/// The zone scenarios play in. Its rule is written down here, so that a scenario does not depend on the time zone data
/// of the machine that makes it.
/// </summary>
internal static class ScenarioZone
{
    /// <summary>IANA name.</summary>
    public const string Name = "Europe/Rome";

    /// <summary>Central European time with the summer time rule of the European Union since 1996.</summary>
    public static TimeZoneInfo Rome { get; } = TimeZoneInfo.CreateCustomTimeZone(
        Name, TimeSpan.FromHours(1), Name, Name, Name,
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                new DateTime(1996, 1, 1), DateTime.MaxValue.Date, TimeSpan.FromHours(1),
                LastSunday(month: 3, hour: 2), LastSunday(month: 10, hour: 3)),
        ]);

    /// <summary>The instant of a local time.</summary>
    public static DateTimeOffset At(int year, int month, int day, int hour = 0, int minute = 0)
    {
        var local = new DateTime(year, month, day, hour, minute, 0);
        return new DateTimeOffset(local, Rome.GetUtcOffset(local));
    }

    private static TimeZoneInfo.TransitionTime LastSunday(int month, int hour) =>
        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(
            new DateTime(1, 1, 1, hour, 0, 0), month, week: 5, DayOfWeek.Sunday);
}
