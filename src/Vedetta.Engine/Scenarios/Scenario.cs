using System.Collections.Immutable;

namespace Vedetta.Engine.Scenarios;

/// <summary>A thing customers use.</summary>
/// <param name="IsOwn">Whether we run it.</param>
public sealed record ScenarioService(string Id, string Name, bool IsOwn);

/// <summary>What really happened; replay never reads it.</summary>
/// <param name="Cause">One of the words for causes, such as third-party-outage.</param>
/// <param name="SubjectKind">service, component, line or queue.</param>
/// <param name="Subject">Its id.</param>
public sealed record ScenarioIncident(
    string Cause, string SubjectKind, string Subject, DateTimeOffset Onset, DateTimeOffset End);

/// <summary>
/// A generated stretch of time with its truth. The same name, seed and scale give the same signals, byte for byte.
/// </summary>
public sealed record Scenario
{
    private readonly Func<IEnumerable<ScenarioSignal>> _signals;

    internal Scenario(Func<IEnumerable<ScenarioSignal>> signals) => _signals = signals;

    /// <summary>Name in the catalogue.</summary>
    public required string Name { get; init; }

    /// <summary>IANA name of the zone it plays in.</summary>
    public string TimeZone { get; init; } = ScenarioZone.Name;

    /// <summary>First instant.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First instant after it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Signals before this instant only teach baselines.</summary>
    public required DateTimeOffset WarmUntil { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>Full cost of one contact, in <see cref="Currency"/>.</summary>
    public decimal CostPerContact { get; init; } = 7.25m;

    /// <summary>The services.</summary>
    public ImmutableArray<ScenarioService> Services { get; init; } = [];

    /// <summary>Ids of the queues.</summary>
    public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>Beginnings of the telephone numbers of our lines.</summary>
    public ImmutableArray<string> LinePrefixes { get; init; } = [];

    /// <summary>How many lines there are; 0 where lines play no part.</summary>
    public int LineCount { get; init; }

    /// <summary>Local dates on which customers behave as on a Sunday.</summary>
    public ImmutableArray<DateOnly> Holidays { get; init; } = [];

    /// <summary>What happens in it.</summary>
    public ImmutableArray<ScenarioIncident> Incidents { get; init; } = [];

    /// <summary>The signals in time order; each enumeration makes the same ones anew.</summary>
    public IEnumerable<ScenarioSignal> Signals() => _signals();
}
