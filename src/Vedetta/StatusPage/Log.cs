namespace Vedetta.StatusPage;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "A round of the status page's painter failed; the last pictures stay")]
    public static partial void RoundFailed(this ILogger logger, Exception fault);
}
