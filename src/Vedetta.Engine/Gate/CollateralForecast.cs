using System.Collections.Immutable;
using Vedetta.Engine.Floods;

namespace Vedetta.Engine.Gate;

/// <summary>What one rule would have done.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="HonestCalls">Calls of no known flood it would have stopped.</param>
/// <param name="FloodCalls">Calls of known floods it would have stopped.</param>
public readonly record struct RuleForecast(long RuleId, long HonestCalls, long FloodCalls);

/// <summary>
/// What a set of rules would have done to the calls of the past: "would have refused 3 of 41,200 honest calls in the
/// last 30 days". Honest is what belongs to no known flood.
/// </summary>
public sealed record CollateralForecast
{
    /// <summary>Days the history covers, at most those asked for.</summary>
    public required double Days { get; init; }

    /// <summary>Calls of no known flood.</summary>
    public required long HonestCalls { get; init; }

    /// <summary>Of these, those refused or diverted.</summary>
    public required long HonestStopped { get; init; }

    /// <summary>Calls of known floods.</summary>
    public required long FloodCalls { get; init; }

    /// <summary>Of these, those refused or diverted.</summary>
    public required long FloodStopped { get; init; }

    /// <summary>Each rule by itself; a call counts for the rule that decides it.</summary>
    public ImmutableArray<RuleForecast> Rules { get; init; } = [];

    /// <summary>Share of honest calls stopped, 0 to 1; 0 without calls.</summary>
    public double HonestShare => HonestCalls == 0 ? 0 : (double)HonestStopped / HonestCalls;

    /// <summary>Lets the rules of a book decide the calls of the days before <paramref name="now"/>.</summary>
    public static CollateralForecast Of(
        GateBook book, CallHistory history, IEnumerable<Flood> floods, DateTimeOffset now, TimeSpan lookBack)
    {
        var members = new FloodMembers(history, floods);
        long from = (now - lookBack).ToUnixTimeSeconds(), until = now.ToUnixTimeSeconds() + 1;
        long[] honest = new long[book.Rules.Length], flood = new long[book.Rules.Length];
        long honestCalls = 0, floodCalls = 0;
        foreach (PastCall call in history.Between(from, until))
        {
            bool isFlood = members.Contain(call);
            if (isFlood) floodCalls++;
            else honestCalls++;
            GateVerdict verdict = book.Decide(history.ToCall(call), now.ToUnixTimeMilliseconds());
            if (verdict.Act != GateAct.Pass) (isFlood ? flood : honest)[verdict.Rule]++;
        }
        return new CollateralForecast
        {
            Days = DaysCovered(history, now, lookBack),
            HonestCalls = honestCalls,
            HonestStopped = honest.Sum(),
            FloodCalls = floodCalls,
            FloodStopped = flood.Sum(),
            Rules = [.. book.Rules.Select((r, i) => new RuleForecast(r.Id, honest[i], flood[i]))],
        };
    }

    /// <summary>Days between the earliest call held and now, at most those looked back.</summary>
    public static double DaysCovered(CallHistory history, DateTimeOffset now, TimeSpan lookBack) =>
        history.FirstUnixSeconds is { } first
            ? Math.Clamp((now.ToUnixTimeSeconds() - first) / 86_400.0, 0, lookBack.TotalDays) : 0;
}
