using System.Text.Json;
using Vedetta.Engine.Calls;

namespace Vedetta.Engine.Cdr;

/// <summary>Writes what call records and call signalling tell as signals: one JSON object each, as senders of signals write them.</summary>
public static class CallLine
{
    /// <summary>The caller of a call whose number is withheld (RFC 3323), and a called line that is not known.</summary>
    public const string Withheld = "anonymous";

    /// <summary>Writes a <c>call</c> signal.</summary>
    public static void Write(CallAttempt attempt, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("at"u8, Time(attempt.AtUnixMilliseconds));
        json.WriteString("kind"u8, "call"u8);
        json.WriteString("call_id"u8, attempt.CallId);
        json.WriteString("from"u8, attempt.From.Length > 0 ? attempt.From : Withheld);
        json.WriteString("to"u8, attempt.To.Length > 0 ? attempt.To : Withheld);
        WriteText(json, "asserted"u8, attempt.Asserted);
        WriteText(json, "diverted_by"u8, attempt.DivertedBy);
        WriteText(json, "trunk"u8, attempt.Trunk);
        WriteText(json, "source_ip"u8, attempt.SourceAddress);
        WriteText(json, "user_agent"u8, attempt.UserAgent);
        WriteText(json, "sdp_origin"u8, attempt.SdpOrigin);
        if (attempt.Attestation is { } attestation) json.WriteString("attestation"u8, [attestation]);
        if (attempt.Status > 0) json.WriteNumber("status"u8, attempt.Status);
        if (double.IsFinite(attempt.RingSeconds)) json.WriteNumber("ring_s"u8, attempt.RingSeconds);
        if (double.IsFinite(attempt.DurationSeconds)) json.WriteNumber("duration_s"u8, attempt.DurationSeconds);
        if (attempt.Stage == CallStage.Start) json.WriteString("stage"u8, "start"u8);
        if (attempt.Stage == CallStage.End) json.WriteString("stage"u8, "end"u8);
        if (attempt.IsOutgoing) json.WriteString("direction"u8, "out"u8);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Writes a <c>nuisance</c> signal.</summary>
    public static void Write(CallComplaint complaint, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("at"u8, Time(complaint.AtUnixMilliseconds));
        json.WriteString("kind"u8, "nuisance"u8);
        json.WriteString("reporter"u8, complaint.Reporter);
        json.WriteString("channel"u8, "voice"u8);
        json.WriteString("from"u8, complaint.From);
        WriteText(json, "text"u8, complaint.Subject);
        json.WriteEndObject();
        json.Flush();
    }

    private static DateTimeOffset Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds);

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0) json.WriteString(name, value);
    }
}
