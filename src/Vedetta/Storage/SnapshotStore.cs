using System.Data.Common;

namespace Vedetta.Storage;

/// <summary>Keeps the state of the journal's readers, one newest snapshot each.</summary>
public sealed class SnapshotStore(Database database)
{
    /// <summary>Replaces a reader's snapshot.</summary>
    public async Task Save(Snapshot snapshot, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("""
            INSERT INTO snapshots (name, sequence, taken_at, bytes) VALUES (@name, @sequence, @taken, @bytes)
            ON CONFLICT (name) DO UPDATE SET
                sequence = excluded.sequence, taken_at = excluded.taken_at, bytes = excluded.bytes
            """, "name", "sequence", "taken", "bytes");
        await command.With(snapshot.Name, snapshot.Sequence, snapshot.TakenAt, snapshot.Bytes)
            .ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A reader's snapshot; null before the first.</summary>
    public async Task<Snapshot?> Load(string name, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement(
            "SELECT sequence, taken_at, bytes FROM snapshots WHERE name = @name", "name");
        await using DbDataReader row = await command.With(name).ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel)) return null;
        return new Snapshot
        {
            Name = name,
            Sequence = row.GetInt64(0),
            TakenAt = row.GetInt64(1),
            Bytes = row.GetFieldValue<byte[]>(2),
        };
    }
}
