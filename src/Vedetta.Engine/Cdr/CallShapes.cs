using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using static Vedetta.Engine.Cdr.CallField;

namespace Vedetta.Engine.Cdr;

/// <summary>Tells layouts without a header by what stands in the columns of one row.</summary>
internal static class CallShapes
{
    private static readonly string[] AsteriskOutcomes = ["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"];

    private static readonly string[] ChannelEvents =
    [
        "CHAN_START", "CHAN_END", "ANSWER", "HANGUP", "BRIDGE_ENTER", "BRIDGE_EXIT", "APP_START", "APP_END",
        "PARK_START",
        "PARK_END", "BLINDTRANSFER", "ATTENDEDTRANSFER", "PICKUP", "FORWARD", "LINKEDID_END", "USER_DEFINED",
        "LOCAL_OPTIMIZE", "LOCAL_OPTIMIZE_BEGIN", "STREAM_BEGIN", "STREAM_END", "DTMF",
    ];

    /// <summary>The layout of a row; null when its columns look like none that is known.</summary>
    public static CallLayout? Of(List<string>? row, byte separator)
    {
        if (row is null || row.Count < 8) return null;
        if (ChannelEvents.Contains(row[0]) && row.Count is >= 16 and <= 24) return ChannelEvent(row.Count, separator);
        if (HasTimes(row, 9)) return Asterisk(row, separator);
        if (HasTimes(row, 8) && row.Count is >= 16 and <= 20) return Custom(row.Count, separator);
        if (HasTimes(row, 4) && row.Count is >= 13 and <= 24) return Example(row.Count, separator);
        if (row.Count == 13 && row[2] is "inbound" or "outbound" && IsWhole(row[7])) return Rate(separator);
        return ThreeCx(row, separator);
    }

    // Start, answer or nothing, end or nothing, two lengths, an outcome: what all such records have in this order.
    private static bool HasTimes(List<string> row, int at) =>
        row.Count > at + 5 && IsTime(row[at]) && (row[at + 1].Length == 0 || IsTime(row[at + 1]))
        && (row[at + 2].Length == 0 || IsTime(row[at + 2])) && IsLength(row[at + 3]) && IsLength(row[at + 4])
        && CallOutcomes.IsOutcome(row[at + 5]);

    private static CallLayout? Asterisk(List<string> row, byte separator)
    {
        if (row.Count is < 16 or > 21) return null;
        ImmutableArray<CallField> start =
            [None, From, To, Context, None, Channel, None, None, None, At, AnsweredAt, EndedAt, Duration, Talk,
                Outcome, None];
        // The uniqueid, the userfield and the three newer columns are each optional; their shapes tell which there are.
        bool hasNew = row.Count >= 19;
        int optional = row.Count - 16 - (hasNew ? 3 : 0);
        bool hasId = optional > 0 && (optional == 2 || LooksLikeId(row[16]));
        ImmutableArray<CallField> end = hasNew ? [None, LinkedId, None] : [];
        ImmutableArray<CallField> middle =
            optional switch { 2 => [CallId, None], 1 => [hasId ? CallId : None], _ => [] };
        CallLayoutKind kind = AsteriskOutcomes.Contains(row[14])
            ? CallLayoutKind.AsteriskCdr : CallLayoutKind.FreeSwitchAsterisk;
        return Exactly(kind, separator, [.. start, .. middle, .. end]);
    }

    private static CallLayout Custom(int columns, byte separator) =>
        Exactly(CallLayoutKind.AsteriskCustom, separator, Filled(
        [None, From, To, Context, Channel, None, None, None, At, AnsweredAt, EndedAt, Duration, Talk, Outcome, None,
            None, CallId],
        columns));

    private static CallLayout Example(int columns, byte separator) =>
        Exactly(CallLayoutKind.FreeSwitchCsv, separator, Filled(
        [None, From, To, Context, At, AnsweredAt, EndedAt, Duration, Talk, Outcome, CallId, None, None, None, None,
            UserAgent],
        columns));

    private static CallLayout Rate(byte separator) => Exactly(CallLayoutKind.FreeSwitchRate, separator,
        [CallId, None, Direction, From, To, AnsweredAt, EndedAt, Talk, None, None, SourceAddress, None, Trunk]);

    private static CallLayout ChannelEvent(int columns, byte separator) => Exactly(
        CallLayoutKind.AsteriskEvents, separator, Filled(
        [
            Event, At, None, From, None, None, DialledTo, To, Context, Channel, None, None, None, None, CallId,
                LinkedId, None,
            None, None, EventDetail,
        ], columns));

    // The order of 3CX columns is configurable, but these follow each other from the length on.
    private static CallLayout? ThreeCx(List<string> row, byte separator)
    {
        int length = row.FindIndex(IsClock);
        if (length < 0 || length > 4 || row.Count < length + 10 || !IsTime(row[length + 1])
            || !(row[length + 2].Length == 0 || IsTime(row[length + 2])) || !IsTime(row[length + 3])) return null;
        var columns = new CallField[row.Count];
        if (length > 0) columns[length - 1] = CallId;
        CallField[] known = [Duration, At, AnsweredAt, EndedAt, None, From, To, Trunk];
        known.CopyTo(columns, length);
        return new CallLayout(CallLayoutKind.ThreeCx, separator, [.. columns, .. new CallField[8]], length + 10, 0);
    }

    private static ImmutableArray<CallField> Filled(ImmutableArray<CallField> known, int columns) =>
        [.. known.Take(columns), .. Enumerable.Repeat(None, Math.Max(0, columns - known.Length))];

    private static CallLayout Exactly(CallLayoutKind kind, byte separator, ImmutableArray<CallField> columns) =>
        new(kind, separator, columns, columns.Length, 0);

    private static bool IsTime(string text) => CallTime.LooksLikeTime(Encoding.UTF8.GetBytes(text));

    private static bool IsClock(string text) =>
        text.Length is 8 or 7 && text.Count(c => c == ':') == 2
            && CallTime.TrySeconds(Encoding.UTF8.GetBytes(text), out _);

    // Whole seconds, or with a fraction where the telephone system was told to write one.
    private static bool IsLength(string text) =>
        Utf8Parser.TryParse(Encoding.UTF8.GetBytes(text), out decimal seconds, out int read) && read == text.Length
        && seconds >= 0;

    private static bool IsWhole(string text) =>
        Utf8Parser.TryParse(Encoding.UTF8.GetBytes(text), out uint _, out int read) && read == text.Length;

    // An Asterisk uniqueid ends with seconds and a counter.
    private static bool LooksLikeId(string text) =>
        text.LastIndexOf('.') is > 0 and int dot && text.Length > dot + 1
        && text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9') < 0
        && char.IsAsciiDigit(text[dot - 1]);
}
