using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;
using Vedetta.Statements;
using Vedetta.Storage;

namespace Vedetta.Outreach;

/// <summary>A delivery that is due, with all that is needed to send it.</summary>
/// <param name="Delivery">The row.</param>
/// <param name="Subscriber">To whom.</param>
/// <param name="Update">What; null for letters about the subscription itself.</param>
public sealed record DueDelivery(Delivery Delivery, Subscriber Subscriber, PublishedUpdate? Update);

/// <summary>
/// The outbox: published updates become one row per subscriber, in the transaction that moves the position; rows are
/// sent one by one. So a restart finds what is not sent, and spreads nothing twice.
/// </summary>
public sealed class Outbox(IDbContextFactory<VedettaContext> contexts, NoticeStore notices, AuditLog audit,
    TimeProvider time)
{
    /// <summary>Updates spread in one transaction.</summary>
    public const int UpdatesMax = 20;

    /// <summary>Sent rows are deleted after this time.</summary>
    public static readonly TimeSpan KeepSent = TimeSpan.FromDays(30);

    /// <summary>How long the sender of a row may take before the row counts as not sent.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(5);

    /// <summary>Writes rows for updates published since the position; returns how many.</summary>
    public async Task<int> Spread(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        OutreachPosition? position = await context.Set<OutreachPosition>().FindAsync([1], stop);
        if (position is null) context.Add(position = new OutreachPosition());
        IReadOnlyList<PublishedUpdate> updates = await notices.UpdatesAfterAsync(position.UpdateId, UpdatesMax, stop);
        int rows = 0;
        foreach (PublishedUpdate update in updates.Where(OutreachRules.IsForSubscribers))
            rows += await Spread(context, update, stop);
        if (updates.Count > 0) position.UpdateId = updates[^1].Update.Id;
        await context.SaveChangesAsync(stop);
        return rows;
    }

    /// <summary>
    /// Takes rows that are due, the oldest of each subscriber first, and leases them: while one is being sent nobody
    /// else takes it.
    /// </summary>
    public async Task<IReadOnlyList<DueDelivery>> Take(int most, CancellationToken stop = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        DbSet<Delivery> all = context.Set<Delivery>();
        List<Delivery> due = await all.AsNoTracking().Where(d => d.State == DeliveryState.Waiting && d.NextAt <= now)
            // News in order: a later update waits until the earlier one was taken or given up.
            .Where(d => !all.Any(e =>
                e.SubscriberId == d.SubscriberId && e.State == DeliveryState.Waiting && e.UpdateId < d.UpdateId))
            .OrderBy(d => d.NextAt).Take(most).ToListAsync(stop);
        due = await Lease(context, due, now + LeaseTime, stop);
        return await Complete(context, due, stop);
    }

    /// <summary>Notes what a try came to.</summary>
    public async Task Note(DueDelivery sent, SendResult result, double chance, CancellationToken stop = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        Delivery delivery = sent.Delivery;
        if (await context.Set<Delivery>()
            .FindAsync([delivery.SubscriberId, delivery.UpdateId], stop) is not { } row)
            return;
        row.Fault = result.Fault;
        if (result.Outcome == SendOutcome.Taken) (row.State, row.SentAt) = (DeliveryState.Sent, now);
        else if (result.Outcome != SendOutcome.Retry
            || row.Attempts >= OutreachRules.AttemptsMax)
            row.State = DeliveryState.Dead;
        else row.NextAt = now + Longer(OutreachRules.RetryAfter(row.Attempts, chance), result.RetryAfter);
        if (result.Outcome == SendOutcome.Gone
            && await context.Set<Subscriber>().FindAsync([row.SubscriberId], stop) is { } gone)
            (gone.State, gone.EndedAt) = (SubscriptionState.Ended, now);
        await context.SaveChangesAsync(stop);
    }

    /// <summary>Rows given up, newest first.</summary>
    public async Task<IReadOnlyList<DeliveryRow>> Dead(int most, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        var found = await (from delivery in context.Set<Delivery>().AsNoTracking()
                           join subscriber in context.Set<Subscriber>().AsNoTracking()
                               on delivery.SubscriberId equals subscriber.Id
                           where delivery.State == DeliveryState.Dead
                           orderby delivery.CreatedAt descending
                           select new { delivery, subscriber }).Take(most).ToListAsync(stop);
        return [.. found.Select(f => new DeliveryRow(f.delivery, f.subscriber))];
    }

    /// <summary>Lets a row that was given up be tried again; false when there is none.</summary>
    public async Task<bool> SendAgain(string who, Guid subscriberId, long updateId, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        if (await context.Set<Delivery>()
            .FindAsync([subscriberId, updateId], stop) is not { State: DeliveryState.Dead } row)
            return false;
        (row.State, row.Attempts, row.NextAt) = (DeliveryState.Waiting, 0, time.GetUtcNow());
        if (await context.Set<Subscriber>().FindAsync([subscriberId], stop) is { State: SubscriptionState.Ended } ended)
            (ended.State, ended.EndedAt) = (SubscriptionState.Active, null);
        context.Add(audit.Entry(who, "delivery.again", $"subscriber:{subscriberId:N}", $"update {updateId}"));
        await context.SaveChangesAsync(stop);
        return true;
    }

    /// <summary>Deletes what was sent long ago; returns how many rows.</summary>
    public async Task<int> Forget(CancellationToken stop = default)
    {
        DateTimeOffset before = time.GetUtcNow() - KeepSent;
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<Delivery>().Where(d => d.State != DeliveryState.Waiting && d.CreatedAt < before)
            .ExecuteDeleteAsync(stop);
    }

    // Where several servers share a database, each row goes to the one whose update still finds it as it was read.
    private static async Task<List<Delivery>> Lease(
        VedettaContext context, List<Delivery> due, DateTimeOffset until, CancellationToken stop)
    {
        if (due.Count == 0) return due;
        var mine = new List<Delivery>();
        await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(stop);
        foreach (Delivery d in due)
        {
            int won = await context.Set<Delivery>()
                .Where(r => r.SubscriberId == d.SubscriberId && r.UpdateId == d.UpdateId)
                .Where(r => r.State == DeliveryState.Waiting && r.NextAt == d.NextAt)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.Attempts, r => r.Attempts + 1).SetProperty(r => r.NextAt, until), stop);
            d.Attempts++;
            if (won == 1) mine.Add(d);
        }
        await transaction.CommitAsync(stop);
        return mine;
    }

    private async Task<int> Spread(VedettaContext context, PublishedUpdate update, CancellationToken stop)
    {
        DateTimeOffset now = time.GetUtcNow(), published = update.Update.PublishedAt;
        // Who confirmed after it was published did not ask for it.
        var active = await context.Set<Subscriber>().AsNoTracking()
            .Where(s => s.State == SubscriptionState.Active && s.ConfirmedAt <= published)
            .Select(s => new { s.Id, s.Components }).ToListAsync(stop);
        Guid[] wanting = [.. active.Where(s => OutreachRules.Wants(s.Components, update.Affected)).Select(s => s.Id)];
        long what = update.Update.Id;
        context.AddRange(wanting.Select(
            id => new Delivery { SubscriberId = id, UpdateId = what, NextAt = now, CreatedAt = now }));
        return wanting.Length;
    }

    private async Task<IReadOnlyList<DueDelivery>> Complete(VedettaContext context, List<Delivery> due,
        CancellationToken stop)
    {
        Guid[] ids = [.. due.Select(d => d.SubscriberId).Distinct()];
        Dictionary<Guid, Subscriber> subscribers = await context.Set<Subscriber>().AsNoTracking()
            .Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        var updates = new Dictionary<long, PublishedUpdate>();
        foreach (long id in due.Select(d => d.UpdateId).Where(u => u > 0).Distinct())
            if (await notices.UpdatesAfterAsync(id - 1, 1, stop) is [{ } update]
                && update.Update.Id == id)
                updates[id] = update;
        return [.. due.Where(d => subscribers.ContainsKey(d.SubscriberId))
            .Select(d => new DueDelivery(d, subscribers[d.SubscriberId], updates.GetValueOrDefault(d.UpdateId)))];
    }

    private static TimeSpan Longer(TimeSpan own, TimeSpan? asked) =>
        asked is { } theirs && theirs > own ? (theirs < TimeSpan.FromHours(6) ? theirs : TimeSpan.FromHours(6)) : own;
}

internal sealed class OutreachTables
    : IEntityTypeConfiguration<Subscriber>, IEntityTypeConfiguration<Delivery>,
    IEntityTypeConfiguration<OutreachPosition>
{
    public void Configure(EntityTypeBuilder<Subscriber> builder)
    {
        builder.ToTable("subscribers");
        builder.Property(s => s.Channel).HasConversion<string>();
        builder.Property(s => s.State).HasConversion<string>();
        builder.HasIndex(s => new { s.Channel, s.Address }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries");
        builder.HasKey(d => new { d.SubscriberId, d.UpdateId });
        builder.Property(d => d.State).HasConversion<string>();
        builder.HasIndex(d => new { d.State, d.NextAt });
    }

    public void Configure(EntityTypeBuilder<OutreachPosition> builder)
    {
        builder.ToTable("outreach_position");
        builder.Property(p => p.Id).ValueGeneratedNever();
    }
}
