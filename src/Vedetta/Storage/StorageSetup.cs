using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Vedetta.Storage;

/// <summary>Wires the database.</summary>
public static class StorageSetup
{
    /// <summary>Adds the database these options name, its context factory and the stores every slice may use.</summary>
    public static IServiceCollection AddVedettaStorage(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(_ => new Database(options));
        if (options.PostgresConnection is null) services.AddContexts<SqliteContext>();
        else services.AddContexts<PostgresContext>();
        services.AddSingleton<JournalStore>();
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<CountHistory>();
        services.AddSingleton<AuditLog>();
        return services;
    }

    private static void AddContexts<TContext>(this IServiceCollection services) where TContext : VedettaContext
    {
        services.AddPooledDbContextFactory<TContext>((provider, builder) =>
            provider.GetRequiredService<Database>().Configure(builder));
        services.AddSingleton<IDbContextFactory<VedettaContext>, AnyContextFactory<TContext>>();
    }

    private sealed class AnyContextFactory<TContext>(IDbContextFactory<TContext> factory, Database database)
        : IDbContextFactory<VedettaContext> where TContext : VedettaContext
    {
        public VedettaContext CreateDbContext()
        {
            TContext context = factory.CreateDbContext();
            database.Prepare(context);
            return context;
        }
    }
}
