using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// Hashes who a signal came from, under a key: the same person stays the same person on every node with the key, and
/// nobody without it can try all numbers to find the one behind a hash in a tile. SipHash-2-4 over UTF-8.
/// </summary>
/// <remarks>Source: Aumasson and Bernstein 2012, SipHash: a fast short-input PRF.</remarks>
public sealed class SourceKey
{
    private const int StackBytesMax = 384;

    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <summary>Takes the key itself.</summary>
    /// <param name="key">16 bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public SourceKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != 16) throw new ArgumentException($"A source key has 16 bytes, not {key.Length}.", nameof(key));
        (_k0, _k1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
    }

    /// <summary>A key everybody knows, for counts that are never stored: files read by tools, benchmarks.</summary>
    public static SourceKey Fixed { get; } = new("counts not stored"u8[..16]);

    /// <summary>A key of its own made from a server's key for pseudonyms: neither can be told from the other.</summary>
    public static SourceKey From(ReadOnlySpan<byte> pseudonymKey)
    {
        Span<byte> made = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(pseudonymKey, "sources in tiles"u8, made);
        return new SourceKey(made[..16]);
    }

    /// <summary>The hash of who a signal came from; never 0, which means "unsaid".</summary>
    public ulong HashOf(ReadOnlySpan<char> source)
    {
        int bytesMax = source.Length * 3;
        if (bytesMax <= StackBytesMax)
        {
            Span<byte> bytes = stackalloc byte[StackBytesMax];
            return NeverZero(HashOf(bytes[..Encoding.UTF8.GetBytes(source, bytes)]));
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(bytesMax);
        ulong hash = HashOf(rented.AsSpan(0, Encoding.UTF8.GetBytes(source, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return NeverZero(hash);
    }

    /// <summary>The hash of bytes.</summary>
    public ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        ulong a = _k0 ^ 0x736F6D6570736575, b = _k1 ^ 0x646F72616E646F6D, c = _k0 ^ 0x6C7967656E657261, d = _k1 ^ 0x7465646279746573;
        ulong last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= 8; bytes = bytes[8..]) Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes), ref a, ref b, ref c, ref d);
        for (int i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << 8 * i;
        Take(last, ref a, ref b, ref c, ref d);
        c ^= 0xFF;
        for (int round = 0; round < 4; round++) Round(ref a, ref b, ref c, ref d);
        return a ^ b ^ c ^ d;
    }

    private static ulong NeverZero(ulong hash) => hash == 0 ? 1 : hash;

    private static void Take(ulong word, ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        d ^= word;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        a ^= word;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        a = BitOperations.RotateLeft(a, 32);
        c += d;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a += d;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        c += b;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        c = BitOperations.RotateLeft(c, 32);
    }
}
