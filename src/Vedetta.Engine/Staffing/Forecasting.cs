using System.Collections.Immutable;

namespace Vedetta.Engine.Staffing;

/// <summary>What the baseline expects in a half hour, with its ordinary band.</summary>
public readonly record struct HalfHourBaseline(DateTimeOffset Start, double Expected, double Low, double High);

/// <summary>An open surge as forecasts see it.</summary>
/// <param name="Onset">Its start.</param>
/// <param name="Ratio">Observed over expected lately.</param>
/// <param name="RatioLow">Lower end of the ratio's interval.</param>
/// <param name="RatioHigh">Upper end of the ratio's interval.</param>
public readonly record struct SurgeLevel(DateTimeOffset Onset, double Ratio, double RatioLow, double RatioHigh);

/// <summary>
/// Contacts of the coming hours while a surge is open. Nobody knows when it ends, so the rule is stated, not learnt:
/// the departure from the baseline halves every 2A in the middle forecast, A being the age of the surge but at least
/// one hour (what has lasted long tends to last longer). The end nearer to the baseline halves it every A/2 from the
/// nearer end of the ratio's interval; the far end keeps it unchanged at the far end of that interval. Each is
/// multiplied with the baseline's own expectation or band.
/// </summary>
public static class Forecasting
{
    /// <summary>How far forecasts look.</summary>
    public const int HalfHours = 6;

    private const double AgeMinHours = 1;

    /// <summary>Contacts expected in each half hour given, the surge going on; without a surge, the baseline.</summary>
    /// <param name="baseline">The coming half hours.</param>
    /// <param name="surge">The open surge, or null.</param>
    /// <param name="now">The present.</param>
    public static ImmutableArray<HalfHourForecast> Ahead(
        ReadOnlySpan<HalfHourBaseline> baseline, SurgeLevel? surge, DateTimeOffset now)
    {
        var forecast = ImmutableArray.CreateBuilder<HalfHourForecast>(baseline.Length);
        foreach (HalfHourBaseline half in baseline)
        {
            forecast.Add(surge is { } level
                ? During(half, level, now)
                : new HalfHourForecast(half.Start, half.Expected, half.Low, half.High));
        }

        return forecast.MoveToImmutable();
    }

    private static HalfHourForecast During(in HalfHourBaseline half, in SurgeLevel surge, DateTimeOffset now)
    {
        double ageHours = Math.Max(AgeMinHours, (now - surge.Onset).TotalHours);
        double aheadHours = Math.Max(0, (half.Start.AddMinutes(15) - now).TotalHours);
        double slow = Math.Pow(0.5, aheadHours / (2 * ageHours));
        double fast = Math.Pow(0.5, aheadHours / (ageHours / 2));
        bool drop = surge.Ratio < 1;
        double low = Level(surge.RatioLow, drop ? 1 : fast), high = Level(surge.RatioHigh, drop ? fast : 1);
        double mean = half.Expected * Level(surge.Ratio, slow);
        return new HalfHourForecast(half.Start, mean, Math.Min(mean, half.Low * low), Math.Max(mean, half.High * high));
    }

    private static double Level(double ratio, double left) => Math.Max(0, 1 + ((ratio - 1) * left));
}
