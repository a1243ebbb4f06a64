using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Engine.Calls;
using Vedetta.Intake;
using Vedetta.Intake.Calls;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Asterisk;

/// <summary>A real Asterisk copies its signalling to the server, set up as the guide prints it.</summary>
public sealed class HepLiveTests
{
    [Fact]
    public async Task Calls_of_the_trunk_are_counted_once_and_their_second_legs_are_kept_as_outgoing()
    {
        string key = RandomNumberGenerator.GetHexString(16);
        await using Phones phones = Phones.Start();
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions
        {
            Udp = new IPEndPoint(IPAddress.Loopback, 0),
            Key = key,
            Trunks = [$"carrier={Phones.Carrier}"],
            TrunksOnly = true,
        });
        IPEndPoint listener = host.App.Services.GetRequiredService<HepDatagramListener>().Address!;
        await using AsteriskPeer peer = await AsteriskPeer.Start(p =>
        {
            p.Write("hep.conf", Guide.Block("call-signalling.md", "uuid_type").With("192.0.2.10:9060", listener.ToString()).With("KEY", key));
            p.Write("extensions.conf", Heard.Trunk);
        }, "res_hep res_hep_pjsip", phones.Port);
        await phones.Call(peer, "0639740001", 200, calls: 2);
        await phones.Call(peer, "0639740002", 486);
        await phones.GiveUp(peer, "0639740006");
        await host.Calls(16);
        List<JournaledBatch> stored = await host.Stored();
        // A number stays as signalling shows it; Asterisk dials its desk by name.
        Assert.Equal(["+393401234511 0639740001 200", "+393401234511 0639740002 486", "+393401234511 0639740006 487", "+393401234512 0639740001 200"],
            Heard.Counted(stored));
        Assert.Equal(4, Batches.Contacts(stored));
        CallAttempt[] legs = [.. stored.SelectMany(b => b.Calls).Where(c => c.IsOutgoing && c.Stage == CallStage.Start)];
        Assert.Equal(["answer", "answer", "busy", "ring"], legs.Select(c => c.To).Order());
    }
}
