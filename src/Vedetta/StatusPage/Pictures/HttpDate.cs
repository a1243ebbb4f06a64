using System.Globalization;
using System.Text;

namespace Vedetta.StatusPage.Pictures;

/// <summary>The Date field with the empty line after it (RFC 9110, 6.6.1), written once a second.</summary>
internal sealed class HttpDate(TimeProvider time)
{
    private volatile Written _written = new(0, []);

    /// <summary>"Date: …", the end of its line and of the head.</summary>
    public ReadOnlySpan<byte> Line
    {
        get
        {
            DateTimeOffset now = time.GetUtcNow();
            Written written = _written;
            long second = now.ToUnixTimeSeconds();
            if (written.Second != second) _written = written = new Written(second, Write(now));
            return written.Line;
        }
    }

    private static byte[] Write(DateTimeOffset now) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n\r\n"));

    private sealed record Written(long Second, byte[] Line);
}
