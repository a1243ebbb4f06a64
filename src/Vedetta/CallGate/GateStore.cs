using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vedetta.Engine.Gate;
using Vedetta.Storage;

namespace Vedetta.CallGate;

/// <summary>
/// Keeps activations with their rules, protected contacts and the gate's settings. Changes come one at a time.
/// </summary>
public sealed class GateStore(IDbContextFactory<VedettaContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>Most protected contacts.</summary>
    public const int ProtectedMax = 1_000_000;

    private const int RowsAtOnce = 20, Columns = 8;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private (string Activation, ImmutableArray<GateRule> Rules) _lastWritten = ("", []);
    private readonly Lock _lastLock = new();

    /// <summary>The rules of activations that are at work or tried, in the state of their activation.</summary>
    public async Task<ImmutableArray<GateRule>> RulesAtWork(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        DateTimeOffset now = time.GetUtcNow();
        Dictionary<string, GateActivation> live = await context.Set<GateActivation>().AsNoTracking()
            .Where(a => (a.State == GateRuleState.Active || a.State == GateRuleState.DryRun) && a.ExpiresAt > now)
            .ToDictionaryAsync(a => a.Id, stop);
        if (live.Count == 0) return [];
        string[] ids = [.. live.Keys];
        List<GateRuleRow> rows = await context.Set<GateRuleRow>().AsNoTracking()
            .Where(r => ids.Contains(r.ActivationId)).OrderBy(r => r.Id).ToListAsync(stop);
        return [.. rows.Select(r => ToRule(r, live[r.ActivationId]))];
    }

    /// <summary>One activation, or null.</summary>
    public async Task<GateActivation?> Find(string id, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<GateActivation>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, stop);
    }

    /// <summary>Activations, newest first; of one incident where one is named.</summary>
    public async Task<IReadOnlyList<GateActivation>> List(int? incidentId, int skip, int take,
        CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<GateActivation>().AsNoTracking()
            .Where(a => incidentId == null || a.IncidentId == incidentId)
            .OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Skip(skip).Take(take).ToListAsync(stop);
    }

    /// <summary>Rules of one activation after a number, in order.</summary>
    public async Task<IReadOnlyList<GateRule>> Rules(GateActivation activation, long afterId, int take,
        CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        List<GateRuleRow> rows = await context.Set<GateRuleRow>().AsNoTracking()
            .Where(r => r.ActivationId == activation.Id && r.Id > afterId).OrderBy(r => r.Id).Take(take)
                .ToListAsync(stop);
        return [.. rows.Select(r => ToRule(r, activation))];
    }

    /// <summary>
    /// All rules of one activation, in order. Those written last are at hand: what is written against a flood is
    /// forecast and put to work in the next moment, and rules never change once they are written.
    /// </summary>
    public async Task<IReadOnlyList<GateRule>> AllRules(GateActivation activation, CancellationToken stop = default)
    {
        ImmutableArray<GateRule> last = [];
        lock (_lastLock)
            if (_lastWritten.Activation == activation.Id) last = _lastWritten.Rules;
        if (last.IsEmpty) return await Rules(activation, 0, int.MaxValue, stop);
        return [.. last.Select(r => r with { State = activation.State, ExpiresAt = activation.ExpiresAt })];
    }

    /// <summary>Writes an activation and its rules in one transaction; the rules get their numbers.</summary>
    public Task<ImmutableArray<GateRule>> Add(
        GateActivation activation, IReadOnlyList<WantedRule> wanted, AuditEntry entry,
            CancellationToken stop = default) => InTurn(
        async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(stop);
            long last = await context.Set<GateRuleRow>().MaxAsync(r => (long?)r.Id, stop) ?? 0;
            ImmutableArray<GateRuleRow> rows = [.. wanted.Select((w, i) => ToRow(w, activation, last + i + 1))];
            context.Add(activation);
            context.Add(entry);
            await context.SaveChangesAsync(stop);
            await Insert(context.Database.GetDbConnection(),
                Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions
                .GetDbTransaction(transaction), rows, stop);
            await transaction.CommitAsync(stop);
            ImmutableArray<GateRule> rules = [.. rows.Select(r => ToRule(r, activation))];
            Remember(activation.Id, rules);
            return rules;
        }, stop);

    /// <summary>
    /// Changes an activation together with the audit entry that tells of it; null when there is none.
    /// </summary>
    public Task<GateActivation?> Change(
        string id, Func<GateActivation, AuditEntry?> change, CancellationToken stop = default) => InTurn(
        async context =>
        {
            if (await context.Set<GateActivation>().FindAsync([id], stop) is not { } activation) return null;
            if (change(activation) is { } entry) context.Add(entry);
            await context.SaveChangesAsync(stop);
            return activation;
        }, stop);

    /// <summary>Adds to the counts of activations.</summary>
    public Task<int> Count(IReadOnlyDictionary<string, GateCounts> counts, CancellationToken stop = default) => InTurn(
        async context =>
        {
            foreach ((string id, GateCounts add) in counts)
            {
                if (await context.Set<GateActivation>().FindAsync([id], stop) is not { } activation) continue;
                activation.Stopped += add.Stopped;
                activation.LooksHonest += add.LooksHonest;
                activation.WouldStop += add.WouldStop;
            }
            return await context.SaveChangesAsync(stop);
        }, stop);

    /// <summary>
    /// Deletes the rules of activations that ended before a time: they name people's numbers. What they did stays in the
    /// activation. Returns how many.
    /// </summary>
    public Task<int> Forget(DateTimeOffset before, CancellationToken stop = default) => InTurn(
        async context =>
        {
            Remember("", []);
            IQueryable<string> over = context.Set<GateActivation>()
                .Where(a => a.ExpiresAt < before || (a.TakenBackAt != null && a.TakenBackAt < before)).Select(a => a.Id);
            return await context.Set<GateRuleRow>().Where(r => over.Contains(r.ActivationId)).ExecuteDeleteAsync(stop);
        }, stop);

    /// <summary>Rules that decided calls and decide no more, as far as they are still kept.</summary>
    /// <param name="most">Most of them, the latest.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<ImmutableArray<GateRule>> RulesThatEnded(int most, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        DateTimeOffset now = time.GetUtcNow();
        Dictionary<string, GateActivation> ended = await context.Set<GateActivation>().AsNoTracking()
            .Where(a => a.State == GateRuleState.TakenBack || (a.State == GateRuleState.Active && a.ExpiresAt <= now))
            .ToDictionaryAsync(a => a.Id, stop);
        string[] ids = [.. ended.Keys];
        List<GateRuleRow> rows = await context.Set<GateRuleRow>().AsNoTracking()
            .Where(r => ids.Contains(r.ActivationId)).OrderByDescending(r => r.Id).Take(most).ToListAsync(stop);
        return [.. rows.Select(r => ToRule(r, ended[r.ActivationId]))];
    }

    /// <summary>Every protected contact's number as stored.</summary>
    public async Task<IReadOnlyList<string>> ProtectedNumbers(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<ProtectedContact>().AsNoTracking().Select(p => p.Number).ToListAsync(stop);
    }

    /// <summary>Protected contacts by number.</summary>
    public async Task<IReadOnlyList<ProtectedContact>> Protected(int skip, int take, CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        return await context.Set<ProtectedContact>().AsNoTracking().OrderBy(p => p.Number).Skip(skip).Take(take)
            .ToListAsync(stop);
    }

    /// <summary>Adds protected contacts; those known already keep who added them. Returns how many are new.</summary>
    public Task<int> Protect(IReadOnlyList<ProtectedContact> contacts, AuditEntry entry,
        CancellationToken stop = default) => InTurn(
        async context =>
        {
            HashSet<string> known = [.. await context.Set<ProtectedContact>().Select(p => p.Number).ToListAsync(stop)];
            ProtectedContact[] fresh = [.. contacts.DistinctBy(c => c.Number).Where(c => !known.Contains(c.Number))];
            if (known.Count + fresh.Length > ProtectedMax) return -1;
            context.AddRange(fresh.AsEnumerable());
            context.Add(entry);
            await context.SaveChangesAsync(stop);
            return fresh.Length;
        }, stop);

    /// <summary>Takes a contact's protection away; false when it had none.</summary>
    public Task<bool> Unprotect(string number, AuditEntry entry, CancellationToken stop = default) => InTurn(
        async context =>
        {
            if (await context.Set<ProtectedContact>().FindAsync([number], stop) is not { } contact) return false;
            context.Remove(contact);
            context.Add(entry);
            await context.SaveChangesAsync(stop);
            return true;
        }, stop);

    /// <summary>The settings; the defaults before they were ever saved.</summary>
    public async Task<GateSettings> Settings(CancellationToken stop = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
        string? json = await context.Set<GateSettingsRow>().AsNoTracking().Where(s => s.Id == 1).Select(s => s.Json)
            .FirstOrDefaultAsync(stop);
        return json is null ? new GateSettings() : GateJson.Read<GateSettings>(json) ?? new GateSettings();
    }

    /// <summary>Saves the settings.</summary>
    public Task<bool> Save(GateSettings settings, AuditEntry entry, CancellationToken stop = default) => InTurn(
        async context =>
        {
            GateSettingsRow? row = await context.Set<GateSettingsRow>().FindAsync([1], stop);
            if (row is null) context.Add(row = new GateSettingsRow());
            row.Json = GateJson.Write(settings);
            context.Add(entry);
            return await context.SaveChangesAsync(stop) > 0;
        }, stop);

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<T> InTurn<T>(Func<VedettaContext, Task<T>> change, CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop);
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(stop);
            return await change(context);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private void Remember(string activation, ImmutableArray<GateRule> rules)
    {
        lock (_lastLock) _lastWritten = (activation, rules);
    }

    // Some rows in a statement, for each is a round trip to a database server; not many, for SQLite looks parameters up
    // by name one after the other.
    private static async Task Insert(
        DbConnection connection, DbTransaction transaction, ImmutableArray<GateRuleRow> rows, CancellationToken stop)
    {
        foreach (IGrouping<int, GateRuleRow[]> parts in rows.Chunk(RowsAtOnce).GroupBy(p => p.Length))
        {
            await using DbCommand command = connection.Statement(InsertSql(parts.Key), Names(parts.Key));
            command.Transaction = transaction;
            foreach (GateRuleRow[] part in parts)
            {
                object?[] values = [.. part.SelectMany(Values)];
                await command.With(values).ExecuteNonQueryAsync(stop);
            }
        }
    }

    private static string InsertSql(int rows) =>
        "INSERT INTO gate_rules (id, activation_id, owner, reason, match, act, target, refusal) VALUES "
        + string.Join(',', Names(rows).Chunk(Columns).Select(row => "(@" + string.Join(",@", row) + ")"));

    private static string[] Names(int rows) =>
        [.. Enumerable.Range(0, rows * Columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i}"))];

    private static object?[] Values(GateRuleRow row) =>
    [
        row.Id, row.ActivationId, row.Owner, row.Reason, row.MatchJson, (short)row.Act, row.Target, (short)row.Refusal,
    ];

    private static GateRuleRow ToRow(WantedRule wanted, GateActivation activation, long id) => new()
    {
        Id = id,
        ActivationId = activation.Id,
        Owner = activation.CreatedBy,
        Reason = wanted.Reason.Length > 0 ? wanted.Reason : activation.Reason,
        MatchJson = GateJson.Write(wanted.Match),
        Act = wanted.Action.Act,
        Target = wanted.Action.Target,
        Refusal = wanted.Action.Refusal,
    };

    private static GateRule ToRule(GateRuleRow row, GateActivation activation) => new()
    {
        Id = row.Id,
        Activation = row.ActivationId,
        Owner = row.Owner,
        Reason = row.Reason,
        CreatedAt = activation.CreatedAt,
        ExpiresAt = activation.ExpiresAt,
        State = activation.State,
        Match = GateJson.Match(row.MatchJson),
        Action = new GateAction(row.Act, row.Target, row.Refusal),
    };
}

/// <summary>What is added to an activation's counts.</summary>
public sealed record GateCounts(long Stopped, long LooksHonest, long WouldStop);
