using System.Text.Json;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// Records that are neither rows nor JSON: Kamailio's lines in the system log, SQL, details of events.
/// </summary>
internal static class CallLog
{
    /// <summary>What marks a line of Kamailio's module acc.</summary>
    public static ReadOnlySpan<byte> Mark => "ACC: "u8;

    /// <summary>
    /// Notes the <c>key=value;</c> pairs of a log line; without a fault when it is no accounting line.
    /// </summary>
    public static bool TryScan(ReadOnlySpan<byte> line, CallFields fields, out LineFault fault)
    {
        fault = default;
        fields.Clear();
        int mark = line.IndexOf(Mark);
        if (mark < 0) return false;
        int at = mark + Mark.Length;
        int colon = line[at..].IndexOf(": "u8);
        if (colon >= 0) at += colon + 2;
        while (at < line.Length)
        {
            int length = line[at..].IndexOf((byte)';');
            if (length < 0) length = line.Length - at;
            ReadOnlySpan<byte> pair = line.Slice(at, length);
            int equals = pair.IndexOf((byte)'=');
            if (equals > 0) fields.Set(FieldOf(pair[..equals]), at + equals + 1, length - equals - 1, at + equals + 2);
            at += length + 1;
        }
        return true;
    }

    /// <summary>The row between the brackets of an SQL INSERT; empty without any.</summary>
    public static ReadOnlySpan<byte> InsertedValues(ReadOnlySpan<byte> statement)
    {
        int open = statement.IndexOf((byte)'('), close = statement.LastIndexOf((byte)')');
        return open < 0 || close < open ? default : statement[(open + 1)..close];
    }

    /// <summary>
    /// The SIP status in the details of Asterisk's HANGUP event: of its cause, else of how dialling came out; 0 when it
    /// says neither.
    /// </summary>
    public static int HangupStatus(ReadOnlySpan<byte> detail)
    {
        if (detail.IsEmpty) return 0;
        int dialled = 0, cause = 0;
        var reader = new Utf8JsonReader(detail);
        try
        {
            while (reader.Read())
            {
                bool isCause = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("hangupcause"u8);
                bool isDialled = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("dialstatus"u8);
                if (!isCause && !isDialled) continue;
                reader.Read();
                if (isCause) cause = CallOutcomes.OfCause(reader.ValueSpan);
                else dialled = CallOutcomes.OfWord(reader.ValueSpan);
            }
        }
        catch (JsonException)
        {
            // What an event adds is not needed; a broken detail tells nothing.
        }
        return cause > 0 ? cause : dialled;
    }

    private static CallField FieldOf(ReadOnlySpan<byte> key) => key switch
    {
        _ when key.SequenceEqual("timestamp"u8) => CallField.At,
        _ when key.SequenceEqual("code"u8) => CallField.Status,
        _ when key.SequenceEqual("reason"u8) => CallField.None,
        _ => CallFieldNames.Find(key),
    };
}
