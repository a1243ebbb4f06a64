using System.Collections.Immutable;

namespace Vedetta.Engine.Staffing;

/// <summary>How a queue is to be staffed.</summary>
/// <param name="HandleSeconds">Average handling time.</param>
/// <param name="PatienceSeconds">Average time callers wait before they give up.</param>
/// <param name="TargetShare">Share of contacts to answer within <paramref name="TargetSeconds"/>, 0 to below 1.</param>
/// <param name="TargetSeconds">The time.</param>
/// <param name="Shrinkage">Share of paid time not at the phone, 0 to below 1.</param>
/// <param name="RedialShare">Share of callers who gave up that call again, 0 to below 1.</param>
public sealed record QueueStaffing(
    double HandleSeconds, double PatienceSeconds, double TargetShare, double TargetSeconds, double Shrinkage,
        double RedialShare);

/// <summary>Contacts expected in a half hour, with a 90 % interval.</summary>
public readonly record struct HalfHourForecast(DateTimeOffset Start, double Mean, double Low, double High);

/// <summary>A number of agents for the expected contacts and for both ends of their interval.</summary>
public readonly record struct AgentRange(int Needed, int Low, int High);

/// <summary>Staff for one half hour.</summary>
/// <param name="Start">Its start.</param>
/// <param name="DistinctCallers">Callers expected, each counted once.</param>
/// <param name="AtWork">Agents handling contacts.</param>
/// <param name="Paid">Agents to roster, shrinkage included.</param>
public sealed record StaffNeed(DateTimeOffset Start, double DistinctCallers, AgentRange AtWork, AgentRange Paid);

/// <summary>
/// Staff needed for forecast contacts. Forecasts count attempts, as the telephone system does; the share abandoned
/// lately says how many callers stand behind them, and agents are sized for those callers and the few redials that
/// remain at that staffing (Erlang A with retrials).
/// </summary>
public static class StaffingForecast
{
    /// <summary>Staff per half hour.</summary>
    /// <param name="forecast">Contacts expected.</param>
    /// <param name="queue">The queue's settings.</param>
    /// <param name="abandonedShare">Share of recent contacts that gave up, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ImmutableArray<StaffNeed> Plan(
        ReadOnlySpan<HalfHourForecast> forecast, QueueStaffing queue, double abandonedShare)
    {
        var needs = ImmutableArray.CreateBuilder<StaffNeed>(forecast.Length);
        foreach (HalfHourForecast half in forecast) needs.Add(Need(half, queue, abandonedShare));
        return needs.MoveToImmutable();
    }

    /// <summary>Agents to roster so that a number is at work.</summary>
    /// <param name="atWork">Agents at work.</param>
    /// <param name="shrinkage">Share of paid time not at the phone, 0 to below 1.</param>
    public static int Paid(int atWork, double shrinkage)
    {
        if (!(shrinkage >= 0 && shrinkage < 1))
            throw new ArgumentOutOfRangeException(nameof(shrinkage), shrinkage, "Shrinkage is 0 to below 1.");
        return (int)Math.Ceiling((atWork / (1 - shrinkage)) - 1e-9);
    }

    private static StaffNeed Need(in HalfHourForecast half, QueueStaffing queue, double abandonedShare)
    {
        var atWork = new AgentRange(
            Agents(half.Mean, queue, abandonedShare), Agents(half.Low, queue, abandonedShare),
            Agents(half.High, queue, abandonedShare));
        var paid = new AgentRange(
            Paid(atWork.Needed, queue.Shrinkage), Paid(atWork.Low, queue.Shrinkage),
            Paid(atWork.High, queue.Shrinkage));
        return new StaffNeed(half.Start, Retrials.Distinct(half.Mean, abandonedShare, queue.RedialShare), atWork, paid);
    }

    private static int Agents(double attempts, QueueStaffing queue, double abandonedShare)
    {
        double callers = Retrials.Distinct(Math.Max(0, attempts), abandonedShare, queue.RedialShare);
        var load = new QueueLoad(callers, queue.HandleSeconds, queue.PatienceSeconds);
        return Retrials.AgentsNeeded(load, queue.RedialShare, queue.TargetShare, queue.TargetSeconds);
    }
}
