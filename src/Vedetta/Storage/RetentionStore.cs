using System.Data.Common;

namespace Vedetta.Storage;

/// <summary>Finds, rewrites and deletes stored signals whose time has come. Tiles are never touched.</summary>
public sealed class RetentionStore(Database database)
{
    /// <summary>The next blocks, oldest first, that end before a time and still name people.</summary>
    /// <param name="beforeUnixMilliseconds">The time.</param>
    /// <param name="count">Most blocks returned.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<SignalBlock>> NamingPeople(
        long beforeUnixMilliseconds, int count, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("""
            SELECT sequence, received_at, body FROM signal_blocks
            WHERE last_at < @before AND is_pseudonymised = @no ORDER BY last_at LIMIT @count
            """, "before", "no", "count");
        await using DbDataReader row = await command.With(beforeUnixMilliseconds, false, count).ExecuteReaderAsync(cancel);
        var blocks = new List<SignalBlock>();
        while (await row.ReadAsync(cancel))
        {
            blocks.Add(new SignalBlock
            {
                Sequence = row.GetInt64(0),
                ReceivedAt = row.GetInt64(1),
                Body = row.GetFieldValue<byte[]>(2),
            });
        }
        return blocks;
    }

    /// <summary>Replaces the body of a block by one that names nobody.</summary>
    public async Task Replace(long sequence, byte[] body, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement(
            "UPDATE signal_blocks SET body = @body, is_pseudonymised = @yes WHERE sequence = @sequence",
            "body", "yes", "sequence");
        await command.With(body, true, sequence).ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Deletes blocks that end before a time, with their keys and answers; returns how many there were.</summary>
    public async Task<int> Delete(long beforeUnixMilliseconds, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("DELETE FROM signal_blocks WHERE last_at < @before", "before");
        return await command.With(beforeUnixMilliseconds).ExecuteNonQueryAsync(cancel);
    }
}
