using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Vedetta.Access;

namespace Vedetta.StatusPage.Pictures;

/// <summary>An answer as it goes over the wire, but for its date.</summary>
/// <param name="Head">Status line and headers, each with its line end.</param>
/// <param name="Body">The body.</param>
internal readonly record struct PictureBytes(byte[] Head, byte[] Body);

/// <summary>
/// An answer ready to be sent: its bytes plain, gzip and brotli, and every header already written. Immutable, so any
/// number of requests share it without a lock.
/// </summary>
public sealed class Picture
{
    /// <summary>Below this many bytes compression saves no packet.</summary>
    private const int CompressedFrom = 600;

    private const int AcceptLengthMax = 128;

    private static readonly StringValues GzipWord = "gzip", BrotliWord = "br", Anyone = "*", ByEncoding = "Accept-Encoding",
        ByVisitor = "Accept-Encoding, Accept-Language, Cookie",
        Brief = "public, max-age=1, stale-if-error=86400",
        Closed = SecurityHeaders.ScriptlessPolicy(null);

    private readonly Form _plain;
    private readonly Form? _gzip, _brotli;
    private readonly StringValues _contentType, _language, _policy, _cacheControl;
    private readonly bool _isEmbeddable, _isShared;

    /// <summary>Compresses and seals what was painted.</summary>
    public Picture(Painted painted)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(painted.Body).AsSpan(0, 12));
        _plain = new Form(painted.Body, $"\"{hash}\"", default);
        if (painted.Body.Length >= CompressedFrom)
        {
            _gzip = new Form(Gzip(painted.Body), $"\"{hash}-g\"", GzipWord);
            _brotli = new Form(Brotli(painted.Body), $"\"{hash}-b\"", BrotliWord);
        }
        _contentType = painted.ContentType;
        _language = painted.Language ?? default(StringValues);
        _policy = painted.ContentPolicy ?? Closed;
        _cacheControl = painted.CacheControl ?? Brief;
        (_isEmbeddable, _isShared, Status) = (painted.IsEmbeddable, painted.IsShared, painted.Status);
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Bytes of the uncompressed body.</summary>
    public ReadOnlyMemory<byte> Body => _plain.Bytes;

    /// <summary>Bytes sent to a browser that takes brotli.</summary>
    public int CompressedLength => (_brotli ?? _plain).Bytes.Length;

    /// <summary>
    /// Writes status and headers, and returns the body to send: nothing for HEAD and for what the client already has.
    /// </summary>
    /// <param name="request">Headers of the request.</param>
    /// <param name="isHttps">Whether the request came over TLS.</param>
    /// <param name="isNegotiated">Whether the same address shows other visitors another language.</param>
    /// <param name="answer">Headers of the answer.</param>
    /// <param name="status">Status of the answer.</param>
    public ReadOnlyMemory<byte> Begin(
        IHeaderDictionary request, bool isHttps, bool isNegotiated, IHeaderDictionary answer, out int status)
    {
        Form form = Choose(request.AcceptEncoding is [{ } accepted] ? accepted : "");
        Fill(form, isHttps, isNegotiated, answer);
        if (Status == 200 && Has(request.IfNoneMatch, form.ETag))
        {
            status = StatusCodes.Status304NotModified;
            return default;
        }
        status = Status;
        Describe(form, answer);
        return form.Bytes;
    }

    /// <summary>
    /// The whole answer to a plain GET over an unencrypted connection: status line and headers up to the date, and the body.
    /// </summary>
    /// <param name="acceptEncoding">Value of Accept-Encoding.</param>
    /// <param name="isNegotiated">Whether the same address shows other visitors another language.</param>
    internal PictureBytes Whole(ReadOnlySpan<byte> acceptEncoding, bool isNegotiated)
    {
        Span<char> accepted = stackalloc char[AcceptLengthMax];
        bool isRead = acceptEncoding.Length <= AcceptLengthMax
            && Ascii.ToUtf16(acceptEncoding, accepted, out _) == OperationStatus.Done;
        Form form = Choose(isRead ? accepted[..acceptEncoding.Length] : []);
        ref byte[]? head = ref isNegotiated ? ref form.NegotiatedHead : ref form.Head;
        return new PictureBytes(head ??= WriteHead(form, isNegotiated), form.Bytes);
    }

    private byte[] WriteHead(Form form, bool isNegotiated)
    {
        var headers = new HeaderDictionary();
        Fill(form, isHttps: false, isNegotiated, headers);
        Describe(form, headers);
        var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        foreach ((string name, StringValues value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.ASCII.GetBytes(head.ToString());
    }

    private void Fill(Form form, bool isHttps, bool isNegotiated, IHeaderDictionary answer)
    {
        SecurityHeaders.Write(answer, _policy, isHttps, _isEmbeddable);
        answer.CacheControl = _cacheControl;
        answer.ETag = form.ETag;
        answer.Vary = isNegotiated ? ByVisitor : ByEncoding;
        if (_isShared) answer.AccessControlAllowOrigin = Anyone;
    }

    private void Describe(Form form, IHeaderDictionary answer)
    {
        answer.ContentType = _contentType;
        if (_language.Count > 0) answer.ContentLanguage = _language;
        if (form.Encoding.Count > 0) answer.ContentEncoding = form.Encoding;
        answer.ContentLength = form.Bytes.Length;
    }

    // A browser says "gzip, deflate, br, zstd". Whoever refuses one with q=0 gets the plain bytes: rare, and never
    // wrong.
    private Form Choose(ReadOnlySpan<char> accepted)
    {
        if (_gzip is null || accepted.Contains("q=0", StringComparison.Ordinal)) return _plain;
        if (Names(accepted, "br")) return _brotli!;
        return Names(accepted, "gzip") ? _gzip : _plain;
    }

    private static bool Names(ReadOnlySpan<char> header, string coding)
    {
        int at = header.IndexOf(coding, StringComparison.Ordinal);
        if (at < 0) return false;
        int end = at + coding.Length;
        return (at == 0 || header[at - 1] is ' ' or ',') && (end == header.Length || header[end] is ' ' or ',' or ';');
    }

    // RFC 9110 13.1.2: a list of tags, compared weakly, or a star.
    private static bool Has(StringValues held, StringValues tag)
    {
        if (held.Count == 0) return false;
        foreach (string? value in held)
            if (value is "*" || (value is not null && value.Contains((string)tag!, StringComparison.Ordinal)))
                return true;
        return false;
    }

    private static byte[] Gzip(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(plain);
        return packed.ToArray();
    }

    private static byte[] Brotli(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, new BrotliCompressionOptions { Quality = 6 })) brotli.Write(plain);
        return packed.ToArray();
    }

    private sealed class Form(byte[] bytes, StringValues etag, StringValues encoding)
    {
        public byte[] Bytes => bytes;

        public StringValues ETag => etag;

        public StringValues Encoding => encoding;

        // Written at the first plain GET; by two at once they come out the same.
        public byte[]? Head, NegotiatedHead;
    }
}
