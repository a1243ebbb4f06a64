using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Writes <c>timestamp,value,anomaly_score</c>: one line per time of the input, with the time as it was written. Where
/// rows have dimensions their total is scored.
/// </summary>
public sealed class ScoreWriter(TextWriter to)
{
    // Lines are short-lived: each is dropped when its bin is written.
    private readonly Dictionary<int, string> _texts = [];
    private TailScorer? _scorer;

    /// <summary>Keeps the timestamp of a line until its bin is written.</summary>
    public void Remember(int line, string text) => _texts[line] = text;

    /// <summary>Writes the header; from now on bins are scored by <paramref name="scorer"/>.</summary>
    public void Begin(TailScorer scorer)
    {
        _scorer = scorer;
        to.Write("timestamp,value,anomaly_score\n");
    }

    /// <summary>Scores one bin that has rows and writes a line for each different timestamp in it, all counts of it added up.</summary>
    public void Write(Bin bin, ReadOnlySpan<CountRow> rows)
    {
        if (rows.IsEmpty) return;
        long total = 0;
        foreach (ref readonly CountRow row in rows) total = checked(total + row.Count);
        double anomaly = _scorer?.Score(bin, total) ?? 0;
        for (int i = 0; i < rows.Length;)
        {
            string text = Take(rows[i].Line);
            long value = rows[i++].Count;
            // Rows of other dimensions at the same time belong to the same line.
            while (i < rows.Length && _texts.GetValueOrDefault(rows[i].Line) == text)
            {
                value += rows[i].Count;
                _texts.Remove(rows[i++].Line);
            }
            to.Write(string.Create(CultureInfo.InvariantCulture, $"{text},{value},{anomaly:0.######}\n"));
        }
    }

    private string Take(int line)
    {
        _texts.Remove(line, out string? text);
        return text ?? "";
    }
}
