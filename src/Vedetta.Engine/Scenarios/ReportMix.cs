using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Scenarios;

/// <summary>Users who report that a service fails.</summary>
internal sealed class ReportMix(ScenarioRandom random, string service)
{
    private const int Reporters = 5_000_000;

    public required WeightedChoice Places { get; init; }

    public required WeightedChoice Reasons { get; init; }

    public required WeightedChoice Networks { get; init; }

    public ScenarioSignal Draw(long second, int offsetMinutes) => new(
        second, offsetMinutes,
        new Leaf(SignalKind.Report, service, Places.Draw(random), Reasons.Draw(random), Networks.Draw(random)),
        $"u{random.Below(Reporters):D7}");
}
