using System.Globalization;
using System.Text;
using Vedetta.Engine.Sip;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Calls;

/// <summary>How a message was seen.</summary>
public readonly ref struct SeenMessage
{
    /// <summary>When, by the clock of who saw it.</summary>
    public required long AtUnixMilliseconds { get; init; }

    /// <summary>Address it came from: 4 or 16 bytes; empty when unknown.</summary>
    public ReadOnlySpan<byte> SourceAddress { get; init; }

    /// <summary>Id that joins the legs of one call, as who saw it says; empty when unsaid.</summary>
    public ReadOnlySpan<byte> CorrelationId { get; init; }
}

/// <summary>Bounds and times of a <see cref="CallTracker"/>; times run by the times of the messages.</summary>
public sealed record CallTrackerOptions
{
    /// <summary>Most calls in flight; of more, the oldest are given up. Default 131,072.</summary>
    public int CallsMax { get; init; } = 131_072;

    /// <summary>
    /// How long a call may ring without a word. Default 4 minutes, one more than timer C (RFC 3261, 16.6).
    /// </summary>
    public TimeSpan RingingMost { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// How long a refused caller may take to try again, and a cancelled call to end. Default a minute: people type
    /// passwords.
    /// </summary>
    public TimeSpan PendingMost { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answered call may last. Default 12 hours.</summary>
    public TimeSpan TalkingMost { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long an ended call is remembered. Default 32 seconds, timer B (RFC 3261, 17.1.1.2).</summary>
    public TimeSpan OverMost { get; init; } = TimeSpan.FromSeconds(32);
}

/// <summary>
/// Makes call attempts of SIP messages: one start and one end for every call, however often its messages are repeated,
/// forked, sent again with credentials, or seen by several nodes. A pure machine in bounded memory; not for two threads
/// at once.
/// </summary>
/// <remarks>
/// <code>
/// Ringing ── 2xx ─► Talking ── BYE ─► Over          told: start at the first INVITE, end at Over
///    │ all branches 3xx, 401, 407, 422; CANCEL ─► Pending ── INVITE ─► Ringing;  2xx ─► Talking;  time ─► Over
///    └ all branches refused; time ─► Over
/// </code>
/// </remarks>
public sealed class CallTracker
{
    private const int KeyCharsMax = 200;

    private readonly CallTrackerOptions _options;
    private readonly CallTable _calls;
    private readonly CallAttemptReader _reader;
    private long _now;
    private long _repeated;

    /// <summary>Makes a tracker without calls.</summary>
    public CallTracker(CallTrackerOptions options, TrunkTable trunks)
    {
        _options = options;
        _calls = new CallTable(options.CallsMax);
        _reader = new CallAttemptReader(trunks);
    }

    /// <summary>Calls in flight, with those that ended a moment ago.</summary>
    public int InFlight => _calls.Count;

    /// <summary>Attempts told.</summary>
    public long Attempts { get; private set; }

    /// <summary>Calls given up because there was no room; their ends are not told.</summary>
    public long Evicted { get; private set; }

    /// <summary>Messages of calls whose INVITE was not seen, and messages without a Call-ID.</summary>
    public long Unmatched { get; private set; }

    /// <summary>
    /// Takes one message and adds what it tells to a list. Returns the id of the call it belongs to; null when it
    /// belongs to none.
    /// </summary>
    public string? Take(in SipMessage message, in SeenMessage seen, List<CallAttempt> told)
    {
        Advance(seen.AtUnixMilliseconds, told);
        ReadOnlySpan<byte> callId = message[SipHeader.CallId];
        if (callId.IsEmpty || !message.TryCSeq(out uint sequence, out ReadOnlySpan<byte> method))
        {
            Unmatched++;
            return null;
        }
        Span<char> room = stackalloc char[KeyCharsMax];
        ReadOnlySpan<char> key = Key(callId, room);
        int place = _calls.Find(key);
        if (message.Method == SipMethod.Invite) place = TakeInvite(place, message, seen, key, sequence, told);
        else if (place >= 0) TakeLater(place, message, seen, method, told);
        else if (message.Method is SipMethod.Bye or SipMethod.Cancel || method.SequenceEqual("INVITE"u8)) Unmatched++;
        return place < 0 ? null : _calls[place].Start.CallId;
    }

    /// <summary>Lets time pass to the time of a message, or of a quiet line's clock; it never runs back.</summary>
    public void Advance(long nowUnixMilliseconds, List<CallAttempt> told)
    {
        if (nowUnixMilliseconds <= _now) return;
        _now = nowUnixMilliseconds;
        while (IsDue(CallPhase.Over, _options.OverMost, out int place)) _calls.Remove(place);
        while (IsDue(CallPhase.Pending, _options.PendingMost, out int place)) End(place, told);
        while (IsDue(CallPhase.Ringing, _options.RingingMost, out int place)) EndUnanswered(place, told);
        while (IsDue(CallPhase.Talking, _options.TalkingMost, out int place))
            Tell(place, _calls[place].LastStatus, double.NaN, told);
    }

    private bool IsDue(CallPhase phase, TimeSpan most, out int place)
    {
        place = _calls.Oldest(phase);
        return place >= 0 && _now - _calls[place].TouchedAt > (long)most.TotalMilliseconds;
    }

    private int TakeInvite(int place,
        in SipMessage invite, in SeenMessage seen, ReadOnlySpan<char> key, uint sequence, List<CallAttempt> told)
    {
        SipAddress.TryRead(invite[SipHeader.To], out SipAddress to);
        // With a tag it changes a call that is there (RFC 3261, 14).
        if (!to.Tag.IsEmpty) return place;
        if (place < 0) place = FindLeg(invite, seen, key);
        if (place < 0) return Begin(invite, seen, key.ToString(), sequence, isRepeated: false, told);
        ref CallState call = ref _calls[place];
        if (IndexOf(call, BranchOf(invite)) >= 0) return place;
        if (IsFrom(call, seen.SourceAddress) && IsAnother(call, invite, sequence))
            return Begin(invite, seen, key.ToString(), sequence, isRepeated: true, told);
        if (call.Phase is CallPhase.Ringing or CallPhase.Pending) Continue(place, invite, sequence);
        return place;
    }

    // A machine may call many lines, or one again and again, under one Call-ID: only what a fork, a retry or another
    // leg can be is one.
    private bool IsAnother(in CallState call, in SipMessage invite, uint sequence)
    {
        if (call.Phase is CallPhase.Talking or CallPhase.Over || call.FromTag != FromTagOf(invite)) return true;
        return sequence <= call.Sequence && _reader.Called(invite) != call.Start.To;
    }

    private static bool IsFrom(in CallState call, ReadOnlySpan<byte> address)
    {
        Span<byte> text = stackalloc byte[AddressText.BytesMax];
        return Ascii.Equals(text[..AddressText.Write(address, text)], call.Start.SourceAddress);
    }

    // A retransmission, a fork, another leg, or a caller who tries again: what he tried before is closed then.
    private void Continue(int place, in SipMessage invite, uint sequence)
    {
        ref CallState call = ref _calls[place];
        if (sequence > call.Sequence && call.FromTag == FromTagOf(invite))
        {
            call.Sequence = sequence;
            call.Branches = call.OpenBranches = 0;
            if (call.Phase == CallPhase.Pending && call.CancelledAt == 0) _calls.Move(place, CallPhase.Ringing, _now);
        }
        AddBranch(ref call, BranchOf(invite));
    }

    // Another leg of a call that a border controller passed on: it says so itself, or the node that saw it does. The
    // controller's address is not the caller's; who claims to be a leg but calls from there is a call of his own.
    private int FindLeg(in SipMessage invite, in SeenMessage seen, ReadOnlySpan<char> key)
    {
        Span<char> room = stackalloc char[KeyCharsMax];
        int place = FindOther(invite[SipHeader.XCid], room);
        if (place < 0) place = FindOther(seen.CorrelationId, room);
        bool isLeg = place >= 0 && !IsFrom(_calls[place], seen.SourceAddress) && _calls.TryAddKey(place, key.ToString());
        return isLeg ? place : -1;
    }

    private int FindOther(ReadOnlySpan<byte> id, Span<char> room) => id.IsEmpty ? -1 : _calls.Find(Key(id, room));

    private int Begin(in SipMessage invite, in SeenMessage seen, string key, uint sequence, bool isRepeated,
        List<CallAttempt> told)
    {
        // A machine that calls again under an old Call-ID calls again; the id must tell the two apart.
        string id = isRepeated ? string.Create(CultureInfo.InvariantCulture, $"{key}#{++_repeated}") : key;
        if (_calls.Surplus() is >= 0 and int surplus)
        {
            if (_calls[surplus].Phase != CallPhase.Over) Evicted++;
            _calls.Remove(surplus);
        }
        CallAttempt start = _reader.Read(invite, id, seen.AtUnixMilliseconds, seen.SourceAddress);
        int place = _calls.Add(key, start, _now);
        ref CallState call = ref _calls[place];
        (call.FromTag, call.Sequence) = (FromTagOf(invite), sequence);
        AddBranch(ref call, BranchOf(invite));
        AddOtherKeys(place, invite, seen);
        Attempts++;
        told.Add(start);
        return place;
    }

    private void AddOtherKeys(int place, in SipMessage invite, in SeenMessage seen)
    {
        ReadOnlySpan<byte> other = invite[SipHeader.XCid];
        if (other.IsEmpty) other = seen.CorrelationId;
        if (other.IsEmpty) return;
        Span<char> room = stackalloc char[KeyCharsMax];
        ReadOnlySpan<char> key = Key(other, room);
        if (!key.SequenceEqual(_calls[place].Key)) _calls.TryAddKey(place, key.ToString());
    }

    private void TakeLater(
        int place, in SipMessage message, in SeenMessage seen, ReadOnlySpan<byte> method, List<CallAttempt> told)
    {
        bool isAwaited = _calls[place].Phase is CallPhase.Ringing or CallPhase.Pending;
        if (message.IsRequest) TakeFarewell(place, message.Method, seen.AtUnixMilliseconds, told);
        else if (!isAwaited || !method.SequenceEqual("INVITE"u8)) return;
        else if (message.Status is >= 100 and < 200) TakeProvisional(place, message.Status, seen.AtUnixMilliseconds);
        else if (message.Status is >= 200 and < 300) Answer(place, seen.AtUnixMilliseconds);
        else if (message.Status >= 300) TakeRefusal(place, message, seen.AtUnixMilliseconds, told);
    }

    private void TakeProvisional(int place, int status, long at)
    {
        ref CallState call = ref _calls[place];
        if (status is 180 or 183 && call.RingingAt == 0) call.RingingAt = at;
        if (call.Phase == CallPhase.Ringing && status > 100) _calls.Move(place, CallPhase.Ringing, _now);
    }

    private void Answer(int place, long at)
    {
        ref CallState call = ref _calls[place];
        (call.AnsweredAt, call.LastStatus) = (at, 200);
        _calls.Move(place, CallPhase.Talking, _now);
    }

    // Of a forked call one branch's refusal is no end: others may still ring (RFC 3261, 16.7).
    private void TakeRefusal(int place, in SipMessage message, long at, List<CallAttempt> told)
    {
        ref CallState call = ref _calls[place];
        int branch = IndexOf(call, BranchOf(message));
        if (branch < 0) return;
        call.OpenBranches &= (byte)~(1 << branch);
        (call.LastStatus, call.RefusedAt) = (message.Status, at);
        if (call.OpenBranches != 0) return;
        if (call.CancelledAt == 0 && MayTryAgain(message.Status)) _calls.Move(place, CallPhase.Pending, _now);
        else End(place, told);
    }

    private static bool MayTryAgain(int status) => status is (>= 300 and < 400) or 401 or 407 or 422;

    private void TakeFarewell(int place, SipMethod method, long at, List<CallAttempt> told)
    {
        if (method is not (SipMethod.Bye or SipMethod.Cancel)) return;
        ref CallState call = ref _calls[place];
        if (call.Phase == CallPhase.Talking)
        {
            if (method == SipMethod.Bye) Tell(place, 200, Seconds(call.AnsweredAt, at), told);
            return;
        }
        if (call.Phase == CallPhase.Over || call.CancelledAt != 0) return;
        (call.CancelledAt, call.LastStatus) = (at, 487);
        _calls.Move(place, CallPhase.Pending, _now);
    }

    private void EndUnanswered(int place, List<CallAttempt> told)
    {
        if (_calls[place].LastStatus == 0) _calls[place].LastStatus = 408;
        End(place, told);
    }

    private void End(int place, List<CallAttempt> told) => Tell(place, _calls[place].LastStatus, 0, told);

    private void Tell(int place, int status, double duration, List<CallAttempt> told)
    {
        ref CallState call = ref _calls[place];
        long until = call.AnsweredAt != 0 ? call.AnsweredAt
            : call.CancelledAt != 0 ? call.CancelledAt
            : call.RefusedAt != 0 ? call.RefusedAt : _now;
        told.Add(call.Start with
        {
            Stage = CallStage.End,
            Status = status,
            RingSeconds = call.RingingAt == 0 ? 0 : Seconds(call.RingingAt, until),
            DurationSeconds = duration,
        });
        _calls.Move(place, CallPhase.Over, _now);
    }

    private static double Seconds(long from, long until) => Math.Max(0, until - from) / 1000.0;

    private static uint BranchOf(in SipMessage message)
    {
        SipVia.TryRead(message[SipHeader.Via], out SipVia via);
        ReadOnlySpan<byte> branch = via.Branch;
        return TextPool.Hash(branch.IsEmpty ? via.SentBy : branch);
    }

    private static uint FromTagOf(in SipMessage invite)
    {
        SipAddress.TryRead(invite[SipHeader.From], out SipAddress from);
        return TextPool.Hash(from.Tag);
    }

    private static int IndexOf(in CallState call, uint branch)
    {
        for (int i = 0; i < call.Branches; i++)
            if (call.Hashes[i] == branch) return i;
        return -1;
    }

    private static void AddBranch(ref CallState call, uint branch)
    {
        if (call.Branches == CallState.BranchesMax || IndexOf(call, branch) >= 0) return;
        call.Hashes[call.Branches] = branch;
        call.OpenBranches |= (byte)(1 << call.Branches);
        call.Branches++;
    }

    // An id too long to be kept is cut, and told from others cut alike by a hash of the whole.
    private static ReadOnlySpan<char> Key(ReadOnlySpan<byte> id, Span<char> room)
    {
        if (id.Length <= KeyCharsMax) return room[..Encoding.Latin1.GetChars(id, room)];
        const int kept = KeyCharsMax - 17;
        Encoding.Latin1.GetChars(id[..kept], room);
        room[kept] = '~';
        StableHash.Of(id).TryFormat(room[(kept + 1)..], out _, "x16", CultureInfo.InvariantCulture);
        return room;
    }
}
