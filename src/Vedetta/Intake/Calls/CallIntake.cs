using System.Security.Cryptography;
using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Hep;
using Vedetta.Engine.Sip;

namespace Vedetta.Intake.Calls;

/// <summary>
/// Takes copies of signalling from all listeners, follows calls and hands their attempts on. Listeners come one after
/// the other; each holds the lock for a batch of packets.
/// </summary>
public sealed class CallIntake
{
    /// <summary>Most attempts waiting to be written; of more, the newest are dropped and counted.</summary>
    public const int WaitingMax = 200_000;

    /// <summary>How far a packet's time may be from the server's; the server's is taken instead.</summary>
    public static readonly TimeSpan SkewMost = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly CallTracker _tracker;
    private readonly MessageRing _messages;
    private readonly TimeSpan _messagesMost;
    private readonly byte[] _key;
    private readonly byte[] _unpacked = new byte[HepPayload.BytesMax];
    private List<CallAttempt> _told = new(1024);
    private List<CallAttempt> _spare = new(1024);
    private long _now, _newest, _newestAt;

    /// <summary>Makes an intake as the options say.</summary>
    public CallIntake(ServerOptions options, TimeProvider time)
    {
        _time = time;
        _tracker = new CallTracker(new CallTrackerOptions(), options.Hep.ReadTrunks());
        _messages = new MessageRing(options.Hep.IsOn ? options.Hep.MessagesMebibytes << 20 : 1 << 16);
        _messagesMost = options.Hep.MessagesMost;
        _key = Encoding.UTF8.GetBytes(options.Hep.Key);
    }

    /// <summary>What was counted.</summary>
    public CallCounts Counts { get; } = new();

    /// <summary>Calls in flight.</summary>
    public int InFlight => _tracker.InFlight;

    /// <summary>Calls given up for want of room.</summary>
    public long Evicted => _tracker.Evicted;

    /// <summary>Messages of calls whose beginning was not seen.</summary>
    public long Unmatched => _tracker.Unmatched;

    /// <summary>Messages held.</summary>
    public int MessagesHeld => _messages.Count;

    /// <summary>Bytes of messages held.</summary>
    public long MessageBytesHeld => _messages.Bytes;

    /// <summary>Messages that made room before their time.</summary>
    public long MessagesDropped => _messages.Dropped;

    /// <summary>The messages of a call that are still held, in order of time.</summary>
    /// <param name="callId">Its id, as its attempt says.</param>
    public IReadOnlyList<CallMessage> MessagesOf(string callId)
    {
        lock (_lock) return _messages.Of(callId);
    }

    /// <summary>Takes packets one after the other, under one lock.</summary>
    internal Turn Begin() => new(this);

    /// <summary>
    /// The attempts told since the last call. Lets the time of quiet lines pass, so that calls end that nobody speaks
    /// of. The list is the caller's until he calls again.
    /// </summary>
    internal List<CallAttempt> TakeTold()
    {
        lock (_lock)
        {
            long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            if (_newest > 0) _tracker.Advance(_newest + now - _newestAt, _told);
            _messages.DropBefore(now - (long)_messagesMost.TotalMilliseconds);
            List<CallAttempt> told = _told;
            (_told, _spare) = (_spare, told);
            _told.Clear();
            return told;
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Counts.Packets++;
        if (!HepReader.TryRead(bytes, out HepPacket packet, out HepFault fault)) Counts.Refuse(fault);
        else if (!IsKeyRight(packet.AuthenticationKey)) Counts.WrongKey++;
        else if (packet.Protocol != HepProtocol.Sip) Counts.OtherProtocol++;
        else if (!packet.IsCompressed) TakeSip(packet, packet.Payload);
        else if (!HepPayload.TryUnpack(packet.Payload, _unpacked, out int length)) Counts.BadCompression++;
        else TakeSip(packet, _unpacked.AsSpan(0, length));
    }

    private bool IsKeyRight(ReadOnlySpan<byte> key) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(key, _key);

    private void TakeSip(in HepPacket packet, ReadOnlySpan<byte> payload)
    {
        if (!SipMessage.TryRead(payload, out SipMessage message, out SipFault fault))
        {
            Counts.Refuse(fault);
            return;
        }
        long at = TimeOf(packet);
        string? callId = _tracker.Take(
            message,
            new SeenMessage
            {
                AtUnixMilliseconds = at,
                SourceAddress = packet.SourceAddress,
                CorrelationId = packet.CorrelationId,
            },
            _told);
        Drop();
        if (callId is null) return;
        var route = new MessageRoute
        {
            AtUnixMilliseconds = at,
            SourcePort = (ushort)packet.SourcePort,
            DestinationPort = (ushort)packet.DestinationPort,
            Transport = packet.Transport,
        };
        route.SetAddresses(packet.SourceAddress, packet.DestinationAddress);
        _messages.Add(callId, route, message.Bytes);
    }

    // An INVITE the call gate was asked about: it came now, and nothing of what follows is seen.
    private void TakeAsked(in SipMessage invite, ReadOnlySpan<byte> sourceAddress)
    {
        Counts.Packets++;
        if (_now > _newest) (_newest, _newestAt) = (_now, _now);
        _tracker.Take(invite, new SeenMessage { AtUnixMilliseconds = _now, SourceAddress = sourceAddress }, _told);
        Drop();
    }

    private long TimeOf(in HepPacket packet)
    {
        long at = packet.AtUnixMilliseconds;
        if (Math.Abs(at - _now) > SkewMost.TotalMilliseconds)
        {
            if (at != 0) Counts.TimesCorrected++;
            at = _now;
        }
        if (at > _newest) (_newest, _newestAt) = (at, _now);
        return at;
    }

    private void Drop()
    {
        if (_told.Count <= WaitingMax) return;
        Counts.AttemptsDropped += _told.Count - WaitingMax;
        _told.RemoveRange(WaitingMax, _told.Count - WaitingMax);
    }

    /// <summary>A listener's turn: while it lasts, no other has one.</summary>
    internal readonly ref struct Turn
    {
        private readonly CallIntake _intake;

        internal Turn(CallIntake intake)
        {
            _intake = intake;
            intake._lock.Enter();
            intake._now = intake._time.GetUtcNow().ToUnixTimeMilliseconds();
        }

        /// <summary>Takes one packet; it may be anything.</summary>
        public void Take(ReadOnlySpan<byte> packet) => _intake.Take(packet);

        /// <summary>Takes an INVITE the call gate was asked about, where nothing else tells of calls.</summary>
        public void TakeAsked(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> sourceAddress)
        {
            if (SipMessage.TryRead(datagram, out SipMessage message, out _) && message.IsRequest && message.Method == SipMethod.Invite)
                _intake.TakeAsked(message, sourceAddress);
        }

        /// <summary>Ends the turn.</summary>
        public void Dispose() => _intake._lock.Exit();
    }
}
