using System.Globalization;
using Vedetta.Engine.Floods;

namespace Vedetta.Cli.Detect;

/// <summary>Tells floods of calls to people.</summary>
public static class FloodText
{
    private const int OriginsTold = 3;

    /// <summary>Writes one paragraph.</summary>
    public static void Write(TextWriter output, Flood flood, OffsetBook offsets)
    {
        output.WriteLine($"Flood of calls on {ScopeOf(flood)}: {Text.Count(flood.Attempts)} calls to "
            + $"{Text.Count(flood.LinesHit)} {(flood.LinesHit == 1 ? "line" : "lines")} {When(flood, offsets)}");
        output.WriteLine($"  {PatternOf(flood)}{Rhythm(flood)}");
        string origins = string.Join(", ",
            flood.Origins.Take(OriginsTold).Select(o => $"{o.Number} ({Text.Count(o.Attempts)})"));
        if (origins.Length > 0) output.WriteLine($"  most from {origins}");
        string ranges = string.Join(", ", flood.Fingerprint.Prefixes.Take(OriginsTold).Select(p => p.Value + "…"));
        if (flood.IsRotating && ranges.Length > 0) output.WriteLine($"  their ranges: {ranges}");
        output.WriteLine();
    }

    private static string ScopeOf(Flood flood) => flood.Scope switch
    {
        FloodScope.Line => $"line {flood.Target}",
        FloodScope.Block => $"lines {flood.Target}…",
        _ => flood.Target.Length > 0 ? $"all lines ({flood.Target}…)" : "all lines",
    };

    private static string PatternOf(Flood flood) => flood.Pattern switch
    {
        FloodPattern.SameOrigin => "the same few numbers call again and again",
        FloodPattern.RotatingOrigins => "ever new numbers call",
        FloodPattern.OneRing => "one ring, then the caller hangs up",
        _ => "one line is called far more often than people call",
    };

    private static string Rhythm(Flood flood) => flood.PeriodSeconds is { } period
        ? string.Create(CultureInfo.InvariantCulture, $", each line every {period:0.#} s")
        : "";

    private static string When(Flood flood, OffsetBook offsets)
    {
        string since = $"since {Text.Time(offsets.Show(flood.StartedAt))}";
        return flood.EndedAt is { } ended
            ? $"{since}, for {Text.Duration(ended - flood.StartedAt)}"
            : $"{since}, still going on when the data end";
    }
}
