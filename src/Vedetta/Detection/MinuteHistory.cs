using Vedetta.Engine.Surges;
using Vedetta.Storage;

namespace Vedetta.Detection;

/// <summary>Stores what each busy series showed in each minute, for charts and reports older than a day.</summary>
public sealed class MinuteHistory(LiveWatch watch, CountHistory history, ServerOptions options)
{
    /// <summary>Most series stored per minute; the busiest win.</summary>
    public const int SeriesPerMinuteMax = 500;

    // A minute is written once late signals had their time.
    private const int SettleSeconds = FeedRules.GraceSecondsMax + 10;
    private const int MinutesPerRoundMax = 5;

    private long _written = long.MinValue;

    /// <summary>Writes the minutes that settled since the last call; far jumps of time are not filled.</summary>
    public async Task Write(DateTimeOffset now, CancellationToken stop)
    {
        if (!options.RunLoops) return;
        long settled = (now.ToUnixTimeSeconds() - SettleSeconds) / 60;
        if (settled <= _written) return;
        var rows = new List<MinuteOfSeries>();
        for (long minute = Math.Max(_written + 1, settled - MinutesPerRoundMax + 1); minute <= settled; minute++)
            rows.AddRange(watch.Minute(minute, SeriesPerMinuteMax));
        _written = settled;
        await history.Append(rows, stop);
    }

    /// <summary>Stored points of a series in equal steps of whole minutes, oldest first.</summary>
    public async Task<IReadOnlyList<ChartPoint>> Read(
        SeriesKey series, DateTimeOffset from, DateTimeOffset until, TimeSpan step, CancellationToken stop)
    {
        long minutesPerStep = Math.Max(1, (long)step.TotalMinutes);
        IReadOnlyList<SeriesMinute> minutes = await history.Read(
            series.ToString(), from.ToUnixTimeSeconds() / 60, until.ToUnixTimeSeconds() / 60, stop);
        return [.. minutes.GroupBy(m => m.Minute / minutesPerStep)
            .Select(g => new ChartPoint(
                DateTimeOffset.FromUnixTimeSeconds(g.Key * minutesPerStep * 60), g.Sum(m => m.Observed),
                g.Sum(m => m.Expected), g.Sum(m => m.Low), g.Sum(m => m.High)))];
    }
}
