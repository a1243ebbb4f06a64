using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Intake;
using Vedetta.Intake.Records;

namespace Vedetta.Tests.Intake.Records;

/// <summary>Asterisk's manager interface, played by a peer on a real socket.</summary>
public sealed class AmiTests
{
    private const string Secret = "s3cret words";

    private static readonly string Started = Event("Newchannel", "Channel: PJSIP/carrier-0000001a", "CallerIDNum: +393401234567",
        "Exten: 0639740000", "Context: from-trunk", "Uniqueid: 1.1", "Linkedid: 1.1");

    private static readonly string Ended = Event("Hangup", "Channel: PJSIP/carrier-0000001a", "Uniqueid: 1.1", "Linkedid: 1.1", "Cause: 17");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_are_told_when_they_start_and_when_they_end(bool challenges)
    {
        using var peer = new AmiPeer(challenges);
        await using AmiHost host = await AmiHost.Start(peer);
        await peer.Accept();
        // In pieces of any size, as networks deliver.
        foreach (string piece in (string[])[Started[..20], Started[20..] + Event("VarSet", "Variable: x"), Ended]) await peer.Send(piece);
        List<CallAttempt> calls = await host.Calls(2);
        Assert.Equal(("1.1", "+393401234567", "+390639740000", "carrier", CallStage.Start),
            (calls[0].CallId, calls[0].From, calls[0].To, calls[0].Trunk, calls[0].Stage));
        Assert.Equal(("1.1", CallStage.End, 486), (calls[1].CallId, calls[1].Stage, calls[1].Status));
    }

    [Fact]
    public async Task A_record_of_a_call_that_was_not_heard_to_start_is_a_whole_call()
    {
        using var peer = new AmiPeer(challenges: true);
        await using AmiHost host = await AmiHost.Start(peer);
        await peer.Accept();
        await peer.Send(Event("Cdr", "Source: 3401234567", "Destination: 0639740000", "DestinationContext: from-trunk",
            "Channel: PJSIP/carrier-01", "StartTime: 2026-02-03 09:05:07", "AnswerTime: 2026-02-03 09:05:10",
            "EndTime: 2026-02-03 09:05:30", "Duration: 23", "BillableSeconds: 20", "Disposition: ANSWERED", "UniqueID: 9.9"));
        CallAttempt call = Assert.Single(await host.Calls(1));
        Assert.Equal(("9.9", 200, 20.0, 3.0, CallStage.Whole), (call.CallId, call.Status, call.DurationSeconds, call.RingSeconds, call.Stage));
    }

    [Fact]
    public async Task How_ringing_came_out_is_told_where_the_cause_is_silent()
    {
        using var peer = new AmiPeer(challenges: true);
        await using AmiHost host = await AmiHost.Start(peer);
        await peer.Accept();
        string inVain = Event("DialEnd", "Uniqueid: 1.1", "Linkedid: 1.1", "DestUniqueid: 1.2", "DialStatus: NOANSWER");
        await peer.Send(Started + inVain + Ended.Replace("Cause: 17", "Cause: 0", StringComparison.Ordinal));
        Assert.Equal(480, (await host.Calls(2))[1].Status);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again()
    {
        using var peer = new AmiPeer(challenges: true);
        await using AmiHost host = await AmiHost.Start(peer);
        await peer.Accept();
        peer.Drop();
        await peer.Accept();
        await peer.Send(Started);
        Assert.Single(await host.Calls(1));
    }

    [Fact]
    public void Waits_between_tries_grow_to_a_minute() =>
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(n => (int)AmiRules.WaitAfter(n).TotalSeconds));

    [Fact]
    public void The_secret_is_never_written_out()
    {
        AmiOptions options = AmiOptions.FromEnvironment(name => name switch
        {
            "VEDETTA_AMI_HOST" => "pbx",
            "VEDETTA_AMI_USER" => "vedetta",
            "VEDETTA_AMI_SECRET" => Secret,
            _ => null,
        })!;
        Assert.Equal("vedetta@pbx:5038", options.ToString());
        Assert.DoesNotContain(Secret, AmiRules.Login("u", Secret, "123"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VEDETTA_AMI_PORT", "0")]
    [InlineData("VEDETTA_AMI_USER", "")]
    [InlineData("VEDETTA_AMI_TLS", "maybe")]
    [InlineData("VEDETTA_AMI_CA", "/nowhere/authority.pem")]
    public void A_setting_that_makes_no_sense_is_named(string name, string value) => Assert.Contains(name,
        Assert.Throws<ArgumentException>(() => AmiOptions.FromEnvironment(asked => asked == name ? value : asked switch
        {
            "VEDETTA_AMI_HOST" => "pbx",
            "VEDETTA_AMI_USER" => "vedetta",
            _ => null,
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void Tls_has_a_port_of_its_own_and_a_file_of_authorities_is_for_tls_only()
    {
        static string? Read(string name, string tls) => name switch
        {
            "VEDETTA_AMI_HOST" => "pbx",
            "VEDETTA_AMI_USER" => "vedetta",
            "VEDETTA_AMI_TLS" => tls,
            "VEDETTA_AMI_CA" when tls == "no" => "/etc/hostname",
            _ => null,
        };
        AmiOptions options = AmiOptions.FromEnvironment(name => Read(name, "yes"))!;
        Assert.Equal((5039, true), (options.Port, options.Tls));
        Assert.StartsWith("VEDETTA_AMI_CA: is for TLS only",
            Assert.Throws<ArgumentException>(() => AmiOptions.FromEnvironment(name => Read(name, "no"))).Message, StringComparison.Ordinal);
    }

    private static string Event(string name, params string[] lines) => $"Event: {name}\r\n{string.Join("\r\n", lines)}\r\n\r\n";

    private sealed class AmiHost(IntakeHost host) : IAsyncDisposable
    {
        public static async Task<AmiHost> Start(AmiPeer peer) => new(await IntakeHost.Start(loops: true, ami: new AmiOptions
        {
            Host = "127.0.0.1",
            Port = peer.Port,
            User = "vedetta",
            Secret = Secret,
        }));

        public async Task<List<CallAttempt>> Calls(int count)
        {
            var calls = new List<CallAttempt>();
            using var within = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await foreach (JournaledBatch batch in host.Journal.Follow(0, within.Token))
            {
                calls.AddRange(batch.Calls);
                if (calls.Count >= count) return calls;
            }
            return calls;
        }

        public async ValueTask DisposeAsync()
        {
            await host.App.StopAsync();
            await host.DisposeAsync();
        }
    }

    private sealed class AmiPeer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly bool _challenges;
        private TcpClient? _client;

        public AmiPeer(bool challenges)
        {
            _challenges = challenges;
            _listener.Start();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "The protocol knows nothing else.")]
        public async Task Accept()
        {
            _client = await _listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
            await Send("Asterisk Call Manager/9.0.0\r\n");
            Assert.StartsWith("Action: Challenge", await Hear(), StringComparison.Ordinal);
            await Send(_challenges ? "Response: Success\r\nChallenge: 840415273\r\n\r\n" : "Response: Error\r\nMessage: Must specify AuthType\r\n\r\n");
            string login = await Hear();
            string expected = _challenges
                ? "Key: " + Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes("840415273" + Secret)))
                : "Secret: " + Secret;
            Assert.Contains(expected, login, StringComparison.Ordinal);
            await Send("Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
        }

        public async Task Send(string text) => await _client!.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

        public void Drop() => _client?.Dispose();

        public void Dispose()
        {
            _client?.Dispose();
            _listener.Dispose();
        }

        private async Task<string> Hear()
        {
            var heard = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (!heard.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await _client!.GetStream().ReadAsync(buffer);
                if (read == 0) break;
                heard.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            return heard.ToString();
        }
    }
}
