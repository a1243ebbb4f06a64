using System.Text;
using Vedetta.Engine.Gate;
using Vedetta.Engine.Sip;

namespace Vedetta.Engine.Tests.Gate;

public sealed class GateResponderTests
{
    private static readonly RedressContact Contact = new("Redress", "https://redress.example.it/", "+3902000000");

    [Theory]
    [InlineData(404, "SIP/2.0 404 Not Found\r\n")]
    [InlineData(503, "SIP/2.0 503 Service Unavailable\r\n")]
    public void A_call_no_rule_is_about_goes_on_as_the_operator_asked(int passStatus, string starts)
    {
        (string answer, GateReply reply) = Ask(Invite("+39340111"), State(passStatus));
        Assert.StartsWith(starts, answer, StringComparison.Ordinal);
        Assert.Equal((GateEvent.Decided, GateAct.Pass), (reply.Event, reply.Verdict.Act));
    }

    [Fact]
    public void A_refusal_repeats_what_a_response_repeats_and_says_where_to_complain()
    {
        (string answer, _) = Ask(Invite("+234803111"), State(404, new GateMatch { CallerPrefix = "234803" }));
        Assert.True(SipMessage.TryRead(Encoding.ASCII.GetBytes(answer), out SipMessage message, out _));
        Assert.Equal(608, message.Status);
        Assert.Equal("c1@example.it", Encoding.ASCII.GetString(message[SipHeader.CallId]));
        Assert.Equal("7 INVITE", Encoding.ASCII.GetString(message[SipHeader.CSeq]));
        Assert.Contains("branch=z9hG4bKabc", Encoding.ASCII.GetString(message[SipHeader.Via]), StringComparison.Ordinal);
        Assert.Contains(";tag=", Encoding.ASCII.GetString(message[SipHeader.To]), StringComparison.Ordinal);
        Assert.Contains("Call-Info: <https://gate.example.it/call-gate/redress.jws>;purpose=jwscard\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("Content-Length: 0\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_603_tells_by_phrase_and_reason_that_a_network_refused()
    {
        (string answer, _) = Ask(Invite("+234803111"), State(404, new GateMatch { CallerPrefix = "234803" }, new GateAction(GateAct.Refuse, "", Refusal.NetworkBlocked)));
        Assert.StartsWith("SIP/2.0 603 Network Blocked\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(
            "Reason: SIP;cause=603;text=\"v=analytics1;url=https://redress.example.it/;tel=+3902000000\";location=RLN\r\n", answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_607_and_a_302_say_what_they_are()
    {
        (string unwanted, _) = Ask(Invite("+234803111"), State(404, new GateMatch { CallerPrefix = "234803" }, new GateAction(GateAct.Refuse, "", Refusal.Unwanted)));
        Assert.StartsWith("SIP/2.0 607 Unwanted\r\n", unwanted, StringComparison.Ordinal);
        (string moved, _) = Ask(Invite("+234803111"), State(404, new GateMatch { CallerPrefix = "234803" }, new GateAction(GateAct.Divert, "sip:box@example.it")));
        Assert.StartsWith("SIP/2.0 302 Moved Temporarily\r\n", moved, StringComparison.Ordinal);
        Assert.Contains("Contact: <sip:box@example.it>\r\n", moved, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retransmission_gets_the_same_answer()
    {
        GateState state = State(404, new GateMatch { CallerPrefix = "234803" });
        Assert.Equal(Ask(Invite("+234803111"), state).Answer, Ask(Invite("+234803111"), state).Answer);
    }

    [Fact]
    public void Who_hides_the_number_is_withheld_and_an_asserted_one_stands_in_for_a_name()
    {
        GateState state = State(404, new GateMatch { IsWithheld = true });
        Assert.Equal(GateAct.Refuse, Ask(Invite("anonymous", "Privacy: id\r\n"), state).Reply.Verdict.Act);
        Assert.Equal(GateAct.Refuse, Ask(Invite("+39340111", "Privacy: id;critical\r\n"), state).Reply.Verdict.Act);
        Assert.Equal(
            PhoneKey.Pack("+39340222"), Ask(Invite("front.desk", "P-Asserted-Identity: <tel:+39340222>\r\n"), state).Reply.Caller);
    }

    [Fact]
    public void National_numbers_are_read_by_the_plan()
    {
        GateState state = State(404, new GateMatch { CallerPrefix = "+3902" }) with { Plan = new DialPlan("39") };
        Assert.Equal(GateAct.Refuse, Ask(Invite("0212345"), state).Reply.Verdict.Act);
        GateState french = State(404, new GateMatch { CallerPrefix = "+331" }) with { Plan = new DialPlan("33", DropsZero: true) };
        Assert.Equal(GateAct.Refuse, Ask(Invite("0176543210"), french).Reply.Verdict.Act);
        Assert.Equal(GateAct.Refuse, Ask(Invite("0033176543210"), french).Reply.Verdict.Act);
    }

    [Fact]
    public void Rules_may_ask_for_the_machine_that_wrote_the_call()
    {
        GateState state = State(404, new GateMatch { SdpOrigin = "o=bot 198.51.100.7*" });
        const string sdp = "v=0\r\no=bot 5 5 IN IP4 198.51.100.7\r\ns=-\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8\r\n";
        Assert.Equal(GateAct.Refuse, Ask(Invite("+39340111", body: sdp), state).Reply.Verdict.Act);
        Assert.Equal(GateAct.Pass, Ask(Invite("+39340111", body: sdp.Replace("bot", "phone", StringComparison.Ordinal)), state).Reply.Verdict.Act);
    }

    [Theory]
    [InlineData("Via: SIP/2.0/UDP 10.0.0.9:5060;received=198.51.100.7;branch=z9hG4bK2\r\n", GateAct.Refuse)]
    [InlineData("Via: SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK2\r\n", GateAct.Refuse)]
    [InlineData("Via: SIP/2.0/UDP 198.51.100.7;received=10.0.0.9;branch=z9hG4bK2\r\n", GateAct.Pass)]
    [InlineData("Via: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK2\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK3\r\n", GateAct.Pass)]
    [InlineData("", GateAct.Pass)]
    public void Rules_may_ask_for_the_machine_before_the_border_controller(string via, GateAct act) =>
        Assert.Equal(act, Ask(Invite("+39340111", via), State(404, new GateMatch { SourceAddress = "198.51.100.7" })).Reply.Verdict.Act);

    [Theory]
    [InlineData(", SIP/2.0/UDP phone;received=2001:db8::7;branch=z9hG4bK2")]
    [InlineData(", SIP/2.0/UDP [2001:DB8::7]:5060;branch=z9hG4bK2")]
    [InlineData(", SIP/2.0/UDP [2001:db8::7];branch=z9hG4bK2")]
    public void The_machine_before_may_stand_in_the_same_line_and_have_an_address_of_six(string via) =>
        Assert.Equal(GateAct.Refuse, Ask(
            Invite("+39340111").Replace(";rport", ";rport" + via, StringComparison.Ordinal),
            State(404, new GateMatch { SourceAddress = "2001:db8:0:0:0:0:0:7" })).Reply.Verdict.Act);

    [Theory]
    [InlineData("OPTIONS", 200, GateEvent.Probed)]
    [InlineData("REGISTER", 405, GateEvent.OtherMethod)]
    [InlineData("CANCEL", 481, GateEvent.OtherMethod)]
    [InlineData("ACK", 0, GateEvent.Acknowledged)]
    public void Other_methods_get_their_word(string method, int status, GateEvent what)
    {
        (string answer, GateReply reply) = Ask(Invite("+39340111").Replace("INVITE", method, StringComparison.Ordinal), State(404));
        Assert.Equal(what, reply.Event);
        Assert.Equal(status == 0 ? "" : $"SIP/2.0 {status}", answer.Length == 0 ? "" : answer[..11]);
    }

    [Theory]
    [InlineData("hello", GateEvent.Unreadable)]
    [InlineData("\r\n\r\n", GateEvent.Unreadable)]
    [InlineData("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\r\n", GateEvent.Unreadable)]
    [InlineData("INVITE sip:a@b SIP/2.0\r\n\r\n", GateEvent.Unreadable)]
    [InlineData("INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\r\n", GateEvent.BadRequest)]
    public void What_is_no_request_is_dropped_or_told(string text, GateEvent what) => Assert.Equal(what, Ask(text, State(404)).Reply.Event);

    [Fact]
    public void A_request_that_went_round_in_circles_is_stopped()
    {
        string vias = string.Concat(Enumerable.Range(0, GateResponder.HopsMax + 1).Select(i => $"Via: SIP/2.0/UDP h{i};branch=z9hG4bK{i}\r\n"));
        Assert.Equal(GateEvent.Looped, Ask(Invite("+39340111", vias), State(404)).Reply.Event);
    }

    [Theory]
    [InlineData(";rport", 40_000)]
    [InlineData("", 5070)]
    public void The_answer_goes_where_via_says(string rport, int port) =>
        Assert.Equal(port, Ask(Invite("+39340111").Replace(";rport", rport, StringComparison.Ordinal), State(404)).Reply.Port);

    [Fact]
    public void No_mutation_of_a_message_breaks_the_responder_or_makes_it_refuse_a_protected_caller()
    {
        GateBook book = GateBook.Compile(
            [Some.Rule(new GateMatch { CallerPrefix = "39" })], new GateProtection { Numbers = [PhoneKey.Pack("+39340111")] });
        GateState state = GateState.Open with { Book = book, Answers = new GateAnswers(book, 404, Contact, "") };
        var random = new Random(4);
        byte[] whole = Encoding.ASCII.GetBytes(Invite("+39340111", "User-Agent: phone\r\n", "v=0\r\n")), into = new byte[GateResponder.AnswerBytesMax];
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = [.. whole];
            for (int n = random.Next(1, 6); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            GateReply reply = GateResponder.Reply(bytes.AsSpan(0, random.Next(bytes.Length + 1)), "192.0.2.9"u8, 5060, state, Some.Now.ToUnixTimeMilliseconds(), into);
            Assert.InRange(reply.Length, 0, into.Length);
            if (reply.Caller == PhoneKey.Pack("+39340111")) Assert.Equal(GateAct.Pass, reply.Verdict.Act);
        }
    }

    [Fact]
    public void The_card_of_a_refusal_is_a_signed_jcard()
    {
        string[] parts = RedressCard.SigningInput(Contact, "https://gate.example.it/call-gate/redress.cer", Some.Now).Split('.');
        string header = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0]));
        string payload = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal("""{"alg":"ES256","typ":"vcard+json","x5u":"https://gate.example.it/call-gate/redress.cer"}""", header);
        Assert.Equal(
            $$"""{"iat":{{Some.Now.ToUnixTimeSeconds()}},"jcard":["vcard",[["version",{},"text","4.0"],["fn",{},"text","Redress"],["tel",{},"uri","tel:+3902000000"],["url",{},"uri","https://redress.example.it/"]]]}""",
            payload);
    }

    private static (string Answer, GateReply Reply) Ask(string message, GateState state)
    {
        byte[] into = new byte[GateResponder.AnswerBytesMax];
        GateReply reply = GateResponder.Reply(Encoding.ASCII.GetBytes(message), "192.0.2.9"u8, 40_000, state, Some.Now.ToUnixTimeMilliseconds(), into);
        return (Encoding.ASCII.GetString(into, 0, reply.Length), reply);
    }

    private static GateState State(int passStatus, GateMatch? match = null, GateAction? action = null)
    {
        GateBook book = match is null ? GateBook.Empty : Some.Book(Some.Rule(match, action));
        return new GateState(book, GateBook.Empty, new GateAnswers(book, passStatus, Contact, "https://gate.example.it/call-gate/redress.jws"), new DialPlan());
    }

    private static string Invite(string from, string headers = "", string body = "") =>
        "INVITE sip:+390212345@example.it SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bKabc;rport\r\n"
        + $"Max-Forwards: 70\r\nFrom: \"Somebody\" <sip:{from}@example.it>;tag=f1\r\nTo: <sip:+390212345@example.it>\r\n"
        + $"Call-ID: c1@example.it\r\nCSeq: 7 INVITE\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";
}
