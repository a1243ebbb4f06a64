using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Cdr;

/// <summary>What one record told.</summary>
public enum CallRecordOutcome : byte
{
    /// <summary>A call attempt.</summary>
    Call,

    /// <summary>A complaint about a call.</summary>
    Complaint,

    /// <summary>Nothing that counts: a header, another event, one more leg of a call told before.</summary>
    Nothing,

    /// <summary>It cannot be used.</summary>
    Refused,
}

/// <summary>A complaint about an unwanted call.</summary>
/// <param name="AtUnixMilliseconds">When the call came.</param>
/// <param name="From">The number complained about, as stored.</param>
/// <param name="Reporter">Who complains, as far as published: a place.</param>
/// <param name="Subject">What it was about.</param>
public sealed record CallComplaint(long AtUnixMilliseconds, string From, string Reporter, string Subject);

/// <summary>
/// Reads the records of one text of a known layout, one after the other. Rows of one call (queues and transfers write
/// several) are one attempt. Bounded: it remembers the last <see cref="CallsRemembered"/> calls. Not for two threads.
/// </summary>
public sealed class CallRecords
{
    /// <summary>Calls remembered to join rows and events of one.</summary>
    public const int CallsRemembered = 65_536;

    private readonly CallFields _fields = new();
    private readonly CallRules _rules;
    private readonly RecentCalls _calls = new(CallsRemembered);
    private long _unnamed;

    /// <summary>Starts a text.</summary>
    public CallRecords(CallLayout layout, CallRecordOptions options)
    {
        Layout = layout;
        // The FTC writes national numbers of the United States.
        _rules = new CallRules(layout.Kind == CallLayoutKind.FtcComplaints ? options with { Region = "US" } : options);
    }

    /// <summary>The layout.</summary>
    public CallLayout Layout { get; }

    /// <summary>The attempt last read.</summary>
    public CallAttempt? Attempt { get; private set; }

    /// <summary>The complaint last read.</summary>
    public CallComplaint? Complaint { get; private set; }

    /// <summary>Why the record last read was refused; its line number is the caller's to add.</summary>
    public Refusal Refusal { get; private set; }

    /// <summary>
    /// Length of the first record of a text, its line break included: a line, or a JSON object with what stands before
    /// it; 0 when more bytes are needed. A record never spans lines where records are lines: a stray quote costs one.
    /// </summary>
    /// <param name="layout">The layout.</param>
    /// <param name="text">Text that starts at a record.</param>
    /// <param name="isLast">Whether nothing follows the text.</param>
    /// <param name="lines">Lines in the record.</param>
    public static int Find(CallLayout layout, ReadOnlySpan<byte> text, bool isLast, out int lines)
    {
        int length;
        if (layout.IsJson && !text.TrimStart(" \t\r\n"u8).StartsWith("cdr="u8)) length = CallJson.Find(text);
        else length = text.IndexOf((byte)'\n') + 1;
        if (length == 0 && isLast) length = text.Length;
        lines = Math.Max(1, text[..length].TrimEnd((byte)'\n').Count((byte)'\n') + (layout.IsJson ? 0 : 1));
        return length;
    }

    /// <summary>Reads one record: a line, or a JSON object.</summary>
    public CallRecordOutcome Read(ReadOnlySpan<byte> record)
    {
        if (Layout.Kind == CallLayoutKind.FreeSwitchCsv && record.StartsWith("INSERT"u8))
            record = CallLog.InsertedValues(record);
        CallRecordOutcome outcome = TryScan(record, out LineFault fault)
            ? Take(new CallRecord(_fields, record), ref fault)
            : fault.Reason is null ? CallRecordOutcome.Nothing : CallRecordOutcome.Refused;
        if (outcome == CallRecordOutcome.Refused) Refusal = new Refusal(0, fault.Field, fault.Column, fault.Reason!);
        return outcome;
    }

    private bool TryScan(ReadOnlySpan<byte> record, out LineFault fault) => Layout.Kind switch
    {
        CallLayoutKind.FreeSwitchJson or CallLayoutKind.NamedKeys =>
            CallJson.TryScan(record, Layout.Kind, _fields, out fault),
        CallLayoutKind.AsteriskManager => ManagerMessage.TryScan(record, _fields, out fault),
        CallLayoutKind.KamailioLog => CallLog.TryScan(record, _fields, out fault),
        _ => CallRow.TryScan(record, Layout, _fields, out fault) || TryOtherColumns(record, ref fault),
    };

    // Optional columns may be switched on or off while a file grows; the row itself says which it has.
    private bool TryOtherColumns(ReadOnlySpan<byte> record, ref LineFault fault) =>
        Layout.Kind is CallLayoutKind.AsteriskCdr or CallLayoutKind.AsteriskCustom or CallLayoutKind.FreeSwitchCsv
        && CallShapes.Of(CallRow.Split(record, Layout.Separator), Layout.Separator) is { } other
        && CallRow.TryScan(record, other, _fields, out fault);

    private CallRecordOutcome Take(in CallRecord record, ref LineFault fault)
    {
        if (Layout.Kind == CallLayoutKind.FtcComplaints) return TakeComplaint(record, ref fault);
        bool isAsterisk = Layout.Kind is CallLayoutKind.AsteriskEvents or CallLayoutKind.AsteriskManager;
        if (isAsterisk && record.Has(CallField.Event)) return TakeEvent(record, ref fault);
        if (record.Has(CallField.Event)) return TakeMethod(record, ref fault);
        return TakeWhole(record, ref fault);
    }

    private CallRecordOutcome TakeWhole(in CallRecord record, ref LineFault fault)
    {
        if (CallDirection.IsSecondHalf(record[CallField.Channel])) return CallRecordOutcome.Nothing;
        if (!_rules.TryWhole(record, out CallAttempt? attempt, out fault)) return CallRecordOutcome.Refused;
        if (!record.Has(CallField.CallId) && !record.Has(CallField.LinkedId))
            return Tell(attempt! with { CallId = $"{attempt.CallId}-{++_unnamed}" });
        if (_calls.TryAdd(attempt!.CallId, attempt.AtUnixMilliseconds, attempt.Status)) return Tell(attempt);
        // Of the further rows of a call only the one that was answered tells something new.
        if (attempt.Status != CallOutcomes.Answered || !_calls.TryAnswer(attempt.CallId))
            return CallRecordOutcome.Nothing;
        return Tell(attempt with { Stage = CallStage.End });
    }

    // Kamailio's acc and Homer have a record for each request or answer: the INVITE is the attempt, BYE and CANCEL
    // end it.
    private CallRecordOutcome TakeMethod(in CallRecord record, ref LineFault fault)
    {
        ReadOnlySpan<byte> method = record[CallField.Event];
        bool isInvite = method.SequenceEqual("INVITE"u8);
        bool isEnd = method.SequenceEqual("BYE"u8) || method.SequenceEqual("CANCEL"u8);
        if (!isInvite && !isEnd) return CallRecordOutcome.Nothing;
        if (!isInvite) return End(record, method.SequenceEqual("CANCEL"u8) ? CallOutcomes.GivenUp : 0, ref fault);
        if (!_rules.TryWhole(record, out CallAttempt? attempt, out fault)) return CallRecordOutcome.Refused;
        int said = record.Has(CallField.Status) ? attempt!.Status : 0;
        attempt = attempt! with { Stage = said is > 0 and not 200 ? CallStage.Whole : CallStage.Start, Status = said };
        return _calls.TryAdd(attempt.CallId, attempt.AtUnixMilliseconds, said) ? Tell(attempt)
            : CallRecordOutcome.Nothing;
    }

    private CallRecordOutcome TakeEvent(in CallRecord record, ref LineFault fault)
    {
        ReadOnlySpan<byte> name = record[CallField.Event];
        bool isFirstLeg = record[CallField.CallId].SequenceEqual(record[CallField.LinkedId]);
        if (name.SequenceEqual("CHAN_START"u8) && isFirstLeg)
        {
            if (!_rules.TryWhole(record, out CallAttempt? attempt, out fault)) return CallRecordOutcome.Refused;
            return _calls.TryAdd(attempt!.CallId, attempt.AtUnixMilliseconds, 0)
                ? Tell(Started(attempt, CallDirection.IsLocal(record[CallField.Channel])))
                : CallRecordOutcome.Nothing;
        }
        if (name.SequenceEqual("ANSWER"u8)) _calls.Answer(record.Text(CallField.LinkedId), TimeOf(record));
        if (name.SequenceEqual("DIAL_END"u8))
            _calls.Dialled(record.Text(CallField.LinkedId), CallOutcomes.OfWord(record[CallField.Outcome]));
        int cause = record.Has(CallField.Cause)
            ? CallOutcomes.OfCause(record[CallField.Cause])
            : CallLog.HangupStatus(record[CallField.EventDetail]);
        bool isEnd = (name.SequenceEqual("HANGUP"u8) && isFirstLeg) || name.SequenceEqual("LINKEDID_END"u8);
        return isEnd ? End(record, cause, ref fault) : CallRecordOutcome.Nothing;
    }

    // A call that begins with a local channel was placed by Asterisk itself.
    private static CallAttempt Started(CallAttempt attempt, bool isLocal) => attempt with
    {
        IsOutgoing = attempt.IsOutgoing || isLocal,
        Stage = CallStage.Start,
        Status = 0,
        RingSeconds = double.NaN,
        DurationSeconds = double.NaN,
    };

    private CallRecordOutcome End(in CallRecord record, int status, ref LineFault fault)
    {
        if (!_rules.TryTime(record, CallField.At, out long at, out fault)) return CallRecordOutcome.Refused;
        string id = CallRules.Id(record, at, "", "");
        if (!_calls.TryEnd(id, out RecentCall call)) return CallRecordOutcome.Nothing;
        bool isAnswered = call.AnsweredAt > 0;
        return Tell(new CallAttempt
        {
            AtUnixMilliseconds = call.At,
            CallId = id,
            From = call.From,
            To = call.To,
            Stage = CallStage.End,
            Status = isAnswered ? CallOutcomes.Answered : Unanswered(status, call.DialledStatus),
            RingSeconds = Math.Max(0, (isAnswered ? call.AnsweredAt : at) - call.At) / 1000.0,
            DurationSeconds = isAnswered ? Math.Max(0, at - call.AnsweredAt) / 1000.0 : 0,
            IsOutgoing = call.IsOutgoing,
        });
    }

    // The cause says why, except when a line rang in vain: then only how ringing it came out tells.
    private static int Unanswered(int status, int dialled) =>
        status > 0 ? status : dialled > CallOutcomes.Answered ? dialled : CallOutcomes.GivenUp;

    private CallRecordOutcome TakeComplaint(in CallRecord record, ref LineFault fault)
    {
        CallField time = record.Has(CallField.At) ? CallField.At : CallField.EndedAt;
        if (!_rules.TryTime(record, time, out long at, out fault)) return CallRecordOutcome.Refused;
        string from = _rules.Number(record[CallField.From]);
        if (from.Length == 0)
        {
            CallRules.Fault(record, CallField.From, "is missing", out fault);
            return CallRecordOutcome.Refused;
        }
        string place = record.Has(CallField.Place) ? record.Text(CallField.Place) : "not said";
        Complaint = new CallComplaint(at, from, $"FTC, {place}", _rules.Short(record[CallField.Subject]));
        return CallRecordOutcome.Complaint;
    }

    private long TimeOf(in CallRecord record) => _rules.TryTime(record, CallField.At, out long at, out _) ? at : 0;

    private CallRecordOutcome Tell(CallAttempt attempt)
    {
        if (attempt.Stage == CallStage.Start) _calls.Describe(attempt);
        Attempt = attempt;
        return CallRecordOutcome.Call;
    }
}
