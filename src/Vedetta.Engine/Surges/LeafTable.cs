using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

/// <summary>Indices of the watched series a leaf counts under; −1 where a place is unused.</summary>
[InlineArray(Places)]
internal struct LeafSeries
{
    public const int Places = 15;

    private int _first;
}

/// <summary>One leaf: its values, the series it counts under, and its share of its parent's counts.</summary>
internal struct LeafState
{
    public ElementKey Key;
    public LeafSeries Series;

    /// <summary>Count in the long bin that is filling.</summary>
    public long BinCount;

    /// <summary>Decayed sum of counts and of what the parent was expected to count, for the share.</summary>
    public float CountSum;
    public float ParentSum;

    /// <summary>Last long bin with a count.</summary>
    public uint ActiveUnixSeconds;

    /// <summary>Share of the parent's counts that is this leaf's.</summary>
    public readonly double Share => (CountSum + .01) / (ParentSum + 1);
}

/// <summary>The values of each dimension and the leaves made of them.</summary>
internal sealed class LeafTable(int dimensions)
{
    private readonly Dictionary<string, int>[] _ids = [.. Enumerable.Range(0, dimensions).Select(_ => new Dictionary<string, int>())];
    private readonly List<string>[] _values = [.. Enumerable.Range(0, dimensions).Select(_ => new List<string>())];
    private readonly Dictionary<ElementKey, int> _index = [];
    private readonly List<LeafState> _leaves = [];
    private readonly Stack<int> _free = [];

    public int Slots => _leaves.Count;

    public int Count => _index.Count;

    public Span<LeafState> All => CollectionsMarshal.AsSpan(_leaves);

    public string ValueOf(int dimension, int id) => _values[dimension][id];

    public bool IsAlive(int leaf) => _index.TryGetValue(_leaves[leaf].Key, out int at) && at == leaf;

    /// <summary>The element with these values; new values get an id.</summary>
    public ElementKey KeyOf(ReadOnlySpan<string> values)
    {
        Span<int> ids = [-1, -1, -1, -1];
        for (int d = 0; d < dimensions; d++) ids[d] = IdOf(d, d < values.Length ? values[d] : "");
        return new ElementKey(ids[0], ids[1], ids[2], ids[3]);
    }

    /// <summary>The element a series key names, or null where a value was never seen.</summary>
    public ElementKey? Find(SeriesKey key, ImmutableArray<string> names)
    {
        Span<int> ids = [-1, -1, -1, -1];
        foreach (DimensionValue fixedTo in key.Dimensions)
        {
            int d = names.IndexOf(fixedTo.Dimension);
            if (d < 0 || d >= dimensions || !_ids[d].TryGetValue(fixedTo.Value, out ids[d])) return null;
        }
        return new ElementKey(ids[0], ids[1], ids[2], ids[3]);
    }

    public int Find(in ElementKey key) => _index.TryGetValue(key, out int leaf) ? leaf : -1;

    public int Add(in ElementKey key, uint atUnixSeconds)
    {
        var state = new LeafState { Key = key, ActiveUnixSeconds = atUnixSeconds };
        ((Span<int>)state.Series).Fill(-1);
        int leaf = _free.Count > 0 ? _free.Pop() : _leaves.Count;
        if (leaf == _leaves.Count) _leaves.Add(state);
        else _leaves[leaf] = state;
        _index[key] = leaf;
        return leaf;
    }

    public void Remove(int leaf)
    {
        _index.Remove(_leaves[leaf].Key);
        _leaves[leaf] = default;
        _free.Push(leaf);
    }

    /// <summary>Forgets the values that neither a leaf nor one of <paramref name="others"/> uses any more.</summary>
    public void ForgetUnused(IEnumerable<ElementKey> others)
    {
        var used = new HashSet<int>[dimensions];
        for (int d = 0; d < dimensions; d++) used[d] = [];
        foreach (ElementKey key in _index.Keys.Concat(others))
            for (int d = 0; d < dimensions; d++)
                if (key[d] >= 0) used[d].Add(key[d]);
        for (int d = 0; d < dimensions; d++)
        {
            foreach ((string value, int id) in _ids[d])
                if (!used[d].Contains(id)) { _ids[d].Remove(value); _values[d][id] = Freed; }
        }
    }

    private const string Freed = "\0";

    private int IdOf(int dimension, string value)
    {
        if (_ids[dimension].TryGetValue(value, out int id)) return id;
        List<string> values = _values[dimension];
        id = _ids[dimension].Count < values.Count ? values.IndexOf(Freed) : -1;
        if (id < 0) { id = values.Count; values.Add(value); }
        else values[id] = value;
        _ids[dimension][value] = id;
        return id;
    }

    public void Save(BinaryWriter to)
    {
        for (int d = 0; d < dimensions; d++)
        {
            to.Write(_values[d].Count);
            foreach (string value in _values[d]) to.Write(value);
        }
        to.Write(_leaves.Count);
        to.Write(MemoryMarshal.AsBytes((ReadOnlySpan<LeafState>)All));
        to.Write(_free.Count);
        foreach (int free in _free.Reverse()) to.Write(free);
    }

    public static LeafTable Load(BinaryReader from, int dimensions)
    {
        var table = new LeafTable(dimensions);
        for (int d = 0; d < dimensions; d++)
        {
            int values = from.ReadInt32();
            for (int i = 0; i < values; i++)
            {
                string value = from.ReadString();
                table._values[d].Add(value);
                if (value != Freed) table._ids[d][value] = i;
            }
        }
        int leaves = from.ReadInt32();
        CollectionsMarshal.SetCount(table._leaves, leaves);
        from.ReadExactly(MemoryMarshal.AsBytes(table.All));
        int free = from.ReadInt32();
        for (int i = 0; i < free; i++) table._free.Push(from.ReadInt32());
        var freed = table._free.ToHashSet();
        for (int i = 0; i < leaves; i++)
            if (!freed.Contains(i)) table._index[table._leaves[i].Key] = i;
        return table;
    }
}
