namespace Vedetta.Statements;

/// <summary>Tells whoever waits that something public changed: notices, components or their states.</summary>
public sealed class NoticeSignal
{
    private TaskCompletionSource _next = New();
    private long _version;

    /// <summary>Told after every change, on the thread that made it; listeners only take note.</summary>
    public event Action? Changed;

    /// <summary>Number of changes so far.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Completes at the first change after the one seen.</summary>
    public Task After(long seen, CancellationToken stop = default)
    {
        Task next = Volatile.Read(ref _next).Task;
        return Version > seen ? Task.CompletedTask : next.WaitAsync(stop);
    }

    /// <summary>Says that something changed.</summary>
    public void Raise()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Exchange(ref _next, New()).TrySetResult();
        Changed?.Invoke();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
