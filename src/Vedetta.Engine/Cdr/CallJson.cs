using System.Buffers.Text;
using System.Text.Json;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>
/// Reads one JSON object of a call: FreeSWITCH's json_cdr, Kamailio's acc_json, Homer's, or a push of a telephone
/// system.
/// Keys are known by their names wherever they stand; of several the first holds. A body may be URL-encoded
/// (<c>cdr=…</c>).
/// </summary>
internal static class CallJson
{
    private const int DepthMax = 32;

    /// <summary>Notes the fields of the object; without a fault when nothing but brackets stands there.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, CallLayoutKind kind, CallFields fields, out LineFault fault)
    {
        fields.Clear();
        fault = default;
        if (text.StartsWith("cdr="u8)) text = Decoded(text[4..], isForm: true);
        text = text.TrimStart(Between);
        if (text.IsEmpty) return false;
        var reader = new Utf8JsonReader(text,
            new JsonReaderOptions { MaxDepth = DepthMax, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            Scan(ref reader, kind, fields, isInner: false);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            fault = new LineFault(null, (int)Math.Min(reader.BytesConsumed, int.MaxValue - 1) + 1, "is not valid JSON");
            return false;
        }
        return true;
    }

    /// <summary>
    /// Length of the first piece of a text: a JSON object with the brackets, commas and space before it, or what is no
    /// object up to the next one; 0 when it does not end within the text. A new object at the start of a line ends one
    /// that was never closed, so that a damaged object costs itself only.
    /// </summary>
    public static int Find(ReadOnlySpan<byte> text)
    {
        int start = text.IndexOf((byte)'{');
        if (start < 0) return 0;
        if (!text[..start].Trim(Between).IsEmpty) return start;
        int depth = 0;
        bool inText = false;
        for (int at = start; at < text.Length; at++)
        {
            byte b = text[at];
            if (b == '\n' && depth > 0 && at + 1 < text.Length && text[at + 1] == '{') return at + 1;
            if (b == '"') inText = !inText;
            else if (b == '\\' && inText) at++;
            else if (!inText && b == '{') depth++;
            else if (!inText && b == '}' && --depth == 0) return at + 1;
        }
        return 0;
    }

    /// <summary>What may stand between objects.</summary>
    public static ReadOnlySpan<byte> Between => " \t\r\n,[]"u8;

    /// <summary>A text with its percent escapes undone; in a form plus signs are spaces.</summary>
    public static byte[] Decoded(ReadOnlySpan<byte> text, bool isForm)
    {
        byte[] decoded = new byte[text.Length];
        int written = 0;
        for (int at = 0; at < text.Length; at++)
        {
            byte value = isForm && text[at] == '+' ? (byte)' ' : text[at];
            if (value == '%' && at + 2 < text.Length
                && Utf8Parser.TryParse(text.Slice(at + 1, 2), out byte escaped, out int digits, 'X') && digits == 2)
            {
                value = escaped;
                at += 2;
            }
            decoded[written++] = value;
        }
        return decoded[..written];
    }

    private static void Scan(ref Utf8JsonReader reader, CallLayoutKind kind, CallFields fields, bool isInner)
    {
        CallField field = CallField.None;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                field = FieldOf(ref reader, kind);
                continue;
            }
            if (reader.TokenType == JsonTokenType.String && !isInner && field == CallField.None)
                TakeInner(ref reader, kind, fields);
            // A number is no direction; "type" often says which sort of message it is.
            bool isValue = reader.TokenType == JsonTokenType.String
                || (reader.TokenType == JsonTokenType.Number && field != CallField.Direction);
            if (isValue) Take(ref reader, field, fields);
            field = CallField.None;
        }
    }

    // Some telephone systems push the record as a text within the message.
    private static void TakeInner(ref Utf8JsonReader reader, CallLayoutKind kind, CallFields fields)
    {
        if (!reader.ValueIsEscaped || !reader.ValueSpan.StartsWith("{\\\""u8)) return;
        byte[] inner = new byte[reader.ValueSpan.Length];
        var nested = new Utf8JsonReader(inner.AsSpan(0, reader.CopyString(inner)));
        Scan(ref nested, kind, fields, isInner: true);
    }

    private static void Take(ref Utf8JsonReader reader, CallField field, CallFields fields)
    {
        if (field == CallField.None) return;
        int column = (int)Math.Min(reader.TokenStartIndex, int.MaxValue - 1) + 1;
        ReadOnlySpan<byte> value = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            Span<byte> room = value.Length <= 512 ? stackalloc byte[value.Length] : new byte[value.Length];
            fields.Set(field, room[..reader.CopyString(room)], column);
        }
        // Channel variables of FreeSWITCH are URL-encoded.
        else if (value.IndexOf((byte)'%') >= 0) fields.Set(field, Decoded(value, isForm: false), column);
        else fields.Set(field, value, column);
    }

    private static CallField FieldOf(ref Utf8JsonReader reader, CallLayoutKind kind)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence) return CallField.None;
        ReadOnlySpan<byte> name = reader.ValueSpan;
        // In JSON these say what a message is or holds, not how a call went.
        if (name.SequenceEqual("state"u8) || name.SequenceEqual("data"u8)) return CallField.None;
        // FreeSWITCH says times in seconds since 1970 too, and the caller's number under its own name.
        bool isTwice = kind == CallLayoutKind.FreeSwitchJson
            && (name.EndsWith("_stamp"u8) || name.SequenceEqual("ani"u8) || name.SequenceEqual("source"u8));
        return isTwice ? CallField.None : CallFieldNames.Find(name);
    }
}
