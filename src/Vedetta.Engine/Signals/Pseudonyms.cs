using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vedetta.Engine.Signals;

/// <summary>
/// Replaces what names a person in a stored signal by keyed hashes (HMAC-SHA256, 96 bits): the same person stays the same
/// person in statistics, and nobody without the key can try all numbers to find the one behind a hash.
/// </summary>
public sealed class Pseudonyms(byte[] key)
{
    /// <summary>Fields that name a person or line.</summary>
    public static readonly IReadOnlyList<string> Fields =
    [
        "customer", "from", "to", "asserted", "diverted_by", "reporter", "source", "source_ip", "sdp_origin", "recording",
    ];

    private const string Mark = "h:";
    private const int HashBytes = 12;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>
    /// The signal with its personal fields replaced; values that are hashes already stay. A planned signal's
    /// <c>from</c> is a time and stays. Valid until the next call.
    /// </summary>
    /// <param name="json">One stored signal, which must be a JSON object.</param>
    public ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement signal = document.RootElement;
        bool isPlanned = signal.TryGetProperty("kind", out JsonElement kind) && kind.ValueEquals("planned"u8);
        _line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_line, Options))
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in signal.EnumerateObject())
            {
                bool names = !isPlanned && Fields.Contains(field.Name);
                if (names && TextOf(field.Value) is { Length: > 0 } value) writer.WriteString(field.Name, Of(value));
                else field.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return _line.WrittenSpan;
    }

    /// <summary>The pseudonym of one value; a pseudonym is its own.</summary>
    public string Of(string value)
    {
        if (IsPseudonym(value)) return value;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value), hash);
        return Mark + Convert.ToHexStringLower(hash[..HashBytes]);
    }

    private static bool IsPseudonym(string value) =>
        value.Length == Mark.Length + (2 * HashBytes) && value.StartsWith(Mark, StringComparison.Ordinal)
        && value.AsSpan(Mark.Length).IndexOfAnyExcept(HexDigits) < 0;

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
