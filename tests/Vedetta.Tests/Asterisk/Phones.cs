using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Vedetta.Tests.Asterisk;

/// <summary>SIPp (apt package sip-tester) as callers on the trunk, and as the desk that calls reach.</summary>
internal sealed class Phones : IAsyncDisposable
{
    /// <summary>The address calls come from over the trunk; Asterisk and its desk are at 127.0.0.1.</summary>
    public const string Carrier = "127.0.0.2";

    private const string Program = "/usr/bin/sipp";

    private readonly string _folder = Directory.CreateTempSubdirectory("vedetta-phones-").FullName;
    private readonly Process _desk;

    private Phones()
    {
        File.WriteAllText(Path.Combine(_folder, "desk.xml"), DeskScenario);
        _desk = Run("desk.xml", "-i", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture));
        _ = _desk.StandardOutput.ReadToEndAsync();
        _ = _desk.StandardError.ReadToEndAsync();
    }

    /// <summary>Where the desk listens.</summary>
    public int Port { get; } = AsteriskPeer.FreePort(SocketType.Dgram);

    /// <summary>Starts the desk; skips the test where there is no SIPp.</summary>
    public static Phones Start()
    {
        if (!File.Exists(Program)) Assert.Skip($"needs {Program} (apt package sip-tester)");
        return new Phones();
    }

    /// <summary>Places calls one after the other, each with a number of its own, and asks for the answer they get.</summary>
    /// <param name="peer">Whom to call.</param>
    /// <param name="line">The number called.</param>
    /// <param name="status">The final answer expected.</param>
    /// <param name="calls">How many.</param>
    /// <param name="from">The calling number; two digits that count the calls come behind it.</param>
    public Task Call(AsteriskPeer peer, string line, int status, int calls = 1, string from = "+3934012345") =>
        Place(peer, line, calls, Caller(from, status == 200 ? Talk : Refused(status)));

    /// <summary>Places one call and gives up while it rings.</summary>
    public Task GiveUp(AsteriskPeer peer, string line, string from = "+3934012345") =>
        Place(peer, line, 1, Caller(from, Cancelled));

    public async ValueTask DisposeAsync()
    {
        _desk.Kill(entireProcessTree: true);
        await _desk.WaitForExitAsync();
        _desk.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Place(AsteriskPeer peer, string line, int calls, string scenario)
    {
        string name = $"{Guid.NewGuid():N}.xml";
        await File.WriteAllTextAsync(Path.Combine(_folder, name), scenario);
        using Process sipp = Run(name, "-i", Carrier, "-s", line, "-m", calls.ToString(CultureInfo.InvariantCulture), "-r", "10", "-timeout", "60s",
            $"127.0.0.1:{peer.Sip}");
        Task<string> errors = sipp.StandardError.ReadToEndAsync();
        string output = await sipp.StandardOutput.ReadToEndAsync();
        await sipp.WaitForExitAsync();
        Assert.True(sipp.ExitCode == 0, $"{line}: {await errors}{output}");
    }

    private Process Run(string scenario, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, ["-sf", scenario, "-nostdin", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["TERM"] = "dumb";
        return Process.Start(start)!;
    }

    private static string Caller(string from, string rest) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="a caller">
          <send retrans="500"><![CDATA[
        INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        {Head("", Invitation)}
        CSeq: 1 INVITE
        Contact: <sip:caller@[local_ip]:[local_port]>
        Content-Type: application/sdp
        Content-Length: [len]

        {Description}
          ]]></send>
          <recv response="100" optional="true"/>
        {rest}
        </scenario>
        """.Replace("FROM", from, StringComparison.Ordinal);

    // An invitation, its cancelling and the confirmation of its refusal are one transaction (RFC 3261, 9.1 and 17.1.1.3).
    private const string Invitation = "z9hG4bK-invite-[pid]-[call_number]";

    private static string Head(string to, string branch = "[branch]") => $"""
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}
        From: <sip:FROM1[call_number]@[local_ip]:[local_port]>;tag=[call_number]
        {(to.Length > 0 ? to : "To: <sip:[service]@[remote_ip]:[remote_port]>")}
        Call-ID: [call_id]
        Max-Forwards: 70
        """;

    private const string Description = """
        v=0
        o=caller 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [media_ip]
        t=0 0
        m=audio [media_port] RTP/AVP 8
        a=rtpmap:8 PCMA/8000
        """;

    private static string Talk => $"""
          <recv response="180" optional="true"/>
          <recv response="183" optional="true"/>
          <recv response="200" rrs="true"/>
          <send><![CDATA[
        ACK [next_url] SIP/2.0
        {Head("[last_To:]")}
        CSeq: 1 ACK
        Content-Length: 0

          ]]></send>
          <pause milliseconds="1100"/>
          <send retrans="500"><![CDATA[
        BYE [next_url] SIP/2.0
        {Head("[last_To:]")}
        CSeq: 2 BYE
        Content-Length: 0

          ]]></send>
          <recv response="200"/>
        """;

    private static string Cancelled => $"""
          <recv response="180"/>
          <pause milliseconds="1000"/>
          <send retrans="500"><![CDATA[
        CANCEL sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        {Head("", Invitation)}
        CSeq: 1 CANCEL
        Content-Length: 0

          ]]></send>
          <recv response="200"/>
        {Answered(487)}
        """;

    private static string Refused(int status) => $"""
          <recv response="180" optional="true"/>
          <recv response="183" optional="true"/>
        {Answered(status)}
        """;

    private static string Answered(int status) => $"""
          <recv response="{status}"/>
          <send><![CDATA[
        ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        {Head("[last_To:]", Invitation)}
        CSeq: 1 ACK
        Content-Length: 0

          ]]></send>
        """;

    // Who is called says what becomes of the call: "busy", "ring" (until the caller gives up), and all others answer.
    private static string DeskScenario => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="the desk">
          <recv request="INVITE">
            <action>
              <ereg regexp="INVITE sip:busy" search_in="msg" assign_to="1"/>
              <ereg regexp="INVITE sip:ring" search_in="msg" assign_to="2"/>
              <ereg regexp="[0-9]+ INVITE" search_in="hdr" header="CSeq:" assign_to="3"/>
            </action>
          </recv>
          <nop test="1" next="1"/>
          <send><![CDATA[
        {Reply("180 Ringing", "INVITE")}

          ]]></send>
          <nop test="2" next="2"/>
          <pause milliseconds="200"/>
          <send retrans="500"><![CDATA[
        SIP/2.0 200 OK
        [last_Via:]
        [last_From:]
        [last_To:];tag=[pid]-[call_number]
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:desk@[local_ip]:[local_port]>
        Content-Type: application/sdp
        Content-Length: [len]

        {Description}
          ]]></send>
          <recv request="ACK"/>
          <recv request="BYE"/>
          <send next="9"><![CDATA[
        {Reply("200 OK", "BYE")}

          ]]></send>
          <label id="1"/>
          <send retrans="500"><![CDATA[
        {Reply("486 Busy Here", "INVITE")}

          ]]></send>
          <recv request="ACK" next="9"/>
          <label id="2"/>
          <recv request="CANCEL"/>
          <send><![CDATA[
        {Reply("200 OK", "CANCEL")}

          ]]></send>
          <send retrans="500"><![CDATA[
        {Reply("487 Request Terminated", "INVITE").Replace("[last_CSeq:]", "CSeq: [$3]", StringComparison.Ordinal)}

          ]]></send>
          <recv request="ACK"/>
          <label id="9"/>
        </scenario>
        """;

    private static string Reply(string status, string method) => $"""
        SIP/2.0 {status}
        [last_Via:]
        [last_From:]
        [last_To:]{(method == "BYE" ? "" : ";tag=[pid]-[call_number]")}
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:desk@[local_ip]:[local_port]>
        Content-Length: 0
        """;
}
