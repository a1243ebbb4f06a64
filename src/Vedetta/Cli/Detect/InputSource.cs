namespace Vedetta.Cli.Detect;

/// <summary>One file or standard input, unpacked when it is gzip, with the share of its stored bytes read so far.</summary>
public sealed class InputSource : IDisposable
{
    // Two bytes every gzip member starts with (RFC 1952, 2.3.1).
    private const int GzipFirst = 0x1F, GzipSecond = 0x8B;

    private readonly Stream _stored;
    private readonly Stream _plain;
    private long _position;

    private InputSource(string name, Stream stored, long? storedBytes)
    {
        Name = name;
        StoredBytes = storedBytes;
        _stored = new Counting(stored, this);
        Span<byte> head = stackalloc byte[2];
        int read = stored.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new Replaying(head[..read].ToArray(), _stored);
        IsGzip = read == 2 && head[0] == GzipFirst && head[1] == GzipSecond;
        _plain = IsGzip ? new GzipInput(whole) : whole;
    }

    /// <summary>The name people know it by.</summary>
    public string Name { get; }

    /// <summary>Whether its bytes are packed.</summary>
    public bool IsGzip { get; }

    /// <summary>Its length as stored; null where it has none (standard input).</summary>
    public long? StoredBytes { get; }

    /// <summary>Stored bytes read so far; safe to read from another thread.</summary>
    public long BytesRead => Interlocked.Read(ref _position);

    /// <summary>Opens <paramref name="path"/>; "-" is <paramref name="standardInput"/>.</summary>
    /// <exception cref="InputException">It cannot be opened.</exception>
    public static InputSource Open(string path, Func<Stream> standardInput)
    {
        if (path == "-") return new InputSource("standard input", standardInput(), null);
        if (Directory.Exists(path)) throw new InputException($"{path} is a folder. Name the files in it.");
        try
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
            return new InputSource(path, file, file.CanSeek ? file.Length : null);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path} does not exist. Check the name and the folder you are in.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new InputException($"{path} may not be read by this user. Change its permissions.");
        }
    }

    /// <summary>Reads plain bytes; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The gzip data are damaged or cut short.</exception>
    public int Read(Span<byte> buffer) => _plain.Read(buffer);

    /// <inheritdoc/>
    public void Dispose()
    {
        _plain.Dispose();
        _stored.Dispose();
    }

    private sealed class Counting(Stream inner, InputSource owner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            Interlocked.Add(ref owner._position, read);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Replaying(byte[] head, Stream rest) : ReadOnlyStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            if (_given == head.Length) return rest.Read(buffer);
            int count = Math.Min(buffer.Length, head.Length - _given);
            head.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }
    }
}
