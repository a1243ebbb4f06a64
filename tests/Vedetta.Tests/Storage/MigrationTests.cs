using Microsoft.EntityFrameworkCore;
using Vedetta.Storage;

namespace Vedetta.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public void The_migrations_for_SQLite_cover_the_model()
    {
        using var context = new SqliteContext(new DbContextOptionsBuilder<SqliteContext>().UseSqlite("Data Source=:memory:").Options);
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_migrations_for_PostgreSQL_cover_the_model()
    {
        using var context = new PostgresContext(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql("Host=none").Options);
        Assert.False(context.Database.HasPendingModelChanges());
    }
}
