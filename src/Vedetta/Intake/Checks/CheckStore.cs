using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Vedetta.Storage;

namespace Vedetta.Intake.Checks;

/// <summary>Keeps checks and what probers said of them. Changes come one at a time.</summary>
public sealed class CheckStore(IDbContextFactory<VedettaContext> contexts, AuditLog audit, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private ImmutableArray<HealthCheck>? _current;

    /// <summary>Every check, by component and name. The objects are shared: read them only.</summary>
    public async ValueTask<ImmutableArray<HealthCheck>> List(CancellationToken cancel = default)
    {
        if (_current is { } known) return known;
        return await InTurn(async context => await Reload(context, cancel), cancel);
    }

    /// <summary>What every prober last said of a check.</summary>
    public async Task<IReadOnlyList<ProberView>> Views(int checkId, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<ProberView>().AsNoTracking().Where(v => v.CheckId == checkId)
            .OrderBy(v => v.Prober).ToListAsync(cancel);
    }

    /// <summary>
    /// Saves a new check (id 0) or what people may change of one that is there; faults instead when it makes no sense.
    /// </summary>
    public Task<ImmutableArray<CheckFault>> Save(string who, HealthCheck check, CancellationToken cancel = default) =>
        InTurn(
        async context =>
        {
            ImmutableArray<CheckFault> faults = CheckRules.Faults(check);
            if (!faults.IsEmpty) return faults;
            DbSet<HealthCheck> checks = context.Set<HealthCheck>();
            if (await checks.AnyAsync(
                c => c.Id != check.Id && c.Component == check.Component && c.Name == check.Name, cancel))
                return [new CheckFault(nameof(HealthCheck.Name), "is taken")];
            if (check.Id == 0 && await checks.CountAsync(cancel) >= CheckRules.ChecksMax)
                return [new CheckFault(nameof(HealthCheck.Name), $"would be one more than {CheckRules.ChecksMax}")];
            await Put(context, check, cancel);
            context.Add(audit.Entry(
                who, "check.save", $"check:{check.Component}/{check.Name}", $"{check.Kind} {check.Target}"));
            await context.SaveChangesAsync(cancel);
            await Reload(context, cancel);
            return faults;
        }, cancel);

    /// <summary>Removes a check; false when there is none.</summary>
    public Task<bool> Remove(string who, int id, CancellationToken cancel = default) => InTurn(
        async context =>
        {
            if (await context.Set<HealthCheck>().FindAsync([id], cancel) is not { } check) return false;
            context.Remove(check);
            context.RemoveRange(await context.Set<ProberView>().Where(v => v.CheckId == id).ToListAsync(cancel));
            context.Add(audit.Entry(who, "check.remove", $"check:{check.Component}/{check.Name}"));
            await context.SaveChangesAsync(cancel);
            await Reload(context, cancel);
            return true;
        }, cancel);

    /// <summary>Gives a heartbeat a new token and returns it in full, for the only time.</summary>
    public Task<string?> NewToken(string who, int id, CancellationToken cancel = default) => InTurn(
        async context =>
        {
            if (await context.Set<HealthCheck>()
                .FindAsync([id], cancel) is not { Kind: CheckKind.Heartbeat } check)
                return null;
            string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            check.TokenHash = Hash(token);
            context.Add(audit.Entry(who, "check.token", $"check:{check.Component}/{check.Name}"));
            await context.SaveChangesAsync(cancel);
            await Reload(context, cancel);
            return token;
        }, cancel);

    /// <summary>Notes a beat; null when no heartbeat at work has this token.</summary>
    public async Task<HealthCheck?> Beat(string token, CancellationToken cancel = default)
    {
        string hash = Hash(token);
        HealthCheck? known = (await List(cancel)).FirstOrDefault(c => c.TokenHash == hash && c.IsOn);
        return known is null ? null : await Change(known.Id, (check, _) => check.LastBeatAt = time.GetUtcNow(), cancel);
    }

    /// <summary>
    /// Takes what a prober saw and settles what the check's state is now; null when the check is gone.
    /// </summary>
    public async Task<(HealthCheck Check, ProberView View)?> Record(
        int id, string prober, ProbeAnswer answer, CancellationToken cancel = default)
    {
        ProberView? taken = null;
        HealthCheck? check = await Change(id, (check, views) => taken = Settle(check, views, prober, answer), cancel);
        return check is null || taken is null ? null : (check, taken);
    }

    /// <summary>Notes that the check's state was sent on.</summary>
    public Task Told(HealthCheck check, CancellationToken cancel = default) =>
        Change(check.Id, (stored, _) => (stored.ToldAt, stored.ToldState) = (time.GetUtcNow(), check.State), cancel);

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private ProberView? Settle(HealthCheck check, List<ProberView> views, string prober, ProbeAnswer answer)
    {
        DateTimeOffset now = time.GetUtcNow();
        ProberView? view = views.Find(v => v.Prober == prober);
        if (view is null)
        {
            // Probers that went for good make room before a new one is turned away.
            views.RemoveAll(v => views.Count >= CheckRules.ProbersMax && !CheckRules.IsFresh(v, check, now));
            if (views.Count >= CheckRules.ProbersMax) return null;
            views.Add(view = new ProberView { CheckId = check.Id, Prober = prober });
        }
        CheckRules.Take(view, answer, check.Retries, now);
        if (CheckRules.Agree(views, check, now) is not { } state) return view;
        if (state != check.State) (check.State, check.Since, check.Detail) = (state, now, Say(views, state, answer));
        return view;
    }

    private static string Say(List<ProberView> views, Engine.Signals.ComponentState state, ProbeAnswer answer) =>
        views.Find(v => v.State == state)?.Detail ?? answer.Detail;

    private Task<HealthCheck?> Change(int id, Action<HealthCheck, List<ProberView>> change,
        CancellationToken cancel) => InTurn(
        async context =>
        {
            if (await context.Set<HealthCheck>().FindAsync([id], cancel) is not { } check) return null;
            List<ProberView> stored = await context.Set<ProberView>().Where(v => v.CheckId == id).ToListAsync(cancel);
            List<ProberView> views = [.. stored];
            change(check, views);
            context.RemoveRange(stored.Except(views));
            context.AddRange(views.Except(stored));
            await context.SaveChangesAsync(cancel);
            context.Entry(check).State = EntityState.Detached;
            if (_current is { } known) _current = [.. known.Select(c => c.Id == id ? check : c)];
            return check;
        }, cancel);

    private async Task Put(VedettaContext context, HealthCheck check, CancellationToken cancel)
    {
        if (check.Id == 0 || await context.Set<HealthCheck>().FindAsync([check.Id], cancel) is not { } stored)
        {
            check.Id = 0;
            check.CreatedAt = time.GetUtcNow();
            context.Add(check);
            return;
        }
        stored.Name = check.Name;
        stored.Component = check.Component;
        stored.Kind = check.Kind;
        stored.Target = check.Target;
        stored.EverySeconds = check.EverySeconds;
        stored.TimeoutSeconds = check.TimeoutSeconds;
        stored.Retries = check.Retries;
        stored.Quorum = check.Quorum;
        stored.ExpectStatus = check.ExpectStatus;
        stored.Keyword = check.Keyword;
        stored.FollowsRedirects = check.FollowsRedirects;
        stored.WarnDays = check.WarnDays;
        stored.GraceSeconds = check.GraceSeconds;
        stored.IsOn = check.IsOn;
    }

    private async Task<ImmutableArray<HealthCheck>> Reload(VedettaContext context, CancellationToken cancel)
    {
        ImmutableArray<HealthCheck> all = [.. await context.Set<HealthCheck>().AsNoTracking()
            .OrderBy(c => c.Component).ThenBy(c => c.Name).ToListAsync(cancel)];
        _current = all;
        return all;
    }

    private async Task<TResult> InTurn<TResult>(Func<VedettaContext, Task<TResult>> work, CancellationToken cancel)
    {
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
            return await work(context);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

internal sealed class CheckTables : IEntityTypeConfiguration<HealthCheck>, IEntityTypeConfiguration<ProberView>
{
    public void Configure(EntityTypeBuilder<HealthCheck> builder)
    {
        builder.ToTable("checks");
        builder.Property(c => c.Kind).HasConversion<string>();
        builder.Property(c => c.State).HasConversion<string>();
        builder.Property(c => c.ToldState).HasConversion<string>();
        builder.HasIndex(c => new { c.Component, c.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ProberView> builder)
    {
        builder.ToTable("check_probers");
        builder.HasKey(v => new { v.CheckId, v.Prober });
        builder.Property(v => v.State).HasConversion<string>();
        builder.Property(v => v.Pending).HasConversion<string>();
    }
}
