using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>Where call records come from: what they leave unsaid.</summary>
/// <param name="Region">Country whose national numbers they hold (ISO 3166-1 alpha-2); null when not known.</param>
/// <param name="Zone">Zone of times without an offset.</param>
public sealed record CallRecordOptions(string? Region, TimeZoneInfo Zone);

/// <summary>Makes the fields of a record one call attempt. Not for two threads at once.</summary>
internal sealed class CallRules(CallRecordOptions options)
{
    /// <summary>Longest call believed: 30 days.</summary>
    private const double SecondsMax = 30 * 86_400;

    private readonly CallTime _times = new(options.Zone);
    private readonly CallNumbers _numbers = new(options.Region);
    private readonly NameTable _names = new();
    private readonly CallDirection _directions = new();

    /// <summary>Reads a whole call.</summary>
    public bool TryWhole(in CallRecord record, out CallAttempt? attempt, out LineFault fault)
    {
        attempt = null;
        // A layout without the start tells when it was answered or, if it was not, when it ended.
        CallField start = record.Has(CallField.At) ? CallField.At
            : record.Has(CallField.AnsweredAt) ? CallField.AnsweredAt
            : record.Has(CallField.EndedAt) ? CallField.EndedAt : CallField.At;
        if (!TryTime(record, start, out long at, out fault)) return false;
        string from = _numbers.Write(record[CallField.From]);
        string to = To(record);
        if (to.Length == 0) return Fault(record, CallField.To, "is missing", out fault);
        if (!TryLengths(record, at, out Lengths lengths, out fault)) return false;
        bool isOutgoing = _directions.IsOutgoing(record, from);
        attempt = new CallAttempt
        {
            AtUnixMilliseconds = at,
            CallId = Id(record, at, from, to),
            From = from,
            To = to,
            Trunk = _directions.Trunk(record, isOutgoing),
            SourceAddress = Address(record),
            UserAgent = Short(record[CallField.UserAgent]),
            Status = Status(record, lengths),
            RingSeconds = lengths.Ring,
            DurationSeconds = lengths.Talk,
            IsOutgoing = isOutgoing,
        };
        return true;
    }

    /// <summary>Reads the time of an event.</summary>
    public bool TryTime(in CallRecord record, CallField field, out long at, out LineFault fault)
    {
        at = 0;
        if (!record.Has(field)) return Fault(record, field, "is missing", out fault);
        if (!_times.TryParse(record[field], out at)) return Fault(record, field, CallTime.Expected, out fault);
        fault = default;
        return true;
    }

    /// <summary>Writes a number.</summary>
    public string Number(ReadOnlySpan<byte> raw) => _numbers.Write(raw);

    /// <summary>A text that is kept, of bounded length.</summary>
    public string Short(ReadOnlySpan<byte> text) => _names[Cut(text)];

    /// <summary>The id of a call; made from time and numbers where the layout has none.</summary>
    public static string Id(in CallRecord record, long at, string from, string to)
    {
        CallField field = record.Has(CallField.LinkedId) ? CallField.LinkedId : CallField.CallId;
        if (!record.Has(field))
            return string.Create(CultureInfo.InvariantCulture, $"{at}-{from}-{to}");
        string id = Encoding.UTF8.GetString(Cut(record[field]));
        return record.Has(CallField.CallIdNode) ? $"{record.Text(CallField.CallIdNode)}-{id}" : id;
    }

    /// <summary>What is wrong with a field, and where.</summary>
    public static bool Fault(in CallRecord record, CallField field, string reason, out LineFault fault)
    {
        fault = new LineFault(Name(field), record.Column(field), reason);
        return false;
    }

    // A step of the dialplan, such as s, is no number: the one dialled first tells more.
    private string To(in CallRecord record)
    {
        string to = _numbers.Write(record[CallField.To]);
        return record.Has(CallField.DialledTo) && (to.Length == 0 || !to.AsSpan().ContainsAnyInRange('0', '9'))
            ? _numbers.Write(record[CallField.DialledTo])
            : to;
    }

    private string Address(in CallRecord record)
    {
        ReadOnlySpan<byte> said = record[CallField.SourceAddress];
        // Cisco writes an address as a signed number whose lowest byte comes first.
        if (said.Length > 3 && Utf8Parser.TryParse(said, out int number, out int read) && read == said.Length)
            return $"{number & 0xFF}.{(number >> 8) & 0xFF}.{(number >> 16) & 0xFF}.{(number >> 24) & 0xFF}";
        return Short(said.IsEmpty ? CallDirection.HostOf(record[CallField.Channel]) : said);
    }

    private bool TryLengths(in CallRecord record, long at, out Lengths lengths, out LineFault fault)
    {
        lengths = default;
        if (!TrySeconds(record, CallField.Talk, out double talk, out fault)
            || !TrySeconds(record, CallField.Duration, out double whole, out fault)
            || !TrySeconds(record, CallField.Ring, out double ring, out fault)) return false;
        bool hasAnswer = _times.TryParse(record[CallField.AnsweredAt], out long answered) && answered >= at;
        bool hasEnd = _times.TryParse(record[CallField.EndedAt], out long ended) && ended >= at;
        if (hasEnd && (double.IsNaN(whole) || !hasAnswer))
            whole = Math.Max((ended - at) / 1000.0, double.IsNaN(whole) ? 0 : whole);
        int said = CallOutcomes.OfWord(record[CallField.Outcome]);
        bool isAnswered = hasAnswer || talk > 0 || (said == CallOutcomes.Answered && talk != 0);
        // One length alone, and no word how the call ended: a call with a length was answered.
        if (double.IsNaN(talk) && !hasAnswer && !hasEnd && said == 0) isAnswered = whole > 0;
        if (double.IsNaN(talk))
            talk = !isAnswered ? double.IsNaN(whole) ? double.NaN : 0
                : hasAnswer && hasEnd && ended >= answered ? (ended - answered) / 1000.0 : whole;
        if (double.IsNaN(ring))
            ring = hasAnswer ? (answered - at) / 1000.0 : isAnswered ? Math.Max(0, whole - talk) : whole;
        lengths = new Lengths(talk, ring, isAnswered);
        return true;
    }

    private static bool TrySeconds(in CallRecord record, CallField field, out double seconds, out LineFault fault)
    {
        seconds = double.NaN;
        fault = default;
        if (!record.Has(field)) return true;
        if (!CallTime.TrySeconds(record[field], out seconds))
            return Fault(record, field, "is not a number of seconds", out fault);
        return seconds <= SecondsMax || Fault(record, field, $"is above {SecondsMax:0}", out fault);
    }

    private static int Status(in CallRecord record, Lengths lengths)
    {
        if (Utf8Parser.TryParse(record[CallField.Status], out int status, out int read) && status is >= 100 and < 700
            && read == record[CallField.Status].Length) return status;
        if (Utf8Parser.TryParse(record[CallField.Outcome], out status, out read) && status is >= 100 and < 700
            && read == record[CallField.Outcome].Length) return status;
        if (lengths.IsAnswered) return CallOutcomes.Answered;
        if (CallOutcomes.OfWord(record[CallField.Outcome]) is > CallOutcomes.Answered and int word) return word;
        if (CallOutcomes.OfCause(record[CallField.Cause]) is > 0 and int cause) return cause;
        // It ended normally without an answer: the caller hung up.
        return lengths.Talk == 0 ? CallOutcomes.GivenUp : 0;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text)
    {
        if (text.Length <= SignalRules.NameBytesMax) return text;
        int length = SignalRules.NameBytesMax;
        while ((text[length] & 0xC0) == 0x80) length--;
        return text[..length];
    }

    private static string Name(CallField field) => field switch
    {
        CallField.At => "start",
        CallField.AnsweredAt => "answer",
        CallField.EndedAt => "end",
        CallField.Talk => "talk time",
        _ => field.ToString().ToLowerInvariant(),
    };

    private readonly record struct Lengths(double Talk, double Ring, bool IsAnswered);
}
