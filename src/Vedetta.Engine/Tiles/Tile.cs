using System.Runtime.InteropServices;
using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// What one node saw of one kind in one second. Tiles of the same second and kind merge; merging is associative and
/// commutative and equals counting the union (sketches within their error bounds).
/// </summary>
public sealed class Tile(SignalKind kind, long unixSecond)
{
    private string? _lastName;
    private SubjectSketch? _lastSubject;

    /// <summary>Kind of the signals counted.</summary>
    public SignalKind Kind { get; } = kind;

    /// <summary>The second, as Unix time.</summary>
    public long UnixSecond { get; } = unixSecond;

    /// <summary>Exact counts.</summary>
    public Dictionary<Leaf, long> Counts { get; } = new(LeafComparer.Instance);

    /// <summary>
    /// Sketches by the leaf's first dimension (service, queue, trunk, channel); subjects of whose signals only the leaf
    /// is known have none.
    /// </summary>
    public Dictionary<string, SubjectSketch> Subjects { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Counts one signal; see <see cref="TileSet.Add(long, in Leaf, ulong, ContactOutcome, double, double)"/>.
    /// </summary>
    public void Add(in Leaf leaf, ulong sourceHash, ContactOutcome outcome, double waitSeconds, double handleSeconds)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(Counts, leaf, out _)++;
        if (sourceHash == 0 && outcome == ContactOutcome.Unsaid && !(waitSeconds >= 0) && !(handleSeconds >= 0)) return;
        Subject(leaf.A).Add(sourceHash, outcome, waitSeconds, handleSeconds);
    }

    /// <summary>Takes in a tile of the same kind and second.</summary>
    /// <exception cref="ArgumentException">The other tile is of another kind or second.</exception>
    public void Merge(Tile other)
    {
        if (other.Kind != Kind || other.UnixSecond != UnixSecond)
        {
            throw new ArgumentException(
                $"A tile of {other.Kind} at {other.UnixSecond} does not merge into {Kind} at {UnixSecond}.",
                    nameof(other));
        }

        Absorb(other);
    }

    internal void Absorb(Tile other)
    {
        foreach ((Leaf leaf, long count) in other.Counts)
            CollectionsMarshal.GetValueRefOrAddDefault(Counts, leaf, out _) += count;
        AbsorbSubjects(other, int.MaxValue);
    }

    internal int AbsorbSubjects(Tile other, int subjectsMax)
    {
        int leftOut = 0;
        foreach ((string name, SubjectSketch subject) in other.Subjects)
        {
            if (Subjects.Count >= subjectsMax && !Subjects.ContainsKey(name)) leftOut++;
            else Subject(name).Merge(subject);
        }
        return leftOut;
    }

    private SubjectSketch Subject(string name)
    {
        if (ReferenceEquals(name, _lastName)) return _lastSubject!;
        ref SubjectSketch? subject = ref CollectionsMarshal.GetValueRefOrAddDefault(Subjects, name, out _);
        subject ??= new();
        (_lastName, _lastSubject) = (name, subject);
        return subject;
    }
}
