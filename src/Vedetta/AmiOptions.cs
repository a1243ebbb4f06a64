namespace Vedetta;

/// <summary>The Asterisk whose manager interface is listened to.</summary>
public sealed record AmiOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Port. Default 5038.</summary>
    public int Port { get; init; } = 5038;

    /// <summary>User of manager.conf; needs the read classes call and cdr, and no write class.</summary>
    public required string User { get; init; }

    /// <summary>Its secret. Never printed, not even by <see cref="object.ToString"/>.</summary>
    public required string Secret { get; init; }

    /// <summary>
    /// Reads VEDETTA_AMI_HOST, _PORT, _USER, and _SECRET or _SECRET_FILE; null where no host is set.
    /// </summary>
    /// <exception cref="ArgumentException">One of them makes no sense; the message names it.</exception>
    public static AmiOptions? FromEnvironment(Func<string, string?> read)
    {
        if (read("VEDETTA_AMI_HOST") is not { Length: > 0 } host) return null;
        string port = read("VEDETTA_AMI_PORT") ?? "5038";
        if (!ushort.TryParse(port, out ushort number) || number == 0)
            throw new ArgumentException($"VEDETTA_AMI_PORT {port}: is not a port.");
        if (read("VEDETTA_AMI_USER") is not { Length: > 0 } user || user.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new ArgumentException("VEDETTA_AMI_USER: name the user of manager.conf.");
        string? file = read("VEDETTA_AMI_SECRET_FILE");
        return new AmiOptions
        {
            Host = host,
            Port = number,
            User = user,
            Secret = file is { Length: > 0 }
                ? File.ReadAllText(file).TrimEnd('\r', '\n')
                : read("VEDETTA_AMI_SECRET") ?? "",
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{User}@{Host}:{Port}";
}
