using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vedetta.Settings;
using Vedetta.Storage;

namespace Vedetta.Statements;

/// <summary>What became of an act on notices.</summary>
/// <param name="Outcome">Published, waiting or refused, and why.</param>
/// <param name="NoticeId">The notice, where there is one.</param>
public readonly record struct NoticeResult(NoticeOutcome Outcome, string? NoticeId = null);

/// <summary>What became of an act on notices.</summary>
public enum NoticeOutcome
{
    /// <summary>It is public.</summary>
    Published,

    /// <summary>It waits for approval.</summary>
    Waiting,

    /// <summary>Done, without anything new in public.</summary>
    Done,

    /// <summary>No such notice, draft or update.</summary>
    NotFound,

    /// <summary>The state does not allow it.</summary>
    NotNow,

    /// <summary>A text is missing or too long, or times make no sense.</summary>
    Invalid,

    /// <summary>The policy asks for somebody else.</summary>
    NotAllowed,
}

/// <summary>
/// What people do to notices and components. Every act is one transaction: the change, its audit entry, and the states
/// of the components it affects. One at a time, so that ids of updates are the order of publication.
/// </summary>
public sealed class NoticeDesk(
    IDbContextFactory<VedettaContext> contexts, SettingsStore settings, AuditLog audit, NoticeSignal signal, TimeProvider time)
    : IDisposable
{
    /// <summary>Most drafts that may wait at once; further ones are refused until some are decided.</summary>
    public const int DraftsMax = 200;

    /// <summary>Writer of updates taken over from another status page; no account can have this name.</summary>
    public const string ImportedBy = "(import)";

    // Without letters that are mistaken for digits or make words by accident.
    private const string IdLetters = "23456789bcdfghjkmnpqrstvwxyz";

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>
    /// Publishes an edit, or lets it wait where the policy asks for approval. Updating, correcting, resolving,
    /// explaining, withdrawing and scheduling are all edits; they differ in state.
    /// </summary>
    public Task<NoticeResult> Submit(NoticeEdit edit, Author author, CancellationToken stop = default) => InTurn(
        async context =>
        {
            Notice? present =
                edit.NoticeId is null ? null : await context.Set<Notice>().FindAsync([edit.NoticeId], stop);
            if (edit.NoticeId is not null && present is null) return new(NoticeOutcome.NotFound);
            if (edit.Corrects is { } old && !await IsOf(context, old, edit.NoticeId, stop))
                return new(NoticeOutcome.NotFound);
            EditVerdict verdict = NoticeRules.Decide(present, edit, author, settings.Current.StatusPage.Approval);
            if (verdict is EditVerdict.NotNow or EditVerdict.Invalid) return new(Refusal(verdict), edit.NoticeId);
            Notice notice = present ?? Begin(context, edit);
            return verdict == EditVerdict.Publish
                ? await Publish(context, notice, edit, author.Name, null, stop)
                : await Keep(context, notice, edit, author.Name, stop);
        }, stop);

    /// <summary>Begins or completes a maintenance whose time has come; see <see cref="NoticeRules.DueMove"/>.</summary>
    public Task<NoticeResult> KeepSchedule(string noticeId, CancellationToken stop = default) => InTurn(
        async context =>
        {
            Notice? notice = await context.Set<Notice>().FindAsync([noticeId], stop);
            if (notice is null) return new(NoticeOutcome.NotFound);
            if (NoticeRules.DueMove(notice, time.GetUtcNow()) is not { } state) return new(NoticeOutcome.NotNow, noticeId);
            List<Component> components = await context.Set<Component>().AsNoTracking().ToListAsync(stop);
            bool isOver = NoticeRules.IsOver(state);
            var edit = new NoticeEdit
            {
                State = state,
                Impact = notice.Impact,
                Text = NoticeTemplates.ForState(state, notice, components),
                Announcement = isOver ? PublicText.None : null,
                Affected = isOver ? [.. notice.Affected.Select(a => a with { State = ComponentState.Operational })] : notice.Affected,
            };
            return await Publish(context, notice, edit, MaintenanceClock.Writer, null, stop);
        }, stop);

    /// <summary>Publishes a draft.</summary>
    public Task<NoticeResult> Approve(long draftId, Author author, CancellationToken stop = default) => InTurn(
        async context =>
        {
            NoticeDraft? draft = await context.Set<NoticeDraft>().FindAsync([draftId], stop);
            if (draft is null) return new(NoticeOutcome.NotFound);
            ApprovalPolicy policy = settings.Current.StatusPage.Approval;
            if (!NoticeRules.MayApprove(draft, author, policy)) return new(NoticeOutcome.NotAllowed, draft.NoticeId);
            Notice notice = (await context.Set<Notice>().FindAsync([draft.NoticeId], stop))!;
            NoticeEdit edit = draft.Edit with { NoticeId = notice.Id };
            // The notice may have moved on since the draft was written.
            EditVerdict verdict = NoticeRules.Decide(notice, edit, author, ApprovalPolicy.Operators);
            if (verdict != EditVerdict.Publish) return new(Refusal(verdict), notice.Id);
            context.Remove(draft);
            return await Publish(context, notice, edit, draft.WrittenBy, author.Name, stop);
        }, stop);

    /// <summary>Drops a draft; a notice that was never public goes with its last draft.</summary>
    public Task<NoticeResult> Refuse(long draftId, Author author, CancellationToken stop = default) => InTurn(
        async context =>
        {
            NoticeDraft? draft = await context.Set<NoticeDraft>().FindAsync([draftId], stop);
            if (draft is null) return new(NoticeOutcome.NotFound);
            if (!author.MayApprove && draft.WrittenBy != author.Name)
                return new(NoticeOutcome.NotAllowed, draft.NoticeId);
            Notice notice = (await context.Set<Notice>().FindAsync([draft.NoticeId], stop))!;
            bool isLast = await context.Set<NoticeDraft>().CountAsync(d => d.NoticeId == draft.NoticeId, stop) == 1;
            context.Remove(draft);
            context.Add(audit.Entry(author.Name, "notice.refuse", "notice:" + draft.NoticeId, draft.EditJson));
            if (!isLast || notice.PublishedAt is not null) return new(NoticeOutcome.Done, notice.Id);
            context.Remove(notice);
            return new(NoticeOutcome.Done);
        }, stop);

    /// <summary>Adds a component or changes its name, place and description; its states stay.</summary>
    public Task<NoticeResult> Save(Component component, Author author, CancellationToken stop = default) => InTurn(
        async context =>
        {
            if (!ComponentRules.IsId(component.Id) || component.Name.IsEmpty) return new(NoticeOutcome.Invalid);
            if (component.GroupId is { } group && !await IsGroup(context, group, component, stop))
                return new(NoticeOutcome.Invalid);
            DateTimeOffset now = time.GetUtcNow();
            Component? present = await context.Set<Component>().FindAsync([component.Id], stop);
            if (present is null) context.Add(present = new Component { Id = component.Id, CreatedAt = now });
            (present.Name, present.Description, present.GroupId) = (component.Name, component.Description, component.GroupId);
            (present.IsGroup, present.Position, present.IsOwn) = (component.IsGroup, component.Position, component.IsOwn);
            present.UpdatedAt = now;
            context.Add(audit.Entry(author.Name, "component.save", "component:" + component.Id));
            return new(NoticeOutcome.Published);
        }, stop);

    /// <summary>Sets the state a component has by itself; open notices may still make it look worse.</summary>
    public Task<NoticeResult> SetState(
        string componentId, ComponentState state, Author author, CancellationToken stop = default) =>
        InTurn(
            async context =>
            {
                Component? component = await context.Set<Component>().FindAsync([componentId], stop);
                if (component is null || component.IsGroup) return new(NoticeOutcome.NotFound);
                if (component.BaseState == state) return new(NoticeOutcome.Done);
                component.BaseState = state;
                await ComponentSpans.Refresh(context, time.GetUtcNow(), stop);
                context.Add(audit.Entry(author.Name, "component.state", "component:" + componentId, state.ToString()));
                return new(NoticeOutcome.Published);
            }, stop);

    /// <summary>Removes a component; members of a removed group move to the top.</summary>
    public Task<NoticeResult> Remove(string componentId, Author author, CancellationToken stop = default) => InTurn(
        async context =>
        {
            Component? component = await context.Set<Component>().FindAsync([componentId], stop);
            if (component is null) return new(NoticeOutcome.NotFound);
            foreach (Component member in await context.Set<Component>().Where(c => c.GroupId == componentId).ToListAsync(stop))
                member.GroupId = null;
            context.RemoveRange(await context.Set<ComponentSpan>().Where(s => s.ComponentId == componentId).ToListAsync(stop));
            context.Remove(component);
            context.Add(audit.Entry(author.Name, "component.remove", "component:" + componentId));
            return new(NoticeOutcome.Published);
        }, stop);

    /// <summary>
    /// Takes a notice over from another status page with its past; one that is there already stays as it is. Its updates
    /// are marked as imported, so that nobody is told of them anew.
    /// </summary>
    public Task<NoticeResult> Adopt(
        Notice notice, IReadOnlyList<NoticeUpdate> updates, Author author, CancellationToken stop = default) => InTurn(
        async context =>
        {
            if (await context.Set<Notice>().AnyAsync(n => n.Id == notice.Id, stop)) return new(NoticeOutcome.Done, notice.Id);
            long last = await context.Set<NoticeUpdate>().MaxAsync(u => (long?)u.Id, stop) ?? 0;
            foreach (NoticeUpdate update in updates)
                (update.Id, update.NoticeId, update.WrittenBy) = (++last, notice.Id, ImportedBy);
            context.Add(notice);
            context.AddRange(updates);
            await context.SaveChangesAsync(stop);
            await ComponentSpans.Refresh(context, time.GetUtcNow(), stop);
            context.Add(audit.Entry(author.Name, "notice.import", "notice:" + notice.Id));
            return new(NoticeOutcome.Published, notice.Id);
        }, stop);

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<NoticeResult> InTurn(Func<VedettaContext, Task<NoticeResult>> change, CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop);
        NoticeResult result;
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
            result = await change(context);
            await context.SaveChangesAsync(stop);
        }
        finally
        {
            _oneAtATime.Release();
        }
        if (result.Outcome == NoticeOutcome.Published) signal.Raise();
        return result;
    }

    private Notice Begin(VedettaContext context, NoticeEdit edit)
    {
        DateTimeOffset now = time.GetUtcNow();
        var notice = new Notice
        {
            Id = RandomNumberGenerator.GetString(IdLetters, 10),
            Kind = edit.Kind,
            State = edit.State,
            Impact = edit.Impact,
            Title = edit.Title,
            Audience = edit.Audience,
            IncidentId = edit.IncidentId,
            CreatedAt = now,
            StartedAt = edit.StartedAt ?? edit.ScheduledFor ?? now,
            UpdatedAt = now,
            ScheduledFor = edit.ScheduledFor,
            ScheduledUntil = edit.ScheduledUntil,
        };
        context.Add(notice);
        return notice;
    }

    private async Task<NoticeResult> Publish(
        VedettaContext context, Notice notice, NoticeEdit edit, string writer, string? approver, CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow();
        NoticeRules.Apply(notice, edit, now);
        long last = await context.Set<NoticeUpdate>().MaxAsync(u => (long?)u.Id, stop) ?? 0;
        context.Add(new NoticeUpdate
        {
            Id = last + 1,
            NoticeId = notice.Id,
            State = edit.State,
            Impact = edit.Impact,
            Text = edit.Text,
            AffectedJson = notice.AffectedJson,
            PublishedAt = now,
            WrittenBy = writer,
            ApprovedBy = approver,
            Corrects = edit.Corrects,
        });
        await ComponentSpans.Refresh(context, now, stop);
        string detail = $"{edit.State}, written by {writer}";
        context.Add(audit.Entry(approver ?? writer, "notice.publish", "notice:" + notice.Id, detail));
        return new(NoticeOutcome.Published, notice.Id);
    }

    private async Task<NoticeResult> Keep(
        VedettaContext context, Notice notice, NoticeEdit edit, string writer, CancellationToken stop)
    {
        IQueryable<NoticeDraft> drafts = context.Set<NoticeDraft>();
        if (await drafts.CountAsync(stop) >= DraftsMax)
        {
            context.ChangeTracker.Clear();
            return new(NoticeOutcome.NotNow, edit.NoticeId);
        }
        long last = await drafts.MaxAsync(d => (long?)d.Id, stop) ?? 0;
        context.Add(new NoticeDraft
        {
            Id = last + 1,
            NoticeId = notice.Id,
            EditJson = NoticeJson.Write(edit),
            WrittenBy = writer,
            WrittenAt = time.GetUtcNow(),
        });
        context.Add(audit.Entry(writer, "notice.draft", "notice:" + notice.Id, edit.State.ToString()));
        return new(NoticeOutcome.Waiting, notice.Id);
    }

    private static Task<bool> IsOf(VedettaContext context, long updateId, string? noticeId, CancellationToken stop) =>
        context.Set<NoticeUpdate>().AnyAsync(u => u.Id == updateId && u.NoticeId == noticeId, stop);

    // One level of groups: a group in a group would need a page that folds, for little.
    private static Task<bool> IsGroup(
        VedettaContext context, string group, Component component, CancellationToken stop) =>
        component.IsGroup
            ? Task.FromResult(false)
            : context.Set<Component>().AnyAsync(c => c.Id == group && c.IsGroup, stop);

    private static NoticeOutcome Refusal(EditVerdict verdict) =>
        verdict == EditVerdict.NotNow ? NoticeOutcome.NotNow : NoticeOutcome.Invalid;
}
