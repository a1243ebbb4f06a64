using System.Buffers;
using System.Text;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// The head of a request as nearly every visitor sends it: GET, a plain path, HTTP/1.1, no body, a connection that stays
/// (RFC 9112). Anything else is not an error here but left to the web server, which knows the whole protocol.
/// </summary>
internal readonly ref struct PlainGet
{
    private const int PathStart = 4;

    private static readonly SearchValues<byte> NotInPath = SearchValues.Create("%?#\\"u8);
    private static readonly SearchValues<byte> NotInHost = SearchValues.Create("/@?#\\,"u8);

    private PlainGet(ReadOnlySpan<byte> path, int length)
    {
        Path = path;
        Length = length;
    }

    /// <summary>Bytes of the path; printable ASCII, no query and nothing percent-encoded.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Bytes of the whole head with the empty line at its end.</summary>
    public int Length { get; }

    /// <summary>Value of Accept-Encoding; empty where there is none.</summary>
    public ReadOnlySpan<byte> AcceptEncoding { get; private init; }

    /// <summary>Value of Accept-Language; empty where there is none.</summary>
    public ReadOnlySpan<byte> AcceptLanguage { get; private init; }

    /// <summary>Value of Cookie; empty where there is none.</summary>
    public ReadOnlySpan<byte> Cookie { get; private init; }

    /// <summary>Reads a head at the start of these bytes; false where they hold none that is plain and whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PlainGet head)
    {
        head = default;
        if (!bytes.StartsWith("GET /"u8)) return false;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        ReadOnlySpan<byte> lines = bytes[..(end + 2)];
        int first = lines.IndexOf("\r\n"u8);
        if (!lines[..first].EndsWith(" HTTP/1.1"u8)) return false;
        ReadOnlySpan<byte> path = lines[PathStart..(first - " HTTP/1.1".Length)];
        if (path.Length > PublicPictures.PathLengthMax || !IsPlain(path)) return false;
        head = new PlainGet(path, end + 4);
        return ReadFields(lines[(first + 2)..], ref head);
    }

    private static bool ReadFields(ReadOnlySpan<byte> lines, ref PlainGet head)
    {
        int hosts = 0;
        while (lines.Length > 0)
        {
            int end = lines.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = lines[..end];
            lines = lines[(end + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line.ContainsAnyInRange((byte)0, (byte)31) || line[..colon].Contains((byte)' ')) return false;
            if (!Take(line[..colon], line[(colon + 1)..].Trim((byte)' '), ref head, ref hosts)) return false;
        }
        return hosts == 1;
    }

    // A field said twice goes to the web server too: which of the two counts is its knowledge.
    private static bool Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref PlainGet head, ref int hosts)
    {
        switch (name.Length)
        {
            case 4 when Is(name, "host"u8):
                hosts++;
                return value.Length > 0 && IsHost(value);
            case 6 when Is(name, "cookie"u8):
                if (head.Cookie.Length > 0) return false;
                head = head with { Cookie = value };
                return true;
            case 10 when Is(name, "connection"u8): return Is(value, "keep-alive"u8);
            case 15 when Is(name, "accept-encoding"u8):
                if (head.AcceptEncoding.Length > 0) return false;
                head = head with { AcceptEncoding = value };
                return true;
            case 15 when Is(name, "accept-language"u8):
                if (head.AcceptLanguage.Length > 0) return false;
                head = head with { AcceptLanguage = value };
                return true;
            default: return !IsLeftToOthers(name);
        }
    }

    // Bodies, other protocols and questions about what the visitor already has.
    private static bool IsLeftToOthers(ReadOnlySpan<byte> name) =>
        Is(name, "content-length"u8) || Is(name, "transfer-encoding"u8) || Is(name, "expect"u8) || Is(name, "upgrade"u8)
        || name.Length > 3 && (Is(name[..3], "if-"u8) || Is(name, "range"u8) || Is(name, "trailer"u8) || Is(name, "te"u8));

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(name, lowerCase);

    private static bool IsPlain(ReadOnlySpan<byte> path) =>
        !path.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !path.ContainsAny(NotInPath);

    private static bool IsHost(ReadOnlySpan<byte> value) =>
        !value.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !value.ContainsAny(NotInHost);
}
