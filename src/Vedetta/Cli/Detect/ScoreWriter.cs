using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>Writes <c>timestamp,value,anomaly_score</c>: one line per time of the input, with the time as it was written.</summary>
/// <param name="score">Scores a bin's total, 0 to 1.</param>
public sealed class ScoreWriter(TextWriter to, Func<Bin, long, double> score)
{
    // Lines are short-lived: each is dropped when its bin is written.
    private readonly Dictionary<int, string> _texts = [];
    private bool _hasHeader;

    /// <summary>Keeps the timestamp of a line until its bin is written.</summary>
    public void Remember(int line, string text) => _texts[line] = text;

    /// <summary>Scores one bin and writes a line for each different timestamp in it, all counts of it added up.</summary>
    public void Write(Bin bin, ReadOnlySpan<CountRow> rows)
    {
        if (!_hasHeader) to.Write("timestamp,value,anomaly_score\n");
        _hasHeader = true;
        long total = 0;
        foreach (ref readonly CountRow row in rows) total = checked(total + row.Count);
        double anomaly = score(bin, total);
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
