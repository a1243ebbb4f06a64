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
        double low = distinct.ContactsPerHalfHour;
        double high = low / (1 - Math.Max(redialShare, reconnectShare));
        while (high - low > RelativeTolerance * high)
        {
            double attempts = low + ((high - low) / 2);
            if (attempts <= low || attempts >= high) break;
            double abandoned = Evaluate(distinct, attempts, agents, 0).AbandonedShare;
            bool tooFew = attempts * (1 - RepeatShare(abandoned, redialShare, reconnectShare))
                < distinct.ContactsPerHalfHour;
            if (tooFew) low = attempts;
            else high = attempts;
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
        return AgentSearch.Fewest(distinct.Erlangs, targetShare, agents =>
            Solve(distinct, agents, redialShare, 0, targetSeconds).Performance.ServiceLevel);
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
