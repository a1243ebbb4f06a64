using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Reads signals of either format with the engine's reader and counts each counted signal as one row.
/// </summary>
public sealed class SignalParser : IRowParser
{
    // Offsets change by clock changes, which no zone makes more often than this.
    private const long OffsetCheckSeconds = 900;

    // Offline, data of any year are welcome (plans and simulations too), so nothing is in the future.
    private static readonly long EndOfTime = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero)
        .ToUnixTimeMilliseconds();

    private readonly SignalLayout _layout;
    private readonly SignalReader _reader;
    private readonly CallRecords? _records;
    private readonly Dictionary<Leaf, int> _leaves = [];
    private long _offsetCheckedAt = long.MinValue;
    private Leaf _lastLeaf;
    private int _lastIndex = -1;

    /// <summary>Starts with no leaf known.</summary>
    /// <param name="layout">How the signals are written.</param>
    /// <param name="options">What call records leave unsaid.</param>
    public SignalParser(SignalLayout layout, CallRecordOptions options)
    {
        _layout = layout;
        _records = layout.Records is { } records ? new CallRecords(records, options) : null;
        _reader = new SignalReader(layout.Format, EndOfTime) { WritesJson = false };
    }

    /// <inheritdoc/>
    public void Parse(ParsedBlock block)
    {
        _reader.Restart(_layout.Format, EndOfTime, _records);
        int headerLines = 0;
        if (_layout.Format == SignalFormat.Csv)
        {
            ReadOnlySpan<byte> header = _layout.Header;
            while (_reader.Read(ref header, out _)) headerLines++;
            headerLines = 1;
        }
        int linesBefore = headerLines + 1;
        if (block.Source.TooLong) block.RefuseTooLong();
        linesBefore -= block.Lines;
        ReadOnlySpan<byte> bytes = block.Source.Bytes;
        block.Lines += bytes.Count((byte)'\n') + (bytes.IsEmpty || bytes[^1] == '\n' ? 0 : 1);
        while (_reader.Read(ref bytes, out _)) Take(block, linesBefore);
        while (_reader.Complete(out _)) Take(block, linesBefore);
    }

    private void Take(ParsedBlock block, int linesBefore)
    {
        int lineNumber = checked((int)(_reader.LineNumber - linesBefore));
        if (!_reader.IsAccepted)
        {
            Refusal refusal = _reader.Refusal;
            block.Refuse(lineNumber, refusal.Column, refusal.Field, refusal.Reason);
            return;
        }
        SignalLine line = _reader.Line;
        if (line.Call is { } call) block.Calls.Add(call);
        if (!line.IsCounted)
        {
            block.Uncounted++;
            return;
        }
        if (Math.Abs(line.UnixSecond - _offsetCheckedAt) >= OffsetCheckSeconds)
        {
            _offsetCheckedAt = line.UnixSecond;
            block.NoteOffset(line.UnixSecond, line.OffsetSeconds);
        }
        block.Rows.Add(new CountRow(line.UnixSecond, 1, LeafOf(block, line.Leaf), lineNumber, (byte)line.Kind));
    }

    private int LeafOf(ParsedBlock block, Leaf leaf)
    {
        if (_lastIndex >= 0 && leaf == _lastLeaf) return _lastIndex;
        if (!_leaves.TryGetValue(leaf, out int index))
        {
            if (_leaves.Count == LeafInterner.LeavesMax) return LeafInterner.Overflow;
            _leaves[leaf] = index = _leaves.Count;
            int dimensions = SignalSchema.Dimensions(leaf.Kind).Length;
            block.NewLeaves.Add(new LeafName(
                (byte)leaf.Kind, [.. Enumerable.Range(0, dimensions).Select(i => leaf[i])]));
        }
        _lastLeaf = leaf;
        return _lastIndex = index;
    }
}
