namespace Vedetta;

/// <summary>The loop of what the server does again and again.</summary>
internal static class Rounds
{
    /// <summary>Does a round at once, and then as <see cref="Repeat"/>.</summary>
    public static async Task BeginAndRepeat(
        TimeSpan every, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> tell, CancellationToken stop)
    {
        // The timer comes first, so that a clock moved during the first round is not missed.
        using var timer = new PeriodicTimer(every, time);
        do await Try(round, tell, stop);
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>
    /// Does a round at each beat until told to stop. One that fails is told and does not end the others; one that lasts
    /// longer than a beat delays the next.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static async Task Repeat(
        TimeSpan every, TimeProvider time, Func<CancellationToken, Task> round, Action<Exception> tell, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(stop)) await Try(round, tell, stop);
    }

    private static async Task Try(Func<CancellationToken, Task> round, Action<Exception> tell, CancellationToken stop)
    {
        try
        {
            await round(stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            tell(fault);
        }
    }
}
