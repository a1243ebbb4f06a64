using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;
using Vedetta.Intake.Calls;

namespace Vedetta.Tests.CallGate;

/// <summary>The decision port on real sockets.</summary>
public sealed class GatePortTests
{
    [Fact]
    public async Task A_retransmitted_question_gets_the_same_answer_and_junk_none()
    {
        await using GateHost host = await GateHost.Begin();
        await host.Activate(GateHost.Refuse("+234803"));
        string first = await host.Ask("+234803111");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(host.Udp);
        await socket.SendAsync(new byte[] { 1, 2, 3 });
        await socket.SendAsync(new byte[GatePort.DatagramBytesMax + 10]);
        await socket.SendAsync(Encoding.ASCII.GetBytes(GateHost.Invite("+234803111", "+390212345", "ACK", 5060)));
        Assert.StartsWith("SIP/2.0 608", first, StringComparison.Ordinal);
        Assert.Equal(Tag(first), Tag(await host.Ask("+234803111")));
        GatePort port = host.App.Services.GetRequiredService<GatePort>();
        Assert.Equal((2, 1), (port.Count(GateEvent.Unreadable), port.Count(GateEvent.Acknowledged)));
        Assert.StartsWith("SIP/2.0 200", await host.Ask("+234803111", method: "OPTIONS"), StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0 405", await host.Ask("+234803111", method: "MESSAGE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TCP_several_questions_in_pieces_get_their_answers_in_order()
    {
        await using GateHost host = await GateHost.Begin();
        await host.Activate(GateHost.Refuse("+234803"));
        using var client = new TcpClient();
        await client.ConnectAsync(host.Tcp);
        NetworkStream stream = client.GetStream();
        byte[] both = Encoding.ASCII.GetBytes("\r\n\r\n" + GateHost.Invite("+234803111", "+390212345", "INVITE", 5060) + GateHost.Invite("+39340111", "+390212345", "INVITE", 5060));
        foreach (byte[] piece in both.Chunk(100)) await stream.WriteAsync(piece);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("SIP/2.0 608 Rejected", await reader.ReadLineAsync());
        string? line;
        do line = await reader.ReadLineAsync();
        while (line is not "SIP/2.0 404 Not Found" and not null);
        Assert.NotNull(line);
    }

    [Fact]
    public async Task A_stream_that_is_no_SIP_is_closed()
    {
        await using GateHost host = await GateHost.Begin();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Tcp);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        byte[] rest = new byte[100];
        Assert.Equal(0, await client.GetStream().ReadAsync(rest));
    }

    [Fact]
    public async Task Where_nothing_else_tells_of_calls_those_asked_about_are_counted_and_looked_back_on()
    {
        await using GateHost host = await GateHost.Begin(feedsCalls: true);
        await host.Ask("+39340111");
        await host.Ask("+39340111");
        await host.App.Services.GetRequiredService<CallWriter>().WriteTold(default);
        await host.App.Services.GetRequiredService<HistoryFeed>().CatchUp();
        PastCall call = Assert.Single(host.History.Between(0, long.MaxValue));
        Assert.Equal(("39340111", "390212345"), (PhoneKey.Text(call.Caller), PhoneKey.Text(call.Called)));
    }

    [Fact]
    public async Task A_server_without_the_option_opens_no_port()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-gate-").FullName;
        await using (Microsoft.AspNetCore.Builder.WebApplication app = Server.Create(
            new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0", RunLoops = false }, TimeProvider.System))
        {
            await app.StartAsync();
            Assert.Null(app.Services.GetRequiredService<GatePort>().Address);
            Assert.Null(app.Services.GetRequiredService<GateStreams>().Address);
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void While_nothing_is_known_of_rules_every_call_passes()
    {
        byte[] into = new byte[GateResponder.AnswerBytesMax];
        GateReply reply = GateResponder.Reply(
            Encoding.ASCII.GetBytes(GateHost.Invite("+234803111", "+390212345", "INVITE", 5060)), default, 5060, GateState.Open, 0, into);
        Assert.StartsWith("SIP/2.0 404", Encoding.ASCII.GetString(into, 0, reply.Length), StringComparison.Ordinal);
    }

    private static string Tag(string answer) => answer.Split('\n').Single(l => l.StartsWith("To:", StringComparison.Ordinal));
}
