namespace Vedetta.StatusPage.Reports;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Error, "{Count} details of reports could not be written")]
    public static partial void DetailsFailed(ILogger log, int count, Exception error);
}
