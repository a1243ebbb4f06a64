using System.Diagnostics;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;

namespace Vedetta.Tests.CallGate;

/// <summary>SIPp (apt package sip-tester) asks the gate and checks what a refusal must hold.</summary>
public sealed class SippTests
{
    private const string Program = "/usr/bin/sipp";

    [Theory]
    [InlineData(Refusal.Rejected, "608", "Call-Info", "&lt;https://gate.example.it/call-gate/redress.jws&gt;;purpose=jwscard")]
    [InlineData(Refusal.NetworkBlocked, "603", "Reason", "SIP;cause=603;text=.v=analytics1;url=https://redress.example.it/")]
    [InlineData(Refusal.Unwanted, "607", "CSeq", "1 INVITE")]
    public async Task A_refusal_passes_SIPp(Refusal refusal, string status, string header, string holds)
    {
        if (!File.Exists(Program)) Assert.Skip($"needs {Program} (apt package sip-tester)");
        await using GateHost host = await GateHost.Begin();
        await host.Desk.Save(GateHost.Ada, new GateSettings { RedressUrl = "https://redress.example.it/", PublicAddress = "https://gate.example.it" });
        await host.Activate(new WantedRule(new GateMatch { CallerPrefix = "+234803" }, new GateAction(GateAct.Refuse, "", refusal)));
        string scenario = Path.Combine(host.Folder, "ask.xml");
        await File.WriteAllTextAsync(scenario, Scenario(status, header, holds));
        var start = new ProcessStartInfo(Program,
        [
            "-sf", scenario, "-i", "127.0.0.1", "-m", "50", "-r", "100", "-nostdin", "-timeout", "60s", "-s", "+390212345",
            host.Udp.ToString(),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = host.Folder,
        };
        start.Environment["TERM"] = "dumb";
        using Process sipp = Process.Start(start)!;
        Task<string> errors = sipp.StandardError.ReadToEndAsync();
        string output = await sipp.StandardOutput.ReadToEndAsync();
        await sipp.WaitForExitAsync();
        string said = await errors + output;
        Assert.True(sipp.ExitCode == 0, said);
        Assert.Equal(50, host.Flow.Decided(GateAct.Refuse));
    }

    private static string Scenario(string status, string header, string holds) => $$"""
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="ask the gate">
          <send retrans="500"><![CDATA[
        INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:+234803[call_number]@[local_ip]:[local_port]>;tag=[call_number]
        To: <sip:[service]@[remote_ip]:[remote_port]>
        Call-ID: [call_id]
        CSeq: 1 INVITE
        Contact: <sip:+234803[call_number]@[local_ip]:[local_port]>
        Max-Forwards: 70
        Content-Length: 0

          ]]></send>
          <recv response="{{status}}">
            <action>
              <ereg regexp="{{holds}}" search_in="hdr" header="{{header}}:" check_it="true" assign_to="1" />
              <ereg regexp=";tag=" search_in="hdr" header="To:" check_it="true" assign_to="2" />
            </action>
          </recv>
          <Reference variables="1,2" />
          <send><![CDATA[
        ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:+234803[call_number]@[local_ip]:[local_port]>;tag=[call_number]
        [last_To:]
        Call-ID: [call_id]
        CSeq: 1 ACK
        Max-Forwards: 70
        Content-Length: 0

          ]]></send>
        </scenario>
        """;
}
