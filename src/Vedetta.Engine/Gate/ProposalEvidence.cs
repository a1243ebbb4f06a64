namespace Vedetta.Engine.Gate;

/// <summary>The calls a search weighs.</summary>
/// <param name="Flood">Calls of the flood, in order of time.</param>
/// <param name="Honest">Honest calls, in order of time; where there were too many, a share of them.</param>
/// <param name="HonestScale">Honest calls each of them stands for.</param>
internal sealed record Evidence(IReadOnlyList<PastCall> Flood, IReadOnlyList<PastCall> Honest, double HonestScale)
{
    /// <summary>Of each honest call, whether it would have been taken for one of the flood in its time.</summary>
    public required bool[] Alike { get; init; }

    /// <summary>Honest calls among the flood's that each such call of the days before stands for.</summary>
    public required double AlikeScale { get; init; }

    /// <summary>Share of the flood's calls that are the flood's, and not honest ones taken for it.</summary>
    public double RealShare { get; private init; } = 1;

    private double FloodCount { get; init; }

    /// <summary>These calls as the whole of the flood.</summary>
    public Evidence Whole()
    {
        double real = Math.Max(1, Flood.Count - AlikeScale * Alike.Count(a => a));
        return this with { FloodCount = real, RealShare = Math.Clamp(real / Math.Max(1, Flood.Count), 0.1, 1) };
    }

    /// <summary>
    /// Share of the whole flood stopped, from the calls of each kind a test holds for: honest calls taken for the
    /// flood's are no loss when they pass, nor a gain when they are stopped.
    /// </summary>
    public double StopsShare(int floodStopped, int alikeStopped) =>
        Math.Clamp((floodStopped - AlikeScale * alikeStopped) / Math.Max(1, FloodCount), 0, 1);

    /// <summary>The same where a test holds for calls of both kinds.</summary>
    public double StopsShare(Func<PastCall, bool> stops) =>
        StopsShare(Flood.Count(stops), Honest.Where((c, i) => Alike[i] && stops(c)).Count());

    /// <summary>Those of the calls a match holds for.</summary>
    public Evidence Within(GateMatch match, CallHistory history)
    {
        if (match.Equals(new GateMatch())) return this;
        GateBook book = GateBook.Compile([RuleOf(match)], new GateProtection { EmergencyNumbers = [] });
        bool Holds(PastCall call) => book.Decide(history.ToCall(call), 0).Act == GateAct.Refuse;
        int[] kept = [.. Enumerable.Range(0, Honest.Count).Where(i => Holds(Honest[i]))];
        return this with
        {
            Flood = [.. Flood.Where(Holds)],
            Honest = [.. kept.Select(i => Honest[i])],
            Alike = [.. kept.Select(i => Alike[i])],
        };
    }

    private static GateRule RuleOf(GateMatch match) => new()
    {
        Id = 1,
        Owner = "",
        Reason = "",
        CreatedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.MaxValue,
        State = GateRuleState.Active,
        Match = match,
        Action = GateAction.Refuse,
    };
}
