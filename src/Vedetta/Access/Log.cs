using Microsoft.Extensions.Logging;

namespace Vedetta.Access;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "Sign-in refused ({Reason}) for {Address}")]
    public static partial void SignInRefused(this ILogger log, string reason, string address);
}
