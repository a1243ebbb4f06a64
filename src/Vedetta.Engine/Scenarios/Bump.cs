namespace Vedetta.Engine.Scenarios;

/// <summary>How the arrivals that an event causes rise and fade.</summary>
/// <param name="Onset">First instant.</param>
/// <param name="End">First instant after it.</param>
/// <param name="RiseMinutes">Straight rise to the full level; 0 steps there at once.</param>
/// <param name="FadeMinutes">After the rise the level falls by half in this time; infinite keeps it.</param>
internal readonly record struct Bump(
    DateTimeOffset Onset, DateTimeOffset End, double RiseMinutes, double FadeMinutes = double.PositiveInfinity)
{
    /// <summary>The level at an instant: 0 outside, 1 at most.</summary>
    public double At(long unixSecond)
    {
        if (unixSecond < Onset.ToUnixTimeSeconds() || unixSecond >= End.ToUnixTimeSeconds()) return 0;
        double minutes = (unixSecond - Onset.ToUnixTimeSeconds() + 30) / 60.0;
        if (minutes < RiseMinutes) return minutes / RiseMinutes;
        return Math.Pow(0.5, (minutes - RiseMinutes) / FadeMinutes);
    }
}
