using Microsoft.EntityFrameworkCore;
using Vedetta.Statements;
using Vedetta.Storage;
using Vedetta.Web;

namespace Vedetta.Outreach;

/// <summary>How many subscribers and deliveries there are.</summary>
public sealed record OutreachCounts(
    IReadOnlyDictionary<Channel, int> Active, int Pending, int Waiting, int Sent, int Dead);

/// <summary>A delivery with its subscriber, for the desk.</summary>
public sealed record DeliveryRow(Delivery Delivery, Subscriber Subscriber);

/// <summary>
/// Keeps subscribers. Whatever a stranger asks, the answer does not tell whether an address was known.
/// </summary>
public sealed class SubscriberStore(
    IDbContextFactory<VedettaContext> contexts, NoticeStore notices, AuditLog audit, TimeProvider time) : IDisposable
{
    private const int ComponentsMax = 200;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private long _refused;

    /// <summary>Requests for letters refused because an address or the server had enough.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>
    /// Takes a wish for news by e-mail and puts the letter for it in the outbox: one to confirm, or one that says they
    /// are subscribed already. Too many letters a day and it takes nothing, silently.
    /// </summary>
    public Task Ask(string address, Language language, IReadOnlyList<string> components,
        CancellationToken stop = default) => InTurn(
        async context =>
        {
            DateTimeOffset now = time.GetUtcNow();
            await Forget(context, now, stop);
            Subscriber? known = await context.Set<Subscriber>()
                .FirstOrDefaultAsync(s => s.Channel == Channel.Email && s.Address == address, stop);
            if (known is null)
            {
                if (await context.Set<Subscriber>().CountAsync(stop) >= OutreachRules.SubscribersMax) return Refuse();
                known = new Subscriber { Id = Guid.CreateVersion7(now), Address = address, CreatedAt = now };
                known.AskedSince = now;
                context.Add(known);
            }
            if (now - known.AskedSince >= TimeSpan.FromDays(1)) (known.AskedSince, known.AskedTimes) = (now, 0);
            if (known.AskedTimes >= OutreachRules.AskedPerDayMax) return Refuse();
            known.AskedTimes++;
            bool isActive = known.State == SubscriptionState.Active;
            if (!isActive)
            {
                (known.State, known.Language, known.EndedAt) = (SubscriptionState.Pending, language.Code, null);
                known.Components = await Known(components, stop);
            }
            await Enqueue(context, known.Id, isActive ? Delivery.Reminder : Delivery.Confirmation, now, stop);
            return true;
        }, stop);

    /// <summary>Makes a pending subscription active; false when there is none such (any more).</summary>
    public Task<bool> Confirm(Guid id, CancellationToken stop = default) => Change(id, subscriber =>
    {
        if (subscriber.State == SubscriptionState.Ended) return false;
        if (subscriber.State == SubscriptionState.Active) return true;
        (subscriber.State, subscriber.ConfirmedAt) = (SubscriptionState.Active, time.GetUtcNow());
        return true;
    }, stop);

    /// <summary>Changes language and components; false when there is no such active subscription.</summary>
    public async Task<bool> Manage(Guid id, Language language, IReadOnlyList<string> components,
        CancellationToken stop = default)
    {
        string known = await Known(components, stop);
        return await Change(id, subscriber =>
        {
            if (subscriber.State != SubscriptionState.Active) return false;
            (subscriber.Language, subscriber.Components) = (language.Code, known);
            return true;
        }, stop);
    }

    /// <summary>
    /// Ends a subscription and forgets the address; true also when it had ended before, so that a second click is no
    /// error.
    /// </summary>
    public Task<bool> End(Guid id, CancellationToken stop = default) => InTurn(async context =>
    {
        if (await context.Set<Subscriber>().FindAsync([id], stop) is not { } subscriber) return true;
        context.Remove(subscriber);
        context.RemoveRange(await context.Set<Delivery>().Where(d => d.SubscriberId == id).ToListAsync(stop));
        return true;
    }, stop);

    /// <summary>Adds a webhook of the desk; null when the address is none or is there already.</summary>
    public Task<Subscriber?> AddHook(
        string who, Channel channel, string name, string url, Language language, IReadOnlyList<string> components,
        CancellationToken stop = default) => InTurn(
        async context =>
        {
            if (channel == Channel.Email || !OutreachRules.IsHook(url) || name.Trim().Length is 0 or > 100) return null;
            if (await context.Set<Subscriber>()
                .AnyAsync(s => s.Channel == channel && s.Address == url, stop))
                return null;
            DateTimeOffset now = time.GetUtcNow();
            var hook = new Subscriber
            {
                Id = Guid.CreateVersion7(now),
                Channel = channel,
                Address = url,
                Name = name.Trim(),
                Language = language.Code,
                Components = await Known(components, stop),
                State = SubscriptionState.Active,
                CreatedAt = now,
                ConfirmedAt = now,
                AskedSince = now,
            };
            context.Add(hook);
            context.Add(audit.Entry(who, "hook.add", "hook:" + hook.Name, channel.ToString()));
            return hook;
        }, stop);

    /// <summary>Removes a webhook with what waits for it; false when there is none.</summary>
    public async Task<bool> RemoveHook(string who, Guid id, CancellationToken stop = default)
    {
        if (await Find(id, stop) is not { Channel: not Channel.Email } hook) return false;
        await End(id, stop);
        await audit.Write(who, "hook.remove", "hook:" + hook.Name, cancel: stop);
        return true;
    }

    /// <summary>A subscriber, or null.</summary>
    public async Task<Subscriber?> Find(Guid id, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<Subscriber>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, stop);
    }

    /// <summary>The webhooks, by name.</summary>
    public async Task<IReadOnlyList<Subscriber>> Hooks(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<Subscriber>().AsNoTracking().Where(s => s.Channel != Channel.Email)
            .OrderBy(s => s.Name).Take(500).ToListAsync(stop);
    }

    /// <summary>Subscribers and deliveries, counted.</summary>
    public async Task<OutreachCounts> Count(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        var active = await context.Set<Subscriber>().Where(s => s.State == SubscriptionState.Active)
            .GroupBy(s => s.Channel).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(stop);
        var states = await context.Set<Delivery>().GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(stop);
        int Of(DeliveryState state) => states.FirstOrDefault(s => s.Key == state)?.Count ?? 0;
        return new OutreachCounts(
            active.ToDictionary(a => a.Key, a => a.Count),
            await context.Set<Subscriber>().CountAsync(s => s.State == SubscriptionState.Pending, stop),
            Of(DeliveryState.Waiting), Of(DeliveryState.Sent), Of(DeliveryState.Dead));
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private static async Task Enqueue(VedettaContext context, Guid id, long what, DateTimeOffset now,
        CancellationToken stop)
    {
        if (await context.Set<Delivery>().FindAsync([id, what], stop) is { } old) context.Remove(old);
        await context.SaveChangesAsync(stop);
        context.Add(new Delivery { SubscriberId = id, UpdateId = what, NextAt = now, CreatedAt = now });
    }

    // An address somebody else typed is not kept when its owner does not answer.
    private static async Task Forget(VedettaContext context, DateTimeOffset now, CancellationToken stop)
    {
        DateTimeOffset before = now - OutreachRules.ConfirmWithin;
        IQueryable<Subscriber> old = context.Set<Subscriber>()
            .Where(s => s.State == SubscriptionState.Pending && s.AskedSince < before);
        await context.Set<Delivery>().Where(d => old.Any(s => s.Id == d.SubscriberId)).ExecuteDeleteAsync(stop);
        await old.ExecuteDeleteAsync(stop);
    }

    private async Task<string> Known(IReadOnlyList<string> components, CancellationToken stop)
    {
        HashSet<string> known = [.. (await notices.Components(stop)).Select(c => c.Id)];
        return string.Join(',', components.Where(known.Contains).Distinct().Take(ComponentsMax));
    }

    private bool Refuse()
    {
        Interlocked.Increment(ref _refused);
        return false;
    }

    private Task<bool> Change(Guid id, Func<Subscriber, bool> change, CancellationToken stop) => InTurn(
        async context =>
            await context.Set<Subscriber>().FindAsync([id], stop) is { } subscriber && change(subscriber), stop);

    private async Task<TResult> InTurn<TResult>(Func<VedettaContext, Task<TResult>> work, CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop);
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
            TResult result = await work(context);
            await context.SaveChangesAsync(stop);
            return result;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
