using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Intake;

/// <summary>
/// Gathers what a reader finds into one batch; a long text fills several, one after the other, from the same reader.
/// Not for two threads at once.
/// </summary>
internal sealed class BatchBuilder : IDisposable
{
    private readonly SignalReader _reader;
    private readonly long _now;
    private readonly int _linesMax;
    private readonly MemoryStream _packed = new();
    private readonly GZipStream _packing;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TileSet _tiles;
    private readonly ImmutableArray<SideSignal>.Builder _sides = ImmutableArray.CreateBuilder<SideSignal>();
    private readonly ImmutableArray<CallAttempt>.Builder _calls = ImmutableArray.CreateBuilder<CallAttempt>();
    private readonly List<Refusal> _named = [];
    private byte[] _lines = new byte[SignalReader.LineBytesMax + 1];
    private int _linesUsed;
    private long _first = long.MaxValue, _last = long.MinValue;

    /// <summary>Starts an empty batch.</summary>
    /// <param name="reader">Where it reads on; restarted by the caller for a new text.</param>
    /// <param name="nowUnixMilliseconds">The time given to the reader.</param>
    /// <param name="sources">Hashes who signals came from.</param>
    /// <param name="linesMax">Lines after which the batch is full.</param>
    public BatchBuilder(SignalReader reader, long nowUnixMilliseconds, SourceKey sources, int linesMax = int.MaxValue)
    {
        _reader = reader;
        _now = nowUnixMilliseconds;
        _tiles = new TileSet(sources);
        _linesMax = linesMax;
        _packing = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Whether nothing was read yet.</summary>
    public bool IsEmpty => Accepted + Refused == 0;

    /// <summary>Whether no more lines fit.</summary>
    public bool IsFull => Accepted + Refused >= _linesMax;

    /// <summary>Lines accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>Lines refused so far.</summary>
    public long Refused { get; private set; }

    /// <summary>The first refused lines, at most <see cref="Limits.RefusalsNamedMax"/>.</summary>
    public IReadOnlyList<Refusal> Named => _named;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Reads the next chunk of the text until the batch is full; returns the bytes used up.</summary>
    public int Add(ReadOnlySpan<byte> chunk)
    {
        ReadOnlySpan<byte> rest = chunk;
        while (!IsFull && _reader.Read(ref rest, out ReadOnlySpan<byte> json)) Take(json);
        ReadOnlySpan<byte> used = chunk[..(chunk.Length - rest.Length)];
        BytesRead += used.Length;
        _hash.AppendData(used);
        return used.Length;
    }

    /// <summary>Reads what the reader still holds after the last chunk, until the batch is full.</summary>
    public void AddRest()
    {
        while (!IsFull && _reader.Complete(out ReadOnlySpan<byte> json)) Take(json);
    }

    /// <summary>Closes the batch.</summary>
    /// <param name="idempotencyKey">A key under which it is counted once.</param>
    /// <param name="bodyHash">What the key stands for; null for the hash of the bytes read.</param>
    public AcceptedBatch Complete(string? idempotencyKey, byte[]? bodyHash = null)
    {
        Pack();
        _packing.Dispose();
        bool any = Accepted > 0;
        return new AcceptedBatch(
            _now, any ? _packed.ToArray() : [], _tiles, _tiles.ToBytes(), _sides.ToImmutable(), _calls.ToImmutable(), Accepted,
            any ? _first : _now, any ? _last : _now, idempotencyKey, bodyHash ?? _hash.GetHashAndReset(),
            IntakeAnswer.Write(Accepted, Refused, _named));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packing.Dispose();
        _packed.Dispose();
        _hash.Dispose();
    }

    private void Take(ReadOnlySpan<byte> json)
    {
        if (!_reader.IsAccepted)
        {
            Refused++;
            if (_named.Count < Limits.RefusalsNamedMax) _named.Add(_reader.Refusal);
            return;
        }
        SignalLine line = _reader.Line;
        Accepted++;
        _first = Math.Min(_first, line.AtUnixMilliseconds);
        _last = Math.Max(_last, line.AtUnixMilliseconds);
        if (line.Side is { } side) _sides.Add(side);
        if (line.Call is { } call) _calls.Add(call);
        if (line.IsCounted) _tiles.Add(line.UnixSecond, line.Leaf, line.Observation);
        Keep(json);
    }

    // Lines are gathered first: the compressor is much slower when fed one by one.
    private void Keep(ReadOnlySpan<byte> json)
    {
        if (_linesUsed + json.Length + 1 > _lines.Length) Pack();
        if (json.Length + 1 > _lines.Length) Array.Resize(ref _lines, json.Length + 1);
        json.CopyTo(_lines.AsSpan(_linesUsed));
        _linesUsed += json.Length;
        _lines[_linesUsed++] = (byte)'\n';
    }

    private void Pack()
    {
        _packing.Write(_lines, 0, _linesUsed);
        _linesUsed = 0;
    }
}

/// <summary>The answer to a request or file that was read.</summary>
/// <param name="Accepted">Signals taken.</param>
/// <param name="Refused">Lines not taken.</param>
/// <param name="Lines">The first of the refused lines, with what is wrong.</param>
public sealed record IntakeAnswer(long Accepted, long Refused, IReadOnlyList<Refusal> Lines)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    internal static string Write(long accepted, long refused, IReadOnlyList<Refusal> lines) =>
        JsonSerializer.Serialize(new IntakeAnswer(accepted, refused, lines), Web);

    internal static IntakeAnswer Read(string json) => JsonSerializer.Deserialize<IntakeAnswer>(json, Web)!;
}
