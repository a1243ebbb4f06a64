using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;

namespace Vedetta.Tests.CallGate;

/// <summary>A whole server whose gate listens on free ports, with a clock the test moves.</summary>
internal sealed class GateHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 29, 10, 0, 0, TimeSpan.Zero);

    public static readonly GateAuthor Ada = new("ada", MayPropose: true, MayActivate: true, MayAdminister: true);

    private readonly string _folder;
    private readonly bool _ownsFolder;

    private GateHost(WebApplication app, FakeTimeProvider time, string folder, bool ownsFolder) =>
        (App, Time, _folder, _ownsFolder) = (app, time, folder, ownsFolder);

    public WebApplication App { get; }

    public FakeTimeProvider Time { get; }

    public string Folder => _folder;

    public GateDesk Desk => App.Services.GetRequiredService<GateDesk>();

    public GateStore Store => App.Services.GetRequiredService<GateStore>();

    public GateKeeper Keeper => App.Services.GetRequiredService<GateKeeper>();

    public GateFlow Flow => App.Services.GetRequiredService<GateFlow>();

    public RulePushes Pushes => App.Services.GetRequiredService<RulePushes>();

    public CallHistory History => App.Services.GetRequiredService<CallHistory>();

    public FloodBook Floods => App.Services.GetRequiredService<FloodBook>();

    public IPEndPoint Udp => App.Services.GetRequiredService<GatePort>().Address!;

    public IPEndPoint Tcp => App.Services.GetRequiredService<GateStreams>().Address!;

    public static async Task<GateHost> Begin(
        string? postgres = null, string? folder = null, DateTimeOffset? now = null, bool feedsCalls = false, Func<ServerOptions, ServerOptions>? with = null)
    {
        bool owns = folder is null;
        folder ??= Directory.CreateTempSubdirectory("vedetta-gate-").FullName;
        var time = new FakeTimeProvider(now ?? Start);
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            PostgresConnection = postgres,
            RunLoops = false,
            Nft = ["/nowhere/nft"],
            GateFeedsCalls = feedsCalls,
            GateUdp = new IPEndPoint(IPAddress.Loopback, 0),
            GateTcp = new IPEndPoint(IPAddress.Loopback, 0),
        };
        WebApplication app = Server.Create(with is null ? options : with(options), time);
        await app.StartAsync();
        await app.Services.GetRequiredService<GateKeeper>().Reload();
        return new GateHost(app, time, folder, owns);
    }

    /// <summary>Writes rules down and puts them to work; returns the activation.</summary>
    public async Task<string> Activate(params WantedRule[] rules)
    {
        string id = await Draft(rules);
        Assert.Equal(ActOutcome.Done, (await Desk.Activate(Ada, id)).Outcome);
        return id;
    }

    /// <summary>Writes rules down.</summary>
    public async Task<string> Draft(params WantedRule[] rules)
    {
        GateActResult written = await Desk.Write(Ada, new GateDraft("a flood", TimeSpan.FromHours(1), rules));
        Assert.Equal(ActOutcome.Done, written.Outcome);
        return written.Activation!.Id;
    }

    public static WantedRule Refuse(string prefix) => new(new GateMatch { CallerPrefix = prefix }, GateAction.Refuse);

    /// <summary>Asks over UDP as a border controller does and returns the answer.</summary>
    public async Task<string> Ask(string from, string to = "+390212345", string method = "INVITE")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(Udp);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Invite(from, to, method, ((IPEndPoint)socket.LocalEndPoint!).Port)));
        byte[] answer = new byte[8_192];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, patience.Token));
    }

    public static string Invite(string from, string to, string method, int port) =>
        $"{method} sip:{to}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{from}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:{from}@127.0.0.1>;tag=t\r\nTo: <sip:{to}@127.0.0.1>\r\nCall-ID: {from}@x\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await App.End(_ownsFolder ? _folder : null);
    }
}
