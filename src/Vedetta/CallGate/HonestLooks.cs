using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>A call the gate stopped.</summary>
/// <param name="AtUnixMilliseconds">When.</param>
/// <param name="Caller">Calling number; 0 when withheld.</param>
/// <param name="Called">Number called.</param>
/// <param name="Activation">The activation whose rule stopped it.</param>
public readonly record struct StoppedCall(long AtUnixMilliseconds, ulong Caller, ulong Called, string Activation);

/// <summary>
/// What makes a stopped call look like a person's after all: the flood is over, it was not for the flood's lines, the
/// caller called before the flood, or tries again as people do.
/// </summary>
public static class HonestLooks
{
    /// <summary>Tries of one caller to one line that look like a person's.</summary>
    public const int TriesMin = 2, TriesMax = 6;

    /// <summary>How soon a person tries again.</summary>
    public static readonly TimeSpan AgainMin = TimeSpan.FromSeconds(4), AgainMax = TimeSpan.FromMinutes(10);

    /// <summary>How long after its end calls of a flood may still straggle in.</summary>
    public static readonly TimeSpan Straggle = TimeSpan.FromMinutes(5);

    /// <summary>Whether a stopped call looks honest.</summary>
    /// <param name="call">The call.</param>
    /// <param name="flood">The flood its rules were made against; null where there was none.</param>
    /// <param name="isKnown">Whether the caller had called before as an honest caller.</param>
    /// <param name="tries">Stopped tries of this caller to this line lately, this one included.</param>
    /// <param name="sinceLast">Time since the try before; null for the first.</param>
    public static bool LooksHonest(StoppedCall call, Flood? flood, bool isKnown, int tries, TimeSpan? sinceLast)
    {
        if (isKnown) return true;
        if (flood is not null && (IsOver(flood, call) || !IsTarget(flood, call))) return true;
        bool mayRepeat = flood is null || flood.IsRotating;
        return mayRepeat && tries is >= TriesMin and <= TriesMax && sinceLast >= AgainMin && sinceLast <= AgainMax;
    }

    private static bool IsOver(Flood flood, StoppedCall call) =>
        flood.EndedAt is { } ended && call.AtUnixMilliseconds > (ended + Straggle).ToUnixTimeMilliseconds();

    // A block is the lines called so far; only a single line says that a call to another was not the flood's.
    private static bool IsTarget(Flood flood, StoppedCall call) =>
        flood.Scope != FloodScope.Line || PhoneKey.Pack(flood.Target) is var line && (line == 0 || call.Called == line);
}
