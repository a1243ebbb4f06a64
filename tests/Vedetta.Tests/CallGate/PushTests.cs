using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;

namespace Vedetta.Tests.CallGate;

/// <summary>Rules pushed to other systems: a real Kamailio, and an Asterisk played from a script.</summary>
public sealed class PushTests
{
    [Theory]
    [InlineData(PushKind.KamailioUdp)]
    [InlineData(PushKind.KamailioHttp)]
    public async Task Kamailio_refuses_what_is_at_work_and_no_more_once_it_is_taken_back(PushKind kind)
    {
        await using KamailioPeer peer = await KamailioPeer.Start();
        await using GateHost host = await GateHost.Begin();
        await Push(host, kind, peer);
        await host.Desk.Protect(GateHost.Ada, [("+234803999", "ada")]);
        string id = await host.Activate(GateHost.Refuse("+234803"), new WantedRule(new GateMatch { Caller = "+8801711" }, GateAction.Refuse));
        await host.Pushes.Round();
        Assert.Equal(new PushState("kam", PushPhase.Synced, 3, 0, GateHost.Start, ""), Assert.Single(host.Pushes.States));
        Assert.Equal(("608", "608", "404", "404"),
            (await peer.Ask("+234803111"), await peer.Ask("+8801711"), await peer.Ask("+8801712"), await peer.Ask("+234803999")));
        await host.Desk.TakeBack(GateHost.Ada, id);
        await host.Pushes.Round();
        Assert.Equal(("404", "404"), (await peer.Ask("+234803111"), await peer.Ask("+8801711")));
    }

    [Fact]
    public async Task Ten_thousand_rules_reach_gate_and_Kamailio()
    {
        await using KamailioPeer peer = await KamailioPeer.Start();
        await using GateHost host = await GateHost.Begin();
        await Push(host, PushKind.KamailioUdp, peer);
        await host.Pushes.Round();
        WantedRule[] rules = [.. Enumerable.Range(0, 10_000).Select(i => new WantedRule(new GateMatch { Caller = $"+23480{i:D8}" }, GateAction.Refuse))];
        var clock = Stopwatch.StartNew();
        await host.Activate(rules);
        await host.Pushes.Round();
        TestContext.Current.SendDiagnosticMessage($"10,000 rules in gate and Kamailio after {clock.ElapsedMilliseconds} ms");
        Assert.Equal(PushPhase.Synced, Assert.Single(host.Pushes.States).Phase);
        Assert.Equal(("608", "608"), (await peer.Ask("+2348000000000"), await peer.Ask("+2348000009999")));
    }

    [Fact]
    public async Task A_Kamailio_that_started_afresh_is_told_everything_again()
    {
        await using KamailioPeer peer = await KamailioPeer.Start();
        await using GateHost host = await GateHost.Begin();
        await Push(host, PushKind.KamailioUdp, peer);
        await host.Activate(GateHost.Refuse("+234803"));
        await host.Pushes.Round();
        Assert.Equal("608", await peer.Ask("+234803111"));
        await peer.Restart();
        Assert.Equal("404", await peer.Ask("+234803111"));
        host.Time.Advance(RulePushes.AskEvery);
        await host.Pushes.Round();
        Assert.Equal("608", await peer.Ask("+234803111"));
    }

    [Fact]
    public async Task A_system_that_does_not_answer_is_shown_and_tried_again_later()
    {
        await using GateHost host = await GateHost.Begin();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await host.Desk.Save(GateHost.Ada, new GateSettings { Targets = [new PushTarget("kam", PushKind.KamailioUdp, silent.LocalEndPoint!.ToString()!)] });
        await host.Activate(GateHost.Refuse("+234803"));
        await host.Pushes.Round();
        Assert.Equal((PushPhase.Failed, "no answer"), (Assert.Single(host.Pushes.States).Phase, host.Pushes.States[0].Fault));
        await host.Pushes.Round();
        Assert.Equal(1, host.Pushes.Failures);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await host.Pushes.Round();
        Assert.Equal(2, host.Pushes.Failures);
    }

    [Fact]
    public async Task Asterisk_holds_the_numbers_in_its_family()
    {
        using var asterisk = new ScriptedAsterisk("gate", "s3cret");
        await using GateHost host = await GateHost.Begin();
        await host.Desk.Save(GateHost.Ada, new GateSettings
        {
            Targets = [new PushTarget("pbx", PushKind.AsteriskManager, asterisk.Address, "blacklist", "gate", "s3cret")],
        });
        string id = await host.Activate(
            new WantedRule(new GateMatch { Caller = "+8801711" }, GateAction.Refuse), new WantedRule(new GateMatch { Caller = "+8801712" }, GateAction.Refuse),
            GateHost.Refuse("+234803"));
        await host.Pushes.Round();
        Assert.Equal((PushPhase.Synced, 2, 1), (host.Pushes.States[0].Phase, host.Pushes.States[0].Entries, host.Pushes.States[0].NotSayable));
        Assert.Equal(["blacklist/8801711", "blacklist/8801712"], asterisk.Keys.Order());
        await host.Desk.TakeBack(GateHost.Ada, id);
        await host.Pushes.Round();
        Assert.Empty(asterisk.Keys);
    }

    [Fact]
    public async Task A_wrong_secret_is_told_and_secrets_are_kept_when_settings_are_saved_without()
    {
        using var asterisk = new ScriptedAsterisk("gate", "other");
        await using GateHost host = await GateHost.Begin();
        var target = new PushTarget("pbx", PushKind.AsteriskManager, asterisk.Address, "blacklist", "gate", "s3cret");
        await host.Desk.Save(GateHost.Ada, new GateSettings { Targets = [target] });
        await host.Desk.Save(GateHost.Ada, new GateSettings { Targets = [target with { Secret = "" }] });
        Assert.Equal("s3cret", host.Keeper.Settings.Targets[0].Secret);
        await host.Activate(new WantedRule(new GateMatch { Caller = "+8801711" }, GateAction.Refuse));
        await host.Pushes.Round();
        Assert.Equal("it refuses user and secret", host.Pushes.States[0].Fault);
    }

    private static async Task Push(GateHost host, PushKind kind, KamailioPeer peer)
    {
        string address = kind == PushKind.KamailioHttp ? $"http://127.0.0.1:{peer.Http}/RPC" : $"127.0.0.1:{peer.Rpc}";
        GateActResult saved = await host.Desk.Save(GateHost.Ada, new GateSettings { Targets = [new PushTarget("kam", kind, address)] });
        Assert.Equal(ActOutcome.Done, saved.Outcome);
    }

    /// <summary>The manager interface of an Asterisk, as far as its database goes.</summary>
    private sealed class ScriptedAsterisk : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _database = [];

        public ScriptedAsterisk(string user, string secret)
        {
            _listener.Start();
            _ = Listen(user, secret);
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        public ICollection<string> Keys => _database.Keys;

        public void Dispose() => _listener.Dispose();

        private async Task Listen(string user, string secret)
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync();
                    await Serve(client.GetStream(), user, secret);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }

        private async Task Serve(NetworkStream stream, string user, string secret)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await using var writer = new StreamWriter(stream, Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("Asterisk Call Manager/9.0.0");
            var fields = new Dictionary<string, string>();
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Length > 0)
                {
                    string[] pair = line.Split(": ", 2);
                    fields[pair[0]] = pair[^1];
                    continue;
                }
                bool done = Act(fields, user, secret);
                await writer.WriteAsync($"Event: FullyBooted\r\n\r\nResponse: {(done ? "Success" : "Error")}\r\nActionID: {fields.GetValueOrDefault("ActionID")}\r\n\r\n");
                fields.Clear();
            }
        }

        private bool Act(Dictionary<string, string> fields, string user, string secret) => fields["Action"] switch
        {
            "Login" => fields["Username"] == user && fields["Secret"] == secret,
            "DBPut" => _database.TryAdd(fields["Family"] + "/" + fields["Key"], fields["Val"]),
            "DBDel" => _database.TryRemove(fields["Family"] + "/" + fields["Key"], out _),
            _ => true,
        };
    }
}
