using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>Writes surges as NDJSON; what falls far below normal is of kind <c>drop</c>, with the same fields.</summary>
public static class SurgeJson
{
    private const int RatioDigits = 3;

    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One surge as one line of JSON.</summary>
    public static string LineOf(Surge surge, OffsetBook offsets)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options)) Write(json, surge, offsets);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, Surge surge, OffsetBook offsets)
    {
        json.WriteStartObject();
        json.WriteString("kind", surge.Direction == SurgeDirection.Rise ? "surge" : "drop");
        if (surge.Series.Measure.Length > 0) json.WriteString("measure", surge.Series.Measure);
        WriteDimensions(json, "series", surge.Series.Dimensions);
        json.WriteString("onset", TimeOf(surge.Onset, offsets));
        json.WriteString("alarmed_at", TimeOf(surge.AlarmedAt, offsets));
        if (surge.EndedAt is { } ended) json.WriteString("ended_at", TimeOf(ended, offsets));
        else json.WriteNull("ended_at");
        json.WriteNumber("expected", Math.Round(surge.Expected, 1));
        json.WriteNumber("observed", surge.Observed);
        json.WriteNumber("excess", Math.Round(surge.Excess, 1));
        json.WriteNumber("ratio", Math.Round(surge.Ratio, RatioDigits));
        json.WriteNumber("percent", Math.Round(surge.Percent, 1));
        json.WriteNumber("ratio_low", Math.Round(surge.RatioLow, RatioDigits));
        json.WriteNumber("ratio_high", Math.Round(surge.RatioHigh, RatioDigits));
        WriteExplanations(json, surge.ExplainedBy);
        json.WriteEndObject();
    }

    private static void WriteExplanations(Utf8JsonWriter json, ImmutableArray<Explanation> explanations)
    {
        json.WriteStartArray("explained_by");
        foreach (Explanation explanation in explanations)
        {
            json.WriteStartObject();
            WriteDimensions(json, "dimensions", explanation.Dimensions);
            json.WriteNumber("share", Math.Round(explanation.Share, RatioDigits));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDimensions(Utf8JsonWriter json, string name, ImmutableArray<DimensionValue> dimensions)
    {
        json.WriteStartObject(name);
        foreach (DimensionValue dimension in dimensions) json.WriteString(dimension.Dimension, dimension.Value);
        json.WriteEndObject();
    }

    internal static string TimeOf(DateTimeOffset time, OffsetBook offsets) => offsets.Show(time)
        .ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
}
