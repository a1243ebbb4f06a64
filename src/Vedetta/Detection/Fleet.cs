using Vedetta.Engine.Signals;

namespace Vedetta.Detection;

/// <summary>
/// How one node of a component does: a workstation, a share, a check; "" where a component speaks for itself.
/// </summary>
/// <param name="Component">Which component.</param>
/// <param name="Node">Which node.</param>
/// <param name="Group">Where it stands: the place it said; "" when unsaid.</param>
/// <param name="State">How it does.</param>
/// <param name="Since">Since when it does so.</param>
/// <param name="HeardAt">When it last said anything.</param>
/// <param name="Detail">What it said besides; "" for nothing.</param>
public sealed record NodeHealth(
    string Component, string Node, string Group, ComponentState State, DateTimeOffset Since, DateTimeOffset HeardAt,
    string Detail);

/// <summary>How many nodes of one group are not well.</summary>
public sealed record FleetGroup(string Name, int Nodes, int Unwell);

/// <summary>A component and its nodes at one instant: 40 of 6,700 not well.</summary>
/// <param name="Component">Which component.</param>
/// <param name="State">Its worst state that many nodes have; see <see cref="FleetRules.StateOf"/>.</param>
/// <param name="Nodes">Nodes known, stale ones left out.</param>
/// <param name="Degraded">Nodes that work badly.</param>
/// <param name="Down">Nodes that do not work.</param>
/// <param name="Stale">Nodes not heard lately; in none of the other numbers.</param>
/// <param name="Since">Since when the earliest of those now unwell is so; null when all are well.</param>
/// <param name="Groups">Groups with unwell nodes, most of them first.</param>
/// <param name="UnwellNodes">The unwell nodes, worst and longest first.</param>
public sealed record FleetPicture(
    string Component, ComponentState State, int Nodes, int Degraded, int Down, int Stale, DateTimeOffset? Since,
    IReadOnlyList<FleetGroup> Groups, IReadOnlyList<NodeHealth> UnwellNodes)
{
    /// <summary>Nodes degraded or down.</summary>
    public int Unwell => Degraded + Down;

    /// <summary>Share of nodes not well, 0 to 1; 0 without nodes.</summary>
    public double UnwellShare => Nodes == 0 ? 0 : (double)Unwell / Nodes;

    /// <summary>
    /// Share of nodes that do not work at all, 0 to 1: of shares or documents, those nobody can open.
    /// </summary>
    public double UnavailableShare => Nodes == 0 ? 0 : (double)Down / Nodes;
}

/// <summary>What the states of nodes say of their component.</summary>
public static class FleetRules
{
    /// <summary>A node that was not heard for this long is stale: neither well nor unwell.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(15);

    /// <summary>The pictures of all components, those most unwell first.</summary>
    public static IReadOnlyList<FleetPicture> Picture(IEnumerable<NodeHealth> nodes, DateTimeOffset now) =>
        [.. nodes.GroupBy(n => n.Component, StringComparer.Ordinal).Select(c => Picture(c.Key, [.. c], now))
            .OrderByDescending(c => c.State).ThenByDescending(c => c.UnwellShare)
            .ThenBy(c => c.Component, StringComparer.Ordinal)];

    /// <summary>Down when every node is down, degraded when any is not well, else ok.</summary>
    public static ComponentState StateOf(int nodes, int degraded, int down) =>
        nodes > 0 && down == nodes ? ComponentState.Down
        : degraded + down > 0 ? ComponentState.Degraded
        : ComponentState.Ok;

    private static FleetPicture Picture(string component, NodeHealth[] nodes, DateTimeOffset now)
    {
        // What says only changes falls silent in a state: an unwell node stays so until it says otherwise.
        NodeHealth[] fresh = [.. nodes.Where(n => n.State != ComponentState.Ok || now - n.HeardAt <= StaleAfter)];
        // A component that reports once and has no nodes is not a fleet that went silent.
        if (fresh.Length == 0 && nodes is [{ Node: "" }]) fresh = nodes;
        NodeHealth[] unwell = [.. fresh.Where(n => n.State != ComponentState.Ok)
            .OrderByDescending(n => n.State).ThenBy(n => n.Since).ThenBy(n => n.Node, StringComparer.Ordinal)];
        int down = unwell.Count(n => n.State == ComponentState.Down);
        return new FleetPicture(
            component, StateOf(fresh.Length, unwell.Length - down, down), fresh.Length, unwell.Length - down, down,
            nodes.Length - fresh.Length, unwell.Length == 0 ? null : unwell.Min(n => n.Since), Groups(fresh), unwell);
    }

    private static FleetGroup[] Groups(NodeHealth[] nodes) =>
        [.. nodes.GroupBy(n => n.Group, StringComparer.Ordinal)
            .Select(g => new FleetGroup(g.Key, g.Count(), g.Count(n => n.State != ComponentState.Ok)))
            .Where(g => g.Unwell > 0).OrderByDescending(g => g.Unwell).ThenBy(g => g.Name, StringComparer.Ordinal)];
}

/// <summary>
/// The latest state of every node. Bounded: when full, the node silent for longest leaves, well ones first.
/// </summary>
public sealed class Fleet
{
    /// <summary>Most nodes remembered.</summary>
    public const int NodesMax = 100_000;

    private readonly Dictionary<(string Component, string Node), NodeHealth> _nodes = [];
    private readonly Dictionary<(string Component, string Node), UnwellSpell> _spells = [];

    /// <summary>Nodes forgotten because the bound was reached.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The state of every node.</summary>
    public IReadOnlyCollection<NodeHealth> Nodes
    {
        get { lock (_nodes) return [.. _nodes.Values]; }
    }

    /// <summary>The last unwell spell of each component and node, over or not.</summary>
    public IReadOnlyCollection<UnwellSpell> Spells
    {
        get { lock (_nodes) return [.. _spells.Values]; }
    }

    /// <summary>Takes what a node says; what is older than its last word changes nothing.</summary>
    public void Take(HealthSignal health)
    {
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(health.AtUnixMilliseconds);
        (string Component, string Node) of = (health.Component, health.Node ?? "");
        lock (_nodes)
        {
            NodeHealth? before = _nodes.GetValueOrDefault(of);
            if (before is not null && at < before.HeardAt) return;
            if (before is null && _nodes.Count >= NodesMax) MakeRoom_NeedsLock();
            DateTimeOffset since = before?.State == health.State ? before.Since : at;
            _nodes[of] = new NodeHealth(
                of.Component, of.Node, health.Place ?? "", health.State, since, at, health.Detail ?? "");
            Follow_NeedsLock(of, health.State, at);
        }
    }

    /// <summary>Writes what is remembered.</summary>
    public void Save(BinaryWriter to)
    {
        IReadOnlyCollection<NodeHealth> nodes = Nodes;
        to.Write(nodes.Count);
        foreach (NodeHealth n in nodes) Write(to, n);
        IReadOnlyCollection<UnwellSpell> spells = Spells;
        to.Write(spells.Count);
        foreach (UnwellSpell spell in spells) Write(to, spell);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        lock (_nodes)
        {
            for (int i = from.ReadInt32(); i > 0; i--)
            {
                NodeHealth node = ReadNode(from);
                _nodes[(node.Component, node.Node)] = node;
            }
            for (int i = from.ReadInt32(); i > 0; i--)
            {
                UnwellSpell spell = ReadSpell(from);
                _spells[(spell.Component, spell.Node)] = spell;
            }
        }
    }

    private void Follow_NeedsLock((string Component, string Node) of, ComponentState state, DateTimeOffset at)
    {
        UnwellSpell? spell = _spells.GetValueOrDefault(of);
        if (state == ComponentState.Ok)
        {
            if (spell is { Until: null }) _spells[of] = spell with { Until = at };
        }
        else if (spell is not { Until: null }) _spells[of] = new UnwellSpell(of.Component, of.Node, at, null);
    }

    // A tenth at a time: looking for the longest silent costs a walk over all.
    private void MakeRoom_NeedsLock()
    {
        (string, string)[] leaving = [.. _nodes.Values.OrderByDescending(n => n.State == ComponentState.Ok)
            .ThenBy(n => n.HeardAt).Take(NodesMax / 10).Select(n => (n.Component, n.Node))];
        foreach ((string, string) of in leaving)
        {
            _nodes.Remove(of);
            _spells.Remove(of);
        }
        LeftOut += leaving.Length;
    }

    private static void Write(BinaryWriter to, NodeHealth n)
    {
        to.Write(n.Component);
        to.Write(n.Node);
        to.Write(n.Group);
        to.Write((byte)n.State);
        to.Write(n.Since.ToUnixTimeMilliseconds());
        to.Write(n.HeardAt.ToUnixTimeMilliseconds());
        to.Write(n.Detail);
    }

    private static NodeHealth ReadNode(BinaryReader from) => new(
        from.ReadString(), from.ReadString(), from.ReadString(), (ComponentState)from.ReadByte(),
        DateTimeOffset.FromUnixTimeMilliseconds(from.ReadInt64()),
        DateTimeOffset.FromUnixTimeMilliseconds(from.ReadInt64()),
        from.ReadString());

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
}
