using System.Security.Cryptography;
using System.Text;

namespace Vedetta.Intake.Records;

/// <summary>What is said to Asterisk's manager interface, and how its answers are understood.</summary>
internal static class AmiRules
{
    /// <summary>Longest message believed, in bytes.</summary>
    public const int MessageBytesMax = 64 * 1024;

    /// <summary>Silence after which a ping is sent; after two such times the connection is given up.</summary>
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);

    /// <summary>Asks for a challenge, so that the secret itself need not be sent.</summary>
    public static string Challenge => "Action: Challenge\r\nActionID: challenge\r\nAuthType: MD5\r\n\r\n";

    /// <summary>Asks for a sign of life.</summary>
    public static string Ping => "Action: Ping\r\n\r\n";

    /// <summary>Signs in; with the answer to a challenge, or plainly where none was given.</summary>
    /// <param name="user">User of manager.conf.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="challenge">What was answered to <see cref="Challenge"/>; null for nothing.</param>
    /// <param name="events">Classes of events wanted; "off" for none.</param>
    public static string Login(string user, string secret, string? challenge, string events = "call,cdr") =>
        "Action: Login\r\nActionID: login\r\n" + (challenge is null ? $"Username: {user}\r\nSecret: {secret}\r\n"
            : $"AuthType: MD5\r\nUsername: {user}\r\nKey: {Answer(challenge, secret)}\r\n") + $"Events: {events}\r\n\r\n";

    /// <summary>Length of the first whole message of what was received, its blank line included; 0 for none.</summary>
    public static int FirstMessage(ReadOnlySpan<byte> received) =>
        received.IndexOf("\r\n\r\n"u8) is >= 0 and int end ? end + 4 : 0;

    /// <summary>The value of a key in a message; null when unsaid.</summary>
    public static string? Value(ReadOnlySpan<byte> message, string key)
    {
        foreach (Range range in message.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = message[range].TrimEnd((byte)'\r');
            int colon = line.IndexOf(": "u8);
            if (colon == key.Length && Ascii.EqualsIgnoreCase(line[..colon], key))
                return Encoding.UTF8.GetString(line[(colon + 2)..]);
        }
        return null;
    }

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="failures">Tries that failed since one succeeded.</param>
    public static TimeSpan WaitAfter(int failures) =>
        TimeSpan.FromSeconds(Math.Min(WaitMax.TotalSeconds, Math.Pow(2, Math.Clamp(failures - 1, 0, 10))));

    // MD5 is what the protocol asks for.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351",
        Justification = "The protocol knows nothing else.")]
    private static string Answer(string challenge, string secret) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(challenge + secret)));
}
