using System.Collections.Immutable;
using Vedetta.Engine.Cdr;
using Vedetta.Engine.Signals;

namespace Vedetta.Cli.Detect;

/// <summary>What an input turned out to be.</summary>
public abstract record InputLayout
{
    /// <summary>Its kind for people, such as "counts".</summary>
    public abstract string Says { get; }
}

/// <summary>A CSV of counts per bin.</summary>
/// <param name="Delimiter">Byte between fields.</param>
/// <param name="Names">Header names as written.</param>
/// <param name="TimeColumn">Index of the time column.</param>
/// <param name="CountColumn">Index of the count column.</param>
/// <param name="Dimensions">Indexes of all other columns, which are dimensions.</param>
public sealed record CountsLayout(
    byte Delimiter,
    ImmutableArray<string> Names,
    int TimeColumn,
    int CountColumn,
    ImmutableArray<int> Dimensions) : InputLayout
{
    /// <inheritdoc/>
    public override string Says => "counts";

    /// <summary>The names of the dimensions.</summary>
    public ImmutableArray<string> DimensionNames => [.. Dimensions.Select(d => Names[d])];

    /// <summary>Whether rows of both layouts belong to one analysis.</summary>
    public bool Matches(CountsLayout other) => DimensionNames.SequenceEqual(other.DimensionNames);
}

/// <summary>A file of signals.</summary>
/// <param name="Format">How they are written.</param>
/// <param name="Header">The header line of a CSV, with its line break; empty for NDJSON.</param>
public sealed record SignalLayout(SignalFormat Format, byte[] Header) : InputLayout
{
    /// <summary>
    /// The layout of call records, where the file holds them instead of signals; its header is left out.
    /// </summary>
    public CallLayout? Records { get; init; }

    /// <inheritdoc/>
    public override string Says => Records?.Says ?? "signals";
}
