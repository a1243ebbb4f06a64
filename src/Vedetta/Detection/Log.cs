namespace Vedetta.Detection;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "Detection goes on from snapshot at batch {Sequence}")]
    public static partial void SnapshotLoaded(ILogger log, long sequence);

    [LoggerMessage(2002, LogLevel.Warning, "Snapshot not readable ({Reason}); reading the whole journal again")]
    public static partial void SnapshotRefused(ILogger log, string reason);

    [LoggerMessage(2003, LogLevel.Error, "A round of detection failed; it is tried again with the next second")]
    public static partial void RoundFailed(ILogger log, Exception error);

    [LoggerMessage(2005, LogLevel.Information, "Ordinary calls are learnt anew: {Reason}")]
    public static partial void FloodsNotLoaded(ILogger log, string reason);

    [LoggerMessage(2004, LogLevel.Information, "Detection caught up with the journal at batch {Sequence}")]
    public static partial void CaughtUp(ILogger log, long sequence);
}
