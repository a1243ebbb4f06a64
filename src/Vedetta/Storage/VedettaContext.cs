using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Vedetta.Storage;

/// <summary>
/// The state of all slices. Each slice maps its own records (<c>IEntityTypeConfiguration</c> in its XStore.cs) and
/// reaches them with <c>Set&lt;T&gt;()</c>, so this support class names no slice. One subclass per database carries that
/// database's migrations.
/// </summary>
public abstract class VedettaContext(DbContextOptions options) : DbContext(options)
{
    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(VedettaContext).Assembly);

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    // SQLite cannot order DateTimeOffset; one integer form on both databases keeps the contract the same.
    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}

/// <summary>The embedded default.</summary>
public sealed class SqliteContext(DbContextOptions<SqliteContext> options) : VedettaContext(options);

/// <summary>The database server, by one setting.</summary>
public sealed class PostgresContext(DbContextOptions<PostgresContext> options) : VedettaContext(options);
