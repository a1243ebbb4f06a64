namespace Vedetta.CallGate;

internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Error, "A round of the call gate did not finish; counts are written with the next")]
    public static partial void RoundFailed(ILogger log, Exception error);

    [LoggerMessage(7002, LogLevel.Information, "The call gate answers {Transport} at {Address}")]
    public static partial void Listening(ILogger log, string transport, string address);

    [LoggerMessage(7003, LogLevel.Error, "The call gate's {Transport} port stopped for a moment")]
    public static partial void PortFailed(ILogger log, string transport, Exception error);

    [LoggerMessage(7004, LogLevel.Warning, "Rules could not be pushed to {Target}: {Reason}")]
    public static partial void PushFailed(ILogger log, string target, string reason);

    [LoggerMessage(7005, LogLevel.Error, "The history of calls stopped being read; it begins again")]
    public static partial void HistoryFailed(ILogger log, Exception error);
}
