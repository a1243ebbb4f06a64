namespace Vedetta.Cli.Demo;

/// <summary>
/// A clock that shows a given moment until it is let run, then runs a given number of times faster than life; timers
/// are that much faster from the start.
/// </summary>
public sealed class ScaledTime(DateTimeOffset start, double speed) : TimeProvider
{
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);
    private long _startedAt = -1;

    /// <summary>Times faster than life.</summary>
    public double Speed { get; } = speed;

    /// <summary>Lets time run from now on.</summary>
    public void Run() => _startedAt = System.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        _startedAt < 0 ? start : start + System.GetElapsedTime(_startedAt) * Speed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scale(dueTime), Scale(period));

    private TimeSpan Scale(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan || time == TimeSpan.Zero) return time;
        TimeSpan scaled = time / Speed;
        return scaled < ShortestTimer ? ShortestTimer : scaled;
    }
}
