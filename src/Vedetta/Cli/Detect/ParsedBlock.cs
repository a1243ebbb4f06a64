using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;

namespace Vedetta.Cli.Detect;

/// <summary>One count as read.</summary>
/// <param name="Clock">Its time in seconds: true Unix time, or the local clock as if it were UTC.</param>
/// <param name="Count">How many.</param>
/// <param name="Leaf">Index of its dimension values.</param>
/// <param name="Line">Line number in its file.</param>
/// <param name="Stream">Which of the input's measures it counts; 0 for a counts file, the kind for signals.</param>
public readonly record struct CountRow(long Clock, long Count, int Leaf, int Line, byte Stream = 0);

/// <summary>What a parser made of one block: rows in file order, refused lines, leaves not met before.</summary>
public sealed class ParsedBlock(LineBlock source, int parser)
{
    /// <summary>The block's bytes, to be given back.</summary>
    public LineBlock Source { get; } = source;

    /// <summary>Which parser did it; leaf indexes are that parser's own.</summary>
    public int Parser { get; } = parser;

    /// <summary>Lines of the block.</summary>
    public int Lines { get; set; }

    /// <summary>Rows, with lines counted from 0 inside the block.</summary>
    public List<CountRow> Rows { get; } = [];

    /// <summary>Call attempts, in file order.</summary>
    public List<CallAttempt> Calls { get; } = [];

    /// <summary>The timestamps of <see cref="Rows"/> as written, where they are to be kept; else empty.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>The first refused lines, counted from 0 inside the block.</summary>
    public List<Refusal> Refusals { get; } = [];

    /// <summary>Refused lines beyond <see cref="Refusals"/>.</summary>
    public int RefusedUntold { get; private set; }

    /// <summary>Leaves this parser met for the first time, in the order of their indexes.</summary>
    public List<LeafName> NewLeaves { get; } = [];

    /// <summary>Where the offset of the times changed: instant and offset, both in seconds.</summary>
    public List<(long Unix, int Offset)> Offsets { get; } = [];

    /// <summary>Lines read well that carry no count, such as health signals.</summary>
    public int Uncounted { get; set; }

    /// <summary>Refuses a line.</summary>
    public void Refuse(int line, int column, string? field, string reason)
    {
        if (Refusals.Count < RefusalLog.ToldMax) Refusals.Add(new Refusal(line, field, column, reason));
        else RefusedUntold++;
    }

    /// <summary>Refuses the line that no buffer holds.</summary>
    public void RefuseTooLong() =>
        Refuse(Lines++, 1, null, $"is longer than {LineBlockReader.BlockBytesDefault} bytes");

    /// <summary>Remembers the offset of a time where it differs from the one before.</summary>
    public void NoteOffset(long unix, int offset)
    {
        if (Offsets.Count == 0 || Offsets[^1].Offset != offset) Offsets.Add((unix, offset));
    }
}

/// <summary>The measure a leaf counts (see <see cref="CountRow.Stream"/>) and its dimension values.</summary>
public sealed record LeafName(byte Stream, string[] Values);
