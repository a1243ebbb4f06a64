using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vedetta;

/// <summary>The Asterisk whose manager interface is listened to.</summary>
public sealed record AmiOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Port. Default 5038, with <see cref="Tls"/> 5039.</summary>
    public int Port { get; init; } = 5038;

    /// <summary>User of manager.conf; needs the read classes call and cdr, and no write class.</summary>
    public required string User { get; init; }

    /// <summary>Its secret. Never printed, not even by <see cref="object.ToString"/>.</summary>
    public required string Secret { get; init; }

    /// <summary>Whether the connection is encrypted. Default no.</summary>
    public bool Tls { get; init; }

    /// <summary>
    /// PEM file with the authority to trust, or with Asterisk's own certificate; null trusts what the machine trusts.
    /// </summary>
    public string? TrustFile { get; init; }

    /// <summary>
    /// Reads VEDETTA_AMI_HOST, _PORT, _USER, _SECRET or _SECRET_FILE, _TLS and _CA; null where no host is set.
    /// </summary>
    /// <exception cref="ArgumentException">One of them makes no sense; the message names it.</exception>
    public static AmiOptions? FromEnvironment(Func<string, string?> read)
    {
        if (read("VEDETTA_AMI_HOST") is not { Length: > 0 } host) return null;
        bool tls = OptionText.IsYes("VEDETTA_AMI_TLS", read("VEDETTA_AMI_TLS"));
        string port = read("VEDETTA_AMI_PORT") ?? (tls ? "5039" : "5038");
        if (!ushort.TryParse(port, out ushort number) || number == 0)
            throw new ArgumentException($"VEDETTA_AMI_PORT {port}: is not a port.");
        if (read("VEDETTA_AMI_USER") is not { Length: > 0 } user || user.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new ArgumentException("VEDETTA_AMI_USER: name the user of manager.conf.");
        string? file = read("VEDETTA_AMI_SECRET_FILE");
        var options = new AmiOptions
        {
            Host = host,
            Port = number,
            User = user,
            Secret = file is { Length: > 0 }
                ? File.ReadAllText(file).TrimEnd('\r', '\n')
                : read("VEDETTA_AMI_SECRET") ?? "",
            Tls = tls,
            TrustFile = read("VEDETTA_AMI_CA") is { Length: > 0 } trust ? trust : null,
        };
        if (!tls && options.TrustFile is not null)
            throw new ArgumentException("VEDETTA_AMI_CA: is for TLS only; set VEDETTA_AMI_TLS=yes.");
        _ = options.ReadTrusted();
        return options;
    }

    /// <summary>The certificates of <see cref="TrustFile"/>; null where none is named.</summary>
    /// <exception cref="ArgumentException">The file holds none.</exception>
    internal X509Certificate2Collection? ReadTrusted()
    {
        if (TrustFile is null) return null;
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(TrustFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"VEDETTA_AMI_CA {TrustFile}: cannot be read ({error.Message}).");
        }
        return found.Count > 0 ? found
            : throw new ArgumentException($"VEDETTA_AMI_CA {TrustFile}: holds no certificate in PEM.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{User}@{Host}:{Port}";
}
