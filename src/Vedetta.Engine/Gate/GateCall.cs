namespace Vedetta.Engine.Gate;

/// <summary>One call attempt as the gate sees it. Texts are bytes as they came, so that nothing is copied.</summary>
public readonly ref struct GateCall
{
    /// <summary>The calling number as <see cref="PhoneKey"/>; 0 when it is withheld or no number.</summary>
    public ulong Caller { get; init; }

    /// <summary>The number called; 0 when it is none.</summary>
    public ulong Called { get; init; }

    /// <summary>Attestation A, B or C; '\0' when unsaid.</summary>
    public char Attestation { get; init; }

    /// <summary>User-Agent; empty when unknown.</summary>
    public ReadOnlySpan<byte> UserAgent { get; init; }

    /// <summary>Origin of the session description; empty when unknown.</summary>
    public ReadOnlySpan<byte> SdpOrigin { get; init; }

    /// <summary>Trunk; empty when unknown.</summary>
    public ReadOnlySpan<byte> Trunk { get; init; }

    /// <summary>Address of the machine before the border controller; empty when unknown.</summary>
    public ReadOnlySpan<byte> SourceAddress { get; init; }
}

/// <summary>Why the gate decided so.</summary>
public enum GateReason : byte
{
    /// <summary>No rule is about the call.</summary>
    NoRule = 0,

    /// <summary>An emergency number was called, or calls.</summary>
    Emergency = 1,

    /// <summary>The caller is a protected contact.</summary>
    Protected = 2,

    /// <summary>A rule decided.</summary>
    Rule = 3,
}

/// <summary>The gate's decision on one call.</summary>
/// <param name="Act">What becomes of the call.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rule">Index of the rule in the book; -1 without one.</param>
public readonly record struct GateVerdict(GateAct Act, GateReason Reason, int Rule)
{
    /// <summary>The call goes on because no rule is about it.</summary>
    public static GateVerdict Open { get; } = new(GateAct.Pass, GateReason.NoRule, -1);
}
