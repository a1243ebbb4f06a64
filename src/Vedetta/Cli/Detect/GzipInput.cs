using System.IO.Compression;
using System.Security.Cryptography;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Unpacks gzip and notices when the data end early, which <see cref="GZipStream"/> passes over: a last member is put
/// behind the stored bytes, and only a whole file lets its content through to the end.
/// </summary>
public sealed class GzipInput : ReadOnlyStream
{
    private const int StepBytes = 64 * 1024, MarkBytes = 16;

    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(MarkBytes);
    private readonly Marked _marked;
    private readonly GZipStream _plain;
    private byte[]? _tail;
    private int _tailGiven;

    /// <summary>Unpacks <paramref name="stored"/>.</summary>
    public GzipInput(Stream stored)
    {
        _marked = new Marked(stored, Pack(_mark));
        _plain = new GZipStream(_marked, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data end early or are damaged; all bytes before were given.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_tail is null)
        {
            Span<byte> step = buffer[..Math.Min(buffer.Length, StepBytes)];
            int read = _plain.Read(step);
            if (!_marked.MarkStarted) return read;
            _tail = TailFrom(step[..read]);
        }
        int count = Math.Min(buffer.Length, _tail.Length - _tailGiven);
        _tail.AsSpan(_tailGiven, count).CopyTo(buffer);
        _tailGiven += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _plain.Dispose();
        base.Dispose(disposing);
    }

    private byte[] TailFrom(ReadOnlySpan<byte> start)
    {
        using var tail = new MemoryStream();
        tail.Write(start);
        _plain.CopyTo(tail);
        ReadOnlySpan<byte> bytes = tail.GetBuffer().AsSpan(0, (int)tail.Length);
        if (!bytes.EndsWith(_mark)) throw new InvalidDataException("no end mark");
        return bytes[..^MarkBytes].ToArray();
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(plain);
        return packed.ToArray();
    }

    // Hands out the stored bytes, then the member that marks the end.
    private sealed class Marked(Stream stored, byte[] mark) : ReadOnlyStream
    {
        private int _markGiven;
        private bool _storedEnded;

        public bool MarkStarted => _markGiven > 0;

        public override int Read(Span<byte> buffer)
        {
            if (!_storedEnded)
            {
                int read = stored.Read(buffer);
                if (read > 0 || buffer.IsEmpty) return read;
                _storedEnded = true;
            }
            int count = Math.Min(buffer.Length, mark.Length - _markGiven);
            mark.AsSpan(_markGiven, count).CopyTo(buffer);
            _markGiven += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) stored.Dispose();
            base.Dispose(disposing);
        }
    }
}
