using System.Globalization;
using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Incidents;
using Vedetta.Incidents.Safekeeping;
using Vedetta.Intake.Calls;
using Vedetta.Web;

namespace Vedetta.Desk.Floods;

/// <summary>Tables of the evidence as CSV (RFC 4180), which spreadsheets open without running anything in them.</summary>
internal static class EvidenceCsv
{
    private static readonly string[] CallColumns =
    [
        "at", "call_id", "stage", "from", "to", "trunk", "source_ip", "user_agent", "sdp_origin", "attestation", "status", "ring_s",
        "duration_s",
    ];

    /// <summary>Calls in order of time.</summary>
    public static byte[] Calls(IEnumerable<CallAttempt> calls, TimeZoneInfo zone) => Table(CallColumns, calls.Select(c => (string[])
    [
        Time(DateTimeOffset.FromUnixTimeMilliseconds(c.AtUnixMilliseconds), zone), c.CallId, JsonWord.Of(c.Stage), c.From, c.To, c.Trunk,
        c.SourceAddress, c.UserAgent, c.SdpOrigin, c.Attestation?.ToString() ?? "",
        c.Status == 0 ? "" : c.Status.ToString(CultureInfo.InvariantCulture), Seconds(c.RingSeconds), Seconds(c.DurationSeconds),
    ]));

    /// <summary>Messages in order of time, with the name of the file that holds each.</summary>
    public static byte[] Messages(IReadOnlyList<KeptMessage> messages, TimeZoneInfo zone) => Table(
        ["at", "call_id", "source", "destination", "transport", "sha256", "file"],
        messages.Select((m, i) => (string[])
        [
            Time(m.At, zone), m.CallId, m.Source, m.Destination, m.Transport, Convert.ToHexStringLower(m.Hash), MessageName(i),
        ]));

    /// <summary>Name of the file of a message.</summary>
    public static string MessageName(int index) => string.Create(CultureInfo.InvariantCulture, $"messages/{index + 1:000000}.sip");

    /// <summary>RFC 3339 with milliseconds and the zone's offset.</summary>
    public static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        zone.At(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>A table with its header.</summary>
    public static byte[] Table(string[] header, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (string[] row in rows.Prepend(header)) text.AppendJoin(',', row.Select(Quote)).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Numbers begin with "+", which alone is harmless; "=", "@", "-" and a tab would be read as formulas.
    private static string Quote(string value)
    {
        string safe = value.Length > 0 && value[0] is '=' or '@' or '-' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Seconds(double value) => double.IsNaN(value) ? "" : value.ToString("0.###", CultureInfo.InvariantCulture);
}
