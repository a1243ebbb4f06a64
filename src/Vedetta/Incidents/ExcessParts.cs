using Vedetta.Detection;
using Vedetta.Engine.Surges;

namespace Vedetta.Incidents;

/// <summary>Where an excess sits: the share of each value of each dimension, read from the live counts.</summary>
public sealed class ExcessParts(LiveWatch watch)
{
    /// <summary>Smallest share of the excess worth telling.</summary>
    public const double ShareMin = 0.05;

    private const int PartsPerDimensionMax = 8;

    /// <summary>Parts of the excess of a measure between two instants, largest share first.</summary>
    public IReadOnlyList<ExcessPart> Of(string measure, DateTimeOffset from, DateTimeOffset until)
    {
        if (Excess(new SeriesKey(measure, []), from, until) is not { } whole || Math.Abs(whole) < 1) return [];
        return [.. DimensionsOf(measure).SelectMany(d => OfDimension(measure, d, whole, from, until)).OrderByDescending(p => p.Share)];
    }

    /// <summary>Parts of one surge: where what it explains sits. Once it ended, parts of its measure's whole excess.</summary>
    public IReadOnlyList<ExcessPart> Within(Surge surge) => watch.Shares(surge) is { Count: > 0 } shares
        ? [.. shares.Where(s => s.Share >= ShareMin).Select(s => new ExcessPart(s.Value.Dimension, s.Value.Value, s.Share))]
        : Of(surge.Series.Measure, surge.Onset, surge.EndedAt ?? surge.AlarmedAt);

    /// <summary>
    /// Places that carry most of the excess and far more of it than of an ordinary day; empty when the excess is spread
    /// as usual.
    /// </summary>
    public IReadOnlyList<string> Places(string measure, IReadOnlyList<ExcessPart> parts, DateTimeOffset from, DateTimeOffset until)
    {
        if (watch.Measure(new SeriesKey(measure, []), from, until)?.Expected is not { Expected: > 0 } whole) return [];
        return [.. parts.Where(p => p.Dimension == "place" && p.Share >= 0.2)
            .Where(p => Ordinary(measure, p.Value, from, until) / whole.Expected < p.Share / 2)
            .Select(p => p.Value)];
    }

    private double Ordinary(string measure, string place, DateTimeOffset from, DateTimeOffset until) =>
        watch.Measure(new SeriesKey(measure, [new("place", place)]), from, until)?.Expected?.Expected ?? 0;

    private IEnumerable<ExcessPart> OfDimension(
        string measure, string dimension, double whole, DateTimeOffset from, DateTimeOffset until) =>
        watch.SeriesOf(measure, dimension)
            .Select(s => new ExcessPart(dimension, s.Dimensions[0].Value, Math.Clamp((Excess(s, from, until) ?? 0) / whole, 0, 1)))
            .Where(p => p.Share >= ShareMin)
            .OrderByDescending(p => p.Share)
            .Take(PartsPerDimensionMax);

    // A series too young for a baseline was not there before: all it shows is excess.
    private double? Excess(SeriesKey series, DateTimeOffset from, DateTimeOffset until) =>
        watch.Measure(series, from, until) is { } measured ? measured.Observed - (measured.Expected?.Expected ?? 0) : null;

    private static string[] DimensionsOf(string measure) => measure switch
    {
        "contact" => ["topic", "queue", "place", "channel"],
        "report" => ["service", "place", "reason", "network"],
        "call" => ["trunk"],
        _ => ["channel"],
    };
}
