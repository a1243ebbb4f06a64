using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Intake.Records;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Asterisk;

/// <summary>A real Asterisk's manager interface over TLS, with certificates made for the test.</summary>
public sealed class AmiTlsLiveTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Calls_are_heard_over_a_connection_whose_certificate_is_named()
    {
        using var certificate = Certificate("asterisk", issuer: null);
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await Peer(certificate, phones.Port);
        await using IntakeHost host = await IntakeHost.Start(loops: true, ami: Options(peer) with { TrustFile = Trust(peer, certificate) });
        AmiClient client = host.App.Services.GetRequiredService<AmiClient>();
        await Wait.Until(() => Task.FromResult(client.IsConnected), "Vedetta does not sign in.");
        await phones.Call(peer, "0639740002", 486);
        await host.Calls(2);
        Assert.Equal(["+393401234511 +390639740002 486"], Heard.Counted(await host.Stored()));
    }

    [Fact]
    public async Task Only_a_certificate_that_is_trusted_under_its_name_is_accepted()
    {
        using var authority = Certificate("authority", issuer: null);
        using var other = Certificate("other", issuer: null);
        using var named = Certificate("asterisk", authority, IPAddress.Loopback);
        await using (AsteriskPeer peer = await Peer(named))
        {
            await Secure(Options(peer) with { TrustFile = Trust(peer, authority) });
            string unknown = (await Assert.ThrowsAsync<AuthenticationException>(() => Secure(Options(peer)))).Message;
            Assert.Equal("its certificate is not trusted (RemoteCertificateChainErrors)", unknown);
            await Assert.ThrowsAsync<AuthenticationException>(() => Secure(Options(peer) with { TrustFile = Trust(peer, other) }));
        }
        using var elsewhere = Certificate("asterisk", authority, IPAddress.Parse("192.0.2.1"));
        await using AsteriskPeer wrong = await Peer(elsewhere);
        string refused = (await Assert.ThrowsAsync<AuthenticationException>(
            () => Secure(Options(wrong) with { TrustFile = Trust(wrong, authority) }))).Message;
        Assert.Equal("its certificate is not trusted (RemoteCertificateNameMismatch)", refused);
    }

    private static AmiOptions Options(AsteriskPeer peer) => AmiLiveTests.Options(peer) with { Port = peer.AmiTls, Tls = true };

    private static async Task Secure(AmiOptions ami)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(ami.Host, ami.Port);
        await using Stream stream = await AmiTls.Secure(client.GetStream(), ami, TimeProvider.System, TestContext.Current.CancellationToken);
        byte[] banner = new byte[8];
        await stream.ReadExactlyAsync(banner);
        Assert.Equal("Asterisk"u8.ToArray(), banner);
    }

    private static Task<AsteriskPeer> Peer(X509Certificate2 certificate, int desk = 9) => AsteriskPeer.Start(p =>
    {
        string pem = Path.Combine(p.Folder, "keys", "asterisk.pem"), key = Path.Combine(p.Folder, "keys", "asterisk.key");
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        using ECDsa secret = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
        p.Write("manager.conf", Guide.ManagerUser(p).With("[vedetta]", Guide.Block("call-records.md", "tlsenable")
            .With("127.0.0.1:5039", $"127.0.0.1:{p.AmiTls}").With("/etc/asterisk/keys/asterisk.pem", pem)
            .With("/etc/asterisk/keys/asterisk.key", key) + "[vedetta]"));
        p.Write("extensions.conf", Heard.Trunk);
    }, desk: desk);

    private static string Trust(AsteriskPeer peer, X509Certificate2 certificate)
    {
        string file = Path.Combine(peer.Folder, "keys", $"{certificate.Thumbprint}.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? issuer, IPAddress? address = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        if (issuer is null) return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address!);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(issuer, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
