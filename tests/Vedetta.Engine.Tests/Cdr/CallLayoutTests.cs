using System.Globalization;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Cdr;

namespace Vedetta.Engine.Tests.Cdr;

/// <summary>Each layout is recognised by its content, and every field comes from its own column.</summary>
public sealed class CallLayoutTests
{
    private const string Master = """"
        "","00393401234567","0639740000","from-trunk","""Rossi, Anna"" <00393401234567>","PJSIP/carrier-00000a1b","PJSIP/201-00000a1c","Dial","PJSIP/201,30","2026-02-03 09:05:07","2026-02-03 09:05:19","2026-02-03 09:06:40",93,81,"ANSWERED","DOCUMENTATION"
        """";

    private const string Unanswered = """"
        "","3401234567","0639740000","from-trunk","3401234567","PJSIP/carrier-00000a1d","PJSIP/201-00000a1e","Dial","PJSIP/201,30","2026-02-03 09:05:07","","2026-02-03 09:05:27",20,0,"NO ANSWER","DOCUMENTATION"
        """";

    [Theory]
    [InlineData("")]
    [InlineData(",\"1770105907.4711\"")]
    [InlineData(",\"note\"")]
    [InlineData(",\"1770105907.4711\",\"note\"")]
    [InlineData(",\"\",\"1770105907.4711\",\"9\"")]
    [InlineData(",\"1770105907.4712\",\"note\",\"\",\"1770105907.4711\",\"9\"")]
    public void Asterisk_master_with_any_of_its_optional_columns(string more)
    {
        RecordText read = RecordText.Read(Master + more + "\n");
        Assert.Equal(CallLayoutKind.AsteriskCdr, read.Layout.Kind);
        CallAttempt call = read.Only();
        Assert.Equal("2026-02-03T08:05:07Z", At(call));
        Assert.Equal(("+393401234567", "+390639740000", "carrier"), (call.From, call.To, call.Trunk));
        Assert.Equal((200, 81.0, 12.0, false), (call.Status, call.DurationSeconds, call.RingSeconds, call.IsOutgoing));
        if (more.Contains("4711", StringComparison.Ordinal)) Assert.Equal("1770105907.4711", call.CallId);
    }

    [Fact]
    public void An_unanswered_call_rang_and_did_not_last()
    {
        CallAttempt call = RecordText.Read(Unanswered).Only();
        Assert.Equal((480, 0.0, 20.0), (call.Status, call.DurationSeconds, call.RingSeconds));
    }

    [Fact]
    public void Asterisk_custom_records_start_with_the_callers_name()
    {
        RecordText read = RecordText.Read(""""
            """Rossi"" <3401234567>","3401234567","0639740000","from-pstn","SIP/carrier-01","SIP/201-02","Queue","q","2026-02-03 09:05:07","2026-02-03 09:05:19","2026-02-03 09:06:40","93","81","ANSWERED","3","","1770105907.4711",""
            """");
        Assert.Equal(CallLayoutKind.AsteriskCustom, read.Layout.Kind);
        CallAttempt call = read.Only();
        Assert.Equal(("1770105907.4711", "+393401234567", "+390639740000", 81.0),
            (call.CallId, call.From, call.To, call.DurationSeconds));
    }

    [Theory]
    [InlineData("93.104", "81.5")]
    [InlineData("93", "81.5")]
    public void Lengths_may_have_fractions_of_seconds(string length, string talk)
    {
        CallAttempt call = RecordText.Read(Master.Replace("93,81", $"{length},{talk}", StringComparison.Ordinal)).Only();
        Assert.Equal((200, 81.5), (call.Status, call.DurationSeconds));
    }

    [Fact]
    public void The_far_half_of_a_local_channel_is_no_call_of_its_own()
    {
        string far = Master.Replace("PJSIP/carrier-00000a1b", "Local/201@inside-0000001b;2", StringComparison.Ordinal);
        RecordText read = RecordText.Read($"{far},\"1.8\"\n{Master},\"1.7\"\n");
        Assert.Equal(("1.7", 1), (read.Only().CallId, read.Nothing));
    }

    [Theory]
    [InlineData("0", "NOANSWER", 480)]
    [InlineData("127", "CANCEL", 487)]
    [InlineData("21", "NOANSWER", 603)]
    [InlineData("0", "", 487)]
    public void Why_nobody_answered_is_said_by_the_cause_or_by_how_dialling_came_out(string cause, string dialled, int status)
    {
        static string Event(string name, string extra = "") =>
            $"\"{name}\",\"1770105907.5\",\"\",\"+393401234567\",\"\",\"\",\"\",\"0639740000\",\"from-trunk\",\"PJSIP/carrier-1a\","
            + $"\"\",\"\",\"3\",\"\",\"1.1\",\"1.1\",\"\",\"\",\"\",\"{extra}\"\n";
        RecordText read = RecordText.Read(Event("CHAN_START")
            + Event("HANGUP", $"{{\"\"hangupcause\"\":{cause},\"\"hangupsource\"\":\"\"\"\",\"\"dialstatus\"\":\"\"{dialled}\"\"}}"));
        Assert.Equal(status, read.Attempts[1].Status);
    }

    [Fact]
    public void Rows_of_a_queue_are_one_attempt_that_is_answered_once()
    {
        string busy = Master.Replace("ANSWERED", "NO ANSWER", StringComparison.Ordinal)
            .Replace("2026-02-03 09:05:19", "", StringComparison.Ordinal).Replace("93,81", "9,0", StringComparison.Ordinal);
        RecordText read = RecordText.Read($"{busy},\"1.7\"\n{busy},\"1.7\"\n{Master},\"1.7\"\n{Master},\"1.7\"\n");
        Assert.Equal([(CallStage.Whole, 480), (CallStage.End, 200)], read.Attempts.Select(a => (a.Stage, a.Status)));
        Assert.Equal(2, read.Nothing);
    }

    [Fact]
    public void Asterisk_events_tell_a_call_when_it_starts_and_when_it_ends()
    {
        string Event(string name, string time, string uniqueid, string extra = "") =>
            $"\"{name}\",\"{time}\",\"Rossi\",\"+393401234567\",\"+393401234567\",\"\",\"0639740000\",\"s\",\"from-trunk\","
            + $"\"PJSIP/carrier-0000001a\",\"\",\"\",\"3\",\"\",\"{uniqueid}\",\"1.1\",\"\",\"\",\"\",\"{extra}\"\n";
        RecordText read = RecordText.Read(
            Event("CHAN_START", "1770105907.500000", "1.1") + Event("CHAN_START", "1770105908.1", "1.2")
            + Event("ANSWER", "1770105910.5", "1.1") + Event("HANGUP", "1770105920.5", "1.2")
            + Event("HANGUP", "1770105920.5", "1.1", "{\"\"hangupcause\"\":16}") + Event("LINKEDID_END", "1770105921", "1.1"));
        Assert.Equal(CallLayoutKind.AsteriskEvents, read.Layout.Kind);
        Assert.Equal([CallStage.Start, CallStage.End], read.Attempts.Select(a => a.Stage));
        Assert.Equal(1_770_105_907_500, read.Attempts[0].AtUnixMilliseconds);
        Assert.Equal(("+393401234567", "+390639740000", "carrier", 0),
            (read.Attempts[0].From, read.Attempts[0].To, read.Attempts[0].Trunk, read.Attempts[0].Status));
        Assert.Equal((200, 3.0, 10.0), (read.Attempts[1].Status, read.Attempts[1].RingSeconds, read.Attempts[1].DurationSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"PCMA\",\"PCMA\"")]
    [InlineData(",\"PCMA\",\"PCMA\",\"Snom/8\",\"\",\"\",\"\",\"\"")]
    public void Freeswitch_example_template_and_its_kin(string more)
    {
        RecordText read = RecordText.Read($""""
            "Rossi","3401234567","0639740000","public","2026-02-03 09:05:07","","2026-02-03 09:05:27","20","0","ORIGINATOR_CANCEL","0b1c2d3e-0000-4000-8000-00000000abcd","", "acc"{more}
            """");
        Assert.Equal(CallLayoutKind.FreeSwitchCsv, read.Layout.Kind);
        CallAttempt call = read.Only();
        Assert.Equal(("0b1c2d3e-0000-4000-8000-00000000abcd", "+393401234567", 487, 20.0),
            (call.CallId, call.From, call.Status, call.RingSeconds));
        Assert.Equal(more.Contains("Snom", StringComparison.Ordinal) ? "Snom/8" : "", call.UserAgent);
    }

    [Fact]
    public void Freeswitch_sql_asterisk_and_rate_templates()
    {
        CallAttempt sql = RecordText.Read(""""
            INSERT INTO cdr VALUES ("Rossi","3401234567","0639740000","public","2026-02-03 09:05:07","2026-02-03 09:05:10","2026-02-03 09:05:27","20","17","NORMAL_CLEARING","u1","", "");
            """").Only();
        Assert.Equal(("u1", 200, 17.0, 3.0), (sql.CallId, sql.Status, sql.DurationSeconds, sql.RingSeconds));
        RecordText asterisk = RecordText.Read(""""
            "acc","3401234567","0639740000","public","""Rossi"" <3401234567>","sofia/external/3401234567@192.0.2.7","","bridge","x","2026-02-03 09:05:07","","2026-02-03 09:05:27","20","0","USER_BUSY","DOCUMENTATION","u2",""
            """");
        Assert.Equal(CallLayoutKind.FreeSwitchAsterisk, asterisk.Layout.Kind);
        Assert.Equal(("u2", 486, "external", "192.0.2.7"),
            (asterisk.Only().CallId, asterisk.Only().Status, asterisk.Only().Trunk, asterisk.Only().SourceAddress));
        CallAttempt rate = RecordText.Read(""""
            "u3","","inbound","3401234567","0639740000","2026-02-03 09:05:10","2026-02-03 09:05:27","17","acc","","192.0.2.7","R","gw"
            """").Only();
        Assert.Equal(("u3", "+393401234567", "192.0.2.7", "gw", 17.0),
            (rate.CallId, rate.From, rate.SourceAddress, rate.Trunk, rate.DurationSeconds));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Freeswitch_json_as_a_file_and_as_a_form(bool isForm)
    {
        string json = """"
            {"core-uuid":"c","switchname":"s","channel_data":{"state":"CS_REPORTING","direction":"inbound","flags":"0=1"},
             "variables":{"direction":"inbound","uuid":"u4","session_id":"7","sip_network_ip":"192.0.2.7",
              "sip_user_agent":"Acme%2F1.0","start_stamp":"2026-02-03%2001%3A00%3A00","start_epoch":"1770105907",
              "answer_epoch":"0","end_epoch":"1770105912","duration":"5","billsec":"0","hangup_cause":"ORIGINATOR_CANCEL"},
             "app_log":{"applications":[{"app_name":"set","app_data":"a=b"}]},
             "callflow":[{"profile_index":"1","caller_profile":{"username":"x","ani":"999","caller_id_number":"%2B393401234567",
              "network_addr":"192.0.2.7","destination_number":"0639740000","uuid":"u4","source":"mod_sofia","context":"public",
              "chan_name":"sofia/external/x@192.0.2.7"},"times":{"created_time":"1770105907123456","answered_time":"0"}}]}
            """";
        RecordText read = RecordText.Read(isForm ? "cdr=" + Uri.EscapeDataString(json) : json);
        Assert.Equal(CallLayoutKind.FreeSwitchJson, read.Layout.Kind);
        CallAttempt call = read.Only();
        Assert.Equal("2026-02-03T08:05:07Z", At(call));
        Assert.Equal(("u4", "+393401234567", "+390639740000", "192.0.2.7", "Acme/1.0", "external", 487),
            (call.CallId, call.From, call.To, call.SourceAddress, call.UserAgent, call.Trunk, call.Status));
    }

    [Fact]
    public void Kamailio_accounting_from_the_system_log_and_as_json()
    {
        RecordText log = RecordText.Read(""""
            Feb  3 09:05:00 proxy systemd[1]: started
            Feb  3 09:05:07 proxy kamailio[77]: NOTICE: acc [acc.c:287]: acc_log_request(): ACC: transaction answered: timestamp=1770105907;method=INVITE;from_tag=a;to_tag=b;call_id=c1@h;code=200;reason=OK;src_user=+393401234567;dst_user=0639740000
            Feb  3 09:05:17 proxy kamailio[77]: NOTICE: acc [acc.c:287]: acc_log_request(): ACC: transaction answered: timestamp=1770105917;method=BYE;from_tag=a;to_tag=b;call_id=c1@h;code=200;reason=OK;src_user=+393401234567;dst_user=0639740000
            """");
        Assert.Equal(CallLayoutKind.KamailioLog, log.Layout.Kind);
        Assert.Equal([("c1@h", CallStage.Start, 200), ("c1@h", CallStage.End, 200)],
            log.Attempts.Select(a => (a.CallId, a.Stage, a.Status)));
        Assert.Equal(10, log.Attempts[1].DurationSeconds);
        CallAttempt json = RecordText.Read(""""
            {"method":"INVITE","from_tag":"a","to_tag":"b","callid":"c2@h","sip_code":"486","sip_reason":"Busy","time":"2026-02-03 09:05:07","src_user":"3401234567","dst_user":"0639740000"}
            """").Only();
        Assert.Equal(("c2@h", CallStage.Whole, 486, "+393401234567"), (json.CallId, json.Stage, json.Status, json.From));
    }

    [Fact]
    public void Homers_requests_become_starts_and_ends()
    {
        RecordText read = RecordText.Read(""""
            {"protocol_header":{"timeSeconds":1770105907,"timeUseconds":1,"srcIp":"192.0.2.7","dstIp":"192.0.2.8"},"data_header":{"method":"INVITE","callid":"h1","from_user":"+393401234567","to_user":"0639740000","user_agent":"Acme"}}
            {"protocol_header":{"timeSeconds":1770105908,"srcIp":"192.0.2.8"},"data_header":{"method":"180","callid":"h1","from_user":"+393401234567","to_user":"0639740000"}}
            {"protocol_header":{"timeSeconds":1770105909,"srcIp":"192.0.2.7"},"data_header":{"method":"CANCEL","callid":"h1","from_user":"+393401234567","to_user":"0639740000"}}
            """");
        Assert.Equal([(CallStage.Start, 0), (CallStage.End, 487)], read.Attempts.Select(a => (a.Stage, a.Status)));
        Assert.Equal(("Acme", "192.0.2.7"), (read.Attempts[0].UserAgent, read.Attempts[0].SourceAddress));
    }

    [Fact]
    public void Records_of_3cx_have_no_header()
    {
        RecordText read = RecordText.Read(""""
            Call 17,0000019C1A2B3C4D_17,00:01:21,2026/02/03 09:05:07,2026/02/03 09:05:19,2026/02/03 09:06:40,TerminatedBySrc,+393401234567,Ext.960,10021,960,960,,Ext.504,504,,,,,Chain: +393401234567;Ext.960;
            Call 18,0000019C1A2B3C4D_18,,2026/02/03 09:07:07,,2026/02/03 09:07:17,TerminatedBySrc,Ext.201,0639740000,201,10021,0639740000,,,,,,,,Chain: Ext.201;
            """");
        Assert.Equal(CallLayoutKind.ThreeCx, read.Layout.Kind);
        CallAttempt call = read.Attempts[0];
        Assert.Equal(("0000019C1A2B3C4D_17", "+393401234567", "960", "10021", 200, 81.0, false),
            (call.CallId, call.From, call.To, call.Trunk, call.Status, call.DurationSeconds, call.IsOutgoing));
        Assert.Equal((true, 10.0, 0.0), (read.Attempts[1].IsOutgoing, read.Attempts[1].RingSeconds, read.Attempts[1].DurationSeconds));
    }

    [Fact]
    public void Cisco_names_its_columns_and_then_their_types()
    {
        RecordText read = RecordText.Read(""""
            "cdrRecordType","globalCallID_callManagerId","globalCallID_callId","dateTimeOrigination","origIpAddr","callingPartyNumber","origCause_value","destCause_value","originalCalledPartyNumber","finalCalledPartyNumber","dateTimeConnect","dateTimeDisconnect","duration","origDeviceName"
            INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,VARCHAR(50),INTEGER,INTEGER,VARCHAR(50),VARCHAR(50),INTEGER,INTEGER,INTEGER,VARCHAR(129)
            1,2,4711,1770105907,117571776,"00393401234567",0,16,"0639740000","201",1770105919,1770106000,81,"SIP-Trunk"
            1,2,4712,1770105907,-1062731518,"00393401234567",0,17,"0639740000","201",0,1770105917,0,"SIP-Trunk"
            """");
        Assert.Equal(CallLayoutKind.CiscoCucm, read.Layout.Kind);
        Assert.Equal(("2-4711", "+393401234567", "+390639740000", "SIP-Trunk", "192.0.2.7", 200, 81.0, 12.0),
            (read.Attempts[0].CallId, read.Attempts[0].From, read.Attempts[0].To, read.Attempts[0].Trunk,
                read.Attempts[0].SourceAddress, read.Attempts[0].Status, read.Attempts[0].DurationSeconds, read.Attempts[0].RingSeconds));
        Assert.Equal((486, 0.0, 10.0, "2.1.168.192"), (read.Attempts[1].Status, read.Attempts[1].DurationSeconds,
            read.Attempts[1].RingSeconds, read.Attempts[1].SourceAddress));
    }

    [Fact]
    public void Complaints_of_the_ftc_are_no_calls_of_ours()
    {
        RecordText read = RecordText.Read(""""
            Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,Subject,Recorded_Message_Or_Robocall
            2025550123,2026-02-03 00:02:35,2026-02-02 18:22:00,Sampleton,Texas,512,"Reducing your debt (cards, loans)",Y
            ,2026-02-03 00:02:36,2026-02-02 18:22:00,Sampleton,Texas,512,Other,N
            """");
        CallComplaint complaint = Assert.Single(read.Complaints);
        Assert.Equal(("+12025550123", "FTC, Texas", "Reducing your debt (cards, loans)"),
            (complaint.From, complaint.Reporter, complaint.Subject));
        Assert.Equal((3, "from", "is missing"), (read.Refusals[0].Line, read.Refusals[0].Field, read.Refusals[0].Reason));
    }

    [Theory]
    [InlineData("Start Time;Caller;Callee;Duration;Status;Trunk;Direction\n03/02/2026 09:05:07;3401234567;0639740000;81;Answered;carrier;Inbound\n")]
    [InlineData("calldate,src,dst,billsec,disposition,trunk\n2026-02-03 09:05:07,3401234567,0639740000,81,ANSWERED,carrier\n")]
    [InlineData("call_id\tstart\tfrom\tto\tduration_s\tresult\ttrunk\nx\t2026-02-03T09:05:07+01:00\t+39 340 123 4567\t+39 06 3974 0000\t00:01:21\tanswered\tcarrier\n")]
    [InlineData("Data ora;Chiamante;Chiamato;Durata;Esito;Trunk\n2026-02-03 09:05:07;3401234567;0639740000;00:01:21;risposto;carrier\n")]
    [InlineData("{\"time_start\":\"2026-02-03 09:05:07\",\"call_from\":\"3401234567\",\"call_to\":\"0639740000\",\"talk_duration\":81,\"src_trunk_name\":\"carrier\",\"status\":\"ANSWERED\"}")]
    [InlineData("{\"type\":30012,\"sn\":\"1\",\"msg\":\"{\\\"call_id\\\":\\\"x\\\",\\\"time_start\\\":\\\"2026-02-03 09:05:07\\\",\\\"call_from\\\":\\\"3401234567\\\",\\\"call_to\\\":\\\"0639740000\\\",\\\"talk_duration\\\":81,\\\"src_trunk_name\\\":\\\"carrier\\\",\\\"type\\\":\\\"Inbound\\\"}\"}")]
    [InlineData("[{\"start\":1770105907,\"caller\":\"3401234567\",\"destination\":\"0639740000\",\"billsec\":\"81\",\"trunk\":\"carrier\"}\n,\n]")]
    public void Columns_and_keys_are_known_by_many_names(string text)
    {
        CallAttempt call = RecordText.Read(text).Only();
        Assert.Equal("2026-02-03T08:05:07Z", At(call));
        Assert.Equal(("+393401234567", "+390639740000", "carrier", 200, 81.0, false),
            (call.From, call.To, call.Trunk, call.Status, call.DurationSeconds, call.IsOutgoing));
    }

    [Theory]
    [InlineData("at,kind,queue,channel\n2026-02-03T09:05:07Z,contact,q,voice\n")]
    [InlineData("timestamp,value\n2026-02-03 09:00,1\n")]
    [InlineData("timestamp,from,to,trunk,count\n2026-02-03 09:00,a,b,c,1\n")]
    [InlineData("{\"at\":\"2026-02-03T09:05:07Z\",\"kind\":\"call\",\"call_id\":\"x\",\"from\":\"1\",\"to\":\"2\"}\n")]
    [InlineData("id,name\n1,2\n")]
    [InlineData("")]
    [InlineData("once upon a time")]
    public void What_is_no_call_record_is_left_to_others(string text) =>
        Assert.Null(CallRecognition.Of(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("201", "0639740000", "from-internal", "PJSIP/201-0000001a", true)]
    [InlineData("0639740000", "3401234567", "outbound-allroutes", "PJSIP/201-0000001a", true)]
    [InlineData("201", "202", "from-internal", "PJSIP/201-0000001a", true)]
    [InlineData("3401234567", "201", "ext-group", "PJSIP/carrier-0000001a", false)]
    [InlineData("187", "0639740000", "from-trunk", "PJSIP/carrier-0000001a", false)]
    [InlineData("", "0639740000", "from-pstn", "DAHDI/i1/-4e", false)]
    public void Who_placed_a_call_is_told_by_channel_context_and_numbers(
        string from, string to, string context, string channel, bool isOutgoing)
    {
        string row = $"\"\",\"{from}\",\"{to}\",\"{context}\",\"\",\"{channel}\",\"\",\"Dial\",\"\","
            + "\"2026-02-03 09:05:07\",\"\",\"2026-02-03 09:05:27\",20,0,\"NO ANSWER\",\"DOCUMENTATION\"";
        Assert.Equal(isOutgoing, RecordText.Read(row).Only().IsOutgoing);
    }

    [Fact]
    public void Bad_rows_are_refused_one_by_one_with_line_column_and_field()
    {
        string bad = Master.Replace("2026-02-03 09:05:07", "yesterday", StringComparison.Ordinal);
        RecordText read = RecordText.Read(
            Master + "\n" + bad + "\n" + Master.Replace("93,81", "93,x", StringComparison.Ordinal) + "\n"
            + Master.Replace("\"0639740000\"", "\"\"", StringComparison.Ordinal) + "\n1,2,3\n" + Unanswered + "\n\"open\n");
        Assert.Equal(2, read.Attempts.Count);
        Assert.Equal([(2L, "start"), (3L, "talk time"), (4L, "to"), (5L, null), (7L, null)], read.Refusals.Select(r => (r.Line, r.Field)));
        Assert.Equal(bad.IndexOf("yesterday", StringComparison.Ordinal) + 1, read.Refusals[0].Column);
        Assert.Contains("has 3 fields where 16 belong", read.Refusals[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_switched_on_while_a_file_grows_are_read_from_then_on()
    {
        RecordText read = RecordText.Read($"{Master}\n{Unanswered},\"1770105907.4711\",\"\"\n");
        Assert.Empty(read.Refusals);
        Assert.Equal("1770105907.4711", read.Attempts[1].CallId);
    }

    [Fact]
    public void Times_without_an_offset_are_the_zones_also_in_summer()
    {
        CallAttempt call = RecordText.Read(Unanswered.Replace("2026-02-03", "2026-07-03", StringComparison.Ordinal)).Only();
        Assert.Equal("2026-07-03T07:05:07Z", At(call));
    }

    private static string At(CallAttempt call) => DateTimeOffset.FromUnixTimeMilliseconds(call.AtUnixMilliseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
