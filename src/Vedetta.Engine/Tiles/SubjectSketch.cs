using Vedetta.Engine.Signals;

namespace Vedetta.Engine.Tiles;

/// <summary>
/// What a tile knows of one subject (the first dimension of its leaves: service, queue, trunk, channel) beside counts:
/// outcomes exactly, who it came from and how long it took as sketches. Sources are kept as hashes only.
/// </summary>
public sealed class SubjectSketch
{
    /// <summary>Number of counters for the most frequent sources.</summary>
    public const int TopSourcesMax = 32;

    // Until its counters are full, the list of top sources is also the exact set of distinct ones.
    private SpaceSaving? _sources;
    private HyperLogLog? _distinct;

    /// <summary>Contacts that someone answered.</summary>
    public long Answered { get; internal set; }

    /// <summary>Contacts whose customer gave up waiting.</summary>
    public long Abandoned { get; internal set; }

    /// <summary>Contacts that an announcement or page answered.</summary>
    public long Deflected { get; internal set; }

    /// <summary>Waiting times, or null where none was said.</summary>
    public DdSketch? Waits { get; internal set; }

    /// <summary>Handling times, or null where none was said.</summary>
    public DdSketch? Handles { get; internal set; }

    /// <summary>Signals that said their source.</summary>
    public long WithSource => _sources?.Total ?? 0;

    /// <summary>
    /// Number of distinct sources: exact up to <see cref="HyperLogLog.ExactMax"/>, then within 1.63 %.
    /// </summary>
    public double DistinctSources => _distinct?.Estimate() ?? _sources?.Used ?? 0;

    internal SpaceSaving? Sources => _sources;

    internal HyperLogLog? Distinct => _distinct;

    /// <summary>The hashes of the most frequent sources, most frequent first.</summary>
    public TopKey[] TopSources() => _sources?.Top() ?? [];

    /// <summary>Counts one signal.</summary>
    /// <param name="sourceHash">Hash of who it came from, 0 where unsaid.</param>
    /// <param name="outcome">How a contact ended.</param>
    /// <param name="waitSeconds">Time in queue; NaN when unsaid.</param>
    /// <param name="handleSeconds">Handling time; NaN when unsaid.</param>
    public void Add(ulong sourceHash, ContactOutcome outcome, double waitSeconds, double handleSeconds)
    {
        if (sourceHash != 0) AddSource(sourceHash);
        if (outcome == ContactOutcome.Answered) Answered++;
        else if (outcome == ContactOutcome.Abandoned) Abandoned++;
        else if (outcome == ContactOutcome.Deflected) Deflected++;
        if (waitSeconds >= 0) (Waits ??= new()).Add(waitSeconds);
        if (handleSeconds >= 0) (Handles ??= new()).Add(handleSeconds);
    }

    /// <summary>Takes in all signals another sketch counted.</summary>
    public void Merge(SubjectSketch other)
    {
        Answered += other.Answered;
        Abandoned += other.Abandoned;
        Deflected += other.Deflected;
        if (other.Waits is { } waits) (Waits ??= new()).Merge(waits);
        if (other.Handles is { } handles) (Handles ??= new()).Merge(handles);
        if (other._sources is not null) MergeSources(other);
    }

    internal void RestoreSources(SpaceSaving sources, HyperLogLog? distinct) =>
        (_sources, _distinct) = (sources, distinct);

    private void AddSource(ulong hash)
    {
        SpaceSaving sources = _sources ??= new(TopSourcesMax);
        sources.Add(hash);
        if (_distinct is not null) _distinct.Add(hash);
        else if (sources.Used == TopSourcesMax) _distinct = SetOf(sources);
    }

    private void MergeSources(SubjectSketch other)
    {
        SpaceSaving sources = _sources ??= new(TopSourcesMax);
        HyperLogLog distinct = _distinct ?? SetOf(sources);
        distinct.Merge(other._distinct ?? SetOf(other._sources!));
        sources.Merge(other._sources!);
        _distinct = sources.Used == TopSourcesMax ? distinct : null;
    }

    private static HyperLogLog SetOf(SpaceSaving sources)
    {
        var set = new HyperLogLog();
        foreach (ulong hash in sources.Keys) set.Add(hash);
        return set;
    }
}
