namespace Vedetta.Cli.Detect;

/// <summary>What the user asked <c>vedetta detect</c> for.</summary>
/// <param name="Files">Paths in the order given; "-" is standard input.</param>
/// <param name="TimeZone">Zone of times without an offset, and of printed times; null when not given.</param>
/// <param name="AlarmsPerYear">False alarms accepted per series and year.</param>
/// <param name="ScoresPath">Where scores go; null for nowhere.</param>
/// <param name="Json">Whether surges are printed as NDJSON.</param>
public sealed record DetectOptions(
    IReadOnlyList<string> Files, TimeZoneInfo? TimeZone, double AlarmsPerYear, string? ScoresPath, bool Json)
{
    /// <summary>Opens standard input. Default: this process's.</summary>
    public Func<Stream> StandardInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Rows held until their bin is complete. Default: 4 million for counts (about 200 MB at most).</summary>
    public int RowsMax { get; init; } = 1 << 22;
}
