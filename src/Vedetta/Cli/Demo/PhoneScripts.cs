using System.Globalization;
using System.Net;
using System.Text;

namespace Vedetta.Cli.Demo;

/// <summary>What the peers of the telephony demo are told: the border controller's configuration and the phones' scripts.</summary>
internal static class PhoneScripts
{
    /// <summary>Lines the company of the demo has.</summary>
    public const int Lines = 200;

    /// <summary>What all of them begin with.</summary>
    public const string LinesPrefix = "+39025550";

    private const int HonestCallers = 2_000, DiallerNumbers = 40;

    /// <summary>
    /// Kamailio as a border controller: copies calls to Vedetta, asks the gate for every new one, and sends what may pass
    /// to the phones. A second without an answer lets the call pass.
    /// </summary>
    public static string Kamailio(int port, IPEndPoint hep, IPEndPoint gate, IPEndPoint phones) => $$"""
        debug=1
        log_stderror=yes
        children=2
        listen=udp:127.0.0.1:{{port}}
        disable_tcp=yes
        auto_aliases=no
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "pv.so"
        loadmodule "rr.so"
        loadmodule "siputils.so"
        loadmodule "textops.so"
        loadmodule "siptrace.so"
        modparam("siptrace", "duplicate_uri", "sip:{{hep}}")
        modparam("siptrace", "hep_mode_on", 1)
        modparam("siptrace", "hep_version", 3)
        modparam("siptrace", "trace_to_database", 0)
        modparam("siptrace", "trace_on", 1)
        request_route {
            sip_trace("sip:{{hep}}", "$ci", "m");
            if (has_totag()) {
                if (loose_route()) { t_relay(); exit; }
                if (is_method("ACK")) { t_relay(); exit; }
                sl_send_reply("404", "Not here");
                exit;
            }
            if (is_method("CANCEL")) { t_relay(); exit; }
            if (!is_method("INVITE")) { sl_send_reply("405", "Method Not Allowed"); exit; }
            record_route();
            t_set_fr(0, 1000);
            t_on_failure("GATE");
            $du = "sip:{{gate}}";
            t_relay();
        }
        failure_route[GATE] {
            if (t_is_canceled()) exit;
            if (t_check_status("404|503|408")) {
                t_set_fr(120000, 5000);
                t_on_reply("PHONES");
                $du = "sip:{{phones}}";
                t_relay();
            }
        }
        onreply_route[PHONES] { sip_trace("sip:{{hep}}", "$ci", "m"); }
        """;

    /// <summary>Phones that ring for some seconds and are picked up.</summary>
    public const string Phones = """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="phones">
          <recv request="INVITE" crlf="true" rrs="true"/>
          <send><![CDATA[
            SIP/2.0 180 Ringing
            [last_Via:]
            [last_Record-Route:]
            [last_From:]
            [last_To:];tag=[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:[local_ip]:[local_port]>
            Content-Length: 0

          ]]></send>
          <pause milliseconds="4000"/>
          <send retrans="500"><![CDATA[
            SIP/2.0 200 OK
            [last_Via:]
            [last_Record-Route:]
            [last_From:]
            [last_To:];tag=[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:[local_ip]:[local_port]>
            Content-Length: 0

          ]]></send>
          <recv request="ACK" optional="true" crlf="true"/>
          <recv request="BYE"/>
          <send><![CDATA[
            SIP/2.0 200 OK
            [last_Via:]
            [last_From:]
            [last_To:]
            [last_Call-ID:]
            [last_CSeq:]
            Content-Length: 0

          ]]></send>
        </scenario>
        """;

    /// <summary>Somebody who calls, talks for a while, and takes a refusal as an answer.</summary>
    public static string Caller(string agent, int talkMilliseconds) => $$"""
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="caller">
          <send retrans="500"><![CDATA[
            INVITE sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            Max-Forwards: 70
            From: <sip:[field0]@[local_ip]>;tag=[call_number]
            To: <sip:[field1]@[remote_ip]>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            Contact: <sip:[field0]@[local_ip]:[local_port]>
            User-Agent: {{agent}}
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o={{agent.Split('/')[0]}} 1 1 IN IP4 [local_ip]
            s=-
            c=IN IP4 [local_ip]
            t=0 0
            m=audio 6000 RTP/AVP 8

          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="302" optional="true" next="refused"/>
          <recv response="603" optional="true" next="refused"/>
          <recv response="607" optional="true" next="refused"/>
          <recv response="608" optional="true" next="refused"/>
        """ + Talk(talkMilliseconds) + Ending;

    private static string Talk(int milliseconds) => $$"""

          <recv response="200" rrs="true"/>
          <send><![CDATA[
            ACK [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [routes]
            Max-Forwards: 70
            From: <sip:[field0]@[local_ip]>;tag=[call_number]
            To: <sip:[field1]@[remote_ip]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Content-Length: 0

          ]]></send>
          <pause milliseconds="{{milliseconds}}"/>
          <send retrans="500"><![CDATA[
            BYE [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [routes]
            Max-Forwards: 70
            From: <sip:[field0]@[local_ip]>;tag=[call_number]
            To: <sip:[field1]@[remote_ip]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 2 BYE
            Content-Length: 0

          ]]></send>
          <recv response="200" next="over"/>
        """;

    private const string Ending = """

          <label id="refused"/>
          <send><![CDATA[
            ACK sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
            [last_Via:]
            Max-Forwards: 70
            From: <sip:[field0]@[local_ip]>;tag=[call_number]
            To: <sip:[field1]@[remote_ip]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Content-Length: 0

          ]]></send>
          <label id="over"/>
        </scenario>
        """;

    /// <summary>Customers: mobile numbers, each calling a line of its choice.</summary>
    public static string HonestNumbers() => Table("RANDOM", HonestCallers, i => (Customer(i), LineOf(i * 37)));

    /// <summary>The dialler: a block of numbers, every line in turn.</summary>
    public static string DiallerCalls() => Table("SEQUENTIAL", Lines, i => ($"+331765500{i % DiallerNumbers:00}", LineOf(i)));

    /// <summary>A customer's number.</summary>
    public static string Customer(int index) =>
        "+3934012" + (index % HonestCallers * 7).ToString("00000", CultureInfo.InvariantCulture);

    /// <summary>A line's number.</summary>
    public static string LineOf(int index) => LinesPrefix + (index % Lines).ToString("000", CultureInfo.InvariantCulture);

    private static string Table(string order, int rows, Func<int, (string From, string To)> row)
    {
        var text = new StringBuilder(order).Append('\n');
        for (int i = 0; i < rows; i++) text.Append(CultureInfo.InvariantCulture, $"{row(i).From};{row(i).To}\n");
        return text.ToString();
    }
}
