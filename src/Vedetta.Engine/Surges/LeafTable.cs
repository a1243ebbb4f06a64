using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

/// <summary>One leaf: its share of its parent's counts.</summary>
internal struct LeafState
{
    /// <summary>Count in the long bin that is filling.</summary>
    public long BinCount;

    /// <summary>Decayed sum of counts and of what the parent was expected to count, for the share.</summary>
    public float CountSum;
    public float ParentSum;

    /// <summary>Last bin with a count.</summary>
    public uint ActiveUnixSeconds;

    /// <summary>The series the leaf keeps time with, −1 where it has none.</summary>
    public int Parent;

    /// <summary>Share of the parent's counts that is this leaf's.</summary>
    public readonly double Share => (CountSum + .01) / (ParentSum + 1);
}

/// <summary>The values of each dimension and the leaves made of them.</summary>
internal sealed class LeafTable(int dimensions)
{
    private readonly SlotMap<string>[] _values = [.. Enumerable.Range(0, dimensions).Select(_ => new SlotMap<string>())];

    // A leaf counts under the total, its values and their pairs and triples.
    private readonly int _places = Enumerable.Range(0, 1 << dimensions).Count(mask => int.PopCount(mask) <= 3);
    private SlotMap<ElementKey> _keys = new();
    private LeafState[] _leaves = [];
    private int[] _series = [];

    public int Slots => _keys.Slots;

    public int Count => _keys.Count;

    public Span<LeafState> All => _leaves.AsSpan(0, Slots);

    /// <summary>The leaves in use.</summary>
    public IEnumerable<int> Used => _keys.Used;

    /// <summary>Indices of the watched series a leaf counts under; −1 from the first unused place on.</summary>
    public Span<int> SeriesOf(int leaf) => _series.AsSpan(leaf * _places, _places);

    public ElementKey KeyOf(int leaf) => _keys[leaf];

    public string ValueOf(int dimension, int id) => _values[dimension][id];

    /// <summary>The element with these values; new values get an id.</summary>
    public ElementKey KeyOf(ReadOnlySpan<string> values)
    {
        Span<int> ids = [-1, -1, -1, -1];
        for (int d = 0; d < dimensions; d++) ids[d] = IdOf(_values[d], d < values.Length ? values[d] : "");
        return new ElementKey(ids[0], ids[1], ids[2], ids[3]);
    }

    /// <summary>The element a series key names, or null where a value was never seen.</summary>
    public ElementKey? Find(SeriesKey key, ImmutableArray<string> names)
    {
        Span<int> ids = [-1, -1, -1, -1];
        foreach (DimensionValue fixedTo in key.Dimensions)
        {
            int d = names.IndexOf(fixedTo.Dimension);
            if (d < 0 || d >= dimensions || (ids[d] = _values[d].Find(fixedTo.Value)) < 0) return null;
        }
        return new ElementKey(ids[0], ids[1], ids[2], ids[3]);
    }

    public int Find(in ElementKey key) => _keys.Find(key);

    public int Add(in ElementKey key, uint atUnixSeconds)
    {
        int leaf = _keys.Add(key);
        Grow.To(ref _leaves, Slots);
        Grow.To(ref _series, Slots * _places);
        _leaves[leaf] = new LeafState { ActiveUnixSeconds = atUnixSeconds, Parent = -1 };
        SeriesOf(leaf).Fill(-1);
        return leaf;
    }

    public void Remove(int leaf)
    {
        _keys.Remove(leaf);
        Unplace(leaf);
        _leaves[leaf] = new LeafState { Parent = -1 };
    }

    /// <summary>The leaf counts under no series until it is placed again.</summary>
    public void Unplace(int leaf)
    {
        SeriesOf(leaf).Fill(-1);
        _leaves[leaf].Parent = -1;
    }

    /// <summary>Forgets the values that neither a leaf nor one of <paramref name="others"/> uses any more.</summary>
    public void ForgetUnused(IEnumerable<ElementKey> others)
    {
        var used = new HashSet<int>[dimensions];
        for (int d = 0; d < dimensions; d++) used[d] = [];
        foreach (ElementKey key in _keys.Used.Select(KeyOf).Concat(others))
            for (int d = 0; d < dimensions; d++)
                if (key[d] >= 0) used[d].Add(key[d]);
        for (int d = 0; d < dimensions; d++)
            foreach (int id in _values[d].Used.ToList())
                if (!used[d].Contains(id)) _values[d].Remove(id);
    }

    public void Save(BinaryWriter to)
    {
        foreach (SlotMap<string> values in _values) values.Save(to, (writer, value) => writer.Write(value ?? ""));
        _keys.Save(to, (writer, key) => key.Save(writer));
        to.Write(MemoryMarshal.AsBytes((ReadOnlySpan<LeafState>)All));
        to.Write(MemoryMarshal.AsBytes(_series.AsSpan(0, Slots * _places)));
    }

    public static LeafTable Load(BinaryReader from, int dimensions)
    {
        var table = new LeafTable(dimensions);
        for (int d = 0; d < dimensions; d++) table._values[d] = SlotMap<string>.Load(from, reader => reader.ReadString());
        table._keys = SlotMap<ElementKey>.Load(from, ElementKey.Load);
        Grow.To(ref table._leaves, table.Slots);
        Grow.To(ref table._series, table.Slots * table._places);
        from.ReadExactly(MemoryMarshal.AsBytes(table.All));
        from.ReadExactly(MemoryMarshal.AsBytes(table._series.AsSpan(0, table.Slots * table._places)));
        return table;
    }

    private static int IdOf(SlotMap<string> values, string value)
    {
        int id = values.Find(value);
        return id >= 0 ? id : values.Add(value);
    }
}
