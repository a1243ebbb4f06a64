namespace Vedetta.Outreach;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Error, "A round of sending did not finish; what is due stays due")]
    public static partial void RoundFailed(ILogger log, Exception error);
}
