using System.Collections.Immutable;
using System.Text;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>Tells from the beginning of a text whose call records it holds, whatever its name is.</summary>
public static class CallRecognition
{
    /// <summary>Bytes of a text that are enough to recognise it.</summary>
    public const int HeadBytes = 64 * 1024;

    private const int LinesTried = 20;

    /// <summary>The layout; null when the text is something else, such as signals or counts.</summary>
    /// <param name="head">The first bytes of the text, at most <see cref="HeadBytes"/> are looked at.</param>
    public static CallLayout? Of(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return null;
        if (text[0] is (byte)'{' or (byte)'[' || text.StartsWith("cdr="u8)) return OfJson(text);
        int lines = head[..^text.Length].Count((byte)'\n');
        // Signals name their kind, counts their value: neither is searched for records further down.
        ReadOnlySpan<byte> first = FirstLine(text);
        byte separator = CsvRecords.SeparatorOf(first);
        List<string>? names = CallRow.Split(first, separator);
        if (names is not null && names.Any(n => n.Trim() is "kind" or "value" or "count")) return null;
        return (names is { Count: > 2 } ? OfHeader(text, names, separator, lines) : null) ?? OfRows(text);
    }

    private static CallLayout? OfJson(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("cdr="u8)) text = CallJson.Decoded(text[4..], isForm: true);
        int length = CallJson.Find(text);
        ReadOnlySpan<byte> first = length > 0 ? text[..length] : text;
        if (first.IndexOf("\"kind\""u8) >= 0) return null;
        bool isFreeSwitch = first.IndexOf("\"callflow\""u8) >= 0 || first.IndexOf("\"core-uuid\""u8) >= 0;
        if (isFreeSwitch) return Json(CallLayoutKind.FreeSwitchJson);
        var fields = new CallFields();
        CallJson.TryScan(first, CallLayoutKind.NamedKeys, fields, out _);
        return IsCall(fields.Has) ? Json(CallLayoutKind.NamedKeys) : null;
    }

    private static CallLayout? OfHeader(ReadOnlySpan<byte> text, List<string> names, byte separator, int linesBefore)
    {
        if (names[0] == "Company_Phone_Number") return Complaints(names, separator, linesBefore + 1);
        ImmutableArray<CallField> columns = [.. names.Select(n => CallFieldNames.Find(Encoding.UTF8.GetBytes(n)))];
        if (names[0] == "cdrRecordType") return Cucm(text, names, columns, separator, linesBefore);
        if (!IsCall(columns.Contains)) return null;
        bool isEvents = names.Contains("eventtype", StringComparer.OrdinalIgnoreCase)
            && columns.Contains(CallField.LinkedId);
        return new CallLayout(isEvents ? CallLayoutKind.AsteriskEvents : CallLayoutKind.NamedColumns, separator,
            FirstOfEach(columns), columns.Length, linesBefore + 1);
    }

    private static CallLayout? OfRows(ReadOnlySpan<byte> text)
    {
        int tried = 0;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range].TrimEnd((byte)'\r');
            if (tried++ == LinesTried) return null;
            if (line.IndexOf(CallLog.Mark) >= 0 && line.IndexOf("method="u8) >= 0)
                return new CallLayout(CallLayoutKind.KamailioLog, 0, [], 0, 0);
            bool isInsert = line.StartsWith("INSERT INTO cdr"u8);
            ReadOnlySpan<byte> row = isInsert ? CallLog.InsertedValues(line) : line;
            foreach (byte separator in ",;\t"u8)
                if (CallShapes.Of(CallRow.Split(row, separator), separator) is { } layout) return layout;
        }
        return null;
    }

    // Cisco's second line gives the types of the columns.
    private static CallLayout Cucm(
        ReadOnlySpan<byte> text, List<string> names, ImmutableArray<CallField> columns, byte separator, int linesBefore)
    {
        int firstLine = text.IndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> second = firstLine > 0 ? FirstLine(text[firstLine..]) : default;
        bool hasTypes = second.IndexOf("INTEGER"u8) >= 0 || second.IndexOf("VARCHAR"u8) >= 0;
        // Other columns have names that mean something else elsewhere.
        ImmutableArray<CallField> known =
            [.. names.Zip(columns, (name, field) => CucmNames.Contains(name) ? field : CallField.None)];
        return new CallLayout(CallLayoutKind.CiscoCucm, separator, known, known.Length,
            linesBefore + (hasTypes ? 2 : 1));
    }

    private static readonly HashSet<string> CucmNames = new(StringComparer.Ordinal)
    {
        "globalCallID_callManagerId", "globalCallID_callId", "dateTimeOrigination", "origIpAddr", "callingPartyNumber",
        "destCause_value", "originalCalledPartyNumber", "dateTimeConnect", "dateTimeDisconnect", "duration",
        "origDeviceName",
    };

    private static CallLayout Complaints(List<string> names, byte separator, int headerLines) => new(
        CallLayoutKind.FtcComplaints, separator,
        [
            .. names.Select(n => n switch
            {
                "Company_Phone_Number" => CallField.From,
                "Violation_Date" => CallField.At,
                "Created_Date" => CallField.EndedAt,
                "Consumer_State" => CallField.Place,
                "Subject" => CallField.Subject,
                _ => CallField.None,
            }),
        ], names.Count, headerLines);

    private static bool IsCall(Func<CallField, bool> has) =>
        (has(CallField.At) || has(CallField.AnsweredAt)) && has(CallField.From) && has(CallField.To)
        && (has(CallField.CallId) || has(CallField.Duration) || has(CallField.Talk) || has(CallField.Outcome)
            || has(CallField.Direction) || has(CallField.Trunk) || has(CallField.Status));

    // Of columns that mean the same the first is read.
    private static ImmutableArray<CallField> FirstOfEach(ImmutableArray<CallField> columns) =>
        [.. columns.Select((field, i) => columns.IndexOf(field) == i ? field : CallField.None)];

    private static CallLayout Json(CallLayoutKind kind) => new(kind, 0, [], 0, 0);

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text) =>
        (text.IndexOf((byte)'\n') is >= 0 and int end ? text[..end] : text).TrimEnd((byte)'\r');
}
