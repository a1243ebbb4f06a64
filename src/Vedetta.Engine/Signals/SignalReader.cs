using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Vedetta.Engine.Cdr;

namespace Vedetta.Engine.Signals;

/// <summary>How signals are written.</summary>
public enum SignalFormat : byte
{
    /// <summary>One JSON object a line.</summary>
    Ndjson = 0,

    /// <summary>RFC 4180 with a header; fields separated by comma, semicolon or tab.</summary>
    Csv = 1,
}

/// <summary>
/// Reads signals from bytes that come in chunks of any size, one line at a time, in bounded memory whatever the input:
/// <code>
/// while (reader.Read(ref chunk, out var json)) Take(reader, json);   // for each chunk
/// while (reader.Complete(out var json)) Take(reader, json);          // after the last
/// </code>
/// After either returned true, <see cref="IsAccepted"/> says whether <see cref="Line"/> or <see cref="Refusal"/> holds.
/// Call records of other systems are read the same way, each as the signal it stands for. Reusable with
/// <see cref="Restart"/>; not for two threads at once.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer writes to memory and holds nothing to give back.")]
public sealed class SignalReader
{
    /// <summary>Longest line, in bytes; a longer one is refused without being held.</summary>
    public const int LineBytesMax = 64 * 1024;

    private static readonly JsonWriterOptions JsonOptions = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly NameTable _names = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _jsonWriter;
    private byte[] _held = new byte[4096];
    private int _heldFrom, _heldUntil;
    private SignalFormat _format;
    private CsvLine? _header;
    private CallRecords? _records;
    private long _nowUnixMilliseconds, _linesSeen;
    private bool _isStart, _isDiscarding;

    /// <summary>Makes a reader that is ready for its first chunk.</summary>
    /// <param name="format">How the signals are written.</param>
    /// <param name="nowUnixMilliseconds">The receiver's time, against which future times are refused.</param>
    public SignalReader(SignalFormat format, long nowUnixMilliseconds)
    {
        _jsonWriter = new Utf8JsonWriter(_json, JsonOptions);
        Restart(format, nowUnixMilliseconds);
    }

    /// <summary>
    /// Whether accepted CSV is handed out as JSON too. Default true; a reader of counts alone is much faster without.
    /// </summary>
    public bool WritesJson { get; init; } = true;

    /// <summary>Whether the line last read is a signal.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>The signal last read, when accepted.</summary>
    public SignalLine Line { get; } = new();

    /// <summary>Why the line last read was not taken, when it was not.</summary>
    public Refusal Refusal { get; private set; }

    /// <summary>Number of the line last read, from 1.</summary>
    public long LineNumber { get; private set; }

    private ReadOnlySpan<byte> Held => _held.AsSpan(_heldFrom, _heldUntil - _heldFrom);

    /// <summary>Makes the reader ready for another text; known names stay known.</summary>
    /// <param name="format">How the signals are written.</param>
    /// <param name="nowUnixMilliseconds">The receiver's time.</param>
    /// <param name="records">What reads the text where it holds call records instead of signals.</param>
    public void Restart(SignalFormat format, long nowUnixMilliseconds, CallRecords? records = null)
    {
        _format = format;
        _records = records;
        _nowUnixMilliseconds = nowUnixMilliseconds;
        _header = null;
        _heldFrom = _heldUntil = 0;
        _linesSeen = LineNumber = 0;
        _isStart = true;
        _isDiscarding = false;
    }

    /// <summary>
    /// Reads the next line off the front of <paramref name="chunk"/>; false when the chunk is used up (an unfinished
    /// line at its end is held until the next). <paramref name="json"/> is the signal as one line of JSON without its
    /// line break: valid until the next call, empty when refused.
    /// </summary>
    public bool Read(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> json)
    {
        json = default;
        while (true)
        {
            if (_isDiscarding && !TryEndDiscarding(ref chunk)) return false;
            bool fromHeld = _heldUntil > _heldFrom;
            ReadOnlySpan<byte> text = fromHeld ? Held : chunk;
            RecordEnd end = Find(text, isLast: false, out int length, out int lines);
            if (end == RecordEnd.Open && text.Length > LineBytesMax)
            {
                end = RecordEnd.TooLong;
                length = LengthToGiveUp(text);
            }
            if (end == RecordEnd.Open)
            {
                if (chunk.IsEmpty) return false;
                Hold(ref chunk);
                continue;
            }
            if (fromHeld) _heldFrom += length;
            else chunk = chunk[length..];
            if (Take(end, text[..length], lines, out json)) return true;
        }
    }

    /// <summary>Reads the next line of what is still held after the last chunk; false when nothing is left.</summary>
    public bool Complete(out ReadOnlySpan<byte> json)
    {
        while (_heldUntil > _heldFrom)
        {
            ReadOnlySpan<byte> text = Held;
            RecordEnd end = Find(text, isLast: true, out int length, out int lines);
            _heldFrom += length;
            if (Take(end, text[..length], lines, out json)) return true;
        }
        json = default;
        return false;
    }

    private RecordEnd Find(ReadOnlySpan<byte> text, bool isLast, out int length, out int lines)
    {
        if (_records is not null)
        {
            length = CallRecords.Find(_records.Layout, text, isLast, out lines);
            return length > 0 ? RecordEnd.Whole : RecordEnd.Open;
        }
        if (_format == SignalFormat.Csv) return CsvRecords.Find(text, isLast, out length, out lines);
        lines = 1;
        length = text.IndexOf((byte)'\n') + 1;
        if (length == 0 && isLast) length = text.Length;
        return length > 0 ? RecordEnd.Whole : RecordEnd.Open;
    }

    // A record that got too long is given up to its first line break, or, without one, until one comes.
    private int LengthToGiveUp(ReadOnlySpan<byte> text)
    {
        int lineBreak = text.IndexOf((byte)'\n');
        _isDiscarding = lineBreak < 0;
        return lineBreak < 0 ? text.Length : lineBreak + 1;
    }

    private bool TryEndDiscarding(ref ReadOnlySpan<byte> chunk)
    {
        int lineBreak = chunk.IndexOf((byte)'\n');
        chunk = lineBreak < 0 ? default : chunk[(lineBreak + 1)..];
        _isDiscarding = lineBreak < 0;
        return !_isDiscarding;
    }

    private void Hold(ref ReadOnlySpan<byte> chunk)
    {
        int lineBreak = chunk.IndexOf((byte)'\n');
        int held = _heldUntil - _heldFrom;
        int take = Math.Min(lineBreak < 0 ? chunk.Length : lineBreak + 1, LineBytesMax + 1 - held);
        if (_heldUntil + take > _held.Length) MakeRoom(held, take);
        chunk[..take].CopyTo(_held.AsSpan(_heldUntil));
        _heldUntil += take;
        chunk = chunk[take..];
    }

    private void MakeRoom(int held, int take)
    {
        byte[] into = held + take <= _held.Length ? _held : new byte[Math.Max(held + take, _held.Length * 2)];
        Held.CopyTo(into);
        (_held, _heldFrom, _heldUntil) = (into, 0, held);
    }

    // False for what is neither signal nor refusal: blank lines and the header.
    private bool Take(RecordEnd end, ReadOnlySpan<byte> record, int lines, out ReadOnlySpan<byte> json)
    {
        json = default;
        LineNumber = _linesSeen + 1;
        _linesSeen += lines;
        if (_isStart && record.StartsWith("\uFEFF"u8)) record = record[3..];
        _isStart = false;
        record = record.TrimEnd("\r\n"u8);
        if (end == RecordEnd.TooLong || record.Length > LineBytesMax)
            return Refuse(new LineFault(null, 1, $"is longer than {LineBytesMax} bytes"));
        if (end == RecordEnd.QuoteNeverCloses) return Refuse(new LineFault(null, 1, "opens a quote that is not closed"));
        if (record.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) return false;
        if (!Utf8.IsValid(record)) return Refuse(new LineFault(null, FirstInvalid(record) + 1, "is not valid UTF-8"));
        if (_records is not null) return TakeRecord(record, out json);
        return _format == SignalFormat.Csv ? TakeCsv(record, out json) : TakeJson(record, out json);
    }

    private bool TakeJson(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> json)
    {
        json = default;
        if (!JsonLine.TryScan(record, Line.Slots, out LineFault fault) || !TryRules(record, out fault)) return Refuse(fault);
        json = record;
        return IsAccepted = true;
    }

    private bool TakeCsv(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> json)
    {
        json = default;
        LineFault fault;
        if (_header is null) return !CsvLine.TryHeader(record, out _header, out fault) && Refuse(fault);
        _json.ResetWrittenCount();
        _jsonWriter.Reset(_json);
        if (!_header.TryScan(record, Line.Slots, WritesJson ? _jsonWriter : null, out fault) || !TryRules(record, out fault)) return Refuse(fault);
        json = _json.WrittenSpan;
        return IsAccepted = true;
    }

    private bool TakeRecord(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> json)
    {
        json = default;
        if (LineNumber <= _records!.Layout.HeaderLines) return false;
        CallRecordOutcome outcome = _records.Read(record);
        if (outcome == CallRecordOutcome.Nothing) return false;
        if (outcome == CallRecordOutcome.Refused)
            return Refuse(new LineFault(_records.Refusal.Field, _records.Refusal.Column, _records.Refusal.Reason));
        _json.ResetWrittenCount();
        _jsonWriter.Reset(_json);
        if (outcome == CallRecordOutcome.Call) CallLine.Write(_records.Attempt!, _jsonWriter);
        else CallLine.Write(_records.Complaint!, _jsonWriter);
        ReadOnlySpan<byte> line = _json.WrittenSpan;
        // A column of the line made here would point nowhere in the record.
        if (!JsonLine.TryScan(line, Line.Slots, out LineFault fault) || !TryRules(line, out fault))
            return Refuse(fault with { Column = 1 });
        json = line;
        return IsAccepted = true;
    }

    private bool TryRules(ReadOnlySpan<byte> record, out LineFault fault) =>
        SignalRules.TryRead(new SaidFields(Line.Slots, record), Line, _names, _nowUnixMilliseconds, out fault);

    private bool Refuse(LineFault fault)
    {
        IsAccepted = false;
        Refusal = new Refusal(LineNumber, fault.Field, fault.Column, fault.Reason);
        return true;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[at..], out _, out int read) == OperationStatus.Done) at += read;
        return at;
    }
}
