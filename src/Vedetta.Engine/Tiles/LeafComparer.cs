using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// Compares leaves as they compare themselves, but hashes their texts eight bytes at a time: counting a signal costs
/// one such hash. The seed differs from process to process, so nobody can prepare texts that collide.
/// </summary>
internal sealed class LeafComparer : IEqualityComparer<Leaf>
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private static readonly ulong Seed =
        ((ulong)(uint)"leaf".GetHashCode(StringComparison.Ordinal) << 32) | (uint)"seed".GetHashCode(StringComparison.Ordinal);

    public static LeafComparer Instance { get; } = new();

    public bool Equals(Leaf x, Leaf y) => x == y;

    public int GetHashCode([DisallowNull] Leaf obj)
    {
        ulong hash = Mix(Mix(Mix(Mix(Seed + (byte)obj.Kind, obj.A), obj.B), obj.C), obj.D);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong hash, string text)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(text.AsSpan());
        hash = Step(hash, (ulong)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Step(hash, MemoryMarshal.Read<ulong>(bytes));
        ulong rest = 0;
        foreach (byte b in bytes) rest = (rest << 8) | b;
        return rest == 0 ? hash : Step(hash, rest);
    }

    private static ulong Step(ulong hash, ulong word)
    {
        ulong high = Math.BigMul(hash ^ word ^ Odd, word + Seed + Odd, out ulong low);
        return high ^ low ^ hash;
    }
}
