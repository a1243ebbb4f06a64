using System.Text;
using Vedetta.Engine.Sip;

namespace Vedetta.Engine.Tests.Sip;

public sealed class SipMessageTests
{
    [Theory]
    [InlineData("\r\n\r\n", SipFault.Empty)]
    [InlineData("", SipFault.Empty)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", SipFault.NotSip)]
    [InlineData("INVITE\r\n\r\n", SipFault.NotSip)]
    [InlineData("SIP/2.0\r\n\r\n", SipFault.NotSip)]
    [InlineData("SIP/2.0 OK\r\n\r\n", SipFault.NotSip)]
    public void What_is_no_message_is_refused_with_a_reason(string text, SipFault expected)
    {
        Assert.False(SipMessage.TryRead(Encoding.ASCII.GetBytes(text), out _, out SipFault fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Endless_messages_are_refused()
    {
        Assert.False(SipMessage.TryRead(new byte[70_000], out _, out SipFault tooLong));
        string many = "OPTIONS sip:a@b SIP/2.0\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 300)) + "\r\n";
        Assert.False(SipMessage.TryRead(Encoding.ASCII.GetBytes(many), out _, out SipFault tooMany));
        Assert.Equal((SipFault.TooLong, SipFault.TooManyHeaders), (tooLong, tooMany));
    }

    [Theory]
    [InlineData("\"A, B\" <sip:+39021@a.it;user=phone>;tag=1, <sip:c@d>", "A, B", "+39021", "1", true)]
    [InlineData("sip:0039021@a.it;tag=x", "", "0039021", "x", true)]
    [InlineData("<tel:+39-02-1234>;tag=1", "", "+39021234", "1", true)]
    [InlineData("tel:(02)1234;phone-context=+39", "", "021234", "", true)]
    [InlineData("Anna <sip:anna%40home@a.it>", "Anna", "anna@home", "", true)]
    [InlineData("\"never ends <sip:a@b>;tag=1", "never ends", "a", "1", false)]
    [InlineData("< sip:a@b >", "", "a", "", false)]
    [InlineData("<sip:a@[2001:db8::1]:5070;x=y>", "", "a", "", true)]
    [InlineData("<sip:a@b>;;", "", "a", "", false)]
    public void Addresses_are_read_as_people_write_them(
        string value, string display, string number, string tag, bool isWellFormed)
    {
        Assert.True(SipAddress.TryRead(Encoding.ASCII.GetBytes(value), out SipAddress address));
        Assert.True(SipUri.TryRead(address.Uri, out SipUri uri));
        Span<byte> name = stackalloc byte[SipNumber.BytesMax];
        Assert.Equal((display, number, tag, isWellFormed),
            (Text(address.DisplayName), Text(name[..SipNumber.Write(uri, name)]), Text(address.Tag), address.IsWellFormed));
    }

    [Fact]
    public void A_uri_is_taken_apart()
    {
        Assert.True(SipUri.TryRead("sip:u:p@[2001:db8::1]:5070;transport=tcp?Subject=x"u8, out SipUri uri));
        Assert.Equal(("u", "[2001:db8::1]", "5070", "Subject=x"), (Text(uri.User), Text(uri.Host), Text(uri.Port), Text(uri.Headers)));
        Assert.True(uri.Parameters.TryGet("TRANSPORT"u8, out ReadOnlySpan<byte> transport));
        Assert.Equal("tcp", Text(transport));
        Assert.True(SipUri.TryRead("tel:1234;phone-context=+3902"u8, out SipUri local));
        Assert.Equal("+3902", Text(local.PhoneContext));
        Assert.False(SipUri.TryRead("sip:"u8, out _));
        Assert.False(SipUri.TryRead("no scheme"u8, out _));
    }

    [Fact]
    public void The_attestation_is_in_the_payload_of_the_passport()
    {
        const string head = "eyJhbGciOiJFUzI1NiIsInBwdCI6InNoYWtlbiIsInR5cCI6InBhc3Nwb3J0In0";
        string payload = Convert.ToBase64String("""{"attest":"B","dest":{"tn":["39021"]},"iat":1,"orig":{"tn":"39022"}}"""u8)
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal('B', Attestation($"{head}.{payload}.c2ln;info=<https://a/b>;alg=ES256;ppt=shaken"));
        Assert.Null(Attestation($"{head}.bm8ganNvbg.c2ln"));
        Assert.Null(Attestation("..c2ln;info=<https://a/b>"));
        Assert.Null(Attestation(""));

        static char? Attestation(string value) => SipIdentity.AttestationOf(Encoding.ASCII.GetBytes(value));
    }

    [Theory]
    [InlineData("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=x y\r\nm=audio 6000 RTP/AVP 8 0 101\r\nm=video 1 RTP/AVP 9\r\n",
        "o=- 192.0.2.1 s=x y m=8 0 101")]
    [InlineData("--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\no=u 1 1 IN IP6 ::1\r\ns=-\r\n", "o=u ::1 s=- m=")]
    [InlineData("<pidf/>", "")]
    [InlineData("v=0", "")]
    public void The_origin_of_an_offer_has_no_session_numbers(string body, string expected)
    {
        Span<byte> origin = stackalloc byte[SdpOffer.OriginBytesMax];
        Assert.Equal(expected, Text(origin[..SdpOffer.WriteOrigin(Encoding.ASCII.GetBytes(body), origin)]));
    }

    [Fact]
    public void A_stream_is_cut_by_content_length()
    {
        byte[] stream = Encoding.ASCII.GetBytes(
            "\r\n\r\nMESSAGE sip:a@b SIP/2.0\r\nl: 3\r\n\r\nabcOPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(SipFrame.Whole, SipFraming.Find(stream, out int skip, out int length));
        Assert.Equal((4, 36), (skip, length));
        Assert.Equal(SipFrame.Whole, SipFraming.Find(stream.AsSpan(skip + length), out skip, out int second));
        Assert.Equal(stream.Length, 4 + length + second);
        for (int cut = 4; cut < 4 + length; cut++)
            Assert.Equal(SipFrame.Partial, SipFraming.Find(stream.AsSpan(0, cut), out _, out _));
    }

    [Theory]
    [InlineData("OPTIONS sip:a@b SIP/2.0\r\n\r\n")]
    [InlineData("OPTIONS sip:a@b SIP/2.0\r\nl: 1\r\nContent-Length: 1\r\n\r\n")]
    [InlineData("OPTIONS sip:a@b SIP/2.0\r\nl: -1\r\n\r\n")]
    [InlineData("OPTIONS sip:a@b SIP/2.0\r\nl: 99999999\r\n\r\n")]
    public void A_stream_whose_next_message_nobody_finds_is_broken(string text) =>
        Assert.Equal(SipFrame.Broken, SipFraming.Find(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void A_response_repeats_what_its_request_said()
    {
        byte[] request = Encoding.ASCII.GetBytes(
            "INVITE sip:1@b SIP/2.0\r\nv: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK0\r\n"
            + "Max-Forwards: 70\r\nf: <sip:a@b>;tag=1\r\nt: <sip:1@b>\r\ni: x\r\nCSeq: 1 INVITE\r\nl: 0\r\n\r\n");
        Assert.True(SipMessage.TryRead(request, out SipMessage message, out _));
        var answer = new SipAnswer(603)
        {
            Reason = "Decline"u8,
            ToTag = "t9"u8,
            Headers = "Reason: SIP;cause=603\r\n"u8,
            SourceAddress = "192.0.2.7"u8,
            SourcePort = 5062,
        };
        byte[] into = new byte[1024];
        Assert.True(SipResponseWriter.TryWrite(message, answer, into, out int written));
        Assert.Equal(
            "SIP/2.0 603 Decline\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;rport=5062;branch=z9hG4bK1;received=192.0.2.7\r\n"
            + "Via: SIP/2.0/UDP c;branch=z9hG4bK0\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:1@b>;tag=t9\r\nCall-ID: x\r\n"
            + "CSeq: 1 INVITE\r\nReason: SIP;cause=603\r\nContent-Length: 0\r\n\r\n", Text(into.AsSpan(0, written)));
        Assert.False(SipResponseWriter.TryWrite(message, answer, into.AsSpan(0, 80), out _));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
