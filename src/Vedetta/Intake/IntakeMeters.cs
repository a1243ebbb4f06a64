using System.Diagnostics.Metrics;

namespace Vedetta.Intake;

/// <summary>What the intake counts about itself.</summary>
public sealed class IntakeMeters : IDisposable
{
    private readonly Meter _meter = new("vedetta");

    /// <summary>Makes the instruments; <paramref name="journal"/> is asked for its queue when metrics are read.</summary>
    public IntakeMeters(Journal journal)
    {
        Accepted = _meter.CreateCounter<long>("signals_accepted", description: "Signals accepted and durable");
        Refused = _meter.CreateCounter<long>("signals_refused", description: "Lines refused, with a reason in the answer");
        Bytes = _meter.CreateCounter<long>("intake_bytes", "bytes", "Bytes of signals read, after decompression");
        Batches = _meter.CreateCounter<long>("intake_batches", description: "Requests and files, by outcome");
        _meter.CreateObservableGauge("journal_waiting_batches", () => journal.WaitingBatches,
            description: "Batches waiting to be written");
        _meter.CreateObservableGauge("journal_position", () => journal.Published, description: "Last durable batch");
    }

    /// <summary>Signals accepted and durable.</summary>
    public Counter<long> Accepted { get; }

    /// <summary>Lines refused.</summary>
    public Counter<long> Refused { get; }

    /// <summary>Bytes read, after decompression.</summary>
    public Counter<long> Bytes { get; }

    /// <summary>Requests and files, by outcome.</summary>
    public Counter<long> Batches { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
