using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Vedetta.Storage;

namespace Vedetta.Access;

/// <summary>Keeps the keys, and all of them in memory, so that a request costs no look-up in the database.</summary>
public sealed class ApiKeyStore(IDbContextFactory<VedettaContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>How long keys made or revoked by another process may go unnoticed.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _loading = new(1);
    private Known _known = new(FrozenDictionary<string, ApiKey>.Empty, long.MinValue);

    /// <summary>Makes a key and returns it in full, for the only time.</summary>
    public async Task<string> Create(string who, string name, IReadOnlyList<string> scopes, CancellationToken cancel = default)
    {
        if (scopes.Except(ApiScopes.All).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"'{unknown}' is not one of {string.Join(", ", ApiScopes.All)}.", nameof(scopes));
        byte[] secret = RandomNumberGenerator.GetBytes(ApiKeyRules.SecretBytes);
        var key = new ApiKey
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Name = name,
            SecretHash = ApiKeyRules.HashSecret(Base64Url.EncodeToString(secret)),
            Scopes = string.Join(' ', scopes),
            CreatedAt = time.GetUtcNow(),
            CreatedBy = who,
        };
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        context.Add(key);
        await context.SaveChangesAsync(cancel);
        await Load(cancel);
        return ApiKeyRules.Format(key.Id, secret);
    }

    /// <summary>Ends a key; false when there is none of this id at work.</summary>
    public async Task<bool> Revoke(string id, CancellationToken cancel = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        int changed = await context.Set<ApiKey>().Where(k => k.Id == id && k.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, now), cancel);
        await Load(cancel);
        return changed > 0;
    }

    /// <summary>All keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> List(CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<ApiKey>().AsNoTracking().OrderByDescending(k => k.CreatedAt).ToListAsync(cancel);
    }

    /// <summary>The key a request presents; null when it is not one of ours.</summary>
    public async ValueTask<ApiKey?> Find(string presented, CancellationToken cancel = default)
    {
        if (!ApiKeyRules.TryParse(presented, out string id, out byte[] secretHash)) return null;
        Known known = Volatile.Read(ref _known);
        // long.MinValue marks the first use; the difference would overflow.
        if (known.LoadedAt == long.MinValue || time.GetElapsedTime(known.LoadedAt) > RefreshEvery) known = await Load(cancel);
        return known.Keys.TryGetValue(id, out ApiKey? key) && ApiKeyRules.IsSecret(key, secretHash) ? key : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private async Task<Known> Load(CancellationToken cancel)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
            List<ApiKey> keys = await context.Set<ApiKey>().AsNoTracking().ToListAsync(cancel);
            return _known = new Known(keys.ToFrozenDictionary(k => k.Id), time.GetTimestamp());
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed record Known(FrozenDictionary<string, ApiKey> Keys, long LoadedAt);
}
