namespace Vedetta.Engine.Staffing;

/// <summary>What arrives at a queue and how long it takes.</summary>
/// <param name="ContactsPerHalfHour">Arrivals in 30 minutes (every attempt counts).</param>
/// <param name="HandleSeconds">Average handling time.</param>
/// <param name="PatienceSeconds">Average time callers wait before they give up; infinite where they never do.</param>
public readonly record struct QueueLoad(
    double ContactsPerHalfHour, double HandleSeconds, double PatienceSeconds = double.PositiveInfinity)
{
    /// <summary>Length of the half hour.</summary>
    public const double HalfHourSeconds = 1_800;

    /// <summary>Most work the formulas take, in erlangs.</summary>
    public const double ErlangsMax = 1_000_000;

    /// <summary>Arrivals per second.</summary>
    public double PerSecond => ContactsPerHalfHour / HalfHourSeconds;

    /// <summary>Work arriving, in erlangs: the agents kept busy if nobody gave up.</summary>
    public double Erlangs => PerSecond * HandleSeconds;

    /// <exception cref="ArgumentOutOfRangeException">A rate or time is negative, not a number or beyond the
    /// limit.</exception>
    internal void Check()
    {
        if (!(ContactsPerHalfHour >= 0 && HandleSeconds > 0 && PatienceSeconds > 0 && Erlangs <= ErlangsMax))
        {
            throw new ArgumentOutOfRangeException(nameof(QueueLoad), this,
                $"Contacts must be 0 or more, times above 0 and their product at most {ErlangsMax} erlangs.");
        }
    }
}

/// <summary>How a queue with a number of agents does.</summary>
/// <param name="WaitShare">Share of contacts that must wait.</param>
/// <param name="AbandonedShare">Share of contacts that give up.</param>
/// <param name="MeanWaitSeconds">Average wait over all contacts; infinite where work outgrows the agents for
/// ever.</param>
/// <param name="Occupancy">Share of the agents' time spent handling.</param>
/// <param name="ServiceLevel">Share of all contacts answered within the target time; those who gave up were
/// not.</param>
public readonly record struct QueuePerformance(
    double WaitShare, double AbandonedShare, double MeanWaitSeconds, double Occupancy, double ServiceLevel);
