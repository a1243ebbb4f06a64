namespace Vedetta.Engine.Surges;

/// <summary>
/// Turns an accepted number of false alarms into evidence thresholds. The plain bound ln(members · bins / alarms) is
/// loose by a factor that depends on the mean count (small counts overshoot less often), on the threshold itself (few
/// runs reach it before a restart) and on plug-in error, so the factor was measured and is tabulated here.
/// </summary>
internal static class FalseAlarmBudget
{
    private const double RiseShare = .8;
    private const double DropShare = .2;

    // While fast runs watch too, they get this part of the rises' budget.
    private const double FastShare = .3;

    public const double SecondsPerYear = 365.25 * 86400;

    /// <summary>Evidence at which rises of a series alarm on long bins.</summary>
    /// <param name="alarmsPerYear">False alarms accepted.</param>
    /// <param name="perBin">Mean count of a bin.</param>
    public static double RiseThreshold(double alarmsPerYear, double perBin, double dispersion, int binSeconds, bool fast)
    {
        double perBinAlarms = alarmsPerYear * RiseShare * (fast ? 1 - FastShare : 1) * binSeconds / SecondsPerYear;
        return Solve(perBinAlarms, perBin, dispersion);
    }

    /// <summary>Evidence at which drops of a series alarm.</summary>
    public static double DropThreshold(double alarmsPerYear, double perBin, double dispersion, int binSeconds) =>
        Solve(alarmsPerYear * DropShare * binSeconds / SecondsPerYear, perBin, dispersion);

    /// <summary>Evidence at which rises alarm on runs of seconds; a run can start at any count.</summary>
    public static double FastThreshold(double alarmsPerYear, double perSecond)
    {
        double starts = Math.Min(perSecond, 1) * SecondsPerYear;
        return Math.Log(Math.Max(20, 3 * starts / (alarmsPerYear * RiseShare * FastShare)));
    }

    private static double Solve(double alarmsPerBin, double perBin, double dispersion)
    {
        double h = Math.Log(4 / alarmsPerBin);
        return Math.Max(3, h - .5);
    }
}
