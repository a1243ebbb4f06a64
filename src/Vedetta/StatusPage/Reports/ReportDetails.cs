using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Surges;
using Vedetta.Storage;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// What people add to a report that counts already: how often each reason, place and network was named, by quarter of
/// an hour. Only counts are kept, for two days; they never add to the number of reports. One loop writes all that
/// waits.
/// </summary>
public sealed class ReportDetails(Database database, TimeProvider time, ILogger<ReportDetails> log) : IHostedService
{
    /// <summary>Most details waiting; beyond it they are turned away.</summary>
    public const int WaitingMax = 4_096;

    private const int GroupMax = 1_024;
    private const int QuarterSeconds = 900;
    private const int QuartersKept = 2 * 24 * 4;

    private readonly Channel<Entry> _waiting = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private Task _loop = Task.CompletedTask;

    /// <summary>Returns true once the details are on disk.</summary>
    public Task<bool> Take(string service, ReportForm form)
    {
        if (form.IsEmpty) return Task.FromResult(true);
        var entry = new Entry(service, form);
        return _waiting.Writer.TryWrite(entry) ? entry.Task : Task.FromResult(false);
    }

    /// <summary>What was named about a service since an instant, to the quarter of an hour.</summary>
    public async Task<IReadOnlyDictionary<DimensionValue, long>> Read(
        string service, DateTimeOffset from, CancellationToken cancel = default)
    {
        await using DbConnection connection = await database.Open(cancel);
        await using DbCommand command = connection.Statement("""
            SELECT dimension, value, SUM(count) FROM report_details
            WHERE service = @service AND quarter >= @from GROUP BY dimension, value
            """, "service", "from");
        await using DbDataReader row = await command
            .With(service, from.ToUnixTimeSeconds() / QuarterSeconds).ExecuteReaderAsync(cancel);
        var counts = new Dictionary<DimensionValue, long>();
        while (await row.ReadAsync(cancel))
            counts[new DimensionValue(row.GetString(0), row.GetString(1))] =
                Convert.ToInt64(row.GetValue(2), System.Globalization.CultureInfo.InvariantCulture);
        return counts;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(WriteAll, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Writes what still waits.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return _loop.WaitAsync(cancellationToken);
    }

    private async Task WriteAll()
    {
        var group = new List<Entry>(GroupMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < GroupMax && _waiting.Reader.TryRead(out Entry? entry)) group.Add(entry);
            bool isWritten = await TryWrite(group);
            foreach (Entry entry in group) entry.TrySetResult(isWritten);
            group.Clear();
        }
    }

    // The one catch of the loop: those who wait are told, and the next ones are tried again.
    private async Task<bool> TryWrite(List<Entry> group)
    {
        try
        {
            await Write(group);
            return true;
        }
        catch (Exception error)
        {
            Log.DetailsFailed(log, group.Count, error);
            return false;
        }
    }

    private async Task Write(List<Entry> group)
    {
        long quarter = time.GetUtcNow().ToUnixTimeSeconds() / QuarterSeconds;
        await using DbConnection connection = await database.Open();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await using DbCommand add = connection.Statement("""
            INSERT INTO report_details (service, quarter, dimension, value, count)
            VALUES (@service, @quarter, @dimension, @value, @count)
            ON CONFLICT (service, quarter, dimension, value) DO UPDATE SET count = report_details.count + excluded.count
            """, "service", "quarter", "dimension", "value", "count");
        await using DbCommand forget = connection.Statement(
            "DELETE FROM report_details WHERE quarter < @quarter", "quarter");
        add.Transaction = forget.Transaction = transaction;
        foreach (var said in group.SelectMany(e => e.Said()).GroupBy(s => s))
            await add.With(said.Key.Service, quarter, said.Key.Dimension, said.Key.Value, (long)said.Count())
                .ExecuteNonQueryAsync();
        await forget.With(quarter - QuartersKept).ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private sealed class Entry(string service, ReportForm form)
        : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public IEnumerable<(string Service, string Dimension, string Value)> Said()
        {
            if (form.Reason is { } reason) yield return (service, "reason", reason);
            if (form.Place is { } place) yield return (service, "place", place);
            if (form.Network is { } network) yield return (service, "network", network);
        }
    }
}
