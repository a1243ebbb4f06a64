namespace Vedetta.Engine.Surges;

/// <summary>
/// Scores the rows of one heavy-tailed count series from its own past alone: a likelihood ratio against a slow level,
/// set against the tail of the ratios seen before. Once a day- and week-profile predicts clearly better than the level,
/// it is used instead and drops count too. A score is given once per event; rows that belong to it get 0.
/// </summary>
/// <remarks>Meant for mentions, page views and requests, where bursts are part of ordinary life.</remarks>
public sealed class TailScorer
{
    /// <summary>Rows after an event in which no new one is scored.</summary>
    private const int HoldRows = 288;
    private const double RecordHalfLifeRows = 400;
    private const double LevelHalfLifeSeconds = 4 * 86400;

    /// <summary>The profile must leave less than this share of the level's squared error.</summary>
    private const double SeasonalErrorShare = .35;

    private readonly SlowLevel _level;
    private readonly SeasonalLevel _seasonal;
    private readonly TailChannel _plain = new([1, 3], twoSided: false);
    private readonly TailChannel _profiled = new([4, 24], twoSided: true);
    private double _record;
    private double _levelError;
    private double _seasonalError;
    private int _rows;
    private int _quietFrom;

    /// <summary>Starts with nothing seen.</summary>
    /// <param name="binSeconds">Length of the rows' bins.</param>
    /// <param name="zone">Zone of the day profile; default UTC.</param>
    public TailScorer(int binSeconds, TimeZoneInfo? zone = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(binSeconds);
        double halfLifeRows = Math.Max(10, LevelHalfLifeSeconds / binSeconds);
        _level = new SlowLevel(halfLifeRows);
        _seasonal = new SeasonalLevel(binSeconds, halfLifeRows, zone ?? TimeZoneInfo.Utc);
    }

    /// <summary>Whether a day and week profile predicts the series well enough to be used.</summary>
    public bool IsSeasonal { get; private set; }

    /// <summary>Takes the next row; returns its anomaly score, 0 (ordinary) to 1.</summary>
    public double Score(Bin bin, long count)
    {
        double level = _level.Expect(), profiled = _seasonal.Expect(bin);
        double plainTail = _plain.Take(count, level, out double plainStatistic);
        double profiledTail = _profiled.Take(count, profiled, out double profiledStatistic);
        Compare(count, level, profiled);
        _level.Learn(count);
        _seasonal.Learn(bin, count);
        _rows++;
        return IsSeasonal ? Emit(profiledTail, profiledStatistic) : Emit(plainTail, plainStatistic);
    }

    private void Compare(double count, double level, double profiled)
    {
        if (!_seasonal.IsKnown) return;
        double keep = 1 - 1 / _seasonal.RowsPerWeek;
        double off = Math.Sqrt(count + 1) - Math.Sqrt(level + 1), offProfile = Math.Sqrt(count + 1) - Math.Sqrt(profiled + 1);
        _levelError = _levelError * keep + Math.Min(off * off, 9 * (level + 1));
        _seasonalError = _seasonalError * keep + Math.Min(offProfile * offProfile, 9 * (level + 1));
        bool was = IsSeasonal;
        if (_seasonal.IsCompared) IsSeasonal = _seasonalError < (was ? 2 : 1) * SeasonalErrorShare * _levelError;
        if (was != IsSeasonal) _record = 0;
    }

    private double Emit(double tail, double statistic)
    {
        double record = _record;
        _record = Math.Max(statistic, record * Math.Pow(.5, 1 / RecordHalfLifeRows));
        if (tail <= 0 || statistic <= record || _rows < _quietFrom) return 0;
        if (tail > 1) _quietFrom = _rows + HoldRows;
        return 1 - Math.Exp(-tail / 5);
    }
}
