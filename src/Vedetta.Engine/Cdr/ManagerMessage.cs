using System.Collections.Frozen;
using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// One message of Asterisk's manager interface: lines of <c>Key: Value</c>. The events of a call's life are read as the
/// channel events (CEL) they correspond to; <c>Cdr</c> events as call records.
/// </summary>
internal static class ManagerMessage
{
    private static readonly FrozenDictionary<string, CallField> Keys = new Dictionary<string, CallField>
    {
        ["Timestamp"] = CallField.At,
        ["CallerIDNum"] = CallField.From,
        ["Exten"] = CallField.To,
        ["Uniqueid"] = CallField.CallId,
        ["Linkedid"] = CallField.LinkedId,
        ["Channel"] = CallField.Channel,
        ["Context"] = CallField.Context,
        ["Cause"] = CallField.Cause,
        ["Source"] = CallField.From,
        ["Destination"] = CallField.To,
        ["DestinationContext"] = CallField.Context,
        ["StartTime"] = CallField.At,
        ["AnswerTime"] = CallField.AnsweredAt,
        ["EndTime"] = CallField.EndedAt,
        ["Duration"] = CallField.Duration,
        ["BillableSeconds"] = CallField.Talk,
        ["Disposition"] = CallField.Outcome,
        ["DialStatus"] = CallField.Outcome,
        ["UniqueID"] = CallField.CallId,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Notes the fields of an event; without a fault when it is none that matters.</summary>
    public static bool TryScan(ReadOnlySpan<byte> message, CallFields fields, out LineFault fault)
    {
        fault = default;
        fields.Clear();
        if (EventOf(message) is not { } name) return false;
        fields.Set(CallField.Event, Encoding.ASCII.GetBytes(name), 1);
        foreach (Range range in message.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = message[range].TrimEnd((byte)'\r');
            int colon = line.IndexOf(": "u8);
            if (colon <= 0 || colon > 32) continue;
            // A record's own start goes before the time of the message that brings it.
            if (name.Length == 0 && line.StartsWith("Timestamp"u8)) continue;
            if (Keys.TryGetValue(Encoding.ASCII.GetString(line[..colon]), out CallField field))
                fields.Set(field, line[(colon + 2)..], 1);
        }
        return true;
    }

    // The channel event a message corresponds to; empty for a call record; null for all others.
    private static string? EventOf(ReadOnlySpan<byte> message)
    {
        if (Is(message, "Newchannel"u8)) return "CHAN_START";
        if (Is(message, "Hangup"u8)) return "HANGUP";
        if (Is(message, "DialEnd"u8)) return "DIAL_END";
        if (Is(message, "Cdr"u8)) return "";
        // State 6 is "up": the channel was answered.
        return Is(message, "Newstate"u8) && message.IndexOf("\nChannelState: 6\r"u8) > 0 ? "ANSWER" : null;
    }

    private static bool Is(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name) =>
        message.StartsWith("Event: "u8) && message[7..].StartsWith(name)
        && message.Length > 7 + name.Length && message[7 + name.Length] is (byte)'\r' or (byte)'\n';
}
