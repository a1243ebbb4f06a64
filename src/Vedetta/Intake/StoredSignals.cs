using System.Collections.Immutable;
using System.IO.Compression;
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

    /// <summary>The binary form of tiles.</summary>
    public static byte[] ToBytes(TileSet tiles) => [];

    /// <summary>What a reader of the journal gets from a stored batch.</summary>
    public static JournaledBatch ToJournaled(StoredBatch stored)
    {
        var tiles = new TileSet();
        ImmutableArray<SideSignal>.Builder sides = ImmutableArray.CreateBuilder<SideSignal>();
        ReadLines(stored.Signals, (reader, _) =>
        {
            if (reader.Line.Side is { } side) sides.Add(side);
            else tiles.Add(reader.Line.UnixSecond, reader.Line.Leaf, reader.Line.Observation);
        });
        return new JournaledBatch(stored.Signals.Sequence, stored.Signals.ReceivedAt, tiles, sides.ToImmutable());
    }

    /// <summary>Reads the stored lines of a block again, as they were read when they came.</summary>
    public static void ReadLines(SignalBlock block, Action<SignalReader, ReadOnlySpan<byte>> take)
    {
        if (block.Body.Length == 0) return;
        using var unpacked = new GZipStream(new MemoryStream(block.Body), CompressionMode.Decompress);
        var reader = new SignalReader(SignalFormat.Ndjson, block.ReceivedAt);
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = unpacked.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> chunk = buffer.AsSpan(0, read);
            while (reader.Read(ref chunk, out ReadOnlySpan<byte> json))
                if (reader.IsAccepted) take(reader, json);
        }
        while (reader.Complete(out ReadOnlySpan<byte> json))
            if (reader.IsAccepted) take(reader, json);
    }
}
