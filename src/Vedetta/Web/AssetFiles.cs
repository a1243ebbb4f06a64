using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;

namespace Vedetta.Web;

/// <summary>The files of wwwroot, served from the assembly itself. Their addresses carry a hash and never go stale.</summary>
public static class AssetFiles
{
    private const string Prefix = "wwwroot/";
    private static readonly FrozenDictionary<string, AssetFile> Files = ReadAll();

    /// <summary>The address of a file, such as <c>Address("assets/desk.css")</c>.</summary>
    public static string Address(string path) => $"/{path}?v={Files[path].Hash}";

    /// <summary>What a text file says, for pages that carry it inside.</summary>
    public static string Text(string path) => System.Text.Encoding.UTF8.GetString(Files[path].Plain);

    /// <summary>Serves the files to anyone: they say nothing about the organisation.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, file) in Files)
            routes.MapGet("/" + path, (HttpContext context) => Send(context, file)).AllowAnonymous().ExcludeFromDescription();
    }

    private static FileContentHttpResult Send(HttpContext context, AssetFile file)
    {
        // A hashed address may be kept for ever; a plain one (a font named in the style sheet) for a day.
        context.Response.Headers.CacheControl =
            context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=86400";
        if (file.Brotli is null) return TypedResults.Bytes(file.Plain, file.ContentType);
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return TypedResults.Bytes(file.Plain, file.ContentType);
        context.Response.Headers.ContentEncoding = "br";
        return TypedResults.Bytes(file.Brotli, file.ContentType);
    }

    private static FrozenDictionary<string, AssetFile> ReadAll()
    {
        Assembly assembly = typeof(AssetFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(assembly, name));
    }

    private static AssetFile Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        if (!new FileExtensionContentTypeProvider().TryGetContentType(name, out string? type)) type = "application/octet-stream";
        bool isText = type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("svg", StringComparison.Ordinal);
        string hash = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 6));
        return new AssetFile(plain, isText ? Compress(plain) : null, isText ? type + "; charset=utf-8" : type, hash);
    }

    private static byte[] Compress(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal)) brotli.Write(plain);
        return packed.ToArray();
    }

    private sealed record AssetFile(byte[] Plain, byte[]? Brotli, string ContentType, string Hash);
}
