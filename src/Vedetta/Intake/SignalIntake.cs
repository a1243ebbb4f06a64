using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
using Vedetta.Intake.Records;
using Vedetta.Settings;

namespace Vedetta.Intake;

/// <summary>
/// Takes bodies of signals from wherever they come: HTTP, the import folder, a replay. Call records of other systems
/// are recognised by their beginning and taken as the signals they stand for.
/// </summary>
public sealed class SignalIntake(
    Journal journal, IntakeMeters meters, RecordMeters records, SourceKey sources, SettingsStore settings,
    TimeProvider time)
{
    private const int ChunkBytes = CallRecognition.HeadBytes;
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
        SignalReader reader = Rent(format, now);
        using var builder = new BatchBuilder(reader, now, sources);
        await ReadAll(body, builder, head => reader.Restart(format, now, RecordsOf(head)), cancel);
        builder.AddRest();
        AcceptedBatch batch = builder.Complete(idempotencyKey);
        Return(reader);
        JournalAnswer answer = await Write(batch);
        Count(answer, builder);
        return answer;
    }

    /// <summary>
    /// Reads a text of any length in parts of <see cref="Limits.PartLinesMax"/> lines, waiting for room in the journal.
    /// Line numbers run through. Each part has a key of its own, so that a text tried again is counted once.
    /// </summary>
    /// <param name="text">The signals, uncompressed.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="key">The text's key.</param>
    /// <param name="hash">The text's hash.</param>
    /// <param name="cancel">Gives up; parts already answered stay.</param>
    public async IAsyncEnumerable<JournalAnswer> TakeParts(
        Stream text, SignalFormat format, string key, byte[] hash,
            [EnumeratorCancellation] CancellationToken cancel = default)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        SignalReader reader = Rent(format, now);
        byte[] chunk = new byte[ChunkBytes];
        int from = 0, until = await text.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancel);
        bool isEnd = until == 0;
        reader.Restart(format, now, RecordsOf(chunk.AsSpan(0, until)));
        for (int part = 0; ; part++)
        {
            using var builder = new BatchBuilder(reader, now, sources, Limits.PartLinesMax);
            while (!builder.IsFull && !isEnd)
            {
                if (from == until) (from, until) = (0, await text.ReadAsync(chunk, cancel));
                isEnd = until == 0;
                from += builder.Add(chunk.AsSpan(from, until - from));
            }
            if (isEnd) builder.AddRest();
            if (builder.IsEmpty) break;
            AcceptedBatch batch = builder.Complete($"{key}:{part}", hash);
            JournalAnswer answer;
            while ((answer = await journal.Append(batch)).Outcome == JournalOutcome.Full)
                await Task.Delay(TimeSpan.FromSeconds(Limits.RetryAfterSeconds), time, cancel);
            Count(answer, builder);
            yield return answer;
        }
        Return(reader);
    }

    private SignalReader Rent(SignalFormat format, long now)
    {
        if (!_readers.TryTake(out SignalReader? reader)) return new SignalReader(format, now);
        reader.Restart(format, now);
        return reader;
    }

    private CallRecords? RecordsOf(ReadOnlySpan<byte> head)
    {
        CallRecords? found = RecordRules.ReaderFor(head, settings.Current);
        if (found is not null) records.Texts.Add(1, new KeyValuePair<string, object?>("layout", $"{found.Layout.Kind}"));
        return found;
    }

    private void Return(SignalReader reader)
    {
        if (_readers.Count < ReadersKeptMax) _readers.Add(reader);
    }

    // What a text is, is told from as much of its beginning as one chunk holds.
    private static async Task ReadAll(
        Stream body, BatchBuilder builder, Action<ReadOnlySpan<byte>> begin, CancellationToken cancel)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read = await body.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancel);
            begin(chunk.AsSpan(0, read));
            for (; read > 0; read = await body.ReadAsync(chunk, cancel))
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
