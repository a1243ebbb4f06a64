using System.Collections.Immutable;
using Vedetta.Engine.Signals;

namespace Vedetta.Detection;

/// <summary>
/// What we do ourselves and how our components do: planned signals and the latest state of each component. Bounded;
/// past plans leave first.
/// </summary>
public sealed class Surroundings
{
    /// <summary>Most planned signals remembered.</summary>
    public const int PlannedMax = 2_000;

    /// <summary>Most components and nodes remembered.</summary>
    public const int ComponentsMax = 100_000;

    private readonly Dictionary<(string Component, string Node), HealthSignal> _latest = [];
    private ImmutableList<PlannedSignal> _planned = [];

    /// <summary>Plans dropped and components not remembered because a bound was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Planned signals, in order of arrival.</summary>
    public IReadOnlyList<PlannedSignal> Planned => _planned;

    /// <summary>The latest state of each component and node.</summary>
    public IReadOnlyCollection<HealthSignal> Health
    {
        get { lock (_latest) return [.. _latest.Values]; }
    }

    /// <summary>Remembers one signal.</summary>
    public void Take(SideSignal signal)
    {
        if (signal is PlannedSignal planned)
        {
            _planned = _planned.Add(planned);
            if (_planned.Count <= PlannedMax) return;
            _planned = _planned.RemoveAt(0);
            LeftOut++;
        }
        else if (signal is HealthSignal health)
        {
            lock (_latest)
                if (_latest.Count < ComponentsMax || _latest.ContainsKey((health.Component, health.Node ?? "")))
                    _latest[(health.Component, health.Node ?? "")] = health;
                else LeftOut++;
        }
    }

    /// <summary>Writes what is remembered.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_planned.Count);
        foreach (PlannedSignal p in _planned) Write(to, p);
        IReadOnlyCollection<HealthSignal> health = Health;
        to.Write(health.Count);
        foreach (HealthSignal h in health) Write(to, h);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        for (int i = from.ReadInt32(); i > 0; i--) Take(ReadPlanned(from));
        for (int i = from.ReadInt32(); i > 0; i--) Take(ReadHealth(from));
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

    private static void Write(BinaryWriter to, HealthSignal h)
    {
        to.Write(h.AtUnixMilliseconds);
        to.Write(h.Component);
        to.Write((byte)h.State);
        to.Write(h.Node ?? "");
        to.Write(h.Detail ?? "");
    }

    private static HealthSignal ReadHealth(BinaryReader from) => new(
        from.ReadInt64(), from.ReadString(), (ComponentState)from.ReadByte(),
        from.ReadString() is { Length: > 0 } n ? n : null, from.ReadString() is { Length: > 0 } d ? d : null);
}
