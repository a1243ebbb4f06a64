using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Vedetta.Access;

namespace Vedetta.StatusPage.Pictures;

/// <summary>
/// An answer ready to be sent: its bytes plain, gzip and brotli, and every header already written. Immutable, so any
/// number of requests share it without a lock.
/// </summary>
public sealed class Picture
{
    /// <summary>Below this many bytes compression saves no packet.</summary>
    private const int CompressedFrom = 600;

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
        Form form = Choose(request.AcceptEncoding);
        SecurityHeaders.Write(answer, _policy, isHttps, _isEmbeddable);
        answer.CacheControl = _cacheControl;
        answer.ETag = form.ETag;
        answer.Vary = isNegotiated ? ByVisitor : ByEncoding;
        if (_isShared) answer.AccessControlAllowOrigin = Anyone;
        if (Status == 200 && Has(request.IfNoneMatch, form.ETag))
        {
            status = StatusCodes.Status304NotModified;
            return default;
        }
        status = Status;
        answer.ContentType = _contentType;
        if (_language.Count > 0) answer.ContentLanguage = _language;
        if (form.Encoding.Count > 0) answer.ContentEncoding = form.Encoding;
        answer.ContentLength = form.Bytes.Length;
        return form.Bytes;
    }

    // A browser says "gzip, deflate, br, zstd". Whoever refuses one with q=0 gets the plain bytes: rare, and never
    // wrong.
    private Form Choose(StringValues accepted)
    {
        if (_gzip is null || accepted.Count != 1 || accepted[0] is not { } value) return _plain;
        if (value.Contains("q=0", StringComparison.Ordinal)) return _plain;
        if (Names(value, "br")) return _brotli!;
        return Names(value, "gzip") ? _gzip : _plain;
    }

    private static bool Names(string header, string coding)
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

    private sealed record Form(byte[] Bytes, StringValues ETag, StringValues Encoding);
}
