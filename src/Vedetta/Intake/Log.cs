namespace Vedetta.Intake;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "The journal could not write {Batches} batches; their senders must send again")]
    public static partial void JournalFailed(ILogger log, int batches, Exception error);

    [LoggerMessage(1002, LogLevel.Warning, "Import refused {File}: {Reason}")]
    public static partial void ImportRefused(ILogger log, string file, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Imported {File}: {Accepted} accepted, {Refused} refused")]
    public static partial void Imported(ILogger log, string file, long accepted, long refused);

    [LoggerMessage(1004, LogLevel.Error, "The import folder could not be read")]
    public static partial void ImportFailed(ILogger log, Exception error);

    [LoggerMessage(1005, LogLevel.Error, "Retention did not finish; it is tried again at the next run")]
    public static partial void RetentionFailed(ILogger log, Exception error);

    [LoggerMessage(1006, LogLevel.Error, "A round of health checks did not finish; the next second tries again")]
    public static partial void ChecksFailed(ILogger log, Exception error);

    [LoggerMessage(1007, LogLevel.Warning, "The database does not answer and is asked again: {Reason}")]
    public static partial void DatabaseAway(ILogger log, string reason);
}
