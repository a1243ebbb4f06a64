using System.Text;
using Vedetta.Engine.Sip;

namespace Vedetta.Engine.Tests.Sip;

/// <summary>The 49 messages of RFC 4475 with what it says of each, section by section.</summary>
public sealed class TortureTests
{
    // Status 0 is "accept", −1 "discard"; where the RFC leaves a choice, the strict one is taken.
    public static TheoryData<string, string, int> Messages => new()
    {
        { "wsinv", "3.1.1.1", 0 },
        { "intmeth", "3.1.1.2", 501 },
        { "esc01", "3.1.1.3", 0 },
        { "escnull", "3.1.1.4", 0 },
        { "esc02", "3.1.1.5", 501 },
        { "lwsdisp", "3.1.1.6", 0 },
        { "longreq", "3.1.1.7", 0 },
        { "dblreq", "3.1.1.8", 0 },
        { "semiuri", "3.1.1.9", 0 },
        { "transports", "3.1.1.10", 0 },
        { "mpart01", "3.1.1.11", 0 },
        { "unreason", "3.1.1.12", 0 },
        { "noreason", "3.1.1.13", 0 },
        { "badinv01", "3.1.2.1", 400 },
        { "clerr", "3.1.2.2", 400 },
        { "ncl", "3.1.2.3", 400 },
        { "scalar02", "3.1.2.4", 400 },
        { "scalarlg", "3.1.2.5", -1 },
        { "quotbal", "3.1.2.6", 400 },
        { "ltgtruri", "3.1.2.7", 400 },
        { "lwsruri", "3.1.2.8", 400 },
        { "lwsstart", "3.1.2.9", 400 },
        { "trws", "3.1.2.10", 400 },
        { "escruri", "3.1.2.11", 400 },
        { "baddate", "3.1.2.12", 400 },
        { "regbadct", "3.1.2.13", 400 },
        { "badaspec", "3.1.2.14", 400 },
        { "baddn", "3.1.2.15", 400 },
        { "badvers", "3.1.2.16", 505 },
        { "mismatch01", "3.1.2.17", 400 },
        { "mismatch02", "3.1.2.18", 501 },
        { "bigcode", "3.1.2.19", -1 },
        { "badbranch", "3.2.1", 400 },
        { "insuf", "3.3.1", 400 },
        { "unkscm", "3.3.2", 416 },
        { "novelsc", "3.3.3", 416 },
        { "unksm2", "3.3.4", 400 },
        { "bext01", "3.3.5", 420 },
        { "invut", "3.3.6", 415 },
        { "regaut01", "3.3.7", 0 },
        { "multi01", "3.3.8", 400 },
        { "mcl01", "3.3.9", 400 },
        { "bcast", "3.3.10", -1 },
        { "zeromf", "3.3.11", 0 },
        { "cparam01", "3.3.12", 0 },
        { "cparam02", "3.3.13", 0 },
        { "regescrt", "3.3.14", 0 },
        { "sdp01", "3.3.15", 406 },
        { "inv2543", "3.4.1", 0 },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_is_judged_as_its_section_says(string name, string section, int status)
    {
        byte[] bytes = SharedData.Read($"torture/{name}.dat");
        Assert.True(SipMessage.TryRead(bytes, out SipMessage message, out SipFault fault), $"{section}: {fault}");
        SipVerdict verdict = SipRules.Judge(message, SipRole.Endpoint);
        SipOutcome expected = status switch { 0 => SipOutcome.Accept, -1 => SipOutcome.Discard, _ => SipOutcome.Refuse };
        Assert.Equal((expected, Math.Max(0, status)), (verdict.Outcome, verdict.Status));
    }

    [Fact]
    public void Who_sends_on_refuses_a_request_without_hops_left_and_extensions_meant_for_him()
    {
        Assert.Equal(483, Judge("zeromf", SipRole.Proxy).Status);
        Assert.Equal(420, Judge("bext01", SipRole.Proxy).Status);
        Assert.Equal(SipOutcome.Accept, Judge("sdp01", SipRole.Proxy).Outcome);
    }

    [Fact]
    public void The_tortuous_invite_is_read_in_full()
    {
        SipMessage.TryRead(SharedData.Read("torture/wsinv.dat"), out SipMessage message, out _);
        Assert.True(message.TryCSeq(out uint number, out ReadOnlySpan<byte> method));
        Assert.Equal((9u, "INVITE"), (number, Text(method)));
        Assert.Equal("wsinv.ndaksdj@192.0.2.1", Text(message[SipHeader.CallId]));
        Assert.True(SipAddress.TryRead(message[SipHeader.From], out SipAddress from));
        Assert.Equal(("J Rosenberg \\\\\\\"", "sip:jdrosen@example.com", "98asjd8"), (Text(from.DisplayName), Text(from.Uri), Text(from.Tag)));
        Assert.True(SipAddress.TryRead(message[SipHeader.To], out SipAddress to));
        Assert.Equal(("sip:vivekg@chair-dnrc.example.com", "1918181833n"), (Text(to.Uri), Text(to.Tag)));
        Assert.True(SipVia.TryRead(message[SipHeader.Via], out SipVia via));
        Assert.Equal(("UDP", "192.0.2.2", "390skdjuw"), (Text(via.Transport), Text(via.SentBy), Text(via.Branch)));
        Assert.Equal(150, message.Body.Length);
        Assert.Equal("o=mhandley 192.0.2.3 s=- m=0 12", Origin(message.Body));
    }

    [Fact]
    public void Three_vias_of_two_lines_are_told_apart()
    {
        SipMessage.TryRead(SharedData.Read("torture/wsinv.dat"), out SipMessage message, out _);
        var branches = new List<string>();
        for (SipLines lines = message.Lines; lines.MoveNext();)
        {
            if (lines.Header != SipHeader.Via) continue;
            ReadOnlySpan<byte> rest = lines.Value;
            while (SipVia.TryRead(rest, out SipVia via))
            {
                branches.Add($"{Text(via.Transport)} {Text(via.SentBy)} {Text(via.Branch)}");
                rest = via.Rest;
            }
        }
        Assert.Equal(
            ["UDP 192.0.2.2 390skdjuw", "TCP spindle.example.com z9hG4bK9ikj8", "UDP 192.168.255.111 z9hG4bK30239"], branches);
    }

    [Fact]
    public void Trailing_octets_of_a_datagram_are_not_part_of_the_message()
    {
        SipMessage.TryRead(SharedData.Read("torture/dblreq.dat"), out SipMessage message, out _);
        Assert.Equal(("REGISTER", 0), (Text(message.MethodName), message.Body.Length));
    }

    [Fact]
    public void Escapes_in_a_user_part_are_undone_and_parameters_in_it_left_out()
    {
        Assert.Equal("sips:user@example.com", Target("esc01"));
        Assert.Equal("user", Target("semiuri"));
        SipMessage.TryRead(SharedData.Read("torture/escnull.dat"), out SipMessage message, out _);
        SipAddress.TryRead(message[SipHeader.To], out SipAddress to);
        Assert.Equal("null-\0-null", Name(to.Uri));
    }

    [Fact]
    public void Parameters_belong_to_the_field_unless_brackets_say_otherwise()
    {
        Assert.Equal((true, false), Unknown("cparam01"));
        Assert.Equal((false, true), Unknown("cparam02"));

        static (bool OfField, bool OfUri) Unknown(string name)
        {
            SipMessage.TryRead(SharedData.Read($"torture/{name}.dat"), out SipMessage message, out _);
            SipAddress.TryRead(message[SipHeader.Contact], out SipAddress contact);
            SipUri.TryRead(contact.Uri, out SipUri uri);
            return (contact.Parameters.TryGet("unknownparam"u8, out _), uri.Parameters.TryGet("unknownparam"u8, out _));
        }
    }

    private static SipVerdict Judge(string name, SipRole role)
    {
        Assert.True(SipMessage.TryRead(SharedData.Read($"torture/{name}.dat"), out SipMessage message, out _));
        return SipRules.Judge(message, role);
    }

    private static string Target(string name)
    {
        SipMessage.TryRead(SharedData.Read($"torture/{name}.dat"), out SipMessage message, out _);
        return Name(message.RequestUri);
    }

    private static string Name(ReadOnlySpan<byte> text)
    {
        Assert.True(SipUri.TryRead(text, out SipUri uri));
        Span<byte> name = stackalloc byte[SipNumber.BytesMax];
        return Text(name[..SipNumber.Write(uri, name)]);
    }

    private static string Origin(ReadOnlySpan<byte> body)
    {
        Span<byte> origin = stackalloc byte[SdpOffer.OriginBytesMax];
        return Text(origin[..SdpOffer.WriteOrigin(body, origin)]);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
