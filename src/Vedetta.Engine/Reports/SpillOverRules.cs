namespace Vedetta.Engine.Reports;

/// <summary>What the clearing of shadows looks at of one service.</summary>
/// <param name="Id">The service.</param>
/// <param name="IsNetwork">Whether it is a network people blame for what fails on it.</param>
/// <param name="Reports">Reports per minute, oldest first; the same minutes for every service.</param>
/// <param name="ExpectedPerMinute">What is usual in a minute.</param>
/// <param name="High">Upper edge of the ordinary band over all the minutes.</param>
public sealed record ReportedService(
    string Id, bool IsNetwork, IReadOnlyList<long> Reports, double ExpectedPerMinute, double High)
{
    /// <summary>All reports.</summary>
    public long Total { get; } = Reports.Sum();

    /// <summary>What is usual in all the minutes.</summary>
    public double Expected => ExpectedPerMinute * Reports.Count;

    /// <summary>Reports above the usual, never below 0.</summary>
    public double Excess => Math.Max(0, Total - Expected);

    /// <summary>Whether there are more than chance explains.</summary>
    public bool IsRisen => Total > High;

    /// <summary>Times the usual, with one added to both so that quiet services stay finite.</summary>
    public double Ratio => (Total + 1) / (Expected + 1);
}

/// <summary>Reports that are only the shadow of another service's fault.</summary>
/// <param name="Shadow">The service that is cleared.</param>
/// <param name="Victim">The one that fails.</param>
/// <param name="Share">The shadow's excess as a share of the victim's.</param>
public sealed record SpillOver(string Shadow, string Victim, double Share);

/// <summary>
/// Clears networks that are only reported because something else fails. When one carrier fails, the others show 2 to 7
/// % of its reports in the same minutes (AT&amp;T 65,000, Verizon 3,200, T-Mobile 1,500 on 22 February 2024; TIM
/// 2,500, Vodafone 176, WindTre 101); when an internet service fails, all carriers rise by similar ratios (4 October
/// 2021).
/// </summary>
public static class SpillOverRules
{
    /// <summary>Minutes compared.</summary>
    public const int WindowMinutes = 30;

    /// <summary>Largest share of the victim's excess that is a shadow; the largest published is 7 %.</summary>
    public const double ShareMax = 0.08;

    /// <summary>Least excess of a victim; beside less nothing is a shadow.</summary>
    public const double VictimExcessMin = 40;

    /// <summary>Share of the watched networks that must rise together to be an internet service's shadow.</summary>
    public const double NetworksTogetherMin = 2.0 / 3;

    /// <summary>How far the ratios of networks that rise together may lie apart.</summary>
    public const double RatioSpreadMax = 3;

    private const double Deviations = 3;
    private const double ShapeExcessMin = 60;
    private const double ShapeUnrest = 0.35;
    private const int NetworksMin = 2;

    /// <summary>The shadows among these services; a victim is never a shadow itself.</summary>
    public static IReadOnlyList<SpillOver> Find(IReadOnlyList<ReportedService> services)
    {
        ReportedService[] victims = [.. services.Where(s => s.IsRisen && s.Excess >= VictimExcessMin)];
        Dictionary<string, SpillOver> found = [];
        foreach (ReportedService network in services.Where(s => s.IsNetwork && s.Excess > 0))
            if (VictimOf(network, victims) is { } victim) found[network.Id] = Shadow(network, victim);
        foreach (SpillOver together in RisenTogether(services, victims)) found.TryAdd(together.Shadow, together);
        return [.. found.Values.Where(f => !found.ContainsKey(f.Victim))];
    }

    private static ReportedService? VictimOf(ReportedService network, ReportedService[] victims) => victims
        .Where(v => v.Id != network.Id && LeastExcess(network) <= ShareMax * v.Excess && HasSameShape(network, v))
        .MaxBy(v => v.Excess);

    // What of an excess is certain: few reports may be many more than a share by chance.
    private static double LeastExcess(ReportedService s) => s.Excess - Deviations * Math.Sqrt(s.Total);

    // Same minutes, same course: the shadow's counts against the victim's course in small, by chi-square. Shadows are
    // not exact copies, so a third of unrest beside chance is allowed.
    private static bool HasSameShape(ReportedService shadow, ReportedService victim)
    {
        if (shadow.Excess < ShapeExcessMin) return true;
        double scale = shadow.Excess / victim.Excess, sum = 0;
        int minutes = Math.Min(shadow.Reports.Count, victim.Reports.Count);
        for (int i = 0; i < minutes; i++)
        {
            double risen = scale * Math.Max(0, victim.Reports[i] - victim.ExpectedPerMinute);
            double should = risen + shadow.ExpectedPerMinute, off = shadow.Reports[i] - should;
            sum += off * off / (should + ShapeUnrest * risen * (ShapeUnrest * risen) + 1);
        }
        return sum <= minutes + 4 * Math.Sqrt(2.0 * minutes);
    }

    private static IEnumerable<SpillOver> RisenTogether(
        IReadOnlyList<ReportedService> services, ReportedService[] victims)
    {
        ReportedService[] risen = [.. services.Where(s => s.IsNetwork && s.IsRisen)];
        if (risen.Length < Math.Max(NetworksMin, NetworksTogetherMin * services.Count(s => s.IsNetwork))) return [];
        if (risen.Max(r => r.Ratio) > RatioSpreadMax * risen.Min(r => r.Ratio)) return [];
        double largest = risen.Max(r => r.Excess);
        return victims.Where(v => !v.IsNetwork && v.Excess >= largest).MaxBy(v => v.Excess) is { } victim
            ? risen.Select(r => Shadow(r, victim)) : [];
    }

    private static SpillOver Shadow(ReportedService network, ReportedService victim) =>
        new(network.Id, victim.Id, network.Excess / victim.Excess);
}
