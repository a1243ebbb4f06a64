namespace Vedetta.Intake;

/// <summary>Every bound of the intake; what lies beyond is refused, said and counted.</summary>
public static class Limits
{
    /// <summary>Largest request body as sent, in bytes: 64 MiB.</summary>
    public const long SentBytesMax = 64L << 20;

    /// <summary>Largest request body after decompression, in bytes: 64 MiB.</summary>
    public const long BodyBytesMax = 64L << 20;

    /// <summary>Largest <c>application/json</c> body, in bytes: 1 MiB. NDJSON has no such bound.</summary>
    public const int JsonBytesMax = 1 << 20;

    /// <summary>Lines of an imported file written as one batch.</summary>
    public const int PartLinesMax = 20_000;

    /// <summary>Refused lines named in an answer; the rest are counted.</summary>
    public const int RefusalsNamedMax = 100;

    /// <summary>Batches waiting for the journal; beyond it senders get 429.</summary>
    public const int WaitingBatchesMax = 512;

    /// <summary>Bytes of accepted lines waiting for the journal, compressed: 128 MiB; beyond it senders get 429.</summary>
    public const long WaitingBytesMax = 128L << 20;

    /// <summary>Requests read at one time; beyond it senders get 429.</summary>
    public const int RequestsMax = 64;

    /// <summary>Batches written in one transaction.</summary>
    public const int GroupBatchesMax = 128;

    /// <summary>Batches a reader of the journal may lag behind before the journal waits for it.</summary>
    public const int ReaderLagMax = 256;

    /// <summary>Longest idempotency key, in characters.</summary>
    public const int IdempotencyKeyMax = 200;

    /// <summary>What a refused sender is told to wait, in seconds.</summary>
    public const int RetryAfterSeconds = 1;
}
