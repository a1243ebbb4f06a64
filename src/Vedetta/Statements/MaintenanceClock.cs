using Microsoft.Extensions.Hosting;

namespace Vedetta.Statements;

/// <summary>
/// Begins announced maintenance at its time and completes it at its end, unless people moved the times or did so
/// before: a page that announces work for 02:00 and still says "scheduled" at 02:30 is not true.
/// </summary>
public sealed class MaintenanceClock(
    NoticeStore store, NoticeDesk desk, ServerOptions options, TimeProvider time, ILogger<MaintenanceClock> log)
    : BackgroundService
{
    /// <summary>Name under which such updates are written.</summary>
    public const string Writer = "vedetta";

    /// <summary>How often times are looked at.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Looks once and returns how many notices moved.</summary>
    public async Task<int> Round(CancellationToken stop = default)
    {
        int moved = 0;
        DateTimeOffset now = time.GetUtcNow();
        foreach (Notice notice in await store.OpenMaintenance(stop))
        {
            if (NoticeRules.DueMove(notice, now) is null) continue;
            if ((await desk.KeepSchedule(notice.Id, stop)).Outcome == NoticeOutcome.Published) moved++;
        }
        return moved;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await Rounds.Repeat(Every, time, Round, error => Log.ScheduleFailed(log, error), stoppingToken);
    }
}
