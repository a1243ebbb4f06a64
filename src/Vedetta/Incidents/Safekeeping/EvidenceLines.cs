using System.Buffers;
using System.Text;
using System.Text.Json;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Incidents.Safekeeping;

/// <summary>Calls as lines of JSON, as any sender writes them, and back.</summary>
public static class EvidenceLines
{
    /// <summary>One call as a line without its line break.</summary>
    public static string Write(CallAttempt call)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) CallLine.Write(call, json);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Calls as a text of lines.</summary>
    public static byte[] Write(IEnumerable<CallAttempt> calls) =>
        Encoding.UTF8.GetBytes(string.Concat(calls.Select(c => Write(c) + "\n")));

    /// <summary>The calls of lines; what does not read back is left out.</summary>
    public static IReadOnlyList<CallAttempt> Read(IEnumerable<KeptCall> calls)
    {
        var found = new List<CallAttempt>();
        var reader = new SignalReader(SignalFormat.Ndjson, 0);
        foreach (KeptCall kept in calls)
        {
            reader.Restart(SignalFormat.Ndjson, kept.At.ToUnixTimeMilliseconds());
            ReadOnlySpan<byte> line = Encoding.UTF8.GetBytes(kept.Line + "\n");
            if (reader.Read(ref line, out _) && reader.IsAccepted && reader.Line.Call is { } call) found.Add(call);
        }
        return found;
    }
}
