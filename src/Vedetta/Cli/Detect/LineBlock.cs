namespace Vedetta.Cli.Detect;

/// <summary>A stretch of whole lines of one input, as read.</summary>
/// <param name="Buffer">The bytes; only the first <paramref name="Length"/> count.</param>
/// <param name="Length">Bytes that belong to the block, the last line's break included where it has one.</param>
/// <param name="TooLong">A line before these that was left out because no buffer holds it; its bytes are gone.</param>
public sealed record LineBlock(byte[] Buffer, int Length, bool TooLong = false)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}

/// <summary>
/// Cuts an input into blocks of whole lines. Memory is bounded: a line longer than a buffer is skipped and marked.
/// </summary>
public sealed class LineBlockReader(InputSource source, int blockBytes = LineBlockReader.BlockBytesDefault)
{
    /// <summary>Bytes of one block, and so of the longest line read.</summary>
    public const int BlockBytesDefault = 1 << 20;

    private const int RecordLinesMax = 16;

    private readonly Stack<byte[]> _free = [];
    private byte[] _carry = [];
    private bool _ended;

    /// <summary>Why the input ended early, or null.</summary>
    public string? CutShort { get; private set; }

    /// <summary>The next block, or null at the end. Blocks may come back empty after a line that was too long.</summary>
    public LineBlock? Next()
    {
        if (_ended) return null;
        byte[] buffer = Rent();
        _carry.CopyTo(buffer, 0);
        int length = Fill(buffer, _carry.Length);
        _carry = [];
        if (_ended) return length == 0 ? null : new LineBlock(buffer, length);
        int lastBreak = LastRecordBreak(buffer.AsSpan(0, length));
        if (lastBreak < 0) return SkipLine(buffer);
        _carry = buffer.AsSpan(lastBreak + 1, length - lastBreak - 1).ToArray();
        return new LineBlock(buffer, lastBreak + 1);
    }

    // A break inside quotes does not end a CSV record, and quotes before a record's end are even in number. A stray
    // quote must not glue the rest of the file together, so only the last few breaks are tried.
    private static int LastRecordBreak(ReadOnlySpan<byte> bytes)
    {
        int last = bytes.LastIndexOf((byte)'\n');
        int quotes = bytes[..Math.Max(last, 0)].Count((byte)'"');
        int at = last;
        for (int tries = 0; quotes % 2 != 0 && at > 0 && tries < RecordLinesMax; tries++)
        {
            int before = bytes[..at].LastIndexOf((byte)'\n');
            if (before < 0) break;
            quotes -= bytes[before..at].Count((byte)'"');
            at = before;
        }
        return quotes % 2 == 0 ? at : last;
    }

    /// <summary>Gives a block's buffer back for reuse.</summary>
    public void Return(LineBlock block)
    {
        // The first block's buffer is cut where the header ends and is too short to serve again.
        if (block.Buffer.Length < blockBytes) return;
        lock (_free) _free.Push(block.Buffer);
    }

    private byte[] Rent()
    {
        lock (_free) return _free.TryPop(out byte[]? buffer) ? buffer : new byte[blockBytes];
    }

    private int Fill(byte[] buffer, int length)
    {
        while (length < buffer.Length)
        {
            int read = Read(buffer.AsSpan(length));
            if (read == 0)
            {
                _ended = true;
                break;
            }
            length += read;
        }
        return length;
    }

    // Bytes of a damaged gzip file before the damage are good and are used.
    private int Read(Span<byte> buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            CutShort = damaged.Message;
            return 0;
        }
    }

    private LineBlock SkipLine(byte[] buffer)
    {
        int kept = 0;
        while (!_ended && kept == 0)
        {
            int length = Fill(buffer, 0);
            int firstBreak = buffer.AsSpan(0, length).IndexOf((byte)'\n');
            if (firstBreak < 0) continue;
            _carry = buffer.AsSpan(firstBreak + 1, length - firstBreak - 1).ToArray();
            kept = 1;
        }
        // Fill may have met the end while lines still wait in the carry.
        if (_carry.Length > 0) _ended = false;
        return new LineBlock(buffer, 0, TooLong: true);
    }
}
