using System.Net;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Sip;
using Vedetta.Engine.Tests.Sip;

namespace Vedetta.Engine.Tests.Calls;

public sealed class CallTrackerTests
{
    private const long Noon = 1_767_268_800_000;

    private static readonly SipText Call = new();
    private readonly List<CallAttempt> _told = [];
    private CallTracker _tracker = new(new CallTrackerOptions(), TrunkTable.Empty);

    [Fact]
    public void A_call_is_told_at_its_start_and_at_its_end()
    {
        See(0, Call.Request("INVITE"));
        CallAttempt start = Assert.Single(_told);
        Assert.Equal((CallStage.Start, Noon, "call-1@192.0.2.1", "+2348031234567", "+390212345", "192.0.2.1", 0),
            (start.Stage, start.AtUnixMilliseconds, start.CallId, start.From, start.To, start.SourceAddress, start.Status));
        See(0.1, Call.Response(100));
        See(1, Call.Response(180));
        See(6, Call.Response(200));
        See(6.1, Call.InDialog("ACK"));
        See(66, Call.InDialog("BYE"));
        See(66.1, Call.Response(200, "BYE"));
        CallAttempt end = End();
        Assert.Equal((200, 5.0, 60.0, Noon), (end.Status, end.RingSeconds, end.DurationSeconds, end.AtUnixMilliseconds));
    }

    [Fact]
    public void What_is_repeated_is_counted_once()
    {
        foreach (double at in (double[])[0, 0.5, 1.5])
        {
            See(at, Call.Request("INVITE"));
            See(at, Call.Request("INVITE"), source: 7);
            See(at, Call.Response(180));
        }
        See(2, Call.Response(603));
        See(2, Call.Response(603));
        See(2.5, Call.Request("INVITE"));
        Assert.Equal(2, _told.Count);
        Assert.Equal((603, 2.0, 0.0), (End().Status, End().RingSeconds, End().DurationSeconds));
    }

    [Fact]
    public void A_forked_call_rings_until_its_last_branch_is_refused()
    {
        See(0, Call.Request("INVITE"));
        See(0, (Call with { Branch = "z9hG4bKb" }).Request("INVITE"));
        See(0, (Call with { Branch = "z9hG4bKc" }).Request("INVITE"));
        See(1, (Call with { Branch = "z9hG4bKb" }).Response(486));
        See(3, (Call with { Branch = "z9hG4bKc" }).Response(603));
        Assert.Single(_told);
        See(3, Call.Response(486));
        Assert.Equal(486, End().Status);
    }

    [Fact]
    public void An_answer_on_one_branch_answers_the_call()
    {
        See(0, Call.Request("INVITE"));
        See(0, (Call with { Branch = "z9hG4bKb" }).Request("INVITE"));
        See(1, (Call with { Branch = "z9hG4bKb" }).Response(486));
        See(2, Call.Response(200));
        See(2, (Call with { Branch = "z9hG4bKb" }).Response(487));
        See(9, Call.InDialog("BYE"));
        Assert.Equal((200, 7.0), (End().Status, End().DurationSeconds));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(407)]
    [InlineData(422)]
    [InlineData(302)]
    public void A_caller_who_mends_his_call_makes_one_attempt(int refusal)
    {
        See(0, Call.Request("INVITE"));
        See(0.1, Call.Response(refusal));
        See(0.1, Call.Request("ACK"));
        SipText again = Call with { Sequence = 2, Branch = "z9hG4bKb" };
        See(0.2, again.Request("INVITE"));
        See(1, again.Response(180));
        Assert.Single(_told);
        See(4, again.Response(486));
        Assert.Equal((486, 3.0), (End().Status, End().RingSeconds));
    }

    [Fact]
    public void A_refused_caller_who_does_not_come_back_has_ended()
    {
        See(0, Call.Request("INVITE"));
        See(0.1, Call.Response(401));
        See(59, (Call with { CallId = "x" }).Request("OPTIONS"));
        Assert.Single(_told);
        See(61, (Call with { CallId = "x" }).Request("OPTIONS"));
        Assert.Equal((401, 0.0), (End().Status, End().DurationSeconds));
    }

    [Fact]
    public void A_new_invitation_inside_a_call_is_no_call()
    {
        See(0, Call.Request("INVITE"));
        See(1, Call.Response(200));
        See(5, (Call with { Sequence = 2, Branch = "z9hG4bKr" }).InDialog("INVITE"));
        See(5, (Call with { Sequence = 2, Branch = "z9hG4bKr" }).Response(488));
        See(9, Call.InDialog("BYE"));
        Assert.Equal((2, 200, 8.0), (_told.Count, End().Status, End().DurationSeconds));
    }

    [Fact]
    public void A_cancelled_call_rang_until_it_was_cancelled()
    {
        See(0, Call.Request("INVITE"));
        See(1, Call.Response(180));
        See(2, Call.Request("CANCEL"));
        See(2.5, Call.Response(200, "CANCEL"));
        See(3, Call.Response(487));
        Assert.Equal((487, 1.0, 0.0), (End().Status, End().RingSeconds, End().DurationSeconds));
    }

    [Fact]
    public void A_call_that_nobody_answers_ends_by_time()
    {
        See(0, Call.Request("INVITE"));
        See(200, Call.Response(180));
        See(300, (Call with { CallId = "x" }).Request("OPTIONS"));
        Assert.Single(_told);
        See(500, (Call with { CallId = "x" }).Request("OPTIONS"));
        Assert.Equal(408, End().Status);
    }

    [Fact]
    public void Legs_of_a_border_controller_are_one_call()
    {
        SipText leg = Call with { CallId = "leg-b", Branch = "z9hG4bKb", From = "<sip:1@a>;tag=b" };
        See(0, Call.Request("INVITE"));
        See(0.1, (leg with { More = "X-CID: call-1@192.0.2.1\r\n" }).Request("INVITE"), source: 9);
        See(0.1, (leg with { CallId = "leg-c" }).Request("INVITE"), source: 9, correlation: "call-1@192.0.2.1");
        See(1, leg.Response(200));
        See(3, leg.InDialog("BYE"));
        Assert.Equal((2, 2.0), (_told.Count, End().DurationSeconds));
    }

    [Fact]
    public void The_second_leg_may_be_seen_first()
    {
        See(0, (Call with { CallId = "leg-b", More = "X-CID: call-1@192.0.2.1\r\n" }).Request("INVITE"), source: 9);
        See(0, Call.Request("INVITE"));
        Assert.Equal("leg-b", Assert.Single(_told).CallId);
    }

    [Fact]
    public void A_machine_that_reuses_its_call_id_calls_again()
    {
        See(0, Call.Request("INVITE"));
        See(1, Call.Response(486));
        See(2, (Call with { From = "<sip:+2348039999999@192.0.2.1>;tag=f2", Branch = "z9hG4bKz" }).Request("INVITE"));
        Assert.Equal(["call-1@192.0.2.1", "call-1@192.0.2.1", "call-1@192.0.2.1#1"], _told.Select(a => a.CallId));
        See(3, (Call with { Branch = "z9hG4bKz" }).Response(603));
        Assert.Equal(("call-1@192.0.2.1#1", 603), (End().CallId, End().Status));
    }

    [Fact]
    public void A_machine_cannot_hide_many_calls_behind_one_id()
    {
        for (int line = 0; line < 50; line++)
        {
            See(line, (Call with { Target = $"sip:+3902{line:00000}@a", Branch = $"z9hG4bKl{line}" }).Request("INVITE"));
            See(line, (Call with { CallId = $"own{line}", More = "X-CID: call-1@192.0.2.1\r\n" }).Request("INVITE"));
        }
        Assert.Equal(100, _told.Select(a => a.CallId).Distinct().Count());
    }

    [Fact]
    public void Few_legs_are_believed()
    {
        See(0, Call.Request("INVITE"));
        for (int leg = 0; leg < 50; leg++)
            See(1, (Call with { CallId = $"leg{leg}", More = "X-CID: call-1@192.0.2.1\r\n" }).Request("INVITE"), source: 9);
        Assert.Equal(48, _told.Count);
    }

    [Fact]
    public void Who_calls_is_read_from_what_the_network_says()
    {
        See(0, (Call with
        {
            From = "\"Front desk\" <sip:desk@pbx.example>;tag=1",
            More = "P-Asserted-Identity: <tel:+39-02-1234>\r\nDiversion: <sip:+39027777@a>;reason=unconditional\r\nUser-Agent: autodial/1.0\r\n",
            Body = "v=0\r\no=bot 1 2 IN IP4 192.0.2.66\r\ns=-\r\nm=audio 4000 RTP/AVP 8 0\r\n",
        }).Request("INVITE"));
        CallAttempt start = Assert.Single(_told);
        Assert.Equal(("+39021234", "+39021234", "+39027777", "autodial/1.0", "o=bot 192.0.2.66 s=- m=8 0"),
            (start.From, start.Asserted, start.DivertedBy, start.UserAgent, start.SdpOrigin));
    }

    [Theory]
    [InlineData("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1", "")]
    [InlineData("<sip:+39021234@a>;tag=1", "Privacy: id\r\n")]
    public void Who_hides_is_unknown(string from, string more)
    {
        See(0, (Call with { From = from, More = more }).Request("INVITE"));
        Assert.Equal("", Assert.Single(_told).From);
    }

    [Fact]
    public void The_line_called_is_the_one_meant_to_ring()
    {
        See(0, (Call with { Target = "sip:k3j4h5@10.0.0.7:5060" }).Request("INVITE"));
        See(0, (Call with { CallId = "b", To = "<sip:800123@a>" }).Request("INVITE"));
        Assert.Equal(["+390212345", "+390212345"], _told.Select(a => a.To));
    }

    [Fact]
    public void Trunks_are_named_by_address()
    {
        Assert.True(TrunkTable.TryRead("carrier=192.0.2.0/24", out var trunk));
        Assert.True(TrunkTable.TryRead("pbx = 2001:db8::7", out var single));
        Assert.False(TrunkTable.TryRead("carrier=nowhere", out _));
        _tracker = new CallTracker(new CallTrackerOptions(), new TrunkTable([trunk, single]));
        See(0, Call.Request("INVITE"));
        Assert.Equal("carrier", Assert.Single(_told).Trunk);
    }

    [Fact]
    public void A_full_table_gives_its_oldest_calls_up()
    {
        _tracker = new CallTracker(new CallTrackerOptions { CallsMax = 10 }, TrunkTable.Empty);
        for (int i = 0; i < 100; i++) See(i / 100.0, (Call with { CallId = $"c{i}" }).Request("INVITE"));
        Assert.Equal((100, 10, 90L), (_told.Count, _tracker.InFlight, _tracker.Evicted));
        See(2, (Call with { CallId = "c99" }).Response(486));
        See(2, (Call with { CallId = "c0" }).Response(486));
        Assert.Equal((101, 1L), (_told.Count, _tracker.Unmatched));
    }

    [Fact]
    public void Ids_too_long_to_keep_stay_apart()
    {
        string start = new('x', 300);
        See(0, (Call with { CallId = start + "a" }).Request("INVITE"));
        See(0, (Call with { CallId = start + "b" }).Request("INVITE"));
        See(0, (Call with { CallId = start + "b" }).Request("INVITE"));
        Assert.Equal(2, _told.Select(a => a.CallId).Distinct().Count());
        Assert.All(_told, a => Assert.Equal(200, a.CallId.Length));
    }

    [Fact]
    public void Any_order_of_messages_starts_each_call_once_and_ends_it_at_most_once()
    {
        var random = new Random(7);
        _tracker = new CallTracker(new CallTrackerOptions { CallsMax = 40 }, TrunkTable.Empty);
        string[] methods = ["INVITE", "BYE", "CANCEL", "ACK", "UPDATE"];
        int[] statuses = [100, 180, 183, 200, 302, 401, 486, 487, 603];
        for (int i = 0; i < 50_000; i++)
        {
            SipText text = Call with
            {
                CallId = $"c{random.Next(60)}",
                Branch = $"z9hG4bK{random.Next(6)}",
                Sequence = 1 + random.Next(2),
                More = random.Next(9) == 0 ? $"X-CID: c{random.Next(60)}\r\n" : "",
            };
            See(i / 10.0, random.Next(2) == 0 ? text.Request(methods[random.Next(5)]) : text.Response(statuses[random.Next(9)]));
        }
        int started = 0;
        var open = new HashSet<CallAttempt>();
        foreach (CallAttempt told in _told)
        {
            if (told.Stage == CallStage.Start) started++;
            else Assert.True(open.Add(told));
        }
        Assert.Equal(_tracker.Attempts, started);
        Assert.InRange(_told.Count - started, 1, started);
        Assert.InRange(_tracker.InFlight, 0, 40);
    }

    [Theory]
    [InlineData("sip.pcap", 81, "408 403 403 480")]
    [InlineData("FAX-Call-t38-CA-TDM-SIP-FB-1.pcap", 92, "200 200")]
    public void Calls_captured_in_the_field_are_told_once_each(string file, int messages, string statuses)
    {
        int read = 0;
        foreach (CapturedDatagram datagram in PcapFile.Datagrams(SharedData.Read($"pcap/{file}")))
        {
            if (!SipMessage.TryRead(datagram.Payload, out SipMessage message, out _)) continue;
            read++;
            _tracker.Take(message, new SeenMessage { AtUnixMilliseconds = datagram.AtUnixMilliseconds, SourceAddress = datagram.Source }, _told);
        }
        ILookup<CallStage, CallAttempt> told = _told.ToLookup(a => a.Stage);
        Assert.Equal(messages, read);
        Assert.Equal(statuses, string.Join(' ', told[CallStage.End].Select(a => a.Status)));
        Assert.Equal(told[CallStage.Start].Select(a => a.CallId).Order(), told[CallStage.End].Select(a => a.CallId).Order());
    }

    private void See(double seconds, string text, byte source = 1, string correlation = "")
    {
        Assert.True(SipMessage.TryRead(SipText.Bytes(text), out SipMessage message, out _));
        _tracker.Take(message, new SeenMessage
        {
            AtUnixMilliseconds = Noon + (long)(seconds * 1000),
            SourceAddress = IPAddress.Parse($"192.0.2.{source}").GetAddressBytes(),
            CorrelationId = SipText.Bytes(correlation),
        }, _told);
    }

    private CallAttempt End()
    {
        CallAttempt end = _told[^1];
        Assert.Equal(CallStage.End, end.Stage);
        return end;
    }
}
