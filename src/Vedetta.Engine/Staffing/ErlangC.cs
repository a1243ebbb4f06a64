namespace Vedetta.Engine.Staffing;

/// <summary>
/// The queue in which nobody gives up (M/M/N, Erlang 1917). Overstates waiting where callers hang up: prefer
/// <see cref="ErlangA"/> when their patience is known.
/// </summary>
public static class ErlangC
{
    /// <summary>Share of calls blocked by <paramref name="agents"/> lines without a queue (Erlang B).</summary>
    public static double Blocking(double erlangs, int agents)
    {
        double blocking = 1;
        for (int n = 1; n <= agents; n++) blocking = erlangs * blocking / (n + (erlangs * blocking));
        return blocking;
    }

    /// <summary>How the queue does.</summary>
    /// <param name="load">What arrives; patience is not looked at.</param>
    /// <param name="agents">Agents at work, 0 or more.</param>
    /// <param name="targetSeconds">Time within which contacts should be answered.</param>
    public static QueuePerformance Evaluate(in QueueLoad load, int agents, double targetSeconds)
    {
        load.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(agents);
        double erlangs = load.Erlangs;
        if (erlangs == 0) return new QueuePerformance(agents > 0 ? 0 : 1, 0, 0, 0, 1);
        if (agents <= erlangs) return new QueuePerformance(1, 0, double.PositiveInfinity, agents > 0 ? 1 : 0, 0);
        double blocking = Blocking(erlangs, agents);
        double occupancy = erlangs / agents;
        double waitShare = blocking / (1 - (occupancy * (1 - blocking)));
        double drainPerSecond = (agents - erlangs) / load.HandleSeconds;
        return new QueuePerformance(
            waitShare, 0, waitShare / drainPerSecond, occupancy,
                1 - (waitShare * Math.Exp(-drainPerSecond * targetSeconds)));
    }

    /// <summary>The fewest agents that answer the target share in time.</summary>
    /// <param name="load">What arrives.</param>
    /// <param name="targetShare">Share to answer in time, 0 to below 1.</param>
    /// <param name="targetSeconds">The time.</param>
    public static int AgentsNeeded(QueueLoad load, double targetShare, double targetSeconds)
    {
        load.Check();
        return AgentSearch.Fewest(
            load.Erlangs, targetShare, agents => Evaluate(load, agents, targetSeconds).ServiceLevel);
    }
}
