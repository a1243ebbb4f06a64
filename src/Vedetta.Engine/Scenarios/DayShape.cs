namespace Vedetta.Engine.Scenarios;

/// <summary>How customer contact spreads over the day and the week; 1 is an average hour of a working week.</summary>
internal sealed class DayShape
{
    private static readonly double[] Working =
    [
        .12, .07, .05, .04, .05, .10, .25, .60, 1.15, 1.70, 1.90, 1.80, 1.55, 1.40, 1.50, 1.65, 1.70, 1.60, 1.35, 1.05,
        .80,
        .60, .40, .22,
    ];

    private static readonly double[] FreeDay =
    [
        .20, .14, .09, .06, .06, .08, .15, .32, .70, 1.20, 1.55, 1.60, 1.30, 1.00, 1.05, 1.20, 1.40, 1.50, 1.45, 1.25,
        1.00,
        .80, .55, .35,
    ];

    // Sunday first.
    private static readonly double[] DayWeight = [.42, 1.16, 1.07, 1.01, .99, .97, .66];

    private readonly HashSet<DateOnly> _holidays;

    public DayShape(params IEnumerable<DateOnly> holidays) => _holidays = [.. holidays];

    /// <summary>The level at a local time: hours are joined by straight lines between their middles.</summary>
    public double At(DateTime local)
    {
        double hours = local.TimeOfDay.TotalHours - 0.5;
        int hour = (int)Math.Floor(hours);
        double part = hours - hour;
        return (OfHour(local.Date, hour) * (1 - part)) + (OfHour(local.Date, hour + 1) * part);
    }

    private double OfHour(DateTime date, int hour)
    {
        if (hour < 0) (date, hour) = (date.AddDays(-1), hour + 24);
        else if (hour > 23) (date, hour) = (date.AddDays(1), hour - 24);
        DayOfWeek day = _holidays.Contains(DateOnly.FromDateTime(date)) ? DayOfWeek.Sunday : date.DayOfWeek;
        double[] curve = day is DayOfWeek.Saturday or DayOfWeek.Sunday ? FreeDay : Working;
        return curve[hour] * DayWeight[(int)day];
    }
}
