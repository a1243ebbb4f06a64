namespace Vedetta.Engine.Surges;

/// <summary>A level that bursts hardly move: an exponentially weighted mean of clipped counts.</summary>
internal sealed class SlowLevel(double halfLifeRows)
{
    private readonly double _weight = 1 - Math.Pow(.5, 1 / halfLifeRows);
    private double _level;
    private int _rows;

    /// <summary>What the next row should count; never below one half.</summary>
    public double Expect() => Math.Max(_level, .5);

    public void Learn(double count)
    {
        double clipped = _rows == 0 ? count : Math.Min(count, 4 * Expect() + 4);
        _rows++;
        _level += Math.Max(_weight, 1.0 / _rows) * (clipped - _level);
    }
}

/// <summary>A slow level times factors of the time of day and the time of the week.</summary>
internal sealed class SeasonalLevel
{
    private const double FactorPerVisit = .12;
    private const double KnownWeeks = 2;
    private const double ComparedWeeks = 3;

    private readonly int _binSeconds;
    private readonly TimeZoneInfo _zone;
    private readonly double _weight;
    private readonly double[] _day;
    private readonly double[] _week;
    private readonly int[] _dayVisits;
    private readonly int[] _weekVisits;
    private double _level;
    private int _rows;

    public SeasonalLevel(int binSeconds, double halfLifeRows, TimeZoneInfo zone)
    {
        (_binSeconds, _zone, _weight) = (binSeconds, zone, 1 - Math.Pow(.5, 1 / halfLifeRows));
        _day = Ones(86400);
        _week = Ones(7 * 86400);
        _dayVisits = new int[_day.Length];
        _weekVisits = new int[_week.Length];
    }

    public double RowsPerWeek => Math.Max(1, 604800.0 / _binSeconds);

    /// <summary>Whether the factors have seen enough to be judged.</summary>
    public bool IsKnown => _rows > KnownWeeks * RowsPerWeek;

    /// <summary>Whether they have been judged long enough.</summary>
    public bool IsCompared => _rows > ComparedWeeks * RowsPerWeek;

    public double Expect(Bin bin)
    {
        (int day, int week) = SlotsOf(bin);
        return Math.Max(_level * _day[day] * _week[week], .5);
    }

    public void Learn(Bin bin, double count)
    {
        (int day, int week) = SlotsOf(bin);
        double expected = Expect(bin), clipped = _rows == 0 ? count : Math.Clamp(count, expected / 4 - 4, 4 * expected + 4);
        double factor = _day[day] * _week[week];
        _rows++;
        _level += Math.Max(_weight, 1.0 / _rows) * (clipped / factor - _level) * Math.Min(1, factor);
        if (_rows * (double)_binSeconds < 86400) return;
        Follow(ref _day[day], ref _dayVisits[day], clipped / Math.Max(_level * _week[week], .1), 14);
        Follow(ref _week[week], ref _weekVisits[week], clipped / Math.Max(_level * _day[day], .1), 2);
    }

    // Starts as a mean that leans on 1 for the first visits, then follows.
    private static void Follow(ref double factor, ref int visits, double value, int slowVisits)
    {
        visits++;
        double weight = Math.Max(FactorPerVisit * 2 / slowVisits, 1.0 / (visits + 2));
        factor = Math.Clamp(factor + weight * (value - factor), .02, 50);
    }

    private (int Day, int Week) SlotsOf(Bin bin)
    {
        long local = bin.StartUnixSeconds + (long)_zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(bin.StartUnixSeconds)).TotalSeconds;
        long inDay = (local % 86400 + 86400) % 86400, inWeek = (local % 604800 + 604800) % 604800;
        return ((int)(inDay * _day.Length / 86400), (int)(inWeek * _week.Length / 604800));
    }

    private double[] Ones(int seconds)
    {
        var ones = new double[Math.Max(1, seconds / _binSeconds)];
        Array.Fill(ones, 1);
        return ones;
    }
}
