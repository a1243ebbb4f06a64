namespace Vedetta.Access;

/// <summary>
/// The clock of sessions, links and locks. The server's own, but where that runs faster than life (a demo) people still
/// live at their own pace.
/// </summary>
public sealed class SessionClock(TimeProvider time) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
