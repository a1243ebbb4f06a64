using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Intake.Calls;
using Vedetta.Tests.Acceptance;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.Intake.Calls;

/// <summary>What every database must keep of messages.</summary>
public abstract class KeptMessagesContract
{
    private protected abstract Task<IntakeHost> Start(HepOptions hep);

    [Fact]
    public async Task An_incident_holds_its_messages_once_and_lets_go_of_them()
    {
        await using IntakeHost host = await Start(new HepOptions { Udp = new IPEndPoint(IPAddress.Loopback, 0) });
        CallIntake intake = host.App.Services.GetRequiredService<CallIntake>();
        await HepSender.Send(host.App.Services.GetRequiredService<HepDatagramListener>().Address!,
            HepSender.Packet(HepSender.Invite("a")), HepSender.Packet(HepSender.Response("a", 486)), HepSender.Packet(HepSender.Invite("b")));
        await LiveHost.Until(() => intake.MessagesHeld == 3);
        KeptMessages kept = host.App.Services.GetRequiredService<KeptMessages>();
        Assert.Equal(2, await kept.Hold(7, ["a", "none"]));
        Assert.Equal(1, await kept.Hold(7, ["a", "b"]));
        Assert.Equal(1, await kept.Hold(8, ["b"]));
        IReadOnlyList<KeptMessage> messages = await kept.Of(7, "a");
        Assert.Equal(["INVITE", "SIP/2."], messages.Select(m => System.Text.Encoding.ASCII.GetString(m.Bytes)[..6]));
        Assert.All(messages, m => Assert.Equal(SHA256.HashData(m.Bytes), m.Hash));
        Assert.Equal(("192.0.2.1:5060", "192.0.2.9:5060", "UDP"), (messages[0].Source, messages[0].Destination, messages[0].Transport));
        Assert.Equal(3, (await kept.Of(7)).Count);
        Assert.Equal(3, await kept.Release(7));
        Assert.Empty(await kept.Of(7));
        Assert.Single(await kept.Of(8));
    }
}

public sealed class SqliteKeptMessages : KeptMessagesContract
{
    private protected override Task<IntakeHost> Start(HepOptions hep) => IntakeHost.Start(hep: hep);
}

public sealed class PostgresKeptMessages(PostgresServer server) : KeptMessagesContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(HepOptions hep) =>
        await IntakeHost.Start(postgres: await server.NewDatabase(), hep: hep);
}
