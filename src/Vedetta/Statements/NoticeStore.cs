using Microsoft.EntityFrameworkCore;
using Vedetta.Storage;

namespace Vedetta.Statements;

/// <summary>A published update with its notice and the components it affects; what outreach sends.</summary>
public sealed record PublishedUpdate(NoticeUpdate Update, Notice Notice, IReadOnlyList<Component> Affected);

/// <summary>A notice with its published updates, oldest first, and the drafts that wait.</summary>
public sealed record NoticeView(Notice Notice, IReadOnlyList<NoticeUpdate> Updates, IReadOnlyList<NoticeDraft> Drafts);

/// <summary>Everything public at one instant.</summary>
/// <param name="Components">All components in the order of the page.</param>
/// <param name="Notices">Published notices, newest first, at most <see cref="NoticeStore.NoticesMax"/>.</param>
/// <param name="Spans">Times in which components were not operational, over the days a page shows.</param>
/// <param name="LastUpdateId">Id of the last published update; 0 before the first.</param>
/// <param name="ReadAt">When it was read.</param>
public sealed record PublicRecord(
    IReadOnlyList<Component> Components,
    IReadOnlyList<NoticeView> Notices,
    IReadOnlyList<ComponentSpan> Spans,
    long LastUpdateId,
    DateTimeOffset ReadAt);

/// <summary>Reads notices, updates, drafts and components. Changes go through <see cref="NoticeDesk"/>.</summary>
public sealed class NoticeStore(IDbContextFactory<VedettaContext> contexts, TimeProvider time)
{
    /// <summary>Most notices pages and feeds show; older ones stay in the database and in the desk's list.</summary>
    public const int NoticesMax = 500;

    /// <summary>
    /// Published updates with an id above <paramref name="id"/>, in order of publication. Ids are given one at a time
    /// in the transaction that publishes, so nothing can appear later below an id already seen.
    /// </summary>
    public async Task<IReadOnlyList<PublishedUpdate>> UpdatesAfterAsync(
        long id, int limit, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        List<NoticeUpdate> updates = await context.Set<NoticeUpdate>().AsNoTracking()
            .Where(u => u.Id > id).OrderBy(u => u.Id).Take(limit).ToListAsync(stop);
        List<string> ids = [.. updates.Select(u => u.NoticeId).Distinct()];
        Dictionary<string, Notice> notices = await context.Set<Notice>().AsNoTracking()
            .Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, stop);
        Dictionary<string, Component> components =
            await context.Set<Component>().AsNoTracking().ToDictionaryAsync(c => c.Id, stop);
        return [.. updates.Select(u => new PublishedUpdate(
            u, notices[u.NoticeId],
            [.. u.Affected.Where(a => components.ContainsKey(a.Id)).Select(a => components[a.Id])]))];
    }

    /// <summary>Everything public now, for pages and feeds.</summary>
    public async Task<PublicRecord> ReadPublic(CancellationToken stop = default)
    {
        DateTimeOffset now = time.GetUtcNow(), since = now.AddDays(-ComponentRules.HistoryDays - 1);
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        List<Notice> notices = await context.Set<Notice>().AsNoTracking().Where(n => n.PublishedAt != null)
            .OrderByDescending(n => n.StartedAt).Take(NoticesMax).ToListAsync(stop);
        List<string> ids = [.. notices.Select(n => n.Id)];
        ILookup<string, NoticeUpdate> updates = (await context.Set<NoticeUpdate>().AsNoTracking()
            .Where(u => ids.Contains(u.NoticeId)).OrderBy(u => u.Id).ToListAsync(stop)).ToLookup(u => u.NoticeId);
        List<ComponentSpan> spans = await context.Set<ComponentSpan>().AsNoTracking()
            .Where(s => s.Until == null || s.Until > since).OrderBy(s => s.From).ToListAsync(stop);
        long last = await context.Set<NoticeUpdate>().MaxAsync(u => (long?)u.Id, stop) ?? 0;
        return new PublicRecord(
            await Components(context, stop), [.. notices.Select(n => new NoticeView(n, [.. updates[n.Id]], []))], spans, last, now);
    }

    /// <summary>All components in the order of the page: each group followed by its members.</summary>
    public async Task<IReadOnlyList<Component>> Components(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await Components(context, stop);
    }

    /// <summary>Published maintenance that is not over.</summary>
    public async Task<IReadOnlyList<Notice>> OpenMaintenance(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<Notice>().AsNoTracking().Where(n => n.Kind == NoticeKind.Maintenance
            && n.PublishedAt != null && n.ResolvedAt == null).ToListAsync(stop);
    }

    /// <summary>Notices for the desk, newest first, with those not yet public.</summary>
    public async Task<IReadOnlyList<Notice>> List(int skip, int take, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<Notice>().AsNoTracking().OrderByDescending(n => n.CreatedAt)
            .Skip(Math.Max(0, skip)).Take(Math.Clamp(take, 1, 200)).ToListAsync(stop);
    }

    /// <summary>Drafts that wait for approval with their notices, oldest first.</summary>
    public async Task<IReadOnlyList<(NoticeDraft Draft, Notice Notice)>> Waiting(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        var found = await (from draft in context.Set<NoticeDraft>().AsNoTracking()
                           join notice in context.Set<Notice>().AsNoTracking() on draft.NoticeId equals notice.Id
                           orderby draft.Id
                           select new { draft, notice }).Take(200).ToListAsync(stop);
        return [.. found.Select(f => (f.draft, f.notice))];
    }

    /// <summary>One notice with updates and drafts, or null.</summary>
    public async Task<NoticeView?> Find(string id, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        Notice? notice = await context.Set<Notice>().AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, stop);
        if (notice is null) return null;
        return new NoticeView(
            notice,
            await context.Set<NoticeUpdate>().AsNoTracking().Where(u => u.NoticeId == id).OrderBy(u => u.Id).ToListAsync(stop),
            await context.Set<NoticeDraft>().AsNoTracking().Where(d => d.NoticeId == id).OrderBy(d => d.Id).ToListAsync(stop));
    }

    /// <summary>The newest notice made from a desk incident, or null.</summary>
    public async Task<Notice?> OfIncident(int incidentId, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<Notice>().AsNoTracking().Where(n => n.IncidentId == incidentId)
            .OrderByDescending(n => n.CreatedAt).FirstOrDefaultAsync(stop);
    }

    private static async Task<IReadOnlyList<Component>> Components(VedettaContext context, CancellationToken stop)
    {
        List<Component> all = await context.Set<Component>().AsNoTracking()
            .OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(stop);
        ILookup<string, Component> members = all.Where(c => c.GroupId is not null).ToLookup(c => c.GroupId!);
        return [.. all.Where(c => c.GroupId is null).SelectMany(top => members[top.Id].Prepend(top))];
    }
}
