using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;

namespace Vedetta.Cli.Detect;

/// <summary>Writes what was found for people: one paragraph a surge, then what was read.</summary>
public static class SurgeText
{
    /// <summary>Writes everything.</summary>
    public static void Write(TextWriter output, Analysis analysis)
    {
        Surge[] rises = [.. analysis.Surges.InAlarmOrder(SurgeDirection.Rise)];
        Surge[] drops = [.. analysis.Surges.InAlarmOrder(SurgeDirection.Drop)];
        Flood[] floods = [.. analysis.Floods.InAlarmOrder()];
        foreach (Flood flood in floods) FloodText.Write(output, flood, analysis.Offsets);
        foreach (Surge surge in rises) WriteRise(output, surge, analysis.Offsets);
        if (drops.Length > 0) output.WriteLine("Below normal:");
        foreach (Surge drop in drops) WriteDrop(output, drop, analysis.Offsets);
        if (drops.Length > 0) output.WriteLine();
        WriteSummary(output, analysis, rises.Length, floods.Length);
    }

    private static void WriteRise(TextWriter output, Surge surge, OffsetBook offsets)
    {
        output.WriteLine($"{NameOf(surge.Series)}: {Text.Percent(surge.Percent)} {When(surge, offsets)}");
        output.WriteLine($"  {Text.Count(surge.Observed)} seen, {Text.Count(surge.Expected)} expected: "
            + $"{Text.Count(Math.Abs(surge.Excess))} {(surge.Excess >= 0 ? "more" : "fewer")} "
            + $"(between {Percent(surge.RatioLow)} and {Percent(surge.RatioHigh)})");
        foreach (Explanation part in surge.ExplainedBy)
            output.WriteLine($"  {Math.Round(part.Share * 100)} % of it from {NamesOf(part.Dimensions)}");
        output.WriteLine();
    }

    private static void WriteDrop(TextWriter output, Surge drop, OffsetBook offsets) =>
        output.WriteLine($"  {NameOf(drop.Series)}: {Text.Percent(drop.Percent)} {When(drop, offsets)}, "
            + $"{Text.Count(drop.Observed)} seen, {Text.Count(drop.Expected)} expected");

    private static string When(Surge surge, OffsetBook offsets)
    {
        string since = $"since {Text.Time(offsets.Show(surge.Onset))}";
        return surge.EndedAt is { } ended
            ? $"{since}, for {Text.Duration(ended - surge.Onset)}"
            : $"{since}, still going on when the data end";
    }

    private static void WriteSummary(TextWriter output, Analysis analysis, int surges, int floods)
    {
        string found = surges switch { 0 => "No surge", 1 => "1 surge", _ => $"{Text.Count(surges)} surges" };
        if (floods > 0) found += floods == 1 ? " and 1 flood" : $" and {Text.Count(floods)} floods";
        string bins = analysis.Grid is { WidthSeconds: > 1 } grid ? $" in bins of {grid.Says}" : "";
        output.WriteLine($"{found} in {Text.Count(analysis.Rows)} rows of {Text.Count(analysis.Leaves)} series{bins}.");
        if (analysis.Span is { } span)
            output.WriteLine($"From {Text.Time(span.From)} to {Text.Time(span.Until)}.");
        if (analysis.Uncounted > 0) output.WriteLine($"{Text.Count(analysis.Uncounted)} lines carry no count.");
        if (analysis.HasOverflow)
            output.WriteLine($"Only the first {Text.Count(LeafInterner.LeavesMax)} series are told apart; the others are "
                + $"counted as {LeafBook.OverflowValue}.");
        if (analysis.Refusals.Count > 0)
            output.WriteLine($"{Text.Count(analysis.Refusals.Count)} {(analysis.Refusals.Count == 1 ? "line" : "lines")} refused.");
    }

    private static string Percent(double ratio) => Text.Percent((ratio - 1) * 100);

    private static string NameOf(SeriesKey series)
    {
        string names = series.IsTotal ? "all" : NamesOf(series.Dimensions);
        return series.Measure.Length == 0 ? names : $"{series.Measure}s, {names}";
    }

    private static string NamesOf(IEnumerable<DimensionValue> dimensions) =>
        string.Join(", ", dimensions.Select(d => $"{d.Dimension} {(d.Value.Length == 0 ? "(unsaid)" : d.Value)}"));
}
