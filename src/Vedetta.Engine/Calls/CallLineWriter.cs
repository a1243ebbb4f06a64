using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vedetta.Engine.Calls;

/// <summary>Writes attempts as <c>call</c> signals, one JSON object a line, as any other sender would.</summary>
public sealed class CallLineWriter : IDisposable
{
    /// <summary>
    /// What stands in place of a number that is withheld or unknown: every call signal needs both numbers.
    /// </summary>
    public const string Withheld = "anonymous";

    private const int MillisecondDigits = 3;

    private static readonly JsonWriterOptions Options = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IBufferWriter<byte> _lines;
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes a writer.</summary>
    /// <param name="lines">Where the lines go.</param>
    public CallLineWriter(IBufferWriter<byte> lines)
    {
        _lines = lines;
        _json = new Utf8JsonWriter(lines, Options);
    }

    /// <summary>Writes one line with its line break.</summary>
    public void Write(CallAttempt attempt)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("at"u8, DateTimeOffset.FromUnixTimeMilliseconds(attempt.AtUnixMilliseconds).UtcDateTime);
        _json.WriteString("kind"u8, "call"u8);
        _json.WriteString("call_id"u8, attempt.CallId);
        _json.WriteString("from"u8, attempt.From.Length > 0 ? attempt.From : Withheld);
        _json.WriteString("to"u8, attempt.To.Length > 0 ? attempt.To : Withheld);
        Text("asserted"u8, attempt.Asserted);
        Text("diverted_by"u8, attempt.DivertedBy);
        Text("trunk"u8, attempt.Trunk);
        Text("source_ip"u8, attempt.SourceAddress);
        Text("user_agent"u8, attempt.UserAgent);
        Text("sdp_origin"u8, attempt.SdpOrigin);
        if (attempt.Attestation is { } attestation) _json.WriteString("attestation"u8, [attestation]);
        if (attempt.Stage == CallStage.Start) _json.WriteString("stage"u8, "start"u8);
        if (attempt.Stage == CallStage.End) _json.WriteString("stage"u8, "end"u8);
        if (attempt.Status > 0) _json.WriteNumber("status"u8, attempt.Status);
        Seconds("ring_s"u8, attempt.RingSeconds);
        Seconds("duration_s"u8, attempt.DurationSeconds);
        _json.WriteEndObject();
        _json.Flush();
        _lines.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Text(ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0) _json.WriteString(name, value);
    }

    private void Seconds(ReadOnlySpan<byte> name, double value)
    {
        if (!double.IsNaN(value)) _json.WriteNumber(name, Math.Round(value, MillisecondDigits));
    }
}
