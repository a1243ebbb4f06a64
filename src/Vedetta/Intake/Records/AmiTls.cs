using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Vedetta.Intake.Records;

/// <summary>
/// TLS to Asterisk's manager interface. Trusted is what the machine trusts; where a file is named, only what stands in
/// it: an authority, or Asterisk's own certificate, then under any name. Nothing else is ever accepted.
/// </summary>
internal static class AmiTls
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <summary>Secures a connection where the options ask for it; else returns it as it is.</summary>
    /// <exception cref="AuthenticationException">The certificate is not trusted, or TLS is not spoken.</exception>
    public static async Task<Stream> Secure(NetworkStream plain, AmiOptions ami, TimeProvider time,
        CancellationToken stopping)
    {
        if (!ami.Tls) return plain;
        var faults = SslPolicyErrors.None;
        X509Certificate2Collection? trusted = Trusted(ami);
        var secure = new SslStream(plain, leaveInnerStreamOpen: false, (_, shown, _, found) =>
            (faults = found) == SslPolicyErrors.None || IsPinned(shown, trusted));
        using var within = new CancellationTokenSource(Within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, within.Token);
        try
        {
            await secure.AuthenticateAsClientAsync(OptionsFor(ami.Host, trusted), either.Token);
            return secure;
        }
        catch (AuthenticationException) when (faults != SslPolicyErrors.None)
        {
            await secure.DisposeAsync();
            throw new AuthenticationException($"its certificate is not trusted ({faults})");
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a certificate itself is among those that are trusted.</summary>
    internal static bool IsPinned(X509Certificate? shown, X509Certificate2Collection? trusted) =>
        shown is not null && trusted is not null
        && trusted.Any(t => t.RawDataMemory.Span.SequenceEqual(shown.GetRawCertData()));

    // The file was there when the server started.
    private static X509Certificate2Collection? Trusted(AmiOptions ami)
    {
        try
        {
            return ami.ReadTrusted();
        }
        catch (ArgumentException error)
        {
            throw new AuthenticationException(error.Message);
        }
    }

    private static SslClientAuthenticationOptions OptionsFor(string host, X509Certificate2Collection? trusted)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (trusted is null) return options;
        // A private authority seldom publishes what it revoked.
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        return options;
    }
}
