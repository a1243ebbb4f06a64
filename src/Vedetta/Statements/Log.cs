namespace Vedetta.Statements;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Error, "States of components could not follow their checks; tried again in a moment")]
    public static partial void FollowingFailed(ILogger log, Exception error);

    [LoggerMessage(4002, LogLevel.Error, "Maintenance could not be begun or completed at its time; tried again in a moment")]
    public static partial void ScheduleFailed(ILogger log, Exception error);
}
