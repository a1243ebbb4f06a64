using System.Net;

namespace Vedetta.Intake.Calls;

internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Information, "Listens for copies of call signalling over {Transport} at {Address}")]
    public static partial void ListensForCalls(ILogger log, string transport, IPEndPoint address);

    [LoggerMessage(1102, LogLevel.Error, "Listening for call signalling failed")]
    public static partial void ListeningFailed(ILogger log, Exception error);

    [LoggerMessage(1103, LogLevel.Warning, "The journal does not take {Attempts} call attempts now; they wait")]
    public static partial void CallsWait(ILogger log, int attempts);

    [LoggerMessage(1104, LogLevel.Error, "A round of writing call attempts did not finish; the next one goes on")]
    public static partial void CallsFailed(ILogger log, Exception error);
}
