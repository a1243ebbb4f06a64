using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// The tiles of one accepted batch, or of one node since its last flush. Not safe for several threads at once.
/// </summary>
/// <param name="sources">Hashes who signals came from; sets merge only under one key.</param>
public sealed class TileSet(SourceKey sources)
{
    private readonly Dictionary<(long Second, SignalKind Kind), Tile> _tiles = [];
    private Tile? _last;

    /// <summary>A set whose sources are hashed by <see cref="SourceKey.Fixed"/>; not for counts that are stored.</summary>
    public TileSet()
        : this(SourceKey.Fixed)
    {
    }

    /// <summary>Number of tiles.</summary>
    public int Count => _tiles.Count;

    /// <summary>Counts one signal.</summary>
    public void Add(long unixSecond, in Leaf leaf, in Observation observation) => Add(
        unixSecond, leaf, observation.Source is { Length: > 0 } source ? sources.HashOf(source) : 0,
        observation.Outcome, observation.WaitSeconds, observation.HandleSeconds);

    /// <summary>Counts one signal whose source was hashed already.</summary>
    /// <param name="unixSecond">The second it belongs to.</param>
    /// <param name="leaf">What it is counted under.</param>
    /// <param name="sourceHash"><see cref="SourceKey.HashOf(ReadOnlySpan{char})"/> of who it came from, 0 where unsaid.</param>
    /// <param name="outcome">How a contact ended.</param>
    /// <param name="waitSeconds">Time in queue; NaN when unsaid.</param>
    /// <param name="handleSeconds">Handling time; NaN when unsaid.</param>
    public void Add(
        long unixSecond, in Leaf leaf, ulong sourceHash, ContactOutcome outcome, double waitSeconds,
            double handleSeconds)
    {
        Tile tile = _last is { } last && last.UnixSecond == unixSecond && last.Kind == leaf.Kind
            ? last
            : TileOf(unixSecond, leaf.Kind);
        tile.Add(leaf, sourceHash, outcome, waitSeconds, handleSeconds);
    }

    /// <summary>Takes in all tiles of another set, which stays as it is.</summary>
    public void Merge(TileSet other)
    {
        foreach (Tile tile in other._tiles.Values) TileOf(tile.UnixSecond, tile.Kind).Merge(tile);
    }

    /// <summary>
    /// Takes the sketches of a tile, not its counts, in under another second: how seconds become quarters of an hour.
    /// Subjects that are new where there are <paramref name="subjectsMax"/> already are left out; returns how many.
    /// </summary>
    public int MergeSubjectsAt(long unixSecond, Tile tile, int subjectsMax) =>
        TileOf(unixSecond, tile.Kind).AbsorbSubjects(tile, subjectsMax);

    /// <summary>Forgets the tiles before a second.</summary>
    public void DropBefore(long unixSecond)
    {
        foreach (Tile tile in ToArray())
            if (tile.UnixSecond < unixSecond) _tiles.Remove((tile.UnixSecond, tile.Kind));
        _last = null;
    }

    /// <summary>The tiles in order of second, then kind.</summary>
    public IEnumerable<Tile> InTimeOrder() => ToArray();

    /// <summary>The tiles in order of second, then kind, as an array of their own.</summary>
    public Tile[] ToArray()
    {
        var tiles = new Tile[_tiles.Count];
        _tiles.Values.CopyTo(tiles, 0);
        if (tiles.Length > 1)
        {
            Array.Sort(tiles, static (a, b) => a.UnixSecond != b.UnixSecond
                ? a.UnixSecond.CompareTo(b.UnixSecond)
                : a.Kind.CompareTo(b.Kind));
        }

        return tiles;
    }

    /// <summary>Forgets all tiles.</summary>
    public void Clear()
    {
        _tiles.Clear();
        _last = null;
    }

    /// <summary>Writes all tiles; sets that counted the same write the same bytes (while sketches are exact).</summary>
    public byte[] ToBytes() => TileWriter.Write(ToArray());

    /// <summary>Reads what <see cref="ToBytes"/> wrote. Never throws, whatever the bytes.</summary>
    /// <param name="bytes">The bytes, no more and no less.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="reason">Why the bytes are refused; empty where they are not.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TileSet? tiles, out string reason) =>
        TileReader.TryRead(bytes, out tiles, out reason);

    internal Tile TileOf(long unixSecond, SignalKind kind)
    {
        ref Tile? tile = ref CollectionsMarshal.GetValueRefOrAddDefault(_tiles, (unixSecond, kind), out _);
        tile ??= new Tile(kind, unixSecond);
        return _last = tile;
    }
}
