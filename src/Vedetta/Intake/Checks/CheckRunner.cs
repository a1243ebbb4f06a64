using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Vedetta.Intake.Checks;

/// <summary>Looks at every check by its schedule, many at a time but each only once at a time.</summary>
public sealed class CheckRunner(
    CheckStore store, CheckFlow flow, Prober prober, ServerOptions options, TimeProvider time, ILogger<CheckRunner> log)
    : BackgroundService
{
    /// <summary>How often due checks are looked for.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Looks at one time; others wait for the next second.</summary>
    public const int LooksMax = 32;

    private readonly ConcurrentDictionary<int, byte> _running = new();
    private readonly ConcurrentDictionary<int, DateTimeOffset> _due = new();
    private long _looks, _postponed;

    /// <summary>Looks made.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <summary>Looks put off because too many were under way.</summary>
    public long Postponed => Volatile.Read(ref _postponed);

    /// <summary>Starts what is due now and returns when that is done.</summary>
    public async Task Round(CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        var started = new List<Task>();
        foreach (HealthCheck check in await store.List(stop))
            if (check.IsOn && now >= _due.GetOrAdd(check.Id, now) && Begin(check, stop) is { } look) started.Add(look);
        await Task.WhenAll(started);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // A slow target must not hold up the others, so the rounds overlap; each check runs once at a time.
            _ = Guarded(stoppingToken);
        }
    }

    private async Task Guarded(CancellationToken stop)
    {
        try
        {
            await Round(stop);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.ChecksFailed(log, error);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private Task? Begin(HealthCheck check, CancellationToken stop)
    {
        if (_running.Count >= LooksMax)
        {
            Interlocked.Increment(ref _postponed);
            return null;
        }
        return _running.TryAdd(check.Id, 0) ? Look(check, stop) : null;
    }

    private async Task Look(HealthCheck check, CancellationToken stop)
    {
        try
        {
            ProbeAnswer answer = check.Kind == CheckKind.Heartbeat
                ? CheckRules.Beats(check, time.GetUtcNow()) : await prober.Look(check.ToSpec(), stop);
            Interlocked.Increment(ref _looks);
            ProberView? view = await flow.Take(check.Id, CheckFlow.Here, answer, stop);
            _due[check.Id] = time.GetUtcNow() + CheckRules.Wait(check.EverySeconds, view?.PendingCount > 0);
            if (view is null) _due.TryRemove(check.Id, out _);
        }
        finally
        {
            _running.TryRemove(check.Id, out _);
        }
    }
}
