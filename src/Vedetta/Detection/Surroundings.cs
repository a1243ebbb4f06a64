using System.Collections.Immutable;
using Vedetta.Engine.Signals;

namespace Vedetta.Detection;

/// <summary>A stretch of time in which a component, or one of its nodes, was not well.</summary>
/// <param name="Component">Which component.</param>
/// <param name="Node">Which node or workstation; "" when unsaid.</param>
/// <param name="From">Its first word of being unwell.</param>
/// <param name="Until">When it said it was well again; null while it is not.</param>
public sealed record UnwellSpell(string Component, string Node, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>
/// What we do ourselves and how our components do: planned signals and the fleet. Bounded; past plans leave first.
/// </summary>
public sealed class Surroundings
{
    /// <summary>Most planned signals remembered.</summary>
    public const int PlannedMax = 2_000;

    private ImmutableList<PlannedSignal> _planned = [];
    private long _plansLeftOut;

    /// <summary>Plans dropped and nodes forgotten because a bound was reached.</summary>
    public long LeftOut => _plansLeftOut + Fleet.LeftOut;

    /// <summary>Planned signals, in order of arrival.</summary>
    public IReadOnlyList<PlannedSignal> Planned => _planned;

    /// <summary>Components and their nodes.</summary>
    public Fleet Fleet { get; } = new();

    /// <summary>Remembers one signal.</summary>
    public void Take(SideSignal signal)
    {
        if (signal is HealthSignal health) Fleet.Take(health);
        if (signal is not PlannedSignal planned) return;
        _planned = _planned.Add(planned);
        if (_planned.Count <= PlannedMax) return;
        _planned = _planned.RemoveAt(0);
        _plansLeftOut++;
    }

    /// <summary>Writes what is remembered.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_planned.Count);
        foreach (PlannedSignal p in _planned) Write(to, p);
        Fleet.Save(to);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        for (int i = from.ReadInt32(); i > 0; i--) Take(ReadPlanned(from));
        Fleet.Load(from);
    }

    private static void Write(BinaryWriter to, PlannedSignal p)
    {
        to.Write(p.AtUnixMilliseconds);
        to.Write((byte)p.What);
        to.Write(p.Name);
        to.Write(p.FromUnixMilliseconds);
        to.Write(p.UntilUnixMilliseconds);
        to.Write(p.AudienceSize ?? -1);
        to.Write(p.Service ?? "");
    }

    private static PlannedSignal ReadPlanned(BinaryReader from) => new(
        from.ReadInt64(), (PlannedWhat)from.ReadByte(), from.ReadString(), from.ReadInt64(), from.ReadInt64(),
        from.ReadInt64() is var size and >= 0 ? size : null, from.ReadString() is { Length: > 0 } s ? s : null);
}
