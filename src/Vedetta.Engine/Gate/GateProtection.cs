using System.Collections.Immutable;

namespace Vedetta.Engine.Gate;

/// <summary>Whose calls no rule may stop.</summary>
public sealed record GateProtection
{
    /// <summary>Emergency and helpline numbers of the countries Vedetta speaks to, as dialled.</summary>
    public static readonly ImmutableArray<string> UsualEmergencyNumbers =
    [
        "112", "110", "113", "114", "115", "117", "118", "1522", "1530", "15", "17", "18", "119", "144", "143", "147",
        "116000", "116111", "116117", "116123", "911", "999",
    ];

    /// <summary>Numbers, as <see cref="PhoneKey"/>.</summary>
    public IReadOnlyCollection<ulong> Numbers { get; init; } = [];

    /// <summary>First digits of numbers, as <see cref="PhoneKey"/>.</summary>
    public IReadOnlyCollection<ulong> Prefixes { get; init; } = [];

    /// <summary>Emergency numbers: calls to them and from them pass before anything else is asked.</summary>
    public ImmutableArray<string> EmergencyNumbers { get; init; } = UsualEmergencyNumbers;
}
