using System.Globalization;
using Vedetta.Engine.Floods;

namespace Vedetta.Incidents;

/// <summary>
/// What speaks for a flood of calls, named: its beat, its lines, whose calls they are, one machine, how they ring. Of
/// calling numbers only the range is told, so that reading a reason shows nobody's number.
/// </summary>
public static class FloodCauseRules
{
    private const double ShareToTell = 0.8;
    private const double ShortRingSecondsMax = 5;
    private const int RangeDigitsMax = 6;

    /// <summary>Reasons from the largest flood; none without one.</summary>
    public static IEnumerable<Evidence> Evidence(IReadOnlyList<Flood> floods) =>
        floods.MaxBy(f => f.Attempts) is { } flood ? Of(flood) : [];

    private static IEnumerable<Evidence> Of(Flood flood)
    {
        yield return new Evidence("flood-lines", Whole(flood.LinesHit), 3);
        yield return new Evidence("flood-calls", Whole(flood.Attempts), 1);
        if (flood.PeriodSeconds is { } period) yield return new Evidence("flood-beat", Seconds(period), 2);
        if (flood.Pattern == FloodPattern.OneRing) yield return new Evidence("flood-one-ring", "", 2);
        if (Origin(flood) is { } origin) yield return origin;
        if (Widest(flood.Fingerprint.UserAgents, flood.Attempts) is { } agent)
            yield return new Evidence("flood-machine", agent.Value, 1);
        else if (Widest(flood.Fingerprint.SdpOrigins, flood.Attempts) is not null)
            yield return new Evidence("flood-machine", "", 1);
        if (flood.Fingerprint.RingSecondsMedian <= ShortRingSecondsMax)
            yield return new Evidence("flood-rings-short", Seconds(flood.Fingerprint.RingSecondsMedian), 0.5);
    }

    private static Evidence? Origin(Flood flood)
    {
        long attempts = Math.Max(1, flood.Attempts);
        if (flood.Pattern is FloodPattern.SameOrigin or FloodPattern.RepeatedLine && flood.Origins.Length > 0
            && flood.Origins[0].Attempts >= ShareToTell * attempts)
            return new Evidence("flood-one-number", $"{Share(flood.Origins[0].Attempts, attempts)} ({Range(flood.Origins[0].Number)})", 2);
        FloodTrait[] ranges = [.. flood.Fingerprint.Prefixes];
        if (ranges.Length == 0) return flood.IsRotating ? new Evidence("flood-numbers-change", "", 1.5) : null;
        long calls = ranges.Sum(r => r.Attempts), before = ranges.Sum(r => r.HonestBefore);
        string told = $"{Share(calls, attempts)} ({string.Join(", ", ranges.Take(3).Select(r => Range(r.Value)))})";
        return before == 0 ? new Evidence("flood-new-ranges", told, 2) : new Evidence("flood-few-ranges", told, 1.5);
    }

    private static FloodTrait? Widest(IReadOnlyList<FloodTrait> traits, long attempts) =>
        traits.FirstOrDefault(t => t.Attempts >= ShareToTell * attempts && t.HonestBefore < t.Attempts / 4);

    private static string Range(string number)
    {
        int keep = RangeDigitsMax + (number.StartsWith('+') ? 1 : 0);
        return number.Length <= keep ? number : number[..keep] + "…";
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";

    private static string Share(long part, long whole) =>
        ((double)part / whole * 100).ToString("0", CultureInfo.InvariantCulture) + " %";
}
