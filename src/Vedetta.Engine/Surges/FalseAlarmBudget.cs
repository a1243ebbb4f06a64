namespace Vedetta.Engine.Surges;

/// <summary>
/// Turns an accepted number of false alarms into evidence thresholds. The plain bound ln(members · bins / alarms) is
/// loose by a factor that depends on the mean count (small counts overshoot less often), on the threshold itself (few
/// runs reach it before a restart) and on plug-in error, so the factor was measured and is tabulated here.
/// </summary>
internal static class FalseAlarmBudget
{
    /// <summary>Shares of a series' budget.</summary>
    public const double RiseShare = .85;
    public const double DropShare = .15;

    /// <summary>While fast runs watch too, they get this part of the rises' budget.</summary>
    public const double FastShare = .5;

    // Aim below the setting: what is not measured here (other profiles, rougher drift) errs upwards.
    private const double Aim = .75;
    private const double EvidenceMin = 3.5;

    public const double SecondsPerYear = 365.25 * 86400;

    /// <summary>Evidence at which rises of a series alarm on long bins.</summary>
    /// <param name="alarmsPerYear">False alarms accepted.</param>
    /// <param name="perBin">Mean count of a bin.</param>
    public static double RiseThreshold(double alarmsPerYear, double perBin, int binSeconds, bool fast)
    {
        double perBinAlarms = alarmsPerYear * RiseShare * (fast ? 1 - FastShare : 1) * binSeconds / SecondsPerYear;
        return Solve(perBinAlarms * Wander(binSeconds), perBin);
    }

    /// <summary>Evidence at which drops of a series alarm.</summary>
    public static double DropThreshold(double alarmsPerYear, int binSeconds) =>
        Math.Max(EvidenceMin, At(DropEvidence, DropRates, Math.Log(
            alarmsPerYear * DropShare * binSeconds / SecondsPerYear * Aim * Wander(binSeconds))));

    /// <summary>
    /// Evidence at which rises alarm on runs of seconds. False alarms fall as e^−h; how many independent looks there
    /// are was measured on wandering rates: about one per count, saturating at one per nine seconds where the wander
    /// has k = 20 and later where it is calmer.
    /// </summary>
    public static double FastThreshold(double alarmsPerYear, double perSecond, double dispersion)
    {
        double most = .115 * Math.Pow(.05 / Math.Clamp(dispersion, .002, .5), .55);
        double looks = SecondsPerYear * 1.1 * perSecond / (1 + perSecond / most);
        return Math.Log(Math.Max(20, looks / (alarmsPerYear * RiseShare * FastShare * Aim)));
    }

    // ln of false alarms per bin, measured on simulated series (daily and weekly profile, drifting level, six weeks of
    // warm-up, 46 series-years per figure): one row per mean count, one column per evidence threshold.
    private static ReadOnlySpan<double> Evidence => [4.64, 6.03, 7.41, 8.80, 10.19, 11.57];
    private static ReadOnlySpan<double> Means => [.5, 2, 10, 50];
    private static ReadOnlySpan<double> RiseRates =>
    [
        -6.25, -7.40, -8.72, -9.95, -11.50, -13.00,
        -6.12, -7.26, -8.50, -9.93, -11.04, -12.25,
        -6.05, -7.12, -8.30, -9.40, -10.58, -11.66,
        -6.10, -7.05, -8.25, -9.27, -10.18, -11.07,
    ];

    private static ReadOnlySpan<double> DropEvidence => [6.03, 7.41, 8.80, 10.19, 11.57, 12.96];
    private static ReadOnlySpan<double> DropRates => [-7.2, -8.2, -9.3, -10.45, -11.7, -13.0];

    // Long bins average the counts' own scatter away, so what the level really wanders from day to day weighs more.
    private static double Wander(int binSeconds) => Math.Pow(Math.Min(1, 900.0 / binSeconds), .35);

    private static double Solve(double alarmsPerBin, double perBin)
    {
        double wanted = Math.Log(alarmsPerBin * Aim);
        double at = Math.Clamp(perBin, Means[0], Means[^1]);
        int row = 0;
        while (row < Means.Length - 2 && Means[row + 1] < at) row++;
        double share = Math.Log(at / Means[row]) / Math.Log(Means[row + 1] / Means[row]);
        double below = At(Evidence, RiseRates.Slice(row * Evidence.Length, Evidence.Length), wanted);
        double above = At(Evidence, RiseRates.Slice((row + 1) * Evidence.Length, Evidence.Length), wanted);
        return Math.Max(EvidenceMin, below + share * (above - below));
    }

    // Where the falling curve of rates reaches the wanted one; straight on beyond its ends.
    private static double At(ReadOnlySpan<double> evidence, ReadOnlySpan<double> rates, double wanted)
    {
        int i = 0;
        while (i < rates.Length - 2 && rates[i + 1] > wanted) i++;
        double slope = (rates[i + 1] - rates[i]) / (evidence[i + 1] - evidence[i]);
        return evidence[i] + (wanted - rates[i]) / Math.Min(slope, -.4);
    }
}
