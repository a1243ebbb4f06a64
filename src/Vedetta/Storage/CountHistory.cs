using System.Collections.Concurrent;
using System.Data.Common;

namespace Vedetta.Storage;

/// <summary>What a series showed in one minute, under its key.</summary>
public sealed record MinuteOfSeries(string Series, long Minute, long Observed, double Expected, double Low, double High);

/// <summary>The minutes of watched series, for charts and reports. One writer; any number of readers.</summary>
public sealed class CountHistory(Database database) : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Writes minutes in one transaction; a minute that was written before is replaced.</summary>
    public async Task Append(IReadOnlyList<MinuteOfSeries> minutes, CancellationToken cancel = default)
    {
        if (minutes.Count == 0) return;
        await _writing.WaitAsync(cancel);
        try
        {
            await using DbConnection connection = await database.Open(cancel);
            await using DbTransaction transaction = await connection.BeginTransactionAsync(cancel);
            Dictionary<string, long> added = await Name(connection, transaction, minutes, cancel);
            await Upsert(connection, transaction, minutes, added, cancel);
            await transaction.CommitAsync(cancel);
            // Known only now: a rolled-back name would point at nothing.
            foreach ((string key, long id) in added) _ids[key] = id;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The minutes of a series from one Unix minute to before another, in order; minutes not written are absent.</summary>
    public async Task<IReadOnlyList<SeriesMinute>> Read(
        string series, long fromMinute, long untilMinute, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("""
            SELECT m.series_id, m.minute, m.observed, m.expected, m.low, m.high
            FROM series_minutes m JOIN series s ON s.id = m.series_id
            WHERE s.key = @key AND m.minute >= @from AND m.minute < @until ORDER BY m.minute
            """, "key", "from", "until");
        await using DbDataReader row = await command.With(series, fromMinute, untilMinute).ExecuteReaderAsync(cancel);
        var minutes = new List<SeriesMinute>();
        while (await row.ReadAsync(cancel)) minutes.Add(Read(row));
        return minutes;
    }

    /// <summary>Deletes minutes before a Unix minute; returns how many there were.</summary>
    public async Task<int> DeleteBefore(long minute, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("DELETE FROM series_minutes WHERE minute < @minute", "minute");
        return await command.With(minute).ExecuteNonQueryAsync(cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private static SeriesMinute Read(DbDataReader row) => new()
    {
        SeriesId = row.GetInt64(0),
        Minute = row.GetInt64(1),
        Observed = row.GetInt64(2),
        Expected = row.GetDouble(3),
        Low = row.GetDouble(4),
        High = row.GetDouble(5),
    };

    private async Task<Dictionary<string, long>> Name(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<MinuteOfSeries> minutes, CancellationToken cancel)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        await using DbCommand insert = connection.Statement("""
            INSERT INTO series (id, key) SELECT COALESCE(MAX(id), 0) + 1, @key FROM series WHERE true
            ON CONFLICT (key) DO NOTHING
            """, "key");
        await using DbCommand find = connection.Statement("SELECT id FROM series WHERE key = @key", "key");
        insert.Transaction = find.Transaction = transaction;
        foreach (MinuteOfSeries minute in minutes)
        {
            if (_ids.ContainsKey(minute.Series) || found.ContainsKey(minute.Series)) continue;
            await insert.With(minute.Series).ExecuteNonQueryAsync(cancel);
            found[minute.Series] = (long)(await find.With(minute.Series).ExecuteScalarAsync(cancel))!;
        }
        return found;
    }

    private async Task Upsert(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<MinuteOfSeries> minutes,
        Dictionary<string, long> added, CancellationToken cancel)
    {
        await using DbCommand command = connection.Statement("""
            INSERT INTO series_minutes (series_id, minute, observed, expected, low, high)
            VALUES (@series, @minute, @observed, @expected, @low, @high)
            ON CONFLICT (series_id, minute) DO UPDATE SET observed = excluded.observed,
                expected = excluded.expected, low = excluded.low, high = excluded.high
            """, "series", "minute", "observed", "expected", "low", "high");
        command.Transaction = transaction;
        foreach (MinuteOfSeries minute in minutes)
        {
            long id = added.TryGetValue(minute.Series, out long isNew) ? isNew : _ids[minute.Series];
            command.With(id, minute.Minute, minute.Observed, minute.Expected, minute.Low, minute.High);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
