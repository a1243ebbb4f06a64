namespace Vedetta.Engine.Staffing;

/// <summary>
/// The queue in which waiting callers give up after an exponential patience (M/M/N+M, Palm 1957). The state
/// probabilities are summed relative to "all agents busy, nobody waits" and rescaled on the way, so thousands of agents
/// and any overload neither overflow nor cancel.
/// </summary>
public static class ErlangA
{
    private const double RescaleAbove = 1e250;
    private const double Negligible = 1e-18;

    // Nodes and weights of five-point Gauss-Legendre integration on -1..1.
    private static readonly (double Node, double Weight)[] Gauss =
    [
        (0, 0.5688888888888889),
        (0.5384693101056831, 0.47862867049936647), (-0.5384693101056831, 0.47862867049936647),
        (0.9061798459386640, 0.23692688505618908), (-0.9061798459386640, 0.23692688505618908),
    ];

    /// <summary>How the queue does.</summary>
    /// <param name="load">What arrives, with its patience.</param>
    /// <param name="agents">Agents at work, 0 or more.</param>
    /// <param name="targetSeconds">Time within which contacts should be answered.</param>
    public static QueuePerformance Evaluate(in QueueLoad load, int agents, double targetSeconds)
    {
        load.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(agents);
        if (double.IsPositiveInfinity(load.PatienceSeconds)) return ErlangC.Evaluate(load, agents, targetSeconds);
        if (load.Erlangs == 0) return new QueuePerformance(agents > 0 ? 0 : 1, 0, 0, 0, 1);
        if (agents == 0) return new QueuePerformance(1, 1, load.PatienceSeconds, 0, 0);
        Busy busy = SumStates(load, agents);
        double meanWait = busy.MeanQueue / load.PerSecond;
        double abandoned = Math.Min(1, meanWait / load.PatienceSeconds);
        double occupancy = Math.Min(1, load.Erlangs * (1 - abandoned) / agents);
        double inTime = busy.FreeShare + AnsweredAfterWait(load, agents, targetSeconds, busy.LogAllBusyNobodyWaits);
        return new QueuePerformance(busy.WaitShare, abandoned, meanWait, occupancy, Math.Min(1, inTime));
    }

    /// <summary>The fewest agents that answer the target share of all contacts in time.</summary>
    /// <param name="load">What arrives, with its patience.</param>
    /// <param name="targetShare">Share to answer in time, 0 to below 1.</param>
    /// <param name="targetSeconds">The time.</param>
    public static int AgentsNeeded(QueueLoad load, double targetShare, double targetSeconds)
    {
        load.Check();
        return AgentSearch.Fewest(
            load.Erlangs, targetShare, agents => Evaluate(load, agents, targetSeconds).ServiceLevel);
    }

    private readonly record struct Busy(double FreeShare, double WaitShare, double MeanQueue,
        double LogAllBusyNobodyWaits);

    private static Busy SumStates(in QueueLoad load, int agents)
    {
        (double below, double logScale) = SumBelow(load.Erlangs, agents);
        double serve = agents / load.HandleSeconds, leave = 1 / load.PatienceSeconds;
        double term = Math.Exp(-logScale), waiting = term, queue = 0;
        for (int j = 1; ; j++)
        {
            double ratio = load.PerSecond / (serve + (j * leave));
            term *= ratio;
            waiting += term;
            queue += j * term;
            if (ratio < 1 && j * term <= Negligible * Math.Max(queue, waiting) * (1 - ratio)) break;
            if (term < RescaleAbove) continue;
            (term, waiting, queue, below) =
                (term / RescaleAbove, waiting / RescaleAbove, queue / RescaleAbove, below / RescaleAbove);
            logScale += Math.Log(RescaleAbove);
        }

        double all = below + waiting;
        return new Busy(below / all, waiting / all, queue / all, -Math.Log(all) - logScale);
    }

    // Sum over the states with a free agent, relative to all busy: 1/B - 1. Its scale is kept apart as a logarithm.
    private static (double Below, double LogScale) SumBelow(double erlangs, int agents)
    {
        double term = 1, below = 0, logScale = 0;
        for (int n = agents; n >= 1; n--)
        {
            term *= n / erlangs;
            below += term;
            if (term <= Negligible * below && n < erlangs) break;
            if (term < RescaleAbove) continue;
            (term, below) = (term / RescaleAbove, below / RescaleAbove);
            logScale += Math.Log(RescaleAbove);
        }

        return (below, logScale);
    }

    // The offered wait has density Nμ p_N exp(λ(1 - e^-θt)/θ - Nμt) (Baccelli and Hebuterne 1981); the caller is still
    // there with probability e^-θt.
    private static double AnsweredAfterWait(in QueueLoad load, int agents, double targetSeconds, double logBusy)
    {
        if (!(targetSeconds > 0)) return 0;
        double serve = agents / load.HandleSeconds, leave = 1 / load.PatienceSeconds, arrive = load.PerSecond;
        double fastest = Math.Max(Math.Abs(arrive - serve), Math.Max(Math.Sqrt(arrive * leave), leave));
        double peak = arrive > serve ? Math.Log(arrive / serve) / leave : 0;
        double width = 0.5 / fastest, sum = 0;
        double end = Math.Min(targetSeconds, peak + (60 / Math.Sqrt(arrive * leave)) + (60 / leave));
        for (double from = 0; from < end; from += width)
        {
            double half = Math.Min(width, end - from) / 2, panel = 0;
            foreach ((double node, double weight) in Gauss)
            {
                double t = from + half + (half * node);
                double stay = Math.Exp(-leave * t);
                panel += weight * Math.Exp(logBusy + (arrive * (1 - stay) / leave) - ((serve + leave) * t));
            }

            sum += panel * half;
            if (from > peak && panel * half <= Negligible * sum) break;
        }

        return sum * serve;
    }
}
