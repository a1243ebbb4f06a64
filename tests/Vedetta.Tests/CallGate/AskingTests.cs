using System.Net;
using System.Net.Sockets;
using System.Text;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;

namespace Vedetta.Tests.CallGate;

/// <summary>A real Kamailio asks the gate with the guide's configuration before it puts a call through.</summary>
public sealed class AskingTests
{
    [Fact]
    public async Task Calls_that_pass_reach_the_next_hop_and_refused_ones_do_not()
    {
        using var exchange = new Exchange();
        await using GateHost host = await GateHost.Begin();
        await using KamailioPeer peer = await KamailioPeer.Start(host.Udp, exchange.Address);
        await host.Activate(
            GateHost.Refuse("+234803"),
            new WantedRule(new GateMatch { CallerPrefix = "+880" }, new GateAction(GateAct.Divert, $"sip:box@{exchange.Address}")));
        Assert.Equal(("486", "608", "486"), (await peer.Ask("+39340111"), await peer.Ask("+234803111"), await peer.Ask("+8801711")));
        Assert.Equal(["+390212345", "box"], exchange.Called.Distinct().Order());
    }

    [Fact]
    public async Task Without_an_answer_of_the_gate_calls_go_on()
    {
        using var exchange = new Exchange();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using KamailioPeer peer = await KamailioPeer.Start((IPEndPoint)silent.LocalEndPoint!, exchange.Address);
        Assert.Equal("486", await peer.Ask("+234803111"));
    }

    /// <summary>The next hop: every line is busy.</summary>
    private sealed class Exchange : IDisposable
    {
        private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

        public Exchange() => _ = Serve();

        public IPEndPoint Address => (IPEndPoint)_socket.Client.LocalEndPoint!;

        public System.Collections.Concurrent.ConcurrentQueue<string> Called { get; } = [];

        public void Dispose() => _socket.Dispose();

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    UdpReceiveResult got = await _socket.ReceiveAsync();
                    string[] lines = Encoding.ASCII.GetString(got.Buffer).Split("\r\n");
                    if (!lines[0].StartsWith("INVITE", StringComparison.Ordinal)) continue;
                    Called.Enqueue(lines[0].Split(':', '@')[1]);
                    string repeated = string.Join("\r\n", lines.Where(l => l.StartsWith("Via:", StringComparison.Ordinal)
                        || l.StartsWith("From:", StringComparison.Ordinal) || l.StartsWith("To:", StringComparison.Ordinal)
                        || l.StartsWith("Call-ID:", StringComparison.Ordinal) || l.StartsWith("CSeq:", StringComparison.Ordinal)));
                    await _socket.SendAsync(
                        Encoding.ASCII.GetBytes($"SIP/2.0 486 Busy Here\r\n{repeated}\r\nContent-Length: 0\r\n\r\n"), got.RemoteEndPoint);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
