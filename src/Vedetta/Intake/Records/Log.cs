namespace Vedetta.Intake.Records;

internal static partial class Log
{
    [LoggerMessage(1041, LogLevel.Information, "Listening to Asterisk at {Host}:{Port}")]
    public static partial void AmiConnected(ILogger log, string host, int port);

    [LoggerMessage(1042, LogLevel.Warning, "Asterisk at {Host}:{Port} is not heard: {Reason}")]
    public static partial void AmiLost(ILogger log, string host, int port, string reason);
}
