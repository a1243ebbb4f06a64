using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vedetta.Engine.Signals;

/// <summary>
/// Reads one line of NDJSON: one JSON object (RFC 8259). Known fields are noted in slots; others must be valid JSON and
/// are passed over. Hostile lines are ordinary input here, so faults are values with their column, never exceptions.
/// </summary>
internal ref struct JsonLine(ReadOnlySpan<byte> line)
{
    /// <summary>Deepest nesting inside an unknown field.</summary>
    public const int DepthMax = 32;

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;
    private LineFault _fault;

    /// <summary>Notes the known fields of the object in <paramref name="line"/>, which must be valid UTF-8.</summary>
    public static bool TryScan(ReadOnlySpan<byte> line, FieldSlots slots, out LineFault fault)
    {
        slots.Clear();
        var scan = new JsonLine(line);
        bool good = scan.Object(slots) && scan.End();
        fault = scan._fault;
        return good;
    }

    private readonly byte Next => _at < _line.Length ? _line[_at] : (byte)0;

    private bool Object(FieldSlots slots)
    {
        SkipSpace();
        if (Next != '{') return Fault("is not a JSON object");
        _at++;
        SkipSpace();
        if (Next == '}') return Step();
        while (true)
        {
            if (!Member(slots)) return false;
            SkipSpace();
            if (Next == '}') return Step();
            if (Next != ',') return Fault(Expected("',' or '}'"));
            _at++;
            SkipSpace();
        }
    }

    private bool Member(FieldSlots slots)
    {
        if (Next != '"') return Fault(Expected("a field name in quotes"));
        if (!String(out int start, out int length, out bool escaped)) return false;
        SignalField field = escaped ? FindEscaped(start, length) : SignalFieldNames.Find(_line.Slice(start, length));
        SkipSpace();
        if (Next != ':') return Fault(Expected("':'"));
        _at++;
        SkipSpace();
        return field == SignalField.None ? Skip(0) : Value(field, slots);
    }

    private bool Value(SignalField field, FieldSlots slots)
    {
        int column = _at + 1;
        switch (Next)
        {
            case (byte)'"':
                if (!String(out int start, out int length, out bool escaped)) return false;
                bool first = escaped
                    ? slots.TrySetScratch(field, Unescape(_line.Slice(start, length), slots.Scratch(length)), column)
                    : slots.TrySet(field, start, length, column, WrittenAs.Text);
                return first || Fault(field, column, "is said twice");
            case (byte)'n':
                return Literal("null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                int from = _at;
                if (!Number()) return false;
                return slots.TrySet(field, from, _at - from, column, WrittenAs.Number)
                    || Fault(field, column, "is said twice");
            case (byte)'{' or (byte)'[' or (byte)'t' or (byte)'f':
                return Fault(field, column, "must be a text or a number");
            default:
                return Fault(Expected("a value"));
        }
    }

    private bool Skip(int depth)
    {
        switch (Next)
        {
            case (byte)'"': return String(out _, out _, out _);
            case (byte)'t': return Literal("true"u8);
            case (byte)'f': return Literal("false"u8);
            case (byte)'n': return Literal("null"u8);
            case (byte)'{': return SkipNested(depth, (byte)'}');
            case (byte)'[': return SkipNested(depth, (byte)']');
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Number();
            default: return Fault(Expected("a value"));
        }
    }

    private bool SkipNested(int depth, byte close)
    {
        if (depth >= DepthMax) return Fault("is nested too deeply");
        _at++;
        SkipSpace();
        if (Next == close) return Step();
        while (true)
        {
            if (close == '}' && !SkipName()) return false;
            if (!Skip(depth + 1)) return false;
            SkipSpace();
            if (Next == close) return Step();
            if (Next != ',') return Fault(Expected($"',' or '{(char)close}'"));
            _at++;
            SkipSpace();
        }
    }

    private bool SkipName()
    {
        if (Next != '"') return Fault(Expected("a field name in quotes"));
        if (!String(out _, out _, out _)) return false;
        SkipSpace();
        if (Next != ':') return Fault(Expected("':'"));
        _at++;
        SkipSpace();
        return true;
    }

    private bool String(out int start, out int length, out bool escaped)
    {
        start = ++_at;
        length = 0;
        escaped = false;
        while (true)
        {
            int run = _line[_at..].IndexOfAny(StringEnds);
            if (run < 0)
            {
                _at = _line.Length;
                return Fault("is cut off inside a text");
            }
            _at += run;
            if (_line[_at] == '"')
            {
                length = _at++ - start;
                return true;
            }
            escaped = true;
            if (_line[_at] != '\\') return Fault("has a control character inside a text");
            if (!Escape()) return false;
        }
    }

    private bool Escape()
    {
        int after = _at + 1;
        if (after >= _line.Length) return Fault("is cut off inside a text");
        if (_line[after] != 'u')
        {
            if ("\"\\/bfnrt"u8.IndexOf(_line[after]) < 0) return Fault("has an unknown escape");
            _at += 2;
            return true;
        }
        if (!TryHex(after + 1, out int unit)) return Fault("has a broken \\u escape");
        int length = 6;
        if (char.IsSurrogate((char)unit))
        {
            bool pair = char.IsHighSurrogate((char)unit) && after + 6 < _line.Length && _line[after + 5] == '\\'
                && _line[after + 6] == 'u' && TryHex(after + 7, out int low) && char.IsLowSurrogate((char)low);
            if (!pair) return Fault("has half a surrogate pair");
            length = 12;
        }
        _at += length;
        return true;
    }

    private readonly bool TryHex(int at, out int unit)
    {
        unit = 0;
        return at + 4 <= _line.Length && _line.Slice(at, 4).IndexOfAnyExcept(HexDigits) < 0
            && int.TryParse(_line.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit);
    }

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> into)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != '\\')
            {
                into[written++] = text[0];
                text = text[1..];
                continue;
            }
            if (text[1] != 'u')
            {
                into[written++] = "\"\\/\b\f\n\r\t"u8["\"\\/bfnrt"u8.IndexOf(text[1])];
                text = text[2..];
                continue;
            }
            var rune = ReadRune(text, out int read);
            written += rune.EncodeToUtf8(into[written..]);
            text = text[read..];
        }
        return written;
    }

    private static Rune ReadRune(ReadOnlySpan<byte> text, out int read)
    {
        char unit = Hex(text[2..6]);
        read = char.IsHighSurrogate(unit) ? 12 : 6;
        return read == 12 ? new Rune(unit, Hex(text[8..12])) : new Rune(unit);
    }

    private static char Hex(ReadOnlySpan<byte> digits) =>
        (char)int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly SignalField FindEscaped(int start, int length)
    {
        Span<byte> name = length <= 256 ? stackalloc byte[length] : new byte[length];
        return SignalFieldNames.Find(name[..Unescape(_line.Slice(start, length), name)]);
    }

    private bool Number()
    {
        if (Next == '-') _at++;
        if (Next == '0') _at++;
        else if (!Digits()) return Fault("has a broken number");
        if (Next == '.')
        {
            _at++;
            if (!Digits()) return Fault("has a broken number");
        }
        if (Next is not ((byte)'e' or (byte)'E')) return true;
        _at++;
        if (Next is (byte)'+' or (byte)'-') _at++;
        return Digits() || Fault("has a broken number");
    }

    private bool Digits()
    {
        int from = _at;
        while (Next is >= (byte)'0' and <= (byte)'9') _at++;
        return _at > from;
    }

    private bool Literal(ReadOnlySpan<byte> word)
    {
        if (!_line[_at..].StartsWith(word)) return Fault(Expected("a value"));
        _at += word.Length;
        return true;
    }

    private bool End()
    {
        SkipSpace();
        return _at == _line.Length || Fault("has more text after its object");
    }

    private void SkipSpace()
    {
        while (Next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }

    private bool Step()
    {
        _at++;
        return true;
    }

    private readonly string Expected(string what) =>
        _at >= _line.Length ? $"is cut off: expected {what}" : $"is not valid JSON: expected {what}";

    private bool Fault(string reason)
    {
        _fault = new LineFault(null, _at + 1, reason);
        return false;
    }

    private bool Fault(SignalField field, int column, string reason)
    {
        _fault = new LineFault(field, column, reason);
        return false;
    }
}
