using System.Collections.Immutable;

namespace Vedetta.Engine.Signals;

/// <summary>Which fields of each signal kind are dimensions of its counts, in the order a <see cref="Leaf"/> holds them.</summary>
public static class SignalSchema
{
    /// <summary>The most dimensions any kind has.</summary>
    public const int DimensionsMax = 4;

    private static readonly ImmutableArray<ImmutableArray<string>> Names =
    [
        ["service", "place", "reason", "network"],
        ["queue", "channel", "topic", "place"],
        ["trunk"],
        ["channel"],
        [],
        [],
    ];

    /// <summary>The names of the dimensions of <paramref name="kind"/>; empty for kinds that are not counted.</summary>
    public static ImmutableArray<string> Dimensions(SignalKind kind) => Names[(int)kind];

    /// <summary>Whether signals of this kind are counted and watched for surges.</summary>
    public static bool IsCounted(SignalKind kind) => kind is not (SignalKind.Health or SignalKind.Planned);
}
