using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>What one signal adds to a tile beside its leaf.</summary>
/// <param name="Source">Who it came from (customer, caller, reporter) for distinct counts; null when unsaid.</param>
/// <param name="Outcome">How a contact ended.</param>
/// <param name="WaitSeconds">Time in queue; NaN when unsaid.</param>
/// <param name="HandleSeconds">Handling time; NaN when unsaid.</param>
public readonly record struct Observation(string? Source, ContactOutcome Outcome, double WaitSeconds, double HandleSeconds)
{
    /// <summary>An observation of which only the leaf is known.</summary>
    public static Observation None => new(null, ContactOutcome.Unsaid, double.NaN, double.NaN);
}

/// <summary>How a contact ended.</summary>
public enum ContactOutcome : byte
{
    /// <summary>Not said (yet).</summary>
    Unsaid = 0,

    /// <summary>Someone answered.</summary>
    Answered = 1,

    /// <summary>The customer gave up waiting.</summary>
    Abandoned = 2,

    /// <summary>An announcement or page answered.</summary>
    Deflected = 3,
}

/// <summary>
/// What one node saw of one kind in one second. Tiles of the same second and kind merge; merging is associative and
/// commutative and equals counting the union (sketches within their error bounds).
/// </summary>
public sealed class Tile(SignalKind kind, long unixSecond)
{
    /// <summary>Kind of the signals counted.</summary>
    public SignalKind Kind { get; } = kind;

    /// <summary>The second, as Unix time.</summary>
    public long UnixSecond { get; } = unixSecond;

    /// <summary>Exact counts.</summary>
    public Dictionary<Leaf, long> Counts { get; } = [];
}

/// <summary>The tiles of one accepted batch, or of one node since its last flush.</summary>
public sealed class TileSet
{
    private readonly Dictionary<(long Second, SignalKind Kind), Tile> _tiles = [];

    /// <summary>Counts one signal.</summary>
    public void Add(long unixSecond, in Leaf leaf, in Observation observation)
    {
        ref Tile? tile = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _tiles, (unixSecond, leaf.Kind), out _);
        tile ??= new Tile(leaf.Kind, unixSecond);
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(tile.Counts, leaf, out _)++;
    }

    /// <summary>The tiles in order of second, then kind.</summary>
    public IEnumerable<Tile> InTimeOrder() => _tiles.OrderBy(t => t.Key).Select(t => t.Value);
}
