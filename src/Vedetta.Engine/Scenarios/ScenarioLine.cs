using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Scenarios;

/// <summary>Writes a signal as one line of NDJSON in UTF-8. By hand: a scenario has millions.</summary>
public static class ScenarioLine
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 +-_.:,;/()[]{}!?*#@%=");

    /// <summary>Appends the signal's line, line feed included.</summary>
    public static void Write(in ScenarioSignal signal, IBufferWriter<byte> to)
    {
        Raw(to, "{\"at\":\""u8);
        WriteTime(signal, to);
        Raw(to, "\",\"kind\":\""u8);
        Raw(to, KindName(signal.Leaf.Kind));
        Raw(to, "\""u8);
        if (signal.Health is { } health) WriteHealth(health, to);
        else if (signal.Planned is { } planned) WritePlanned(planned, to);
        else if (signal.Call is { } call) WriteCall(call, to);
        else WriteCounted(signal, to);
        Raw(to, "}\n"u8);
    }

    private static ReadOnlySpan<byte> KindName(SignalKind kind) => kind switch
    {
        SignalKind.Report => "report"u8,
        SignalKind.Contact => "contact"u8,
        SignalKind.Call => "call"u8,
        SignalKind.Health => "health"u8,
        SignalKind.Planned => "planned"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No scenario has signals of this kind."),
    };

    private static void WriteCounted(in ScenarioSignal signal, IBufferWriter<byte> to)
    {
        Leaf leaf = signal.Leaf;
        if (leaf.Kind == SignalKind.Report)
        {
            Text(to, ",\"service\":\""u8, leaf.A);
            Text(to, ",\"place\":\""u8, leaf.B);
            Text(to, ",\"reason\":\""u8, leaf.C);
            Text(to, ",\"network\":\""u8, leaf.D);
            Text(to, ",\"source\":\""u8, signal.Source);
            return;
        }

        Text(to, ",\"queue\":\""u8, leaf.A);
        Text(to, ",\"channel\":\""u8, leaf.B);
        Text(to, ",\"topic\":\""u8, leaf.C);
        Text(to, ",\"place\":\""u8, leaf.D);
        Text(to, ",\"customer\":\""u8, signal.Source);
        Text(to, ",\"outcome\":\""u8, OutcomeName(signal.Outcome));
        Number(to, ",\"wait_s\":"u8, signal.WaitSeconds);
        Number(to, ",\"handle_s\":"u8, signal.HandleSeconds);
    }

    private static string? OutcomeName(ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.Answered => "answered",
        ContactOutcome.Abandoned => "abandoned",
        ContactOutcome.Deflected => "deflected",
        _ => null,
    };

    private static void WriteHealth(HealthStatement health, IBufferWriter<byte> to)
    {
        Text(to, ",\"component\":\""u8, health.Component);
        Text(to, ",\"state\":\""u8, health.State);
        Text(to, ",\"node\":\""u8, health.Node);
        Text(to, ",\"detail\":\""u8, health.Detail);
    }

    private static void WritePlanned(PlannedStatement planned, IBufferWriter<byte> to)
    {
        Text(to, ",\"what\":\""u8, planned.What);
        Text(to, ",\"name\":\""u8, planned.Name);
        Text(to, ",\"from\":\""u8, Iso(planned.From));
        Text(to, ",\"until\":\""u8, Iso(planned.Until));
        if (planned.AudienceSize is { } size) Number(to, ",\"audience_size\":"u8, size);
        Text(to, ",\"service\":\""u8, planned.Service);
    }

    private static void WriteCall(CallStatement call, IBufferWriter<byte> to)
    {
        Text(to, ",\"call_id\":\""u8, call.Id);
        Text(to, ",\"stage\":\""u8, call.IsEnd ? "end" : "start");
        Text(to, ",\"from\":\""u8, call.From);
        Text(to, ",\"to\":\""u8, call.To);
        Text(to, ",\"trunk\":\""u8, call.Trunk);
        Text(to, ",\"user_agent\":\""u8, call.UserAgent);
        Text(to, ",\"sdp_origin\":\""u8, call.SdpOrigin);
        if (!call.IsEnd) return;
        Number(to, ",\"status\":"u8, call.Status);
        Number(to, ",\"ring_s\":"u8, call.RingSeconds);
        Number(to, ",\"duration_s\":"u8, call.TalkSeconds);
    }

    private static string Iso(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static void WriteTime(in ScenarioSignal signal, IBufferWriter<byte> to)
    {
        Span<byte> bytes = to.GetSpan(32);
        signal.At.TryFormat(bytes, out int written, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private static void Text(IBufferWriter<byte> to, ReadOnlySpan<byte> before, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        Raw(to, before);
        if (value.AsSpan().ContainsAnyExcept(Plain))
        {
            Raw(to, JsonEncodedText.Encode(value).EncodedUtf8Bytes);
        }
        else
        {
            to.Advance(Encoding.ASCII.GetBytes(value, to.GetSpan(value.Length)));
        }

        Raw(to, "\""u8);
    }

    private static void Number(IBufferWriter<byte> to, ReadOnlySpan<byte> before, double value)
    {
        if (double.IsNaN(value)) return;
        Raw(to, before);
        ((long)Math.Round(value)).TryFormat(to.GetSpan(20), out int written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private static void Raw(IBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to.GetSpan(bytes.Length));
        to.Advance(bytes.Length);
    }
}
