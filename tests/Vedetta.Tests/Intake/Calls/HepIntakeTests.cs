using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Engine.Signals;
using Vedetta.Intake;
using Vedetta.Intake.Calls;
using Vedetta.Storage;
using Vedetta.Tests.Acceptance;

namespace Vedetta.Tests.Intake.Calls;

/// <summary>Copies of signalling over real sockets into the journal of a whole server.</summary>
public sealed class HepIntakeTests
{
    private static readonly IPEndPoint Free = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task An_invitation_over_udp_becomes_a_call_signal_and_its_end_another()
    {
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Udp = Free, Trunks = ["carrier=192.0.2.0/24"] });
        IPEndPoint address = host.App.Services.GetRequiredService<HepDatagramListener>().Address!;
        await HepSender.Send(address, HepSender.Packet(HepSender.Invite("a")), HepSender.Packet(HepSender.Invite("a")),
            HepSender.Packet(HepSender.Response("a", 180)), HepSender.Packet(HepSender.Response("a", 486)));
        List<JsonElement> calls = await Calls(host, 2);
        Assert.Equal(["start", "end"], calls.Select(c => c.GetProperty("stage").GetString()));
        Assert.Equal(["+2348031234567", "+390212345", "carrier", "192.0.2.1", "a"],
            ((string[])["from", "to", "trunk", "source_ip", "call_id"]).Select(name => calls[0].GetProperty(name).GetString()));
        Assert.Equal(486, calls[1].GetProperty("status").GetInt32());
        Assert.Equal(1, Batches.Contacts(await host.Stored()));
    }

    [Fact]
    public async Task Lines_written_are_signals_like_any_others()
    {
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Udp = Free });
        IPEndPoint address = host.App.Services.GetRequiredService<HepDatagramListener>().Address!;
        await HepSender.Send(address, HepSender.Packet(HepSender.Invite("a\"\\\u00e9").Replace("+2348031234567", "anonymous", StringComparison.Ordinal)));
        await Calls(host, 1);
        var reader = new SignalReader(SignalFormat.Ndjson, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        ReadOnlySpan<byte> lines = Encoding.UTF8.GetBytes(await Lines(host));
        Assert.True(reader.Read(ref lines, out _));
        Assert.True(reader.IsAccepted, reader.Refusal.Reason);
        Assert.Equal(SignalKind.Call, reader.Line.Kind);
    }

    [Fact]
    public async Task Who_does_not_show_the_key_is_not_heard()
    {
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Udp = Free, Key = "secret" });
        IPEndPoint address = host.App.Services.GetRequiredService<HepDatagramListener>().Address!;
        await HepSender.Send(address, HepSender.Packet(HepSender.Invite("a")), HepSender.Packet(HepSender.Invite("b"), "wrong"),
            HepSender.Packet(HepSender.Invite("c"), "secret"), "no packet"u8.ToArray());
        Assert.Equal("c", Assert.Single(await Calls(host, 1)).GetProperty("call_id").GetString());
        CallIntake intake = host.App.Services.GetRequiredService<CallIntake>();
        await LiveHost.Until(() => intake.Counts.Packets == 4);
        string metrics = await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("vedetta_hep_refused{reason=\"wrong_key\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("vedetta_hep_refused{reason=\"hep_NotHep\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("vedetta_hep_packets 4", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packet_with_an_impossible_time_takes_the_servers()
    {
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Udp = Free });
        IPEndPoint address = host.App.Services.GetRequiredService<HepDatagramListener>().Address!;
        await HepSender.Send(address, HepSender.Packet(HepSender.Invite("a"), at: 1_000_000_000_000));
        DateTimeOffset at = Assert.Single(await Calls(host, 1)).GetProperty("at").GetDateTimeOffset();
        Assert.InRange(at, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
        Assert.Equal(1, host.App.Services.GetRequiredService<CallIntake>().Counts.TimesCorrected);
    }

    [Fact]
    public async Task Packets_over_tcp_may_come_in_pieces()
    {
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Tcp = Free });
        IPEndPoint address = host.App.Services.GetRequiredService<HepStreamListener>().Address!;
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address);
        byte[] bytes = [.. HepSender.Packet(HepSender.Invite("a")), .. HepSender.Packet(HepSender.Invite("b"))];
        foreach (byte[] piece in bytes.Chunk(100)) await client.GetStream().WriteAsync(piece);
        Assert.Equal(["a", "b"], (await Calls(host, 2)).Select(c => c.GetProperty("call_id").GetString()));
    }

    [Fact]
    public async Task A_stream_that_is_no_hep_is_closed()
    {
        await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Tcp = Free });
        using var client = new TcpClient();
        await client.ConnectAsync(host.App.Services.GetRequiredService<HepStreamListener>().Address!);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[10]));
        Assert.Equal(1, host.App.Services.GetRequiredService<CallIntake>().Counts.ConnectionsRefused);
    }

    [Fact]
    public async Task Packets_over_tls_come_in_secret()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-hep-").FullName;
        string pem = Path.Combine(folder, "hep.pem");
        await File.WriteAllTextAsync(pem, Certificate());
        try
        {
            await using IntakeHost host = await IntakeHost.Start(hep: new HepOptions { Tls = Free, CertificateFile = pem });
            using var client = new TcpClient();
            await client.ConnectAsync(host.App.Services.GetRequiredService<HepStreamListener>().SecureAddress!);
            await using var secure = new SslStream(client.GetStream(), false, (_, certificate, _, _) => certificate?.Subject == "CN=vedetta.test");
            await secure.AuthenticateAsClientAsync("vedetta.test");
            await secure.WriteAsync(HepSender.Packet(HepSender.Invite("a")));
            Assert.Single(await Calls(host, 1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_came_before_a_stop_is_written()
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-hep-").FullName;
        try
        {
            await using (IntakeHost host = await IntakeHost.Start(folder: folder, hep: new HepOptions { Udp = Free }))
            {
                byte[][] packets = [.. Enumerable.Range(0, 500).Select(i => HepSender.Packet(HepSender.Invite($"c{i}")))];
                await HepSender.Send(host.App.Services.GetRequiredService<HepDatagramListener>().Address!, packets);
                await host.App.StopAsync();
            }
            await using IntakeHost later = await IntakeHost.Start(folder: folder);
            Assert.Equal(500, Batches.Contacts(await later.Stored()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_is_listened_for_unless_it_is_asked_for()
    {
        await using IntakeHost host = await IntakeHost.Start();
        Assert.Null(host.App.Services.GetRequiredService<HepDatagramListener>().Address);
        Assert.Null(host.App.Services.GetRequiredService<HepStreamListener>().Address);
        Assert.DoesNotContain("hep_packets", await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_come_from_the_environment_and_a_wrong_one_is_named()
    {
        var set = new Dictionary<string, string> { ["VEDETTA_HEP_UDP"] = "[::1]:9060", ["VEDETTA_TRUNKS"] = "a=192.0.2.1,b=2001:db8::/32" };
        HepOptions options = new HepOptions().Complete(name => set.GetValueOrDefault(name));
        Assert.Equal(("[::1]:9060", 2), (options.Udp!.ToString(), options.Trunks.Count));
        Assert.False(new HepOptions().Complete(_ => null).IsOn);
        foreach ((string name, string wrong) in ((string, string)[])
            [("VEDETTA_HEP_UDP", "9060"), ("VEDETTA_HEP_TLS", "127.0.0.1:1"), ("VEDETTA_TRUNKS", "a"), ("VEDETTA_HEP_MESSAGES_MIB", "0")])
        {
            string message = Assert.Throws<ArgumentException>(() => new HepOptions().Complete(n => n == name ? wrong : null)).Message;
            Assert.Contains(name == "VEDETTA_HEP_TLS" ? "VEDETTA_HEP_CERTIFICATE" : wrong, message, StringComparison.Ordinal);
        }
    }

    internal static async Task<List<JsonElement>> Calls(IntakeHost host, int count)
    {
        string lines = "";
        long started = TimeProvider.System.GetTimestamp();
        while ((lines = await Lines(host)).Count(c => c == '\n') < count)
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "Waited a minute in vain.");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static async Task<string> Lines(IntakeHost host)
    {
        await using VedettaContext context = await host.App.Services.GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync();
        List<SignalBlock> blocks = await context.Set<SignalBlock>().AsNoTracking().OrderBy(b => b.Sequence).ToListAsync();
        return string.Concat(blocks.Select(b => Encoding.UTF8.GetString(StoredSignals.Unpack(b.Body))));
    }

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=vedetta.test", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem();
    }
}
