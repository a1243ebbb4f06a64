using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vedetta.Engine.Scenarios;

/// <summary>The documents of a scenario folder beside its signals, as UTF-8 JSON.</summary>
public static class ScenarioDocuments
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        // These are files, not web pages: "+02:00" stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What scenario.json says.</summary>
    public static byte[] Description(Scenario scenario) => Write(json =>
    {
        json.WriteString("name", scenario.Name);
        json.WriteString("time_zone", scenario.TimeZone);
        json.WriteString("from", Iso(scenario.From));
        json.WriteString("until", Iso(scenario.Until));
        json.WriteString("warm_until", Iso(scenario.WarmUntil));
        json.WriteString("currency", scenario.Currency);
        json.WriteNumber("cost_per_contact", scenario.CostPerContact);
        json.WriteStartArray("services");
        foreach (ScenarioService service in scenario.Services)
        {
            json.WriteStartObject();
            json.WriteString("id", service.Id);
            json.WriteString("name", service.Name);
            json.WriteString("owner", service.IsOwn ? "own" : "third-party");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteLists(json, scenario);
    });

    /// <summary>What truth.json says.</summary>
    public static byte[] Truth(Scenario scenario) => Write(json =>
    {
        json.WriteStartArray("incidents");
        foreach (ScenarioIncident incident in scenario.Incidents)
        {
            json.WriteStartObject();
            json.WriteString("cause", incident.Cause);
            json.WriteStartObject("subject");
            json.WriteString(incident.SubjectKind, incident.Subject);
            json.WriteEndObject();
            json.WriteString("onset", Iso(incident.Onset));
            json.WriteString("end", Iso(incident.End));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteLists(Utf8JsonWriter json, Scenario scenario)
    {
        json.WriteStartObject("lines");
        json.WriteStartArray("prefixes");
        foreach (string prefix in scenario.LinePrefixes) json.WriteStringValue(prefix);
        json.WriteEndArray();
        json.WriteNumber("count", scenario.LineCount);
        json.WriteEndObject();
        json.WriteStartArray("queues");
        foreach (string queue in scenario.Queues) json.WriteStringValue(queue);
        json.WriteEndArray();
        if (scenario.Holidays.IsEmpty) return;
        json.WriteStartArray("holidays");
        foreach (DateOnly date in scenario.Holidays)
            json.WriteStringValue(date.ToString("O", CultureInfo.InvariantCulture));
        json.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var to = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(to, Indented))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return [.. to.WrittenSpan, (byte)'\n'];
    }

    private static string Iso(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
