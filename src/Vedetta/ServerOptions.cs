namespace Vedetta;

/// <summary>How one server process is set up. Everything an organisation decides lives in its settings, not here.</summary>
public sealed record ServerOptions
{
    /// <summary>Folder of database, keys and import folder; made when missing. Default "data".</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Address to listen on. Default http://127.0.0.1:8080; port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>PostgreSQL connection string; null keeps everything in SQLite in the data folder.</summary>
    public string? PostgresConnection { get; init; }

    /// <summary>OTLP endpoint for traces and metrics; null sends nothing.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>
    /// Addresses or ranges (CIDR) of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Default none.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Signals before this instant only teach the baselines; null holds nothing back by date.</summary>
    public DateTimeOffset? WarmUntil { get; init; }

    /// <summary>Settings that hold instead of the stored ones; for replays.</summary>
    public Settings.Organisation? Organisation { get; init; }

    /// <summary>Clock of sessions and links where the server's own runs faster than life; null takes the server's.</summary>
    public TimeProvider? SignInTime { get; init; }

    /// <summary>Health checks may not look at private networks or this machine. Default false: own components live there.</summary>
    public bool ChecksStayPublic { get; init; }

    /// <summary>Webhooks may go to private networks and this machine. Default false.</summary>
    public bool WebhooksMayBePrivate { get; init; }

    /// <summary>The SMTP server letters are handed to; null offers no news by e-mail.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Where copies of call signalling are listened for. Default nowhere.</summary>
    public HepOptions Hep { get; init; } = new();

    /// <summary>Where border controllers ask the call gate over UDP; null opens no port.</summary>
    public System.Net.IPEndPoint? GateUdp { get; init; }

    /// <summary>Where border controllers ask the call gate over TCP; null opens no port.</summary>
    public System.Net.IPEndPoint? GateTcp { get; init; }

    /// <summary>
    /// The nft program, after what it is started through; run only where the gate's settings name a set of nftables.
    /// Default <c>/usr/sbin/nft</c>.
    /// </summary>
    public IReadOnlyList<string> Nft { get; init; } = ["/usr/sbin/nft"];

    /// <summary>The Asterisk whose manager interface is listened to; null for none.</summary>
    public AmiOptions? Ami { get; init; }

    /// <summary>
    /// Whether INVITEs asked of the gate over UDP count as call attempts: only where nothing else tells of calls, or each
    /// would be counted twice. Default false.
    /// </summary>
    public bool GateFeedsCalls { get; init; }

    /// <summary>The data folder is thrown away afterwards, so nothing has to survive a power cut. Default false.</summary>
    public bool IsThrowaway { get; init; }

    /// <summary>Runs the periodic loops (detection ticks, retention, imports). Replay turns them off and ticks itself.</summary>
    public bool RunLoops { get; init; } = true;
}
