using System.Text.Json;
using System.Text.Json.Serialization;
using Vedetta.Statements;

namespace Vedetta.StatusPage;

/// <summary>
/// The last public record as a file in the data folder: a server that starts while its database is away shows what it
/// showed before, and says as of when.
/// </summary>
public sealed class PublicArchive(ServerOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        IgnoreReadOnlyProperties = true,
    };

    private string File => Path.Combine(options.DataDirectory, "status-page.json");

    /// <summary>
    /// Writes the record beside the old one and puts it in its place, so that a crash leaves one of the two.
    /// </summary>
    public async Task Write(PublicRecord record, CancellationToken stop)
    {
        string next = File + ".next";
        await System.IO.File.WriteAllBytesAsync(next, JsonSerializer.SerializeToUtf8Bytes(record, Json), stop);
        System.IO.File.Move(next, File, overwrite: true);
    }

    /// <summary>The record last written, or null.</summary>
    public PublicRecord? Read()
    {
        try
        {
            return System.IO.File.Exists(File)
                ? JsonSerializer.Deserialize<PublicRecord>(System.IO.File.ReadAllBytes(File), Json)
                : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null;
        }
    }
}
