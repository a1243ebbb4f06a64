using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vedetta.Intake;

/// <summary>Turns a JSON document, one signal or an array of them, into one line per signal.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a document of at most <see cref="Limits.JsonBytesMax"/> bytes.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="BodyTooLargeException">It is longer.</exception>
    public static async Task<Stream> ToLines(Stream body, CancellationToken cancel)
    {
        byte[] text = await ReadAll(body, cancel);
        using JsonDocument document = JsonDocument.Parse(text);
        var lines = new MemoryStream();
        if (document.RootElement.ValueKind != JsonValueKind.Array) WriteLine(document.RootElement, lines);
        else foreach (JsonElement signal in document.RootElement.EnumerateArray()) WriteLine(signal, lines);
        lines.Position = 0;
        return lines;
    }

    private static async Task<byte[]> ReadAll(Stream body, CancellationToken cancel)
    {
        var text = new MemoryStream();
        byte[] chunk = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(chunk, cancel)) > 0;)
        {
            if (text.Length + read > Limits.JsonBytesMax) throw new BodyTooLargeException();
            text.Write(chunk, 0, read);
        }
        return text.ToArray();
    }

    private static void WriteLine(JsonElement signal, MemoryStream lines)
    {
        using (var writer = new Utf8JsonWriter(lines, Options)) signal.WriteTo(writer);
        lines.WriteByte((byte)'\n');
    }
}
