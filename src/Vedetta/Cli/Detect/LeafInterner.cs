using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Vedetta.Cli.Detect;

/// <summary>
/// Gives each distinct set of dimension bytes a small index without allocating for the ones met before. Bounded:
/// beyond <see cref="LeavesMax"/> every new set gets <see cref="Overflow"/>.
/// </summary>
public sealed class LeafInterner
{
    /// <summary>Most leaves one input may have by name.</summary>
    public const int LeavesMax = 1_000_000;

    /// <summary>The index of all leaves beyond the most that are kept.</summary>
    public const int Overflow = -1;

    /// <summary>The index of a leaf whose bytes are not UTF-8 or hold a NUL.</summary>
    public const int NotText = -2;

    private const int CapacityMin = 1024;

    // Inputs come from strangers: a fixed hash would let one file make every look-up slow.
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly List<byte[]> _keys = [];
    private int[] _slots = new int[CapacityMin];
    private uint[] _hashes = new uint[CapacityMin];

    /// <summary>The index of <paramref name="key"/>; <paramref name="isNew"/> when it was not met before.</summary>
    public int IndexOf(ReadOnlySpan<byte> key, out bool isNew)
    {
        uint hash = Hash(key);
        int slot = (int)(hash & (uint)(_slots.Length - 1));
        isNew = false;
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_hashes[slot] == hash && key.SequenceEqual(_keys[_slots[slot] - 1])) return _slots[slot] - 1;
        }
        if (!Utf8.IsValid(key) || key.Contains((byte)0)) return NotText;
        if (_keys.Count == LeavesMax) return Overflow;
        isNew = true;
        _keys.Add(key.ToArray());
        _slots[slot] = _keys.Count;
        _hashes[slot] = hash;
        if (_keys.Count * 2 > _slots.Length) Grow();
        return _keys.Count - 1;
    }

    private void Grow()
    {
        var slots = new int[_slots.Length * 2];
        var hashes = new uint[slots.Length];
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] == 0) continue;
            int slot = (int)(_hashes[i] & (uint)(slots.Length - 1));
            while (slots[slot] != 0) slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = _slots[i];
            hashes[slot] = _hashes[i];
        }
        _slots = slots;
        _hashes = hashes;
    }

    // Multiply and fold, eight bytes at a time; good enough to spread keys, not meant to resist cryptanalysis.
    private uint Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = _seed ^ (ulong)key.Length;
        while (key.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(key));
            key = key[sizeof(ulong)..];
        }
        ulong tail = 0;
        foreach (byte b in key) tail = (tail << 8) | b;
        hash = Fold(hash ^ tail);
        return (uint)(hash >> 32) ^ (uint)hash;
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, 0x9E37_79B9_7F4A_7C15UL, out ulong low);
        return high ^ low;
    }
}
