using System.Numerics;

namespace Vedetta.Engine.Gate;

/// <summary>
/// Numbers to positions: open addressing over two flat arrays, at most half full, so that a look is one or two cache
/// lines. Filled once, then read by many.
/// </summary>
internal sealed class NumberTable
{
    private const ulong Mix = 0x9E3779B97F4A7C15;
    private readonly int[] _values;
    private readonly ulong[] _keys;
    private readonly int _shift;

    public NumberTable(int count)
    {
        int bits = Math.Max(3, BitOperations.Log2((uint)Math.Max(1, count)) + 2);
        _keys = new ulong[1 << bits];
        _values = new int[1 << bits];
        _shift = 64 - bits;
    }

    /// <summary>Keys held.</summary>
    public int Count { get; private set; }

    /// <summary>The value under a key, by reference; a fresh key gets <paramref name="otherwise"/> first.</summary>
    public ref int Value(ulong key, int otherwise)
    {
        int slot = Slot(key);
        if (_keys[slot] != 0) return ref _values[slot];
        if (++Count > _keys.Length / 2)
            throw new InvalidOperationException($"More numbers than the table was made for ({_keys.Length / 2}).");
        _keys[slot] = key;
        _values[slot] = otherwise;
        return ref _values[slot];
    }

    /// <summary>The value under a key, or -1.</summary>
    public int Find(ulong key)
    {
        int slot = Slot(key);
        return _keys[slot] == 0 ? -1 : _values[slot];
    }

    /// <summary>Whether a key is held.</summary>
    public bool Contains(ulong key) => Count > 0 && _keys[Slot(key)] != 0;

    private int Slot(ulong key)
    {
        int mask = _keys.Length - 1;
        int slot = (int)(key * Mix >> _shift);
        while (_keys[slot] != 0 && _keys[slot] != key) slot = (slot + 1) & mask;
        return slot;
    }
}
