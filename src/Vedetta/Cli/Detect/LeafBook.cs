namespace Vedetta.Cli.Detect;

/// <summary>All leaves of one stream under one index, whichever parser met them; bounded like the parsers' own.</summary>
public sealed class LeafBook(int dimensions)
{
    /// <summary>What every dimension of the leaf that holds all further ones is called.</summary>
    public const string OverflowValue = "(others)";

    private readonly Dictionary<string, int> _indexes = [];
    private readonly List<string[]> _values = [];
    private int _overflow = -1;

    /// <summary>Leaves known.</summary>
    public int Count => _values.Count;

    /// <summary>Whether some leaves were counted together because there were too many.</summary>
    public bool HasOverflow => _overflow >= 0;

    /// <summary>The dimension values of a leaf.</summary>
    public string[] this[int leaf] => _values[leaf];

    /// <summary>The index of the leaf with these values; made when new.</summary>
    public int IndexOf(string[] values)
    {
        string key = string.Join('\u001f', values);
        if (_indexes.TryGetValue(key, out int known)) return known;
        if (_values.Count >= LeafInterner.LeavesMax) return Overflow();
        _indexes[key] = _values.Count;
        _values.Add(values);
        return _values.Count - 1;
    }

    /// <summary>The leaf that holds all leaves beyond the most that are kept.</summary>
    public int Overflow()
    {
        if (_overflow >= 0) return _overflow;
        _overflow = _values.Count;
        _values.Add([.. Enumerable.Repeat(OverflowValue, dimensions)]);
        return _overflow;
    }
}
