using System.Globalization;
using System.Text;
using Vedetta.Detection.Floods;

namespace Vedetta.Desk.Floods;

/// <summary>
/// Lines as a grid of squares in the order of their numbers, as three paths: those that ring, those called in the last
/// minute, those called before. Paths move with the live stream; nothing is laid out anew.
/// </summary>
/// <param name="Columns">Squares in a row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Ringing">Path of the lines that ring.</param>
/// <param name="Called">Path of the lines called in the last minute that do not ring.</param>
/// <param name="Quiet">Path of the others.</param>
public sealed record LineGrid(int Columns, int Rows, string Ringing, string Called, string Quiet)
{
    /// <summary>Side of a square with the gap behind it, and without, in units of the drawing.</summary>
    public const int Step = 12, Side = 10;

    private const int ColumnsMin = 10, ColumnsMax = 60;

    /// <summary>Draws lines.</summary>
    public static LineGrid Of(IReadOnlyList<LineState> lines)
    {
        int columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt(lines.Count * 3.0)), ColumnsMin, ColumnsMax);
        StringBuilder ringing = new(), called = new(), quiet = new();
        for (int i = 0; i < lines.Count; i++)
        {
            LineState line = lines[i];
            StringBuilder path = line.IsRinging ? ringing : line.LastMinute > 0 ? called : quiet;
            path.Append(CultureInfo.InvariantCulture, $"M{i % columns * Step} {i / columns * Step}h{Side}v{Side}h-{Side}z");
        }
        return new LineGrid(
            columns, Math.Max(1, (lines.Count + columns - 1) / columns), ringing.ToString(), called.ToString(), quiet.ToString());
    }
}
