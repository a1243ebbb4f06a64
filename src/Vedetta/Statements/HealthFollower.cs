using Microsoft.Extensions.Hosting;
using Vedetta.Detection;
using Vedetta.Settings;
using Health = Vedetta.Engine.Signals.ComponentState;

namespace Vedetta.Statements;

/// <summary>
/// Lets components of the public page take their state from the health signals of the same name, where the settings say
/// so: then checks own that state, and notices can still make it look worse.
/// </summary>
public sealed class HealthFollower(
    LiveWatch watch, NoticeStore store, NoticeDesk desk, SettingsStore settings, ServerOptions options,
    TimeProvider time,
    ILogger<HealthFollower> log) : BackgroundService
{
    /// <summary>How often states are compared.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private static readonly Author Checks = new("vedetta", MayApprove: true);

    /// <summary>Compares once and returns how many states were set.</summary>
    public async Task<int> Round(CancellationToken stop = default)
    {
        if (!settings.Current.StatusPage.StatesFollowHealth) return 0;
        Dictionary<string, Health> health = FleetRules.Picture(watch.Surroundings.Fleet.Nodes, time.GetUtcNow())
            .DistinctBy(f => f.Component, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(f => f.Component, f => f.State, StringComparer.OrdinalIgnoreCase);
        int set = 0;
        foreach (Component component in (await store.Components(stop)).Where(c => !c.IsGroup))
        {
            if (!health.TryGetValue(component.Id, out Health seen) || StateOf(seen) == component.BaseState) continue;
            if ((await desk.SetState(component.Id, StateOf(seen), Checks, stop)).Outcome == NoticeOutcome.Published)
                set++;
        }
        return set;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await Rounds.Repeat(Every, time, Round, error => Log.FollowingFailed(log, error), stoppingToken);
    }

    private static ComponentState StateOf(Health health) => health switch
    {
        Health.Ok => ComponentState.Operational,
        Health.Degraded => ComponentState.Degraded,
        _ => ComponentState.MajorOutage,
    };
}
