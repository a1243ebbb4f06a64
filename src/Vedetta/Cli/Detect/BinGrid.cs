using System.Globalization;

namespace Vedetta.Cli.Detect;

/// <summary>The bins of an input on its clock: all of one width from a common origin, or calendar months.</summary>
/// <param name="WidthSeconds">Width of a bin; 30 days stand for a month.</param>
/// <param name="OriginSeconds">Clock of one bin start.</param>
/// <param name="IsMonthly">Whether bins are calendar months that start on the origin's day and time.</param>
/// <param name="IsRegular">Whether most bins from first to last have a row, so that a missing one means none.</param>
public sealed record BinGrid(long WidthSeconds, long OriginSeconds, bool IsMonthly, bool IsRegular)
{
    /// <summary>One-second bins, in which silence means nothing happened.</summary>
    public static BinGrid Seconds { get; } = new(1, 0, false, true);

    private const long DaySeconds = 86_400;

    // A row up to a quarter of a bin early belongs to the bin it announces: pollers drift.
    private const int EarlyDivisor = 4;

    private const double RegularShareMin = 0.5;

    /// <summary>Finds the bins of rows sorted by clock; null when they have fewer than two different times.</summary>
    public static BinGrid? Infer(ReadOnlySpan<CountRow> sorted)
    {
        var steps = new Dictionary<long, int>();
        int stepsCount = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            long step = sorted[i].Clock - sorted[i - 1].Clock;
            if (step == 0) continue;
            steps[step] = steps.GetValueOrDefault(step) + 1;
            stepsCount++;
        }
        if (stepsCount == 0) return null;
        (long width, int times) = steps.OrderByDescending(s => s.Value).ThenBy(s => s.Key).First();
        if (steps.Keys.All(step => step is >= 28 * DaySeconds and <= 31 * DaySeconds) && SameDayOfMonth(sorted))
            return new BinGrid(30 * DaySeconds, sorted[0].Clock, true, true);
        long origin = MostCommonPhase(sorted, width);
        int near = steps.Where(s => Math.Abs(s.Key - width) * EarlyDivisor <= width).Sum(s => s.Value);
        return new BinGrid(width, origin, false, Math.Max(times, near) >= RegularShareMin * stepsCount);
    }

    /// <summary>The bin a clock time belongs to.</summary>
    public long IndexOf(long clock)
    {
        if (IsMonthly) return MonthOf(clock);
        if (WidthSeconds == 1) return clock - OriginSeconds;
        return FloorDivide(clock - OriginSeconds + (WidthSeconds / EarlyDivisor), WidthSeconds);
    }

    /// <summary>The clock time at which a bin starts.</summary>
    public long StartOf(long index)
    {
        if (!IsMonthly) return OriginSeconds + (index * WidthSeconds);
        DateTime origin = ClockOf(OriginSeconds);
        return SecondsOf(origin.AddMonths((int)index));
    }

    /// <summary>The width for people: 1 h, 5 min.</summary>
    public string Says => IsMonthly ? "1 month"
        : WidthSeconds % DaySeconds == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{WidthSeconds / DaySeconds} d")
            : Text.Duration(TimeSpan.FromSeconds(WidthSeconds));

    private static bool SameDayOfMonth(ReadOnlySpan<CountRow> sorted)
    {
        int day = ClockOf(sorted[0].Clock).Day;
        foreach (ref readonly CountRow row in sorted)
            if (ClockOf(row.Clock).Day != day) return false;
        return true;
    }

    private static long MostCommonPhase(ReadOnlySpan<CountRow> sorted, long width)
    {
        var phases = new Dictionary<long, int>();
        foreach (ref readonly CountRow row in sorted)
        {
            long phase = row.Clock - (FloorDivide(row.Clock, width) * width);
            phases[phase] = phases.GetValueOrDefault(phase) + 1;
        }
        return phases.OrderByDescending(p => p.Value).ThenBy(p => p.Key).First().Key;
    }

    private long MonthOf(long clock)
    {
        DateTime origin = ClockOf(OriginSeconds), time = ClockOf(clock);
        long months = ((time.Year - origin.Year) * 12L) + time.Month - origin.Month;
        return clock < StartOf(months) ? months - 1 : months;
    }

    private static DateTime ClockOf(long seconds) => DateTime.UnixEpoch.AddSeconds(seconds);

    private static long SecondsOf(DateTime clock) => (clock.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}
