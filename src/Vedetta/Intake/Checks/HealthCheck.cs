using System.Text.Json.Serialization;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake.Checks;

/// <summary>How a check looks at its target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckKind>))]
public enum CheckKind
{
    /// <summary>An HTTP request: status, keyword, redirects.</summary>
    Http,

    /// <summary>A TCP connection.</summary>
    Tcp,

    /// <summary>The certificate of a TLS server: trust and time left.</summary>
    Tls,

    /// <summary>A name that must resolve.</summary>
    Dns,

    /// <summary>An ICMP echo.</summary>
    Ping,

    /// <summary>A beat the target sends by itself.</summary>
    Heartbeat,
}

/// <summary>
/// One check of one component by schedule. Not the component: several checks may speak for one. Its state is a
/// <c>health</c> signal whose node is the check's name.
/// </summary>
public sealed class HealthCheck
{
    /// <summary>Number of the check.</summary>
    public int Id { get; set; }

    /// <summary>What people call it; unique within the component.</summary>
    public string Name { get; set; } = "";

    /// <summary>The component it speaks for.</summary>
    public string Component { get; set; } = "";

    /// <summary>How it looks.</summary>
    public CheckKind Kind { get; set; }

    /// <summary>
    /// Address: a URL for HTTP, host:port for TCP and TLS, a host name for DNS and ping; empty for heartbeats.
    /// </summary>
    public string Target { get; set; } = "";

    /// <summary>Seconds between two looks, or beats. Default 60.</summary>
    public int EverySeconds { get; set; } = 60;

    /// <summary>Seconds after which a look has failed. Default 10.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Further looks that must agree before the state changes. Default 2.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Probers that must agree that it is down. Default 1.</summary>
    public int Quorum { get; set; } = 1;

    /// <summary>Status codes that are well, such as <c>200-299,401</c>. Default 200-299.</summary>
    public string ExpectStatus { get; set; } = "200-299";

    /// <summary>Text the body must hold (HTTP), or an address the answer must hold (DNS); empty for none.</summary>
    public string Keyword { get; set; } = "";

    /// <summary>
    /// Whether redirects are followed, five at most. Default false: a redirect is then its own status.
    /// </summary>
    public bool FollowsRedirects { get; set; }

    /// <summary>Days a certificate must still be valid to be well. Default 14.</summary>
    public int WarnDays { get; set; } = 14;

    /// <summary>Seconds a beat may be late. Default 60.</summary>
    public int GraceSeconds { get; set; } = 60;

    /// <summary>SHA-256 of a heartbeat's token; empty for other kinds.</summary>
    public string TokenHash { get; set; } = "";

    /// <summary>Whether it is at work. Default true.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The state agreed on; null before the first result.</summary>
    public ComponentState? State { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>What the last deciding look saw.</summary>
    public string Detail { get; set; } = "";

    /// <summary>When the state was last sent on as a signal.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>The state sent on last.</summary>
    public ComponentState? ToldState { get; set; }

    /// <summary>The last beat of a heartbeat.</summary>
    public DateTimeOffset? LastBeatAt { get; set; }

    /// <summary>What a prober needs to know of it.</summary>
    public CheckSpec ToSpec() => new(
        Id, Kind, Target, EverySeconds, TimeoutSeconds, ExpectStatus, Keyword, FollowsRedirects, WarnDays);
}

/// <summary>What a prober needs to know to look once.</summary>
public sealed record CheckSpec(
    int Id, CheckKind Kind, string Target, int EverySeconds, int TimeoutSeconds, string ExpectStatus, string Keyword,
    bool FollowsRedirects, int WarnDays);

/// <summary>What one look saw.</summary>
/// <param name="State">How the target does.</param>
/// <param name="Detail">Why, in a few words of English; at most <see cref="DetailMax"/> characters.</param>
/// <param name="Milliseconds">How long the look took.</param>
public sealed record ProbeAnswer(ComponentState State, string Detail, double Milliseconds)
{
    /// <summary>Longest detail kept, in characters.</summary>
    public const int DetailMax = 200;
}

/// <summary>What one prober last said of one check.</summary>
public sealed class ProberView
{
    /// <summary>The check.</summary>
    public int CheckId { get; set; }

    /// <summary>The prober: "here", or the name of its key.</summary>
    public string Prober { get; set; } = "";

    /// <summary>The state it holds to.</summary>
    public ComponentState? State { get; set; }

    /// <summary>A state seen that the prober does not yet hold to.</summary>
    public ComponentState? Pending { get; set; }

    /// <summary>How often in a row <see cref="Pending"/> was seen.</summary>
    public int PendingCount { get; set; }

    /// <summary>When it last looked.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>What it saw.</summary>
    public string Detail { get; set; } = "";

    /// <summary>How long the look took.</summary>
    public double Milliseconds { get; set; }
}
