namespace Vedetta.Engine.Staffing;

/// <summary>The attempts that distinct callers make, and how the queue does under them.</summary>
/// <param name="AttemptsPerHalfHour">Attempts in 30 minutes, first ones and repeats.</param>
/// <param name="Performance">How the queue does at these attempts.</param>
public readonly record struct RetrialSolution(double AttemptsPerHalfHour, QueuePerformance Performance);

/// <summary>
/// Callers who give up and dial again: attempts = distinct + r·abandoned + q·answered, a fixed point because redialling
/// makes others give up too (arXiv 1311.6248). Taking attempts for callers overstates demand.
/// </summary>
public static class Retrials
{
    private const double RelativeTolerance = 1e-14;

    /// <summary>Finds the attempts.</summary>
    /// <param name="distinct">The distinct callers' load.</param>
    /// <param name="agents">Agents at work.</param>
    /// <param name="redialShare">Share of those who gave up that call again (r), 0 to below 1.</param>
    /// <param name="reconnectShare">Share of those answered that call again (q), 0 to below 1.</param>
    /// <param name="targetSeconds">Time within which contacts should be answered.</param>
    public static RetrialSolution Solve(
        in QueueLoad distinct, int agents, double redialShare, double reconnectShare = 0, double targetSeconds = 20)
    {
        CheckShare(redialShare, nameof(redialShare));
        CheckShare(reconnectShare, nameof(reconnectShare));
        (double low, double high) = Widest(distinct, Math.Max(redialShare, reconnectShare));
        while (Narrow(distinct, agents, redialShare, reconnectShare, ref low, ref high))
        {
        }

        return new RetrialSolution(high, Evaluate(distinct, high, agents, targetSeconds));
    }

    /// <summary>How many distinct callers stand behind attempts of which a share was abandoned.</summary>
    public static double Distinct(
        double attempts, double abandonedShare, double redialShare, double reconnectShare = 0)
    {
        CheckShare(redialShare, nameof(redialShare));
        CheckShare(reconnectShare, nameof(reconnectShare));
        return attempts * (1 - RepeatShare(Math.Clamp(abandonedShare, 0, 1), redialShare, reconnectShare));
    }

    /// <summary>The fewest agents that answer the target share of all attempts in time, redialling included.</summary>
    public static int AgentsNeeded(QueueLoad distinct, double redialShare, double targetShare, double targetSeconds)
    {
        distinct.Check();
        CheckShare(redialShare, nameof(redialShare));
        return AgentSearch.Fewest(distinct.Erlangs, targetShare, agents =>
            ServiceLevel(distinct, agents, redialShare, targetShare, targetSeconds));
    }

    // Whether the target is reached is known long before the attempts are, since more attempts never serve better: what
    // comes back is the level itself or a bound on the same side of the target.
    private static double ServiceLevel(
        in QueueLoad distinct, int agents, double redialShare, double targetShare, double targetSeconds)
    {
        (double low, double high) = Widest(distinct, redialShare);
        while (true)
        {
            double best = Evaluate(distinct, low, agents, targetSeconds).ServiceLevel;
            if (best < targetShare) return best;
            double worst = Evaluate(distinct, high, agents, targetSeconds).ServiceLevel;
            if (worst >= targetShare || !Narrow(distinct, agents, redialShare, 0, ref low, ref high)) return worst;
        }
    }

    private static (double Low, double High) Widest(in QueueLoad distinct, double repeatShareMax) =>
        (distinct.ContactsPerHalfHour, distinct.ContactsPerHalfHour / (1 - repeatShareMax));

    // Halves the stretch in which the attempts lie; false once it is as narrow as numbers allow.
    private static bool Narrow(
        in QueueLoad distinct, int agents, double redialShare, double reconnectShare, ref double low, ref double high)
    {
        double attempts = low + ((high - low) / 2);
        if (high - low <= RelativeTolerance * high || attempts <= low || attempts >= high) return false;
        double abandoned = Evaluate(distinct, attempts, agents, 0).AbandonedShare;
        bool tooFew = attempts * (1 - RepeatShare(abandoned, redialShare, reconnectShare)) < distinct.ContactsPerHalfHour;
        if (tooFew) low = attempts;
        else high = attempts;
        return true;
    }

    private static QueuePerformance Evaluate(QueueLoad load, double attempts, int agents, double targetSeconds) =>
        ErlangA.Evaluate(load with { ContactsPerHalfHour = attempts }, agents, targetSeconds);

    private static double RepeatShare(double abandoned, double redial, double reconnect) =>
        (redial * abandoned) + (reconnect * (1 - abandoned));

    private static void CheckShare(double share, string name)
    {
        if (!(share >= 0 && share < 1))
            throw new ArgumentOutOfRangeException(name, share, "A share of callers who call again is 0 to below 1.");
    }
}
