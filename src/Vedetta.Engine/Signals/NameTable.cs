using System.Runtime.InteropServices;
using System.Text;

namespace Vedetta.Engine.Signals;

/// <summary>
/// Gives the same string for the same UTF-8 bytes, so that keys are allocated once. Bounded: a full table starts
/// again empty, and a crowded place in it gives a fresh string instead, so senders of endless keys cost time, not memory.
/// </summary>
public sealed class NameTable(int entriesMax = NameTable.EntriesMaxDefault)
{
    /// <summary>Entries kept where the caller does not say.</summary>
    public const int EntriesMaxDefault = 32_768;

    private const int ProbesMax = 8;
    private Entry[] _entries = new Entry[64];

    /// <summary>Names held now.</summary>
    public int Count { get; private set; }

    /// <summary>The string of these bytes, which must be valid UTF-8.</summary>
    public string this[ReadOnlySpan<byte> utf8]
    {
        get
        {
            if (utf8.IsEmpty) return "";
            uint hash = Hash(utf8);
            int mask = _entries.Length - 1;
            for (int probe = 0; probe < ProbesMax; probe++)
            {
                ref Entry entry = ref _entries[((int)hash + probe) & mask];
                if (entry.Text is null) return Add(hash, utf8);
                if (entry.Hash == hash && utf8.SequenceEqual(entry.Utf8)) return entry.Text;
            }
            return Encoding.UTF8.GetString(utf8);
        }
    }

    private string Add(uint hash, ReadOnlySpan<byte> utf8)
    {
        if (Count >= entriesMax) Restart();
        else if (Count * 2 >= _entries.Length) Grow();
        var added = new Entry(hash, utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        if (TryPlace(_entries, added)) Count++;
        return added.Text!;
    }

    private void Restart()
    {
        Array.Clear(_entries);
        Count = 0;
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        int kept = 0;
        foreach (Entry entry in _entries)
            if (entry.Text is not null && TryPlace(larger, entry)) kept++;
        _entries = larger;
        Count = kept;
    }

    private static bool TryPlace(Entry[] entries, Entry entry)
    {
        int mask = entries.Length - 1;
        for (int probe = 0; probe < ProbesMax; probe++)
        {
            ref Entry place = ref entries[((int)entry.Hash + probe) & mask];
            if (place.Text is not null) continue;
            place = entry;
            return true;
        }
        return false;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong hash = (ulong)utf8.Length * 0x9E3779B97F4A7C15;
        while (utf8.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(utf8)) * 0xFF51AFD7ED558CCD;
            hash ^= hash >> 32;
            utf8 = utf8[8..];
        }
        foreach (byte b in utf8) hash = (hash ^ b) * 0x100000001B3;
        hash ^= hash >> 29;
        hash *= 0xC4CEB9FE1A85EC53;
        return (uint)(hash >> 32);
    }

    private readonly record struct Entry(uint Hash, byte[] Utf8, string? Text);
}
