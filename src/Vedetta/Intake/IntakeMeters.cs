using System.Diagnostics.Metrics;
using Vedetta.Web;

namespace Vedetta.Intake;

/// <summary>What the intake counts about itself.</summary>
public sealed class IntakeMeters
{
    /// <summary>Makes the instruments; <paramref name="journal"/> is asked for its queue when metrics are read.</summary>
    public IntakeMeters(ServerMeter meter, Journal journal)
    {
        Accepted = meter.Counter("signals_accepted", "Signals accepted and durable");
        Refused = meter.Counter("signals_refused", "Lines refused, with a reason in the answer");
        Bytes = meter.Counter("intake_bytes", "Bytes of signals read, after decompression", "bytes");
        Batches = meter.Counter("intake_batches", "Requests and parts of files, by outcome");
        Imports = meter.Counter("import_files", "Files of the import folder, by what became of them");
        meter.Gauge("journal_waiting_batches", () => journal.WaitingBatches, "Batches waiting to be written");
        meter.Gauge("journal_waiting_bytes", () => journal.WaitingBytes, "Compressed bytes waiting to be written");
        meter.Gauge("journal_position", () => journal.Published, "Last durable batch");
    }

    /// <summary>Signals accepted and durable.</summary>
    public Counter<long> Accepted { get; }

    /// <summary>Lines refused.</summary>
    public Counter<long> Refused { get; }

    /// <summary>Bytes read, after decompression.</summary>
    public Counter<long> Bytes { get; }

    /// <summary>Requests and parts of files, by outcome.</summary>
    public Counter<long> Batches { get; }

    /// <summary>Files of the import folder, by where they were moved: done or refused; waiting when they stay.</summary>
    public Counter<long> Imports { get; }
}
