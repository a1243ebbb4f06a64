using System.Globalization;
using System.Text;

namespace Vedetta.Detection;

/// <summary>A chart as paths of a fixed box: the picture without script, on paper and in small.</summary>
/// <param name="Actual">Path of the counts.</param>
/// <param name="Expected">Path of the middle of the normal range.</param>
/// <param name="Band">Closed path of the normal range.</param>
/// <param name="Top">Count at the upper edge.</param>
public sealed record ChartShape(string Actual, string Expected, string Band, double Top)
{
    /// <summary>Draws points into a box of this width and height; steps not over by now have no count yet.</summary>
    public static ChartShape Draw(IReadOnlyList<ChartPoint> points, TimeSpan step, DateTimeOffset now, int width, int height)
    {
        double top = Math.Max(1, points.Select(p => Math.Max(IsOver(p, step, now) ? p.Observed : 0, p.High ?? 0)).DefaultIfEmpty(1).Max()) * 1.06;
        double X(int index) => points.Count < 2 ? 0 : (double)index / (points.Count - 1) * width;
        double Y(double value) => height - value / top * height;
        var actual = new StringBuilder();
        var expected = new StringBuilder();
        var upper = new StringBuilder();
        var lower = new List<string>();
        for (int i = 0; i < points.Count; i++)
        {
            ChartPoint p = points[i];
            if (IsOver(p, step, now)) Append(actual, X(i), Y(p.Observed));
            if (p.Expected is { } middle) Append(expected, X(i), Y(middle));
            if (p is not { Low: { } low, High: { } high }) continue;
            Append(upper, X(i), Y(high));
            lower.Add(string.Create(CultureInfo.InvariantCulture, $"L{X(i):0.#} {Y(low):0.#}"));
        }
        lower.Reverse();
        string band = upper.Length == 0 ? "" : upper + string.Concat(lower) + "Z";
        return new ChartShape(actual.ToString(), expected.ToString(), band, top);
    }

    /// <summary>Whether a step lies wholly in the past, so that its count is complete.</summary>
    public static bool IsOver(ChartPoint point, TimeSpan step, DateTimeOffset now) => point.From + step <= now;

    private static void Append(StringBuilder path, double x, double y) =>
        path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
}
