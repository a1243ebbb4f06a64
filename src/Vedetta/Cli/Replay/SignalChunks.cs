using System.IO.Compression;
using Vedetta.Engine.Signals;

namespace Vedetta.Cli.Replay;

/// <summary>Lines of one stretch of virtual time.</summary>
/// <param name="From">Start of the stretch.</param>
/// <param name="Until">End of the stretch.</param>
/// <param name="Lines">The lines, NDJSON.</param>
public sealed record SignalChunk(DateTimeOffset From, DateTimeOffset Until, byte[] Lines);

/// <summary>Cuts a time-ordered file of signals into stretches of virtual time; holds one stretch at a time.</summary>
public sealed class SignalChunks(string file, Func<DateTimeOffset, TimeSpan> stretchAt)
{
    private const int LineBytesMax = 1 << 20;
    private static readonly byte[] AtName = "\"at\""u8.ToArray();

    /// <summary>Bytes of the file read so far (compressed).</summary>
    public long BytesRead { get; private set; }

    /// <summary>The stretches in order; lines whose time cannot be read travel with their neighbours.</summary>
    public IEnumerable<SignalChunk> Read()
    {
        using FileStream raw = File.OpenRead(file);
        using Stream text = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var lines = new LineSplitter(text, LineBytesMax);
        var held = new MemoryStream();
        (DateTimeOffset From, DateTimeOffset Until)? stretch = null;
        while (lines.TryNext(out ReadOnlyMemory<byte> line))
        {
            DateTimeOffset? at = TimeOf(line.Span);
            if (at is { } time && (stretch is null || time >= stretch.Value.Until))
            {
                if (stretch is { } ended && held.Length > 0) yield return new SignalChunk(ended.From, ended.Until, held.ToArray());
                held.SetLength(0);
                stretch = StretchOf(time);
            }
            held.Write(line.Span);
            held.WriteByte((byte)'\n');
            BytesRead = raw.Position;
        }
        if (stretch is { } last && held.Length > 0) yield return new SignalChunk(last.From, last.Until, held.ToArray());
    }

    private (DateTimeOffset, DateTimeOffset) StretchOf(DateTimeOffset time)
    {
        TimeSpan length = stretchAt(time);
        var from = new DateTimeOffset(time.UtcTicks / length.Ticks * length.Ticks, TimeSpan.Zero);
        return (from, from + length);
    }

    // Only for cutting; the intake reads and judges the line itself.
    private static DateTimeOffset? TimeOf(ReadOnlySpan<byte> line)
    {
        int name = line.IndexOf(AtName);
        if (name < 0) return null;
        ReadOnlySpan<byte> rest = line[(name + AtName.Length)..];
        int open = rest.IndexOf((byte)'"');
        if (open < 0) return null;
        rest = rest[(open + 1)..];
        int close = rest.IndexOf((byte)'"');
        if (close < 0) return null;
        return Rfc3339.TryParse(rest[..close], out long milliseconds, out _)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>Splits a stream into lines without copying the long ones twice.</summary>
    private sealed class LineSplitter(Stream text, int lineBytesMax) : IDisposable
    {
        private byte[] _buffer = new byte[1 << 16];
        private int _start, _end;
        private bool _isEnd;

        public bool TryNext(out ReadOnlyMemory<byte> line)
        {
            while (true)
            {
                int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
                if (length >= 0) return Give(length, 1, out line);
                if (_isEnd) return _end > _start ? Give(_end - _start, 0, out line) : Nothing(out line);
                Fill();
            }
        }

        public void Dispose() => text.Dispose();

        private static bool Nothing(out ReadOnlyMemory<byte> line)
        {
            line = default;
            return false;
        }

        private bool Give(int length, int skip, out ReadOnlyMemory<byte> line)
        {
            line = _buffer.AsMemory(_start, length);
            _start += length + skip;
            return true;
        }

        private void Fill()
        {
            if (_start > 0)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                (_start, _end) = (0, _end - _start);
            }
            if (_end == _buffer.Length)
            {
                if (_buffer.Length >= lineBytesMax) throw new InputException($"A line is longer than {lineBytesMax} bytes.");
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
            int read = text.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _isEnd = read == 0;
        }
    }
}
