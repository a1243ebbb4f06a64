namespace Vedetta.Engine.Tiles;

/// <summary>One key of a <see cref="SpaceSaving"/> sketch.</summary>
/// <param name="Key">The key's hash.</param>
/// <param name="Count">Its count, at least the true one.</param>
/// <param name="Error">How much of <paramref name="Count"/> may belong to other keys.</param>
public readonly record struct TopKey(ulong Key, long Count, long Error);

/// <summary>
/// The most frequent keys among any number of them, in a fixed number m of counters: no count is off by more than N/m,
/// and every key with more than N/m of the N counted is kept (Metwally 2005; merging: Agarwal 2012). Exact while no
/// more than m keys were seen.
/// </summary>
public sealed class SpaceSaving
{
    private ulong[] _keys;
    private long[] _counts;
    private long[] _errors;

    /// <summary>Starts empty.</summary>
    /// <param name="capacity">The number m of counters, at least 1.</param>
    public SpaceSaving(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        int first = Math.Min(capacity, 4);
        (_keys, _counts, _errors) = (new ulong[first], new long[first], new long[first]);
    }

    /// <summary>The number of counters.</summary>
    public int Capacity { get; }

    /// <summary>How many counters are in use.</summary>
    public int Used { get; private set; }

    /// <summary>How much was counted in all (N).</summary>
    public long Total { get; private set; }

    /// <summary>Whether every count is exact.</summary>
    public bool IsExact => Dropped == 0;

    /// <summary>Most that a key without a counter can have been counted.</summary>
    public long Dropped { get; private set; }

    /// <summary>Counts a key.</summary>
    /// <returns>False where another key lost its counter to this one.</returns>
    public bool Add(ulong key)
    {
        Total++;
        int at = _keys.AsSpan(0, Used).IndexOf(key);
        if (at >= 0)
        {
            _counts[at]++;
            return true;
        }

        if (Used < Capacity && Dropped == 0)
        {
            Append(new TopKey(key, 1, 0));
            return true;
        }

        Replace(key);
        return false;
    }

    /// <summary>Takes in what another sketch of the same capacity counted.</summary>
    public void Merge(SpaceSaving other)
    {
        var merged = new List<TopKey>(Used + other.Used);
        for (int i = 0; i < Used; i++) merged.Add(Joined(At(i), other));
        for (int i = 0; i < other.Used; i++)
            if (IndexOf(other._keys[i]) < 0) merged.Add(Joined(other.At(i), this));
        long dropped = Dropped + other.Dropped;
        merged.Sort(MostFirst);
        if (merged.Count > Capacity)
        {
            dropped = Math.Max(dropped, merged[Capacity].Count);
            merged.RemoveRange(Capacity, merged.Count - Capacity);
        }

        long total = Total + other.Total;
        Fill(merged, total, dropped);
    }

    /// <summary>The keys, most frequent first; equal counts by key.</summary>
    public TopKey[] Top()
    {
        var top = new TopKey[Used];
        for (int i = 0; i < Used; i++) top[i] = At(i);
        Array.Sort(top, MostFirst);
        return top;
    }

    internal ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Used);

    internal void Fill(IReadOnlyList<TopKey> keys, long total, long dropped)
    {
        Used = 0;
        foreach (TopKey key in keys) Append(key);
        (Total, Dropped) = (total, dropped);
    }

    private int IndexOf(ulong key) => _keys.AsSpan(0, Used).IndexOf(key);

    private TopKey At(int i) => new(_keys[i], _counts[i], _errors[i]);

    private static TopKey Joined(TopKey key, SpaceSaving other)
    {
        int at = other.IndexOf(key.Key);
        return at >= 0
            ? new TopKey(key.Key, key.Count + other._counts[at], key.Error + other._errors[at])
            : new TopKey(key.Key, key.Count + other.Dropped, key.Error + other.Dropped);
    }

    private void Append(TopKey key)
    {
        if (Used == _keys.Length)
        {
            int larger = Math.Min(Capacity, Used * 2);
            Array.Resize(ref _keys, larger);
            Array.Resize(ref _counts, larger);
            Array.Resize(ref _errors, larger);
        }

        (_keys[Used], _counts[Used], _errors[Used]) = (key.Key, key.Count, key.Error);
        Used++;
    }

    // The least frequent key gives its counter away; what it counted becomes the newcomer's possible error.
    private void Replace(ulong key)
    {
        int least = 0;
        for (int i = 1; i < Used; i++)
            if (_counts[i] < _counts[least]) least = i;
        long count = Math.Max(_counts[least], Dropped);
        (_keys[least], _counts[least], _errors[least]) = (key, count + 1, count);
        Dropped = count;
    }

    private static int MostFirst(TopKey a, TopKey b) =>
        a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Key.CompareTo(b.Key);
}
