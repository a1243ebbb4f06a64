using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Vedetta.Engine.Gate;
using Vedetta.Storage;

namespace Vedetta.CallGate;

/// <summary>
/// Signs the card that 608 points to (RFC 8688): an ES256 key of this installation in the data folder, with a
/// certificate it made itself. The card is signed afresh once a day.
/// </summary>
public sealed class RedressCards : IDisposable
{
    /// <summary>Address of the signed card on this server.</summary>
    public const string CardPath = "/call-gate/redress.jws";

    /// <summary>Address of the certificate on this server.</summary>
    public const string CertificatePath = "/call-gate/redress.cer";

    private const string KeyName = "redress.key", CertificateName = "redress.cer";
    private static readonly TimeSpan CertificateLifetime = TimeSpan.FromDays(365 * 5);
    private readonly ECDsa _key;
    private readonly byte[] _certificate;
    private readonly Lock _lock = new();
    private (string Input, string Token) _last = ("", "");

    /// <summary>Reads key and certificate from the data folder, or makes them.</summary>
    public RedressCards(ServerOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.DataDirectory);
        _key = KeyIn(Path.Combine(options.DataDirectory, KeyName));
        _certificate = CertificateIn(Path.Combine(options.DataDirectory, CertificateName), _key, time.GetUtcNow());
    }

    /// <summary>The certificate of the signing key, DER.</summary>
    public ReadOnlyMemory<byte> Certificate => _certificate;

    /// <summary>The card, signed.</summary>
    public string Card(RedressContact contact, string publicAddress, DateTimeOffset now)
    {
        long day = now.ToUnixTimeSeconds() / 86_400;
        string url = publicAddress.TrimEnd('/') + CertificatePath;
        string input = RedressCard.SigningInput(contact, url, DateTimeOffset.FromUnixTimeSeconds(day * 86_400));
        lock (_lock)
        {
            if (_last.Input == input) return _last.Token;
            byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
            _last = (input, RedressCard.Token(input, signature));
            return _last.Token;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static ECDsa KeyIn(string path)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path)) key.ImportPkcs8PrivateKey(File.ReadAllBytes(path), out _);
        else PrivateFile.Replace(path, key.ExportPkcs8PrivateKey());
        return key;
    }

    private static byte[] CertificateIn(string path, ECDsa key, DateTimeOffset now)
    {
        if (File.Exists(path)) return File.ReadAllBytes(path);
        var request = new CertificateRequest("CN=Vedetta call gate", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature,
            critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now + CertificateLifetime);
        byte[] bytes = certificate.Export(X509ContentType.Cert);
        PrivateFile.Replace(path, bytes);
        return bytes;
    }
}
