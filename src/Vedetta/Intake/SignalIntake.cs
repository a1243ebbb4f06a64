using System.Buffers;
using System.Collections.Concurrent;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake;

/// <summary>Takes bodies of signals from wherever they come: HTTP, the import folder, a replay.</summary>
public sealed class SignalIntake(Journal journal, IntakeMeters meters, TimeProvider time)
{
    private const int ChunkBytes = 64 * 1024;
    private const int ReadersKeptMax = 16;

    private readonly ConcurrentBag<SignalReader> _readers = [];

    /// <summary>Reads a body to its end and returns when its signals are durable.</summary>
    /// <param name="body">The signals, uncompressed.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="idempotencyKey">A key under which the same body is counted once; null for none.</param>
    /// <param name="cancel">Gives up before the body is queued; nothing is counted then.</param>
    /// <exception cref="BodyTooLargeException">The body is longer than <see cref="Limits.BodyBytesMax"/>.</exception>
    public async Task<JournalAnswer> Take(
        Stream body, SignalFormat format, string? idempotencyKey = null, CancellationToken cancel = default)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_readers.TryTake(out SignalReader? reader)) reader = new SignalReader(format, now);
        using var builder = new BatchBuilder(reader, format, now);
        await ReadAll(body, builder, cancel);
        AcceptedBatch batch = builder.Complete(idempotencyKey);
        if (_readers.Count < ReadersKeptMax) _readers.Add(reader);
        JournalAnswer answer = await Write(batch);
        Count(answer, builder);
        return answer;
    }

    private static async Task ReadAll(Stream body, BatchBuilder builder, CancellationToken cancel)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int read; (read = await body.ReadAsync(chunk, cancel)) > 0;)
            {
                if (builder.BytesRead + read > Limits.BodyBytesMax) throw new BodyTooLargeException();
                builder.Add(chunk.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    // A batch without signals leaves nothing to keep, unless its key has to be remembered.
    private Task<JournalAnswer> Write(AcceptedBatch batch) => batch is { Count: 0, IdempotencyKey: null }
        ? Task.FromResult(new JournalAnswer(JournalOutcome.Written, batch.Answer))
        : journal.Append(batch);

    private void Count(JournalAnswer answer, BatchBuilder builder)
    {
        meters.Bytes.Add(builder.BytesRead);
        meters.Batches.Add(1, new KeyValuePair<string, object?>("outcome", answer.Outcome.ToString()));
        if (answer.Outcome != JournalOutcome.Written) return;
        meters.Accepted.Add(builder.Accepted);
        meters.Refused.Add(builder.Refused);
    }
}

/// <summary>A body holds more than <see cref="Limits.BodyBytesMax"/> bytes once unpacked.</summary>
public sealed class BodyTooLargeException() : Exception("The body is too large.");
