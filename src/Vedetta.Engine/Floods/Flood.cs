using System.Collections.Immutable;

namespace Vedetta.Engine.Floods;

/// <summary>How wide a flood is.</summary>
public enum FloodScope
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>Lines of one block of numbers.</summary>
    Block,

    /// <summary>Lines all over the organisation.</summary>
    Organisation,
}

/// <summary>What a flood looks like.</summary>
public enum FloodPattern
{
    /// <summary>One number or a few call again and again.</summary>
    SameOrigin,

    /// <summary>Ever new numbers call; what stays the same is their range, machine or rhythm.</summary>
    RotatingOrigins,

    /// <summary>Calls that end after one ring, so that they are called back (wangiri).</summary>
    OneRing,

    /// <summary>One line is called far more often than people call a line.</summary>
    RepeatedLine,
}

/// <summary>A calling number of a flood.</summary>
/// <param name="Number">The number as shown.</param>
/// <param name="Attempts">Its calls in the flood.</param>
public sealed record FloodOrigin(string Number, long Attempts);

/// <summary>A trait that calls of a flood share.</summary>
/// <param name="Value">Its value, such as a range of numbers or a User-Agent.</param>
/// <param name="Attempts">Calls of the flood with it.</param>
/// <param name="HonestBefore">Calls with it in the time looked back on before the flood.</param>
public sealed record FloodTrait(string Value, long Attempts, long HonestBefore);

/// <summary>By what a flood's calls are told from honest ones; the widest share first in each list.</summary>
public sealed record FloodFingerprint
{
    /// <summary>Ranges of calling numbers, as prefixes in E.164.</summary>
    public ImmutableArray<FloodTrait> Prefixes { get; init; } = [];

    /// <summary>User agents.</summary>
    public ImmutableArray<FloodTrait> UserAgents { get; init; } = [];

    /// <summary>Origins of session descriptions.</summary>
    public ImmutableArray<FloodTrait> SdpOrigins { get; init; } = [];

    /// <summary>Trunks.</summary>
    public ImmutableArray<FloodTrait> Trunks { get; init; } = [];

    /// <summary>Median ring time in seconds; NaN while unknown.</summary>
    public double RingSecondsMedian { get; init; } = double.NaN;

    /// <summary>Median talk time in seconds; NaN while unknown.</summary>
    public double DurationSecondsMedian { get; init; } = double.NaN;
}

/// <summary>Many call attempts on our lines that are not customers. Times are UTC.</summary>
public sealed record Flood
{
    /// <summary>Made from scope, target and alarm time, so that the same flood found twice has the same id.</summary>
    public required string Id { get; init; }

    /// <summary>Its first call.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was told from what calls.</summary>
    public required DateTimeOffset AlarmedAt { get; init; }

    /// <summary>Its last call; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How wide it is.</summary>
    public required FloodScope Scope { get; init; }

    /// <summary>The line, the block's prefix, or the organisation's lines as their longest common prefix.</summary>
    public required string Target { get; init; }

    /// <summary>What it looks like.</summary>
    public required FloodPattern Pattern { get; init; }

    /// <summary>Distinct lines it called.</summary>
    public required int LinesHit { get; init; }

    /// <summary>Its calls.</summary>
    public required long Attempts { get; init; }

    /// <summary>Time between two calls to the same line; null where there is no rhythm.</summary>
    public double? PeriodSeconds { get; init; }

    /// <summary>Its most frequent calling numbers.</summary>
    public ImmutableArray<FloodOrigin> Origins { get; init; } = [];

    /// <summary>Whether its calling numbers change all the time.</summary>
    public bool IsRotating { get; init; }

    /// <summary>By what its calls are told from honest ones.</summary>
    public FloodFingerprint Fingerprint { get; init; } = new();

    /// <summary>Other calls an hour on the same lines and trunks: what a crude block would harm.</summary>
    public double HonestCallsPerHour { get; init; }
}

/// <summary>What became of a flood.</summary>
public enum FloodPhase
{
    /// <summary>It was found.</summary>
    Opened,

    /// <summary>It goes on; numbers are fresh.</summary>
    Updated,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>One change of one flood.</summary>
public sealed record FloodChange(FloodPhase Phase, Flood Flood);
