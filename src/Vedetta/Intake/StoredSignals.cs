using System.Collections.Immutable;
using System.IO.Compression;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
using Vedetta.Storage;

namespace Vedetta.Intake;

/// <summary>Turns batches into stored blocks and back.</summary>
internal static class StoredSignals
{
    /// <summary>The row a batch is stored as.</summary>
    public static SignalBlock ToBlock(AcceptedBatch batch, long sequence) => new()
    {
        Sequence = sequence,
        ReceivedAt = batch.ReceivedAtUnixMilliseconds,
        FirstAt = batch.FirstAtUnixMilliseconds,
        LastAt = batch.LastAtUnixMilliseconds,
        Count = batch.Count,
        SideCount = batch.Sides.Length,
        IdempotencyKey = batch.IdempotencyKey,
        BodyHash = batch.BodyHash,
        Answer = batch.Answer,
        Body = batch.Body,
    };

    /// <summary>What a reader of the journal gets from a stored batch.</summary>
    public static JournaledBatch ToJournaled(StoredBatch stored, SourceKey sources)
    {
        bool whole = TileSet.TryRead(stored.Tiles, out TileSet? tiles, out _);
        tiles ??= new TileSet(sources);
        ImmutableArray<SideSignal>.Builder sides = ImmutableArray.CreateBuilder<SideSignal>();
        ImmutableArray<CallAttempt>.Builder calls = ImmutableArray.CreateBuilder<CallAttempt>();
        // Tiles that do not read back are counted again from the signals while those are kept.
        if (!whole || stored.Signals.SideCount > 0 || HoldsCalls(stored.Signals, tiles))
        {
            ReadLines(stored.Signals, reader =>
            {
                SignalLine line = reader.Line;
                if (line.Side is { } side) sides.Add(side);
                if (line.Call is { } call) calls.Add(call);
                if (!whole && line.IsCounted) tiles.Add(line.UnixSecond, line.Leaf, line.Observation);
            });
        }
        return new JournaledBatch(
            stored.Signals.Sequence, stored.Signals.ReceivedAt, tiles, sides.ToImmutable(), calls.ToImmutable());
    }

    // Calls are in the tiles; lines that are neither counted nor aside are ends of calls.
    private static bool HoldsCalls(SignalBlock block, TileSet tiles)
    {
        long counted = block.SideCount;
        foreach (Tile tile in tiles.InTimeOrder())
        {
            if (tile.Kind == SignalKind.Call) return true;
            counted += tile.Counts.Values.Sum();
        }
        return counted < block.Count;
    }

    /// <summary>The stored lines as NDJSON.</summary>
    public static byte[] Unpack(byte[] body)
    {
        if (body.Length == 0) return [];
        using var unpacking = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        var lines = new MemoryStream();
        unpacking.CopyTo(lines);
        return lines.ToArray();
    }

    /// <summary>Reads the stored lines of a block again, as they were read when they came.</summary>
    public static void ReadLines(SignalBlock block, Action<SignalReader> take)
    {
        var reader = new SignalReader(SignalFormat.Ndjson, block.ReceivedAt);
        ReadOnlySpan<byte> lines = Unpack(block.Body);
        while (reader.Read(ref lines, out _))
            if (reader.IsAccepted) take(reader);
    }
}
