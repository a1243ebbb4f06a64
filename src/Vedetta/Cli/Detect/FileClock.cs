namespace Vedetta.Cli.Detect;

/// <summary>How the times of one input become the seconds its bins are laid on.</summary>
/// <param name="Zone">Clock of times without an offset.</param>
/// <param name="IsLocal">
/// Whether bins lie on the local clock (the input's times have no offset) instead of on true time.
/// </param>
public sealed record FileClock(ZoneClock Zone, bool IsLocal)
{
    /// <summary>The seconds of one time as read.</summary>
    /// <param name="offset">The time's own offset, or the one in force where it has none.</param>
    public long SecondsOf(long clock, ref int offset)
    {
        if (offset == TimeText.NoOffset)
        {
            if (IsLocal) return clock;
            long instant = Zone.InstantOf(clock);
            offset = (int)Zone.OffsetAt(instant);
            return instant;
        }
        return IsLocal ? Zone.ClockAt(clock - offset) : clock - offset;
    }

    /// <summary>The instant of such seconds.</summary>
    public long InstantOf(long seconds) => IsLocal ? Zone.InstantOf(seconds) : seconds;
}
