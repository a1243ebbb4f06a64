namespace Vedetta;

/// <summary>The SMTP server that letters are handed to.</summary>
public sealed record SmtpOptions
{
    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>Port. Default 25.</summary>
    public int Port { get; init; } = 25;

    /// <summary>
    /// How the connection is secured: auto (STARTTLS where the server offers it, the default), starttls, tls (from the
    /// first byte), none.
    /// </summary>
    public string Tls { get; init; } = "auto";

    /// <summary>User; empty signs in nowhere.</summary>
    public string User { get; init; } = "";

    /// <summary>Password of the user.</summary>
    public string Password { get; init; } = "";

    /// <summary>Sender, such as <c>Status &lt;status@example.it&gt;</c>.</summary>
    public required string Sender { get; init; }

    /// <summary>
    /// Reads VEDETTA_SMTP_HOST, _PORT, _TLS, _USER, _PASSWORD or _PASSWORD_FILE, and _SENDER; null where no host is
    /// set.
    /// </summary>
    /// <exception cref="ArgumentException">One of them makes no sense; the message names it.</exception>
    public static SmtpOptions? FromEnvironment(Func<string, string?> read)
    {
        if (read("VEDETTA_SMTP_HOST") is not { Length: > 0 } host) return null;
        string port = read("VEDETTA_SMTP_PORT") ?? "25", tls = read("VEDETTA_SMTP_TLS") ?? "auto";
        if (!ushort.TryParse(port, out ushort number)
            || number == 0)
            throw new ArgumentException($"VEDETTA_SMTP_PORT {port}: is not a port.");
        if (tls is not ("auto" or "starttls" or "tls" or "none"))
            throw new ArgumentException($"VEDETTA_SMTP_TLS {tls}: is not one of auto, starttls, tls, none.");
        string sender = read("VEDETTA_SMTP_SENDER") ?? "";
        if (!System.Net.Mail.MailAddress.TryCreate(sender, out _))
            throw new ArgumentException($"VEDETTA_SMTP_SENDER {sender}: is not an address.");
        string? file = read("VEDETTA_SMTP_PASSWORD_FILE");
        return new SmtpOptions
        {
            Host = host,
            Port = number,
            Tls = tls,
            User = read("VEDETTA_SMTP_USER") ?? "",
            Password = file is { Length: > 0 } ? File.ReadAllText(file).TrimEnd('\r', '\n')
                : read("VEDETTA_SMTP_PASSWORD") ?? "",
            Sender = sender,
        };
    }
}
