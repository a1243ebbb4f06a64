using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Intake.Calls;
using Vedetta.Tests.Acceptance;

namespace Vedetta.Tests.Intake.Calls;

/// <summary>A real Kamailio (apt packages kamailio and kamailio-extra-modules) copies its signalling to the server.</summary>
public sealed class KamailioTests
{
    private const string Program = "/usr/sbin/kamailio";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_Kamailio_refuses_arrives_with_its_start_and_its_end()
    {
        if (!File.Exists(Program)) Assert.Skip($"needs {Program} (apt package kamailio)");
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Udp = new IPEndPoint(IPAddress.Loopback, 0) });
        IPEndPoint listener = host.App.Services.GetRequiredService<HepDatagramListener>().Address!;
        string folder = Directory.CreateTempSubdirectory("vedetta-kamailio-").FullName;
        int port = FreePort();
        using Process peer = await Run(folder, port, listener);
        try
        {
            await Call(port);
            List<JsonElement> calls = await HepIntakeTests.Calls(host, 2);
            Assert.Equal(["start", "end"], calls.Select(c => c.GetProperty("stage").GetString()));
            Assert.Equal(("+2348031234567", "+390212345", "kam-1"),
                (Text(calls[0], "from"), Text(calls[0], "to"), Text(calls[0], "call_id")));
            Assert.Equal(486, calls[1].GetProperty("status").GetInt32());
            CallIntake intake = host.App.Services.GetRequiredService<CallIntake>();
            Assert.True(intake.MessagesOf("kam-1").Count >= 2);
        }
        finally
        {
            peer.Kill(entireProcessTree: true);
            await peer.WaitForExitAsync(Stop);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(JsonElement call, string name) => call.GetProperty(name).GetString()!;

    // Sent again until it is answered: Kamailio needs a moment to start.
    private static async Task Call(int port)
    {
        using var phone = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        int own = ((IPEndPoint)phone.Client.LocalEndPoint!).Port;
        byte[] invite = Encoding.ASCII.GetBytes(
            $"INVITE sip:+390212345@127.0.0.1:{port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bKkam1;rport\r\n"
            + "Max-Forwards: 70\r\nFrom: <sip:+2348031234567@127.0.0.1>;tag=f\r\nTo: <sip:+390212345@127.0.0.1>\r\n"
            + $"Call-ID: kam-1\r\nCSeq: 1 INVITE\r\nContact: <sip:+2348031234567@127.0.0.1:{own}>\r\nContent-Length: 0\r\n\r\n");
        Task<UdpReceiveResult> answer = phone.ReceiveAsync(Stop).AsTask();
        long started = TimeProvider.System.GetTimestamp();
        while (!answer.IsCompletedSuccessfully)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "Waited a minute in vain.");
            // The port was closed a moment ago and its "refused" comes back through the waiting read.
            if (answer.IsFaulted) answer = phone.ReceiveAsync(Stop).AsTask();
            await phone.SendAsync(invite, new IPEndPoint(IPAddress.Loopback, port), Stop);
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop));
        }
        Assert.StartsWith("SIP/2.0 486", Encoding.ASCII.GetString(answer.Result.Buffer), StringComparison.Ordinal);
    }

    private static async Task<Process> Run(string folder, int port, IPEndPoint listener)
    {
        string file = Path.Combine(folder, "kamailio.cfg");
        await File.WriteAllTextAsync(file, $$"""
            debug=1
            log_stderror=yes
            children=1
            listen=udp:127.0.0.1:{{port}}
            disable_tcp=yes
            auto_aliases=no
            loadmodule "sl.so"
            loadmodule "tm.so"
            loadmodule "pv.so"
            loadmodule "siptrace.so"
            modparam("siptrace", "duplicate_uri", "sip:{{listener}}")
            modparam("siptrace", "hep_mode_on", 1)
            modparam("siptrace", "hep_version", 3)
            modparam("siptrace", "hep_capture_id", 1)
            modparam("siptrace", "trace_to_database", 0)
            modparam("siptrace", "trace_on", 1)
            modparam("siptrace", "trace_mode", 1)
            request_route { sl_send_reply("486", "Busy Here"); exit; }
            """, Stop);
        var start = new ProcessStartInfo(Program, ["-f", file, "-DD", "-E", "-m", "64", "-Y", folder, "-P", Path.Combine(folder, "pid")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process peer = Process.Start(start)!;
        peer.ErrorDataReceived += (_, line) => TestContext.Current.SendDiagnosticMessage(line.Data ?? "");
        peer.OutputDataReceived += (_, _) => { };
        peer.BeginErrorReadLine();
        peer.BeginOutputReadLine();
        return peer;
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
