using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Vedetta.Storage;

namespace Vedetta.Access;

/// <summary>Accounts and one-time links in the database.</summary>
public sealed class AccountStore(VedettaContext database, SessionClock time)
{
    /// <summary>Whether nobody can sign in yet.</summary>
    public async Task<bool> IsEmpty(CancellationToken stop = default) =>
        !await database.Set<Account>().AnyAsync(stop);

    /// <summary>Every account, by name.</summary>
    public Task<List<Account>> All(CancellationToken stop = default) =>
        database.Set<Account>().AsNoTracking().OrderBy(a => a.SignInName).ToListAsync(stop);

    /// <summary>The account with this id, or null.</summary>
    public Task<Account?> Find(Guid id, CancellationToken stop = default) =>
        database.Set<Account>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, stop);

    /// <summary>The account with this sign-in name, or null.</summary>
    public Task<Account?> Find(string signInName, CancellationToken stop = default)
    {
        string name = AccessRules.Normalise(signInName);
        return database.Set<Account>().AsNoTracking().SingleOrDefaultAsync(a => a.SignInName == name, stop);
    }

    /// <summary>Stores a new account; false when the name is taken.</summary>
    public async Task<bool> TryAdd(Account account, CancellationToken stop = default)
    {
        if (await database.Set<Account>().AnyAsync(a => a.SignInName == account.SignInName, stop)) return false;
        database.Add(account);
        await database.SaveChangesAsync(stop);
        database.Entry(account).State = EntityState.Detached;
        return true;
    }

    /// <summary>Counts a wrong password and closes the account for as long as the rules say.</summary>
    public async Task CountWrongPassword(Guid id, CancellationToken stop = default)
    {
        var accounts = database.Set<Account>().Where(a => a.Id == id);
        await accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.WrongPasswords, a => a.WrongPasswords + 1), stop);
        int wrong = await accounts.Select(a => a.WrongPasswords).SingleAsync(stop);
        TimeSpan closed = AccessRules.LockAfter(wrong);
        if (closed == TimeSpan.Zero) return;
        DateTimeOffset? until = time.GetUtcNow() + closed;
        await accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.LockedUntil, until), stop);
    }

    /// <summary>Notes a good sign-in.</summary>
    public Task CountSignIn(Guid id, CancellationToken stop = default)
    {
        DateTimeOffset? now = time.GetUtcNow(), never = null;
        return database.Set<Account>().Where(a => a.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.WrongPasswords, 0)
            .SetProperty(a => a.LockedUntil, never)
            .SetProperty(a => a.LastSignInAt, now), stop);
    }

    /// <summary>Sets roles and the closed state; every session of the account ends.</summary>
    public Task Change(Guid id, Roles roles, bool isClosed, CancellationToken stop = default)
    {
        DateTimeOffset? closedAt = isClosed ? time.GetUtcNow() : null;
        var stamp = Guid.NewGuid();
        return database.Set<Account>().Where(a => a.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.Roles, roles)
            .SetProperty(a => a.ClosedAt, closedAt)
            .SetProperty(a => a.Stamp, stamp), stop);
    }

    /// <summary>Sets a password; every session of the account ends, and so does a lock.</summary>
    public Task SetPassword(Guid id, string hash, CancellationToken stop = default)
    {
        var stamp = Guid.NewGuid();
        DateTimeOffset? never = null;
        return database.Set<Account>().Where(a => a.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.PasswordHash, hash)
            .SetProperty(a => a.WrongPasswords, 0)
            .SetProperty(a => a.LockedUntil, never)
            .SetProperty(a => a.Stamp, stamp), stop);
    }

    /// <summary>Ends every session of an account.</summary>
    public Task EndSessions(Guid id, CancellationToken stop = default)
    {
        var stamp = Guid.NewGuid();
        return database.Set<Account>().Where(a => a.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Stamp, stamp), stop);
    }

    /// <summary>Stores a link in place of every earlier one of its purpose.</summary>
    public async Task Replace(OneTimeLink link, CancellationToken stop = default)
    {
        await database.Set<OneTimeLink>().Where(l => l.Purpose == link.Purpose).ExecuteDeleteAsync(stop);
        database.Add(link);
        await database.SaveChangesAsync(stop);
        database.Entry(link).State = EntityState.Detached;
    }

    /// <summary>Whether the link works now.</summary>
    public Task<bool> Works(string tokenHash, LinkPurpose purpose, CancellationToken stop = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        return database.Set<OneTimeLink>()
            .AnyAsync(l => l.TokenHash == tokenHash && l.Purpose == purpose && l.ExpiresAt > now, stop);
    }

    /// <summary>Uses the link up; true for exactly one caller.</summary>
    public async Task<bool> Use(string tokenHash, LinkPurpose purpose, CancellationToken stop = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        return await database.Set<OneTimeLink>()
            .Where(l => l.TokenHash == tokenHash && l.Purpose == purpose && l.ExpiresAt > now)
            .ExecuteDeleteAsync(stop) == 1;
    }

    private sealed class AccountMapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder)
        {
            builder.ToTable("accounts");
            builder.Property(a => a.SignInName).HasMaxLength(64);
            builder.Property(a => a.DisplayName).HasMaxLength(100);
            builder.HasIndex(a => a.SignInName).IsUnique();
        }
    }

    private sealed class OneTimeLinkMapping : IEntityTypeConfiguration<OneTimeLink>
    {
        public void Configure(EntityTypeBuilder<OneTimeLink> builder)
        {
            builder.ToTable("one_time_links");
            builder.HasKey(l => l.TokenHash);
            builder.Property(l => l.TokenHash).HasMaxLength(64);
        }
    }
}
