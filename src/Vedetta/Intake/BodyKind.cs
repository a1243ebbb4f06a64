using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake;

/// <summary>What a request's headers say about its body.</summary>
/// <param name="Format">How the signals are written.</param>
/// <param name="IsDocument">Whether it is one JSON document rather than a line per signal.</param>
/// <param name="IsGzip">Whether it is compressed.</param>
internal sealed record BodyKind(SignalFormat Format, bool IsDocument, bool IsGzip)
{
    /// <summary>The kind of a request's body; null for any the intake does not read.</summary>
    public static BodyKind? Of(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)) return null;
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return null;
        string encoding = request.Headers.ContentEncoding.ToString();
        bool gzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!gzip && encoding is not ("" or "identity")) return null;
        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => new(SignalFormat.Ndjson, false, gzip),
            "application/json" => new(SignalFormat.Ndjson, true, gzip),
            "text/csv" or "text/plain" => new(SignalFormat.Csv, false, gzip),
            // How FreeSWITCH posts its records: a form of one field.
            "application/x-www-form-urlencoded" => new(SignalFormat.Ndjson, false, gzip),
            _ => null,
        };
    }
}
