using System.Text;
using System.Text.Json;
using Vedetta.Engine.Floods;

namespace Vedetta.Cli.Detect;

/// <summary>Writes floods of calls, as NDJSON and for people.</summary>
public static class FloodJson
{
    private const int OriginsTold = 10;

    /// <summary>One flood as one line of JSON.</summary>
    public static string LineOf(Flood flood, OffsetBook offsets)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, SurgeJson.Options)) Write(json, flood, offsets);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, Flood flood, OffsetBook offsets)
    {
        json.WriteStartObject();
        json.WriteString("kind", "flood");
        json.WriteString("started_at", SurgeJson.TimeOf(flood.StartedAt, offsets));
        json.WriteString("alarmed_at", SurgeJson.TimeOf(flood.AlarmedAt, offsets));
        if (flood.EndedAt is { } ended) json.WriteString("ended_at", SurgeJson.TimeOf(ended, offsets));
        else json.WriteNull("ended_at");
        json.WriteString("scope", flood.Scope.ToString().ToLowerInvariant());
        json.WriteString("target", flood.Target);
        json.WriteNumber("lines_hit", flood.LinesHit);
        json.WriteNumber("attempts", flood.Attempts);
        if (flood.PeriodSeconds is { } period) json.WriteNumber("period_seconds", Math.Round(period, 1));
        else json.WriteNull("period_seconds");
        json.WriteStartArray("origins");
        foreach (FloodOrigin origin in flood.Origins.Take(OriginsTold))
        {
            json.WriteStartObject();
            json.WriteString("number", origin.Number);
            json.WriteNumber("attempts", origin.Attempts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("rotating", flood.IsRotating);
        json.WriteEndObject();
    }
}
