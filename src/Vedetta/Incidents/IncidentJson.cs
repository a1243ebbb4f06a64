using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;

namespace Vedetta.Incidents;

/// <summary>The stored JSON forms of findings, surges and floods.</summary>
public static class IncidentJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new SeriesKeyConverter(), new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Reads findings; empty ones from "{}".</summary>
    public static IncidentFindings Findings(string json) =>
        JsonSerializer.Deserialize<IncidentFindings>(json, Options) ?? new IncidentFindings();

    /// <summary>Writes findings.</summary>
    public static string Write(IncidentFindings findings) => JsonSerializer.Serialize(findings, Options);

    /// <summary>Reads a surge.</summary>
    public static Surge Surge(string json) => JsonSerializer.Deserialize<Surge>(json, Options)!;

    /// <summary>Writes a surge.</summary>
    public static string Write(Surge surge) => JsonSerializer.Serialize(surge, Options);

    /// <summary>Reads a flood.</summary>
    public static Flood Flood(string json) => JsonSerializer.Deserialize<Flood>(json, Options)!;

    /// <summary>Writes a flood.</summary>
    public static string Write(Flood flood) => JsonSerializer.Serialize(flood, Options);

    private sealed class SeriesKeyConverter : JsonConverter<SeriesKey>
    {
        public override SeriesKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            SeriesKey.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, SeriesKey value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
