using System.Text;
using Vedetta.Engine.Sip;

namespace Vedetta.Engine.Calls;

/// <summary>Reads who calls whom, how and with what from an INVITE.</summary>
/// <param name="trunks">Names of trunks.</param>
internal sealed class CallAttemptReader(TrunkTable trunks)
{
    private const int AgentBytesMax = 128;

    private readonly TextPool _numbers = new(16_384);
    private readonly TextPool _agents = new(1_024);
    private readonly TextPool _offers = new(1_024);
    private readonly TextPool _addresses = new(4_096);

    /// <summary>The attempt an INVITE begins.</summary>
    public CallAttempt Read(in SipMessage invite, string callId, long at, ReadOnlySpan<byte> sourceAddress)
    {
        string asserted = NumberIn(invite[SipHeader.PAssertedIdentity]);
        return new CallAttempt
        {
            AtUnixMilliseconds = at,
            CallId = callId,
            From = Caller(invite, asserted),
            To = Called(invite),
            Asserted = asserted,
            DivertedBy = NumberIn(invite[SipHeader.Diversion]),
            Trunk = trunks.NameOf(sourceAddress),
            SourceAddress = Address(sourceAddress),
            UserAgent = Agent(invite[SipHeader.UserAgent]),
            SdpOrigin = Offer(invite.Body),
            Attestation = SipIdentity.AttestationOf(invite[SipHeader.Identity]),
            Stage = CallStage.Start,
        };
    }

    // What the called phone shows: From, or what the network vouches for where From is no number. Who asks to stay
    // unknown (RFC 3323; RFC 3325, 9.3) is unknown here too.
    private string Caller(in SipMessage invite, string asserted)
    {
        if (HidesCaller(invite[SipHeader.Privacy])) return "";
        SipAddress.TryRead(invite[SipHeader.From], out SipAddress from);
        if (!SipUri.TryRead(from.Uri, out SipUri uri)) return asserted;
        if (SipNumber.IsAnonymous(uri)) return "";
        Span<byte> number = stackalloc byte[SipNumber.BytesMax];
        number = number[..SipNumber.Write(uri, number)];
        return asserted.Length > 0 && !SipNumber.IsNumber(number) ? asserted : _numbers[number];
    }

    /// <summary>
    /// The line an INVITE is to ring: the Request-URI names it; To keeps what was dialled first, or stands in for the
    /// address a phone registered with.
    /// </summary>
    public string Called(in SipMessage invite)
    {
        Span<byte> number = stackalloc byte[SipNumber.BytesMax];
        int length = SipUri.TryRead(invite.RequestUri, out SipUri target) ? SipNumber.Write(target, number) : 0;
        if (SipNumber.IsNumber(number[..length])) return _numbers[number[..length]];
        string to = NumberIn(invite[SipHeader.To]);
        return to.Length > 0 ? to : _numbers[number[..length]];
    }

    private string NumberIn(ReadOnlySpan<byte> value)
    {
        SipAddress.TryRead(value, out SipAddress address);
        if (!SipUri.TryRead(address.Uri, out SipUri uri)) return "";
        Span<byte> number = stackalloc byte[SipNumber.BytesMax];
        return _numbers[number[..SipNumber.Write(uri, number)]];
    }

    private string Address(ReadOnlySpan<byte> address)
    {
        Span<byte> text = stackalloc byte[AddressText.BytesMax];
        return _addresses[text[..AddressText.Write(address, text)]];
    }

    private string Agent(ReadOnlySpan<byte> value) => _agents[value[..Math.Min(value.Length, AgentBytesMax)]];

    private string Offer(ReadOnlySpan<byte> body)
    {
        Span<byte> text = stackalloc byte[SdpOffer.OriginBytesMax];
        return _offers[text[..SdpOffer.WriteOrigin(body, text)]];
    }

    private static bool HidesCaller(ReadOnlySpan<byte> privacy)
    {
        while (!privacy.IsEmpty)
        {
            int end = privacy.IndexOfAny(";,"u8);
            ReadOnlySpan<byte> one = SipText.Trim(end < 0 ? privacy : privacy[..end]);
            privacy = end < 0 ? default : privacy[(end + 1)..];
            if (Ascii.EqualsIgnoreCase(one, "id"u8) || Ascii.EqualsIgnoreCase(one, "user"u8)) return true;
        }
        return false;
    }
}
