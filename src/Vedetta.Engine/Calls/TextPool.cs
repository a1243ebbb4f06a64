using System.Text;

namespace Vedetta.Engine.Calls;

/// <summary>
/// Gives the same string for the same bytes most of the time, so that what many calls share is allocated once. Of fixed
/// size: a text that meets another in its place takes it, so endless new texts cost no more than strings of their own.
/// Bytes are read as Latin-1, which every byte has a character in and which is ASCII where SIP is.
/// </summary>
/// <param name="places">Places, a power of two.</param>
internal sealed class TextPool(int places)
{
    private readonly string?[] _texts = new string?[places];

    /// <summary>The string of these bytes.</summary>
    public string this[ReadOnlySpan<byte> bytes]
    {
        get
        {
            if (bytes.IsEmpty) return "";
            ref string? place = ref _texts[(int)(Hash(bytes) & (uint)(places - 1))];
            if (place is { } known && known.Length == bytes.Length && Ascii.Equals(bytes, known)) return known;
            return place = Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>A hash for places and for telling branches apart; not one to trust against a chosen input.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325 ^ (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = (hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }
        foreach (byte value in bytes) hash = (hash ^ value) * 0x100000001B3;
        hash *= 0xC4CEB9FE1A85EC53;
        return (uint)(hash >> 32);
    }
}
