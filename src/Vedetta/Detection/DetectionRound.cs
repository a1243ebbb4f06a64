using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;

namespace Vedetta.Detection;

/// <summary>What one round of detection found: once a second while live.</summary>
/// <param name="At">Time of the round.</param>
/// <param name="Changes">Surges opened, updated or ended since the round before.</param>
/// <param name="Floods">Floods opened, updated or ended since.</param>
public sealed record DetectionRound(
    DateTimeOffset At, IReadOnlyList<SurgeChange> Changes, IReadOnlyList<FloodChange> Floods);
