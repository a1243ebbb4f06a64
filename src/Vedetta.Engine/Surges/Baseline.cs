namespace Vedetta.Engine.Surges;

/// <summary>
/// What a series should count: a level, which its hour-of-week profile multiplies, and how much more than Poisson it
/// scatters.
/// </summary>
internal struct Baseline
{
    /// <summary>Expected count of a bin of nominal length in an average hour.</summary>
    public float Level;

    /// <summary>Decayed sum of (y − μ)² − μ.</summary>
    public float VarianceSum;

    /// <summary>Decayed sum of μ².</summary>
    public float SquareSum;

    /// <summary>When the series was first seen.</summary>
    public uint BornUnixSeconds;

    /// <summary>Bins seen.</summary>
    public int Bins;

    /// <summary>Relative over-dispersion 1/k.</summary>
    public readonly double Dispersion => Math.Max(.001, VarianceSum / Math.Max(SquareSum, 1e-9f));

    /// <summary>Age in days.</summary>
    public readonly double AgeDays(long unixSeconds) => (unixSeconds - BornUnixSeconds) / 86400.0;

    /// <summary>How many times the hour <paramref name="slot"/> was lived through completely before now.</summary>
    public readonly int Visits(long unixSeconds, int slot, int slotNow)
    {
        int hours = (int)((unixSeconds - BornUnixSeconds) / 3600);
        int hoursAgo = (slotNow - slot + LocalClock.Slots) % LocalClock.Slots;
        return hours < hoursAgo ? 0 : (hours - hoursAgo) / LocalClock.Slots + 1;
    }
}
