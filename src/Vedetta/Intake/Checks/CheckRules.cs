using System.Collections.Immutable;
using System.Globalization;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake.Checks;

/// <summary>One field of a check that cannot be as it is.</summary>
/// <param name="Field">The field, as <see cref="HealthCheck"/> names it.</param>
/// <param name="Reason">What is wrong, in English, as a sentence without its subject.</param>
public sealed record CheckFault(string Field, string Reason);

/// <summary>When a check looks, what its state is, and which checks make sense.</summary>
public static class CheckRules
{
    /// <summary>Most checks.</summary>
    public const int ChecksMax = 1_000;

    /// <summary>Most probers that speak for one check.</summary>
    public const int ProbersMax = 20;

    /// <summary>A state that lasts is told again after this time, so that nobody takes it for forgotten.</summary>
    public static readonly TimeSpan TellAgainAfter = TimeSpan.FromMinutes(10);

    private const int NameMax = 100;
    private const int TargetMax = 500;
    private const int RetrySecondsMax = 10;

    /// <summary>Takes one answer into a prober's view: another state must be seen 1 + retries times in a row.</summary>
    public static void Take(ProberView view, ProbeAnswer answer, int retries, DateTimeOffset now)
    {
        view.At = now;
        view.Milliseconds = answer.Milliseconds;
        view.Detail = answer.Detail;
        if (answer.State == view.State)
        {
            (view.Pending, view.PendingCount) = (null, 0);
            return;
        }
        view.PendingCount = answer.State == view.Pending ? view.PendingCount + 1 : 1;
        view.Pending = answer.State;
        // The first word of a new prober counts at once when it is good: there is no change to be sure of.
        if (view.PendingCount <= retries && !(view.State is null && answer.State == ComponentState.Ok)) return;
        (view.State, view.Pending, view.PendingCount) = (answer.State, null, 0);
    }

    /// <summary>
    /// The state the probers agree on: down when as many as the quorum say down, degraded when as many say degraded or
    /// worse, else ok. Only fresh views count, and fewer fresh probers than the quorum decide among themselves. Null
    /// when no fresh prober holds to a state.
    /// </summary>
    public static ComponentState? Agree(IReadOnlyCollection<ProberView> views, HealthCheck check, DateTimeOffset now)
    {
        ComponentState[] said = [.. views.Where(v => IsFresh(v, check, now)).Select(v => v.State)
            .OfType<ComponentState>()];
        if (said.Length == 0) return null;
        int needed = Math.Min(check.Quorum, said.Length);
        if (said.Count(s => s == ComponentState.Down) >= needed) return ComponentState.Down;
        return said.Count(s => s != ComponentState.Ok) >= needed ? ComponentState.Degraded : ComponentState.Ok;
    }

    /// <summary>Whether a prober looked lately enough to be believed.</summary>
    public static bool IsFresh(ProberView view, HealthCheck check, DateTimeOffset now) =>
        now - view.At <= TimeSpan.FromSeconds(Math.Max(3 * check.EverySeconds, 120));

    /// <summary>Whether the state has to be sent on: it changed, or was last told long ago.</summary>
    public static bool IsToTell(HealthCheck check, DateTimeOffset now) => check.State is { } state
        && (check.ToldState != state || check.ToldAt is not { } told || now - told >= TellAgainAfter);

    /// <summary>How long until the next look: sooner while a change waits to be confirmed.</summary>
    public static TimeSpan Wait(int everySeconds, bool isPending) =>
        TimeSpan.FromSeconds(isPending ? Math.Min(everySeconds, RetrySecondsMax) : everySeconds);

    /// <summary>What the beats say: down when the next is later than the grace allows.</summary>
    public static ProbeAnswer Beats(HealthCheck check, DateTimeOffset now)
    {
        DateTimeOffset last = check.LastBeatAt ?? check.CreatedAt;
        bool isLate = now - last > TimeSpan.FromSeconds((double)check.EverySeconds + check.GraceSeconds);
        string seen = last.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return new ProbeAnswer(isLate ? ComponentState.Down : ComponentState.Ok,
            isLate ? $"no beat since {seen} UTC" : "beats", 0);
    }

    /// <summary>Whether a status code is among those listed, such as <c>200-299,401</c>.</summary>
    public static bool IsExpected(string expected, int status) =>
        Ranges(expected)?.Any(r => status >= r.Low && status <= r.High) == true;

    /// <summary>Takes <c>host:port</c> apart; IPv6 addresses stand in brackets.</summary>
    public static bool TryEndPoint(string target, out string host, out int port)
    {
        (host, port) = ("", 0);
        int colon = target.LastIndexOf(':');
        if (colon <= 0) return false;
        string number = target[(colon + 1)..];
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port)) return false;
        host = target[..colon].Trim('[', ']');
        return port is > 0 and <= 65_535 && IsHost(host);
    }

    /// <summary>Everything that is wrong with a check; empty when it may be saved.</summary>
    public static ImmutableArray<CheckFault> Faults(HealthCheck check)
    {
        (string Field, bool IsWrong, string Reason)[] tests =
        [
            ("Name", check.Name.Trim().Length is 0 or > NameMax, $"is not 1 to {NameMax} characters"),
            ("Component", check.Component.Trim().Length is 0 or > NameMax, $"is not 1 to {NameMax} characters"),
            ("Target", !IsTarget(check.Kind, check.Target), TargetReason(check.Kind)),
            ("EverySeconds", check.EverySeconds is < 5 or > 86_400, "is not 5 to 86400"),
            ("TimeoutSeconds", check.TimeoutSeconds is < 1 or > 60, "is not 1 to 60"),
            ("Retries", check.Retries is < 0 or > 10, "is not 0 to 10"),
            ("Quorum", check.Quorum is < 1 or > ProbersMax, $"is not 1 to {ProbersMax}"),
            ("ExpectStatus", !IsStatusList(check), "is not like 200-299,401"),
            ("Keyword", check.Keyword.Length > NameMax, $"is longer than {NameMax} characters"),
            ("WarnDays", check.WarnDays is < 0 or > 365, "is not 0 to 365"),
            ("GraceSeconds", check.GraceSeconds is < 0 or > 86_400, "is not 0 to 86400"),
        ];
        return [.. tests.Where(t => t.IsWrong).Select(t => new CheckFault(t.Field, t.Reason))];
    }

    private static bool IsStatusList(HealthCheck check) =>
        check.Kind != CheckKind.Http || Ranges(check.ExpectStatus) is not null;

    private static bool IsTarget(CheckKind kind, string target) => target.Length <= TargetMax && kind switch
    {
        CheckKind.Heartbeat => target.Length == 0,
        CheckKind.Http => Uri.TryCreate(target, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0,
        CheckKind.Tcp or CheckKind.Tls => TryEndPoint(target, out _, out _),
        _ => IsHost(target),
    };

    private static string TargetReason(CheckKind kind) => kind switch
    {
        CheckKind.Heartbeat => "is not empty",
        CheckKind.Http => "is not an http or https address",
        CheckKind.Tcp or CheckKind.Tls => "is not host:port",
        _ => "is not a host name",
    };

    private static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static List<(int Low, int High)>? Ranges(string expected)
    {
        var ranges = new List<(int Low, int High)>();
        foreach (string part in expected.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', 2, StringSplitOptions.TrimEntries);
            if (!IsStatus(ends[0], out int low) || !IsStatus(ends[^1], out int high) || high < low) return null;
            ranges.Add((low, high));
        }
        return ranges;
    }

    private static bool IsStatus(string text, out int status) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and <= 599;
}
