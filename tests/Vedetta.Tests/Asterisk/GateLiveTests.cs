using System.Net;
using System.Net.Sockets;
using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Gate;
using Vedetta.Tests.CallGate;

namespace Vedetta.Tests.Asterisk;

/// <summary>A real Asterisk refuses calls by the gate's rules: from its database, or because it asks.</summary>
public sealed class GateLiveTests
{
    private const string Family = "blacklist";

    [Fact]
    public async Task Numbers_in_the_family_are_refused_until_the_rules_are_taken_back()
    {
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await AsteriskPeer.Start(p =>
        {
            p.Write("manager.conf", Guide.ManagerGeneral(p), Guide.Block("call-gate.md", "write = system").With("a long secret", p.Secret));
            p.Write("extensions.conf", Guide.Block("call-gate.md", "DB(blacklist"));
        }, "func_db func_strings func_logic", phones.Port);
        await using GateHost host = await Pushing(peer);
        string id = await host.Activate(Refuse("+393401234511"), Refuse("+8801712345"), GateHost.Refuse("+234803"));
        await host.Pushes.Round();
        Assert.Equal((PushPhase.Synced, 2, 1, ""), (host.Pushes.States[0].Phase, host.Pushes.States[0].Entries, host.Pushes.States[0].NotSayable, host.Pushes.States[0].Fault));
        Assert.Contains("2 results found", await peer.Command($"database show {Family}"), StringComparison.Ordinal);
        Assert.Contains("Val: 1", await peer.Ask("DBGet", $"Family: {Family}", "Key: 8801712345"), StringComparison.Ordinal);
        await phones.Call(peer, "0639740001", 403);
        await phones.Call(peer, "0639740001", 200, from: "+3934012346");
        await host.Desk.TakeBack(GateHost.Ada, id);
        await host.Pushes.Round();
        Assert.Contains("0 results found", await peer.Command($"database show {Family}"), StringComparison.Ordinal);
        await phones.Call(peer, "0639740001", 200);
    }

    [Fact]
    public async Task A_wrong_secret_is_told()
    {
        await using AsteriskPeer peer = await AsteriskPeer.Start(p =>
            p.Write("manager.conf", Guide.ManagerGeneral(p), Guide.Block("call-gate.md", "write = system").With("a long secret", "another")));
        await using GateHost host = await Pushing(peer);
        await host.Activate(Refuse("+393401234511"));
        await host.Pushes.Round();
        Assert.Equal("it refuses user and secret", host.Pushes.States[0].Fault);
    }

    [Fact]
    public async Task A_user_without_the_permission_is_told_which_it_needs()
    {
        await using AsteriskPeer peer = await AsteriskPeer.Start(p => p.Write("manager.conf", Guide.ManagerGeneral(p),
            Guide.Block("call-gate.md", "write = system").With("a long secret", p.Secret).With("write = system", "write = call")));
        await using GateHost host = await Pushing(peer);
        await host.Activate(Refuse("+393401234511"));
        await host.Pushes.Round();
        Assert.Equal("it refuses a key: the user needs write permission 'system'", host.Pushes.States[0].Fault);
    }

    [Fact]
    public async Task Asterisk_asks_the_gate_and_heeds_every_kind_of_refusal()
    {
        await using Phones phones = Phones.Start();
        await using GateHost host = await GateHost.Begin();
        await using AsteriskPeer peer = await Asking(host.Udp, phones);
        foreach (Refusal refusal in (Refusal[])[Refusal.Rejected, Refusal.NetworkBlocked, Refusal.Unwanted])
        {
            string id = await host.Activate(new WantedRule(new GateMatch { Caller = "+393401234511" }, new GateAction(GateAct.Refuse, "", refusal)));
            await phones.Call(peer, "0639740001", 403);
            await host.Desk.TakeBack(GateHost.Ada, id);
        }
        await phones.Call(peer, "0639740001", 200);
        Assert.Equal(3, host.Flow.Decided(GateAct.Refuse));
    }

    [Fact]
    public async Task A_call_goes_on_when_the_gate_does_not_answer()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await Asking((IPEndPoint)silent.LocalEndPoint!, phones);
        await phones.Call(peer, "0639740001", 200);
    }

    [Fact]
    public async Task Ten_thousand_numbers_reach_it_in_one_round()
    {
        await using AsteriskPeer peer = await AsteriskPeer.Start(p => p.Write("manager.conf", Guide.ManagerGeneral(p),
            Guide.Block("call-gate.md", "write = system").With("a long secret", p.Secret)));
        await using GateHost host = await Pushing(peer);
        await host.Activate([.. Enumerable.Range(0, 10_000).Select(i => Refuse($"+23480{i:D8}"))]);
        long started = TimeProvider.System.GetTimestamp();
        await host.Pushes.Round();
        TestContext.Current.SendDiagnosticMessage(
            $"10,000 numbers in Asterisk's database after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms");
        Assert.Equal((PushPhase.Synced, ""), (host.Pushes.States[0].Phase, host.Pushes.States[0].Fault));
        Assert.Contains("Val: 1", await peer.Ask("DBGet", $"Family: {Family}", "Key: 2348000009999"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ended_while_no_server_ran_is_taken_away_by_the_next_one()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-gate-").FullName;
        await using AsteriskPeer peer = await AsteriskPeer.Start(p => p.Write("manager.conf", Guide.ManagerGeneral(p),
            Guide.Block("call-gate.md", "write = system").With("a long secret", p.Secret)), "func_db");
        await peer.Ask("DBPut", $"Family: {Family}", "Key: 4479460000", "Val: 1");
        await using (GateHost first = await Pushing(peer, folder))
        {
            await first.Activate(Refuse("+393401234511"));
            await first.Pushes.Round();
        }
        Assert.Contains("2 results found", await peer.Command($"database show {Family}"), StringComparison.Ordinal);
        await using (GateHost second = await GateHost.Begin(folder: folder, now: GateHost.Start.AddHours(2)))
            await second.Pushes.Round();
        string left = await peer.Command($"database show {Family}");
        Directory.Delete(folder, recursive: true);
        Assert.Contains("1 results found", left, StringComparison.Ordinal);
        Assert.Contains("4479460000", left, StringComparison.Ordinal);
    }

    private static Task<AsteriskPeer> Asking(IPEndPoint gate, Phones phones)
    {
        string[] parts = Guide.Block("call-gate.md", "contact=sip:10.0.0.5:5070").Split("; extensions.conf");
        return AsteriskPeer.Start(p =>
        {
            p.Write("pjsip.conf", parts[0].With("10.0.0.5:5070", gate.ToString()));
            p.Write("extensions.conf", "; " + parts[1]);
        }, "func_hangupcause func_strings func_logic", phones.Port);
    }

    private static WantedRule Refuse(string caller) => new(new GateMatch { Caller = caller }, GateAction.Refuse);

    private static async Task<GateHost> Pushing(AsteriskPeer peer, string? folder = null)
    {
        GateHost host = await GateHost.Begin(folder: folder);
        await host.Desk.Save(GateHost.Ada, new GateSettings
        {
            Targets = [new PushTarget("pbx", PushKind.AsteriskManager, $"127.0.0.1:{peer.Ami}", Family, "gate", peer.Secret)],
        });
        return host;
    }
}
