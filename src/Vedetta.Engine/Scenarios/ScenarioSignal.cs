using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Engine.Scenarios;

/// <summary>What a health signal says.</summary>
/// <param name="State">ok, degraded or down.</param>
public sealed record HealthStatement(string Component, string State, string? Node = null, string? Detail = null);

/// <summary>What a planned signal says.</summary>
/// <param name="What">send-out, maintenance or campaign.</param>
public sealed record PlannedStatement(
    string What, string Name, DateTimeOffset From, DateTimeOffset Until, int? AudienceSize = null,
        string? Service = null);

/// <summary>One generated signal.</summary>
/// <param name="UnixSecond">When.</param>
/// <param name="OffsetMinutes">Offset of the scenario's zone from UTC then.</param>
/// <param name="Leaf">Kind and dimension values; only the kind where the kind is not counted.</param>
/// <param name="Source">Customer or reporter; null when unsaid.</param>
/// <param name="Outcome">How a contact ended.</param>
/// <param name="WaitSeconds">Time in queue; NaN when unsaid.</param>
/// <param name="HandleSeconds">Handling time; NaN when unsaid.</param>
/// <param name="Health">What a health signal says; null for other kinds.</param>
/// <param name="Planned">What a planned signal says; null for other kinds.</param>
/// <param name="Call">What a call signal says; null for other kinds.</param>
public readonly record struct ScenarioSignal(
    long UnixSecond,
    int OffsetMinutes,
    Leaf Leaf,
    string? Source = null,
    ContactOutcome Outcome = ContactOutcome.Unsaid,
    double WaitSeconds = double.NaN,
    double HandleSeconds = double.NaN,
    HealthStatement? Health = null,
    PlannedStatement? Planned = null,
    CallStatement? Call = null)
{
    /// <summary>When, with the zone's offset.</summary>
    public DateTimeOffset At =>
        DateTimeOffset.FromUnixTimeSeconds(UnixSecond).ToOffset(TimeSpan.FromMinutes(OffsetMinutes));
}
