namespace Vedetta.Engine.Staffing;

/// <summary>Finds the fewest agents that reach a service level, which grows with every agent.</summary>
internal static class AgentSearch
{
    private const double TargetShareMax = 0.9999;

    public static int Fewest(double erlangs, double targetShare, Func<int, double> serviceLevel)
    {
        if (!(targetShare >= 0 && targetShare <= TargetShareMax))
        {
            throw new ArgumentOutOfRangeException(nameof(targetShare), targetShare,
                $"The share to answer in time must be 0 to {TargetShareMax}.");
        }

        if (erlangs == 0) return 0;
        int tooFew = -1, enough = (int)Math.Ceiling(erlangs) + 1;
        for (int step = 1; serviceLevel(enough) < targetShare; step *= 2) (tooFew, enough) = (enough, enough + step);
        while (enough - tooFew > 1)
        {
            int middle = tooFew + ((enough - tooFew) / 2);
            if (serviceLevel(middle) < targetShare) tooFew = middle;
            else enough = middle;
        }

        return enough;
    }
}
