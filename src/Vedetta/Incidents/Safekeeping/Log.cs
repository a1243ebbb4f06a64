namespace Vedetta.Incidents.Safekeeping;

internal static partial class Log
{
    [LoggerMessage(3201, LogLevel.Error, "Evidence of a flood could not be kept; tried again in a moment")]
    public static partial void EvidenceFailed(ILogger log, Exception error);
}
