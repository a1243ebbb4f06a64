using Vedetta.Engine.Surges;

namespace Vedetta.Detection;

/// <summary>Watches live tiles.</summary>
#pragma warning disable CA1822
public sealed class LiveWatch
{
    /// <summary>The newest picture of the board.</summary>
    public BoardPicture Picture { get; private set; } = BoardPicture.Empty;

    /// <summary>Counts and bands of a series in equal steps; empty for a series not watched.</summary>
    /// <param name="series">What to chart.</param>
    /// <param name="from">Start of the first step.</param>
    /// <param name="until">End of the last step; may lie in the future, where only the band is known.</param>
    /// <param name="step">Length of a step: at least 10 s and at most 400 of them.</param>
    public IReadOnlyList<ChartPoint> Chart(SeriesKey series, DateTimeOffset from, DateTimeOffset until, TimeSpan step) => [];
}
