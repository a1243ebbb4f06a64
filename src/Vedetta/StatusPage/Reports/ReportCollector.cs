using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;
using Vedetta.Intake;

namespace Vedetta.StatusPage.Reports;

/// <summary>A report that passed the gate.</summary>
/// <param name="At">When it came.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="Source">The network's name of the day.</param>
/// <param name="Form">What else it said.</param>
public sealed record CountedReport(DateTimeOffset At, string Service, string Source, ReportForm Form);

/// <summary>
/// Gathers reports of many requests into few batches of the journal: one loop takes all that wait, writes them as
/// signals of kind report in one batch, and answers the requests once it is on disk. More than
/// <see cref="WaitingMax"/> waiting are turned away.
/// </summary>
public sealed class ReportCollector(Journal journal, IntakeMeters meters, SourceKey sources, TimeProvider time)
    : IHostedService
{
    /// <summary>Most reports waiting; requests beyond it get 503.</summary>
    public const int WaitingMax = 16_384;

    /// <summary>Most reports of one batch.</summary>
    public const int BatchMax = 4_096;

    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    private readonly Channel<Entry> _waiting = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly ArrayBufferWriter<byte> _lines = new(BatchMax * 128);
    private readonly SignalReader _reader = new(SignalFormat.Ndjson, 0);
    private Task _loop = Task.CompletedTask;

    /// <summary>Reports waiting.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Returns true once the report is on disk; false when it is not taken and has to be sent again.</summary>
    public Task<bool> Take(CountedReport report)
    {
        var entry = new Entry(report);
        return _waiting.Writer.TryWrite(entry) ? entry.Task : Task.FromResult(false);
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
        var batch = new List<Entry>(BatchMax);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchMax && _waiting.Reader.TryRead(out Entry? entry)) batch.Add(entry);
            bool isWritten = await Write(batch);
            foreach (Entry entry in batch) entry.TrySetResult(isWritten);
            batch.Clear();
        }
    }

    private async Task<bool> Write(List<Entry> batch)
    {
        _lines.ResetWrittenCount();
        foreach (Entry entry in batch) WriteLine(entry.Report);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        _reader.Restart(SignalFormat.Ndjson, now);
        using var builder = new BatchBuilder(_reader, now, sources);
        builder.Add(_lines.WrittenSpan);
        builder.AddRest();
        JournalAnswer answer = await journal.Append(builder.Complete(idempotencyKey: null));
        if (answer.Outcome != JournalOutcome.Written) return false;
        meters.Accepted.Add(builder.Accepted);
        return true;
    }

    private void WriteLine(CountedReport report)
    {
        using (var json = new Utf8JsonWriter(_lines, Unchecked))
        {
            json.WriteStartObject();
            json.WriteString("at"u8, report.At.UtcDateTime);
            json.WriteString("kind"u8, "report"u8);
            json.WriteString("service"u8, report.Service);
            if (report.Form.Place is { } place) json.WriteString("place"u8, place);
            if (report.Form.Reason is { } reason) json.WriteString("reason"u8, reason);
            if (report.Form.Network is { } network) json.WriteString("network"u8, network);
            json.WriteString("source"u8, report.Source);
            json.WriteEndObject();
        }
        _lines.Write("\n"u8);
    }

    // Requests go on elsewhere: the loop has the next batch to write.
    private sealed class Entry(CountedReport report)
        : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CountedReport Report { get; } = report;
    }
}
