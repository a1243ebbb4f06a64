using System.Collections.Concurrent;
using Vedetta.Detection;
using Vedetta.Engine.Surges;

namespace Vedetta.Desk;

/// <summary>Small charts of the last hours, drawn once for everybody who looks at the board.</summary>
public sealed class RecentCharts(LiveWatch watch, TimeProvider time)
{
    private const int KeptMax = 200;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<SeriesKey, (DateTimeOffset At, ChartShape Shape)> _drawn = new();

    /// <summary>The chart of a series, at most a quarter of a minute old.</summary>
    public ChartShape Of(SeriesKey series)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_drawn.TryGetValue(series, out var drawn) && now - drawn.At < FreshFor && now >= drawn.At) return drawn.Shape;
        if (_drawn.Count >= KeptMax) _drawn.Clear();
        ChartWindow window = ChartWindow.Recent(now);
        ChartShape shape = ChartShape.Draw(watch.Chart(series, window.From, window.Until, window.Step), window.Step, now, 120, 32);
        _drawn[series] = (now, shape);
        return shape;
    }
}
