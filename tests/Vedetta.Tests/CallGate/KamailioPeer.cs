using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vedetta.Tests.CallGate;

/// <summary>A real Kamailio whose table "block" decides calls, as the guide's configuration has it.</summary>
internal sealed class KamailioPeer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/kamailio";
    private readonly string _folder = Directory.CreateTempSubdirectory("vedetta-kamailio-").FullName;
    private Process? _process;

    public int Sip { get; } = FreePort(ProtocolType.Udp);

    public int Rpc { get; } = FreePort(ProtocolType.Udp);

    public int Http { get; } = FreePort(ProtocolType.Tcp);

    /// <summary>Where it asks the gate before it relays a call; null decides by its table.</summary>
    public IPEndPoint? Gate { get; private init; }

    /// <summary>Where calls go that pass.</summary>
    public IPEndPoint? NextHop { get; private init; }

    /// <summary>Starts one; skips the test where there is none.</summary>
    public static async Task<KamailioPeer> Start(IPEndPoint? gate = null, IPEndPoint? nextHop = null)
    {
        if (!File.Exists(Program)) Assert.Skip($"needs {Program} (apt packages kamailio and kamailio-extra-modules)");
        var peer = new KamailioPeer { Gate = gate, NextHop = nextHop };
        await peer.Run();
        return peer;
    }

    public async Task Restart()
    {
        // It tells its start in whole seconds: two starts within one cannot be told apart.
        long first = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Stop();
        while (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() == first)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await Run();
    }

    /// <summary>The status it answers to a call of this number.</summary>
    public async Task<string> Ask(string from, string method = "INVITE")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(IPAddress.Loopback, Sip);
        byte[] answer = new byte[4_096];
        byte[] question = Encoding.ASCII.GetBytes(GateHost.Invite(from, "+390212345", method, ((IPEndPoint)socket.LocalEndPoint!).Port));
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            try
            {
                await socket.SendAsync(question);
                string status;
                do
                {
                    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                    status = Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, patience.Token))[8..11];
                }
                while (status == "100");
                return status;
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // It needs a moment to start.
            }
        }
        throw new TimeoutException("Kamailio did not answer.");
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Stop()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task Run()
    {
        string file = Path.Combine(_folder, "kamailio.cfg");
        await File.WriteAllTextAsync(file, Gate is null ? TableConfiguration() : AskingConfiguration());
        await Launch(file);
    }

    private string AskingConfiguration() => $$"""
        debug=0
        log_stderror=yes
        children=1
        listen=udp:127.0.0.1:{{Sip}}
        disable_tcp=yes
        auto_aliases=no
        loadmodule "kex.so"
        loadmodule "corex.so"
        loadmodule "sl.so"
        loadmodule "pv.so"
        loadmodule "tm.so"
        loadmodule "tmx.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        modparam("tm", "fr_timer", 500)
        modparam("tm", "failure_reply_mode", 3)
        request_route {
          if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
          if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
          route(GATE);
        }
        route[GATE] {
          t_on_failure("GATE_ANSWER");
          $du = "sip:{{Gate}}";
          t_relay();
          exit;
        }
        failure_route[GATE_ANSWER] {
          if (t_check_status("603|607|608")) { exit; }
          if (t_check_status("302")) { $ru = $(T_rpl($ct){nameaddr.uri}); $du = $null; t_relay(); exit; }
          $du = "sip:{{NextHop}}";
          t_relay();
        }
        """;

    private string TableConfiguration() => $$"""
            debug=0
            log_stderror=yes
            children=1
            tcp_children=2
            listen=udp:127.0.0.1:{{Sip}}
            listen=tcp:127.0.0.1:{{Http}}
            auto_aliases=no
            tcp_accept_no_cl=yes
            loadmodule "kex.so"
            loadmodule "corex.so"
            loadmodule "sl.so"
            loadmodule "pv.so"
            loadmodule "xhttp.so"
            loadmodule "jsonrpcs.so"
            loadmodule "htable.so"
            modparam("jsonrpcs", "transport", 5)
            modparam("jsonrpcs", "dgram_socket", "udp:127.0.0.1:{{Rpc}}")
            modparam("htable", "htable", "block=>size=14;")
            event_route[xhttp:request] { jsonrpc_dispatch(); }
            request_route {
              $var(n) = $fU;
              if ($(var(n){s.substr,0,1}) == "+") { $var(n) = $(var(n){s.strip,1}); }
              $var(k) = $var(n);
              $var(i) = $(var(n){s.len});
              while ($var(i) > 0) {
                if ($sht(block=>$var(k)) != $null) {
                  if ($sht(block=>$var(k)) == 1) { sl_send_reply("608", "Rejected"); exit; }
                  sl_send_reply("404", "Not Found"); exit;
                }
                $var(k) = $(var(n){s.substr,0,$var(i)}) + "*";
                $var(i) = $var(i) - 1;
              }
              sl_send_reply("404", "Not Found");
            }
            """;

    private async Task Launch(string file)
    {
        var start = new ProcessStartInfo(Program, ["-f", file, "-DD", "-E", "-m", "64", "-Y", _folder, "-P", Path.Combine(_folder, "pid")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => TestContext.Current.SendDiagnosticMessage(line.Data ?? "");
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await Ask("+1", "OPTIONS");
    }

    private static int FreePort(ProtocolType protocol)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
