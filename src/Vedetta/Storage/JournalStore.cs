using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Vedetta.Storage;

/// <summary>What is known of a batch that was stored before under the same idempotency key.</summary>
public sealed record StoredAnswer(byte[] BodyHash, string Answer);

/// <summary>One stored batch with its tiles.</summary>
public sealed record StoredBatch(SignalBlock Signals, byte[] Tiles);

/// <summary>Reads the journal of accepted batches.</summary>
public sealed class JournalStore(Database database)
{
    private const int PageBlocks = 64;

    /// <summary>Opens the journal for its one writer.</summary>
    public async Task<JournalWriter> OpenWriter(CancellationToken cancel = default)
    {
        DbConnection connection = await database.Open(cancel);
        return await JournalWriter.Start(connection, cancel);
    }

    /// <summary>The batches after a position, in order. Signals already deleted come with an empty body.</summary>
    public async IAsyncEnumerable<StoredBatch> ReadFrom(
        long sequenceExclusive, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("""
            SELECT t.sequence, t.bytes, s.received_at, s.first_at, s.last_at, s.count, s.side_count, s.is_pseudonymised, s.body
            FROM tile_blocks t LEFT JOIN signal_blocks s ON s.sequence = t.sequence
            WHERE t.sequence > @after ORDER BY t.sequence LIMIT @page
            """, "after", "page");
        // Pages end the read transaction now and then, so that a long recovery does not hold the write-ahead log back.
        for (long after = sequenceExclusive; ;)
        {
            List<StoredBatch> page = await ReadPage(command.With(after, PageBlocks), cancel);
            foreach (StoredBatch batch in page) yield return batch;
            if (page.Count < PageBlocks) yield break;
            after = page[^1].Signals.Sequence;
        }
    }

    /// <summary>Position of the last batch whose signals all lie before a time (Unix milliseconds); 0 for none.</summary>
    public async Task<long> LastBefore(long unixMilliseconds, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement(
            "SELECT COALESCE(MAX(sequence), 0) FROM signal_blocks WHERE last_at < @before", "before");
        return Convert.ToInt64(
            await command.With(unixMilliseconds).ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<List<StoredBatch>> ReadPage(DbCommand command, CancellationToken cancel)
    {
        var page = new List<StoredBatch>();
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) page.Add(Read(reader));
        return page;
    }

    private static StoredBatch Read(DbDataReader row)
    {
        var signals = new SignalBlock { Sequence = row.GetInt64(0) };
        if (!row.IsDBNull(2))
        {
            signals.ReceivedAt = row.GetInt64(2);
            signals.FirstAt = row.GetInt64(3);
            signals.LastAt = row.GetInt64(4);
            signals.Count = row.GetInt32(5);
            signals.SideCount = row.GetInt32(6);
            signals.IsPseudonymised = row.GetBoolean(7);
            signals.Body = row.GetFieldValue<byte[]>(8);
        }
        return new StoredBatch(signals, row.GetFieldValue<byte[]>(1));
    }
}

/// <summary>The one writer of the journal: prepared statements on one connection. Not for two threads at once.</summary>
public sealed class JournalWriter : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbCommand _find, _signals, _tiles;

    private JournalWriter(DbConnection connection)
    {
        _connection = connection;
        _find = connection.Statement(
            "SELECT body_hash, answer FROM signal_blocks WHERE idempotency_key = @key", "key");
        _signals = connection.Statement("""
            INSERT INTO signal_blocks (sequence, received_at, first_at, last_at, count, side_count, idempotency_key,
                body_hash, answer, is_pseudonymised, body)
            VALUES (@sequence, @received, @first, @last, @count, @side, @key, @hash, @answer, @pseudonymised, @body)
            """, "sequence", "received", "first", "last", "count", "side", "key", "hash", "answer", "pseudonymised", "body");
        _signals.Parameters["key"].DbType = System.Data.DbType.String;
        _tiles = connection.Statement(
            "INSERT INTO tile_blocks (sequence, bytes) VALUES (@sequence, @bytes)", "sequence", "bytes");
    }

    /// <summary>The position of the last batch that was committed when the writer was opened; 0 for none.</summary>
    public long LastSequence { get; private set; }

    internal static async Task<JournalWriter> Start(DbConnection connection, CancellationToken cancel)
    {
        var writer = new JournalWriter(connection);
        await using DbCommand last = connection.Statement("SELECT COALESCE(MAX(sequence), 0) FROM tile_blocks");
        writer.LastSequence = Convert.ToInt64(
            await last.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
        return writer;
    }

    /// <summary>Starts a transaction for the next calls.</summary>
    public async ValueTask<DbTransaction> Begin(CancellationToken cancel = default)
    {
        DbTransaction transaction = await _connection.BeginTransactionAsync(cancel);
        _find.Transaction = _signals.Transaction = _tiles.Transaction = transaction;
        return transaction;
    }

    /// <summary>The answer stored under an idempotency key; null when the key is new.</summary>
    public async ValueTask<StoredAnswer?> Find(string idempotencyKey, CancellationToken cancel = default)
    {
        await using DbDataReader row = await _find.With(idempotencyKey).ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new StoredAnswer(row.GetFieldValue<byte[]>(0), row.GetString(1)) : null;
    }

    /// <summary>Writes one batch and its tiles.</summary>
    public async ValueTask Write(SignalBlock block, byte[] tiles, CancellationToken cancel = default)
    {
        _signals.With(block.Sequence, block.ReceivedAt, block.FirstAt, block.LastAt, block.Count, block.SideCount,
            block.IdempotencyKey, block.BodyHash, block.Answer, block.IsPseudonymised, block.Body);
        await _signals.ExecuteNonQueryAsync(cancel);
        await _tiles.With(block.Sequence, tiles).ExecuteNonQueryAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _find.DisposeAsync();
        await _signals.DisposeAsync();
        await _tiles.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
