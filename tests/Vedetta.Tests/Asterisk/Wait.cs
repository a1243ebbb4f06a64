namespace Vedetta.Tests.Asterisk;

/// <summary>Waits for what another program does.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1), Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until something holds, for a minute at most.</summary>
    /// <exception cref="TimeoutException">It never does; the message is <paramref name="otherwise"/>.</exception>
    public static async Task Until(Func<Task<bool>> holds, string otherwise)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new TimeoutException(otherwise);
            await Task.Delay(Between, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
