using Microsoft.EntityFrameworkCore;
using Vedetta.Storage;

namespace Vedetta.Statements;

/// <summary>Keeps components' states in force and the spans in which they were not operational.</summary>
internal static class ComponentSpans
{
    /// <summary>Works out every component's state anew and writes what changed.</summary>
    public static async Task Refresh(VedettaContext context, DateTimeOffset now, CancellationToken stop)
    {
        List<Notice> stored = await context.Set<Notice>()
            .Where(n => n.ResolvedAt == null && n.PublishedAt != null).ToListAsync(stop);
        // A notice published by this very change is known here and not yet in the database.
        List<Notice> notices = [.. stored.Union(context.Set<Notice>().Local)];
        foreach (Component component in await context.Set<Component>().Where(c => !c.IsGroup).ToListAsync(stop))
        {
            ComponentState state = ComponentRules.InForce(component, notices);
            if (state == component.State) continue;
            component.State = state;
            component.UpdatedAt = now;
            await Move(context, component, now, stop);
        }
    }

    private static async Task Move(
        VedettaContext context, Component component, DateTimeOffset now, CancellationToken stop)
    {
        List<ComponentSpan> open = await context.Set<ComponentSpan>()
            .Where(s => s.ComponentId == component.Id && s.Until == null).ToListAsync(stop);
        foreach (ComponentSpan span in open) span.Until = now;
        if (component.State == ComponentState.Operational) return;
        context.Add(new ComponentSpan { ComponentId = component.Id, State = component.State, From = now });
    }
}
