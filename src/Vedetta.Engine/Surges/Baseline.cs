using System.Runtime.CompilerServices;

namespace Vedetta.Engine.Surges;

/// <summary>One value per hour of the local week.</summary>
[InlineArray(LocalClock.Slots)]
internal struct WeekValues
{
    private Half _first;
}

/// <summary>Mean counts per hour of the week while a series is young; the profile is fitted from them.</summary>
internal sealed class YoungWeek
{
    /// <summary>Mean count per bin, as a multiple of <see cref="Unit"/>; NaN where nothing was seen yet.</summary>
    public WeekValues Means;

    /// <summary>Count per bin that a mean of 1 stands for.</summary>
    public float Unit = 1;

    public YoungWeek() => ((Span<Half>)Means).Fill(Half.NaN);
}

/// <summary>
/// What a series should count: a level times an hour-of-week profile, and how much more than Poisson it scatters.
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

    /// <summary>Multiples of the level per hour of the week, mean 1.</summary>
    public WeekValues Profile;

    /// <summary>Relative over-dispersion 1/k.</summary>
    public readonly double Dispersion => Math.Max(.001, VarianceSum / Math.Max(SquareSum, 1e-9f));

    /// <summary>A baseline that knows nothing: flat, level 0.</summary>
    public static Baseline NewBorn(uint atUnixSeconds)
    {
        var born = new Baseline { BornUnixSeconds = atUnixSeconds };
        ((Span<Half>)born.Profile).Fill((Half)1);
        return born;
    }

    /// <summary>Expected count of a bin.</summary>
    /// <param name="slot">Hour of the week.</param>
    /// <param name="scale">True length over nominal length, times calendar factors.</param>
    public readonly double Expect(int slot, double scale) => Level * (double)Profile[slot] * scale;

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
