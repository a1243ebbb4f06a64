using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vedetta.Access;
using Vedetta.Engine.Signals;
using Vedetta.Intake.Checks;

namespace Vedetta.Tests.Intake;

/// <summary>Looks at real peers on this machine.</summary>
public sealed class ProberTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static CheckSpec Spec(CheckKind kind, string target, int timeout = 10) =>
        new(1, kind, target, 60, timeout, "200-299", "", false, 14);

    private static async Task<ProbeAnswer> Look(CheckSpec check, IPEndPoint? names = null, TargetPolicy policy = TargetPolicy.PrivateToo)
    {
        using var prober = new Prober(policy, TimeProvider.System, names);
        return await prober.Look(check, Stop);
    }

    private static async Task<WebApplication> Site()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication site = builder.Build();
        site.Urls.Add("http://127.0.0.1:0");
        site.MapGet("/ok", () => "All systems go");
        site.MapGet("/broken", () => Results.StatusCode(503));
        site.MapGet("/moved", () => Results.Redirect("/ok"));
        site.MapGet("/round", () => Results.Redirect("/round"));
        site.MapGet("/inside", () => Results.Redirect("http://169.254.169.254/latest/meta-data/"));
        site.MapGet("/slow", (HttpContext http) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        await site.StartAsync(Stop);
        return site;
    }

    [Theory]
    [InlineData("/ok", "200-299", "", false, ComponentState.Ok, "status 200")]
    [InlineData("/ok", "200-299", "systems", false, ComponentState.Ok, "status 200, keyword found")]
    [InlineData("/ok", "200-299", "sunshine", false, ComponentState.Down, "status 200, keyword missing")]
    [InlineData("/broken", "200-299", "", false, ComponentState.Down, "status 503")]
    [InlineData("/broken", "503", "", false, ComponentState.Ok, "status 503")]
    [InlineData("/moved", "200-299", "", false, ComponentState.Down, "status 302")]
    [InlineData("/moved", "200-299", "", true, ComponentState.Ok, "status 200")]
    [InlineData("/round", "200-299", "", true, ComponentState.Down, "more than 5 redirects")]
    [InlineData("/inside", "200-299", "", true, ComponentState.Down, "169.254.169.254 is at an address that may not be reached from here")]
    public async Task A_web_page_is_judged_by_status_keyword_and_redirects(
        string path, string expect, string keyword, bool follows, ComponentState state, string detail)
    {
        await using WebApplication site = await Site();
        ProbeAnswer answer = await Look(Spec(CheckKind.Http, site.Urls.First() + path) with
        {
            ExpectStatus = expect,
            Keyword = keyword,
            FollowsRedirects = follows,
        });
        Assert.Equal((state, detail), (answer.State, answer.Detail));
    }

    [Fact]
    public async Task A_page_that_does_not_answer_is_down()
    {
        await using WebApplication site = await Site();
        ProbeAnswer answer = await Look(Spec(CheckKind.Http, site.Urls.First() + "/slow", timeout: 1));
        Assert.Equal((ComponentState.Down, "no answer within 1 s"), (answer.State, answer.Detail));
    }

    [Fact]
    public async Task Own_machines_are_out_of_reach_where_checks_stay_public()
    {
        await using WebApplication site = await Site();
        ProbeAnswer answer = await Look(Spec(CheckKind.Http, site.Urls.First() + "/ok"), policy: TargetPolicy.PublicOnly);
        Assert.Equal(ComponentState.Down, answer.State);
        Assert.Contains("may not be reached", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_is_open_or_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string target = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Assert.Equal(ComponentState.Ok, (await Look(Spec(CheckKind.Tcp, target))).State);
        listener.Stop();
        Assert.Equal(ComponentState.Down, (await Look(Spec(CheckKind.Tcp, target))).State);
    }

    [Theory]
    [InlineData(-1, "expired 1 days ago")]
    [InlineData(100, "not trusted: RemoteCertificateChainErrors")]
    public async Task A_certificate_tells_why_it_is_no_good(int days, string detail)
    {
        using X509Certificate2 certificate = Certificate(days);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Serve(listener, certificate);
        ProbeAnswer answer = await Look(Spec(CheckKind.Tls, $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        await serving;
        Assert.Equal((ComponentState.Down, detail), (answer.State, answer.Detail));
    }

    [Theory]
    [InlineData("good.example", "", ComponentState.Ok, "192.0.2.7")]
    [InlineData("good.example", "192.0.2.7", ComponentState.Ok, "192.0.2.7")]
    [InlineData("good.example", "192.0.2.8", ComponentState.Down, "resolves to 192.0.2.7")]
    [InlineData("gone.example", "", ComponentState.Down, "Non-Existent Domain")]
    public async Task A_name_must_resolve_and_to_the_right_address(string name, string keyword, ComponentState state, string detail)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        Task answering = AnswerNames(server);
        ProbeAnswer answer = await Look(
            Spec(CheckKind.Dns, name) with { Keyword = keyword }, (IPEndPoint)server.Client.LocalEndPoint!);
        Assert.Equal((state, detail), (answer.State, answer.Detail));
        server.Close();
        await answering;
    }

    [Fact]
    public async Task This_machine_answers_an_echo()
    {
        ProbeAnswer answer = await Look(Spec(CheckKind.Ping, "127.0.0.1"));
        if (answer.Detail.Contains("permi", StringComparison.OrdinalIgnoreCase)) Assert.Skip("may not send ICMP here");
        Assert.Equal(ComponentState.Ok, answer.State);
    }

    private static async Task Serve(TcpListener listener, X509Certificate2 certificate)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Stop);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        // Wait until the prober hangs up.
        await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, Stop);
    }

    private static X509Certificate2 Certificate(int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-300), now.AddDays(days));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    // A name server that knows one name (RFC 1035): the question comes back with one A record, or NXDOMAIN.
    private static async Task AnswerNames(UdpClient server)
    {
        try
        {
            while (true)
            {
                UdpReceiveResult asked = await server.ReceiveAsync(Stop);
                byte[] question = asked.Buffer[12..];
                int end = Array.IndexOf(question, (byte)0) + 5;
                bool isKnown = question[1] == (byte)'g' && question[2] == (byte)'o' && question[3] == (byte)'o';
                bool hasAddress = isKnown && question[end - 3] == 1;
                byte[] head = [asked.Buffer[0], asked.Buffer[1], 0x81, (byte)(isKnown ? 0x80 : 0x83), 0, 1, 0, (byte)(hasAddress ? 1 : 0), 0, 0, 0, 0];
                byte[] record = hasAddress ? [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7] : [];
                await server.SendAsync((byte[])[.. head, .. question[..end], .. record], asked.RemoteEndPoint, Stop);
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }
}
