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
    private readonly Dictionary<(string Component, string Node), UnwellSpell> _unwell = [];
    private ImmutableList<PlannedSignal> _planned = [];

    /// <summary>Planned signals, in order of arrival.</summary>
    public IReadOnlyList<PlannedSignal> Planned => _planned;

    /// <summary>The latest state of each component and node.</summary>
    public IReadOnlyCollection<HealthSignal> Health
    {
        get { lock (_latest) return [.. _latest.Values]; }
    }

    /// <summary>The last unwell spell of each component and node, over or not.</summary>
    public IReadOnlyCollection<UnwellSpell> Unwell
    {
        get { lock (_latest) return [.. _unwell.Values]; }
    }

    /// <summary>Remembers one signal.</summary>
    public void Take(SideSignal signal)
    {
        if (signal is PlannedSignal planned)
        {
            _planned = _planned.Add(planned);
            if (_planned.Count > PlannedMax) _planned = _planned.RemoveAt(0);
        }
        else if (signal is HealthSignal health)
        {
            lock (_latest) Take(health, (health.Component, health.Node ?? ""));
        }
    }

    private void Take(HealthSignal health, (string Component, string Node) of)
    {
        if (_latest.Count >= ComponentsMax && !_latest.ContainsKey(of)) return;
        _latest[of] = health;
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(health.AtUnixMilliseconds);
        UnwellSpell? spell = _unwell.GetValueOrDefault(of);
        if (health.State == ComponentState.Ok)
        {
            if (spell is { Until: null }) _unwell[of] = spell with { Until = at };
        }
        else if (spell is not { Until: null }) _unwell[of] = new UnwellSpell(of.Component, of.Node, at, null);
    }

    /// <summary>Writes what is remembered.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_planned.Count);
        foreach (PlannedSignal p in _planned) Write(to, p);
        IReadOnlyCollection<HealthSignal> health = Health;
        to.Write(health.Count);
        foreach (HealthSignal h in health) Write(to, h);
        IReadOnlyCollection<UnwellSpell> unwell = Unwell;
        to.Write(unwell.Count);
        foreach (UnwellSpell spell in unwell) Write(to, spell);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        for (int i = from.ReadInt32(); i > 0; i--) Take(ReadPlanned(from));
        for (int i = from.ReadInt32(); i > 0; i--) Take(ReadHealth(from));
        _unwell.Clear();
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            UnwellSpell spell = ReadSpell(from);
            _unwell[(spell.Component, spell.Node)] = spell;
        }
    }

    private static void Write(BinaryWriter to, UnwellSpell spell)
    {
        to.Write(spell.Component);
        to.Write(spell.Node);
        to.Write(spell.From.ToUnixTimeMilliseconds());
        to.Write(spell.Until?.ToUnixTimeMilliseconds() ?? -1);
    }

    private static UnwellSpell ReadSpell(BinaryReader from) => new(
        from.ReadString(), from.ReadString(), DateTimeOffset.FromUnixTimeMilliseconds(from.ReadInt64()),
        from.ReadInt64() is var until and >= 0 ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null);

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
