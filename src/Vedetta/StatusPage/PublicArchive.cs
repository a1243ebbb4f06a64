using System.Text.Json;
using System.Text.Json.Serialization;
using Vedetta.Statements;
using Vedetta.Storage;

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

    /// <summary>Puts the record in place of the old one; a crash leaves one of the two.</summary>
    public void Write(PublicRecord record) => PrivateFile.Replace(File, JsonSerializer.SerializeToUtf8Bytes(record, Json));

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
