using System.Buffers.Text;
using System.Text;
using Vedetta.Engine.Sip;

namespace Vedetta.Engine.Gate;

/// <summary>What the port made of a message.</summary>
public enum GateEvent : byte
{
    /// <summary>An INVITE was decided.</summary>
    Decided = 0,

    /// <summary>An OPTIONS was answered: the border controller asks whether we live.</summary>
    Probed = 1,

    /// <summary>An ACK: nothing to do.</summary>
    Acknowledged = 2,

    /// <summary>Another method, refused with 405 or 481.</summary>
    OtherMethod = 3,

    /// <summary>A request that lacks what every request has; answered 400.</summary>
    BadRequest = 4,

    /// <summary>It went through too many hops; answered 483.</summary>
    Looped = 5,

    /// <summary>No SIP request, or one without a way back; dropped.</summary>
    Unreadable = 6,
}

/// <summary>What the port says to one message.</summary>
/// <param name="Length">Bytes of the answer; 0 for none.</param>
/// <param name="Event">What the message was.</param>
/// <param name="Verdict">The decision on an INVITE.</param>
/// <param name="Trial">What the rules in dry run would have decided.</param>
/// <param name="Caller">Calling number of an INVITE as <see cref="PhoneKey"/>; 0 when withheld.</param>
/// <param name="Called">Number called.</param>
/// <param name="Port">Port a datagram's answer goes to where Via asks for another than it came from (RFC 3261,
/// 18.2.2).</param>
public readonly record struct GateReply(
    int Length, GateEvent Event, GateVerdict Verdict, GateVerdict Trial, ulong Caller, ulong Called, int Port);

/// <summary>
/// The decision port without its socket: bytes in, bytes out. It keeps nothing between messages, so a retransmission
/// gets the same answer (RFC 3261, 8.2.7).
/// </summary>
public static class GateResponder
{
    /// <summary>Longest answer, in bytes.</summary>
    public const int AnswerBytesMax = 8_192;

    /// <summary>Most Via fields a request may have collected.</summary>
    public const int HopsMax = 70;

    /// <summary>Answers one message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="source">Address it came from as text, for received=; empty leaves Via as it is.</param>
    /// <param name="port">Port it came from.</param>
    /// <param name="state">What decisions follow from.</param>
    /// <param name="nowUnixMilliseconds">The time.</param>
    /// <param name="into">Room for the answer.</param>
    public static GateReply Reply(
        ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> source, int port, GateState state, long nowUnixMilliseconds,
            Span<byte> into)
    {
        bool isRequest = SipMessage.TryRead(bytes, out SipMessage message, out _) && message.IsRequest
            && message.CountOf(SipHeader.Via) > 0;
        if (!isRequest) return Silent(GateEvent.Unreadable);
        if (message.Method == SipMethod.Ack) return Silent(GateEvent.Acknowledged);
        var way = new Way(source, port, into);
        if (IsIncomplete(message)) return way.Say(message, GateEvent.BadRequest, 400, "Bad Request"u8, default);
        if (message.CountOf(SipHeader.Via) > HopsMax)
            return way.Say(message, GateEvent.Looped, 483, "Too Many Hops"u8, default);
        return message.Method switch
        {
            SipMethod.Invite => Decide(message, way, state, nowUnixMilliseconds),
            SipMethod.Options => way.Say(message, GateEvent.Probed, 200, "OK"u8,
                "Allow: INVITE, ACK, CANCEL, OPTIONS\r\n"u8),
            SipMethod.Cancel => way.Say(message, GateEvent.OtherMethod, 481, "Call/Transaction Does Not Exist"u8,
                default),
            _ => way.Say(message, GateEvent.OtherMethod, 405, "Method Not Allowed"u8,
                "Allow: INVITE, ACK, CANCEL, OPTIONS\r\n"u8),
        };
    }

    private static GateReply Silent(GateEvent what) => new(0, what, GateVerdict.Open, GateVerdict.Open, 0, 0, 0);

    private static bool IsIncomplete(in SipMessage message) =>
        message[SipHeader.CallId].IsEmpty || message[SipHeader.From].IsEmpty || message[SipHeader.To].IsEmpty
        || !message.TryCSeq(out _, out ReadOnlySpan<byte> method) || !method.SequenceEqual(message.MethodName);

    private static GateReply Decide(in SipMessage message, Way way, GateState state, long now)
    {
        Span<byte> sdp = stackalloc byte[SdpOffer.OriginBytesMax];
        bool asksForSdp = state.Book.AsksForSdpOrigin || state.Trial.AsksForSdpOrigin;
        int sdpLength = asksForSdp ? SdpOffer.WriteOrigin(message.Body, sdp) : 0;
        var call = new GateCall
        {
            Caller = CallerOf(message, state.Plan),
            Called = NumberOf(message.RequestUri, state.Plan),
            Attestation = SipIdentity.AttestationOf(message[SipHeader.Identity]) ?? '\0',
            UserAgent = message[SipHeader.UserAgent],
            SdpOrigin = sdp[..sdpLength],
            Trunk = way.Source,
            SourceAddress = state.Book.AsksForSourceAddress || state.Trial.AsksForSourceAddress ? PeerOf(message) : default,
        };
        GateVerdict verdict = state.Book.Decide(call, now);
        GateVerdict trial = state.Trial.Rules.IsEmpty ? GateVerdict.Open : state.Trial.Decide(call, now);
        GateReply said = verdict.Act switch
        {
            GateAct.Divert => way.Say(message, GateEvent.Decided, 302, "Moved Temporarily"u8,
                state.Answers.Contact(verdict.Rule)),
            GateAct.Refuse => Refuse(message, way, state, verdict),
            _ => way.Say(message, GateEvent.Decided, state.Answers.PassStatus, state.Answers.PassReason, default),
        };
        return said with { Verdict = verdict, Trial = trial, Caller = call.Caller, Called = call.Called };
    }

    private static GateReply Refuse(in SipMessage message, Way way, GateState state, GateVerdict verdict)
    {
        Refusal refusal = state.Book.Rules[verdict.Rule].Action.Refusal;
        int status = GateAnswers.Status(refusal, out ReadOnlySpan<byte> reason);
        return way.Say(message, GateEvent.Decided, status, reason, state.Answers.Headers(refusal));
    }

    // What the called phone would show, as call attempts tell it: From, or what the network vouches for where From is
    // no number (RFC 3325); nothing for who asks to stay unknown (RFC 3323).
    private static ulong CallerOf(in SipMessage message, DialPlan plan)
    {
        ReadOnlySpan<byte> privacy = message[SipHeader.Privacy];
        if (!privacy.IsEmpty && HidesCaller(privacy)) return 0;
        if (SipAddress.TryRead(message[SipHeader.From], out SipAddress from)
            && SipUri.TryRead(from.Uri, out SipUri uri))
        {
            if (SipNumber.IsAnonymous(uri)) return 0;
            if (NumberOf(from.Uri, plan) is > 0 and var shown) return shown;
        }
        ReadOnlySpan<byte> asserted = message[SipHeader.PAssertedIdentity];
        return !asserted.IsEmpty && SipAddress.TryRead(asserted, out SipAddress known) ? NumberOf(known.Uri, plan) : 0;
    }

    private static bool HidesCaller(ReadOnlySpan<byte> privacy)
    {
        foreach (Range part in privacy.SplitAny((byte)';', (byte)','))
        {
            ReadOnlySpan<byte> word = privacy[part].Trim((byte)' ');
            if (Ascii.EqualsIgnoreCase(word, "id"u8) || Ascii.EqualsIgnoreCase(word, "user"u8)) return true;
        }
        return false;
    }

    // The second Via is the machine before the border controller that asks: as that one saw it (received, RFC 3261,
    // 18.2.1), else as it calls itself. One that ends calls and begins its own tells nothing of it.
    private static ReadOnlySpan<byte> PeerOf(in SipMessage message)
    {
        if (!SipVia.TryRead(message[SipHeader.Via], out SipVia asking)) return default;
        ReadOnlySpan<byte> second = asking.Rest.IsEmpty ? SecondLine(message, SipHeader.Via) : asking.Rest;
        if (!SipVia.TryRead(second, out SipVia peer)) return default;
        if (peer.Parameters.TryGet("received"u8, out ReadOnlySpan<byte> received)) return Bare(received);
        ReadOnlySpan<byte> said = peer.SentBy;
        int end = said.IndexOf((byte)']'), colon = said.LastIndexOf((byte)':');
        return Bare(colon > end ? said[..colon] : said);
    }

    private static ReadOnlySpan<byte> SecondLine(in SipMessage message, SipHeader header)
    {
        SipLines lines = message.Lines;
        for (int seen = 0; lines.MoveNext();)
            if (lines.Header == header && ++seen == 2) return lines.Value;
        return default;
    }

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> address) => address.Trim("[]"u8);

    private static ulong NumberOf(ReadOnlySpan<byte> text, DialPlan plan)
    {
        if (!SipUri.TryRead(text, out SipUri uri)) return 0;
        Span<byte> number = stackalloc byte[SipNumber.BytesMax];
        return PhoneKey.Pack((ReadOnlySpan<byte>)number[..SipNumber.Write(uri, number)], plan);
    }

    /// <summary>The way back of one message.</summary>
    private readonly ref struct Way(ReadOnlySpan<byte> source, int port, Span<byte> into)
    {
        private const int SipPort = 5060;
        private readonly Span<byte> _into = into;

        public ReadOnlySpan<byte> Source { get; } = source;

        public GateReply Say(
            in SipMessage message, GateEvent what, int status, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> headers)
        {
            Span<byte> tag = stackalloc byte[16];
            WriteTag(message[SipHeader.CallId], tag);
            var answer = new SipAnswer(status)
            {
                Reason = reason,
                ToTag = tag,
                Headers = headers,
                SourceAddress = Source,
                SourcePort = port,
            };
            int length = SipResponseWriter.TryWrite(message, answer, _into, out int written) ? written : 0;
            GateEvent done = length == 0 ? GateEvent.Unreadable : what;
            return new GateReply(length, done, GateVerdict.Open, GateVerdict.Open, 0, 0, PortOf(message));
        }

        // Who asks for rport gets the answer where the request came from (RFC 3581), others where Via says they listen.
        private int PortOf(in SipMessage message)
        {
            if (!SipVia.TryRead(message[SipHeader.Via], out SipVia via) || via.Parameters.TryGet("rport"u8, out _))
                return port;
            ReadOnlySpan<byte> sentBy = via.SentBy;
            int colon = sentBy.LastIndexOf((byte)':');
            bool hasPort = colon > 0 && sentBy.IndexOf((byte)']') < colon;
            if (!hasPort) return SipPort;
            return Utf8Parser.TryParse(sentBy[(colon + 1)..], out int said, out _)
                && said is > 0 and < 65_536 ? said : port;
        }

        // The same for every retransmission: made of the call's id (FNV-1a).
        private static void WriteTag(ReadOnlySpan<byte> callId, Span<byte> tag)
        {
            ulong hash = 0xCBF29CE484222325;
            foreach (byte b in callId) hash = (hash ^ b) * 0x100000001B3;
            Utf8Formatter.TryFormat(hash, tag, out _, new System.Buffers.StandardFormat('x', 16));
        }
    }
}
