using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Vedetta.Storage;

/// <summary>
/// The one database: SQLite in the data folder, or PostgreSQL. The place where the two differ; statements elsewhere are
/// written to run on both.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly string _sqlite;
    private readonly string _pragmas;
    private readonly NpgsqlDataSource? _postgres;
    private readonly Lock _preparing = new();
    private bool _isPrepared;

    /// <summary>Told once, when the database has answered and its tables are there.</summary>
    public event Action? Prepared;

    /// <summary>Finds the database these options name; makes the data folder.</summary>
    public Database(ServerOptions options)
    {
        Directory.CreateDirectory(options.DataDirectory);
        _pragmas = $"PRAGMA journal_mode=WAL; PRAGMA synchronous={(options.IsThrowaway ? "OFF" : "FULL")};";
        _sqlite = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.DataDirectory, "vedetta.db"),
            DefaultTimeout = 30,
        }.ToString();
        if (options.PostgresConnection is { } connection) _postgres = NpgsqlDataSource.Create(connection);
    }

    /// <summary>Whether the database is PostgreSQL.</summary>
    public bool IsPostgres => _postgres is not null;

    /// <summary>Opens a connection whose commits are on disk when they return.</summary>
    public async ValueTask<DbConnection> Open(CancellationToken cancel = default)
    {
        if (_postgres is not null) return await _postgres.OpenConnectionAsync(cancel);
        var connection = new SqliteConnection(_sqlite);
        await connection.OpenAsync(cancel);
        await connection.Execute(_pragmas, cancel);
        return connection;
    }

    /// <summary>Points an Entity Framework context at this database.</summary>
    public void Configure(DbContextOptionsBuilder builder)
    {
        if (_postgres is not null) builder.UseNpgsql(_postgres);
        else builder.UseSqlite(_sqlite);
        // Whoever asked gets the exception; the first start asks for a table that is not there, and that is no fault.
        builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug)));
    }

    /// <summary>Makes the tables that are missing, unless that was done before.</summary>
    public async Task Prepare(IDbContextFactory<VedettaContext> contexts, CancellationToken cancel = default)
    {
        await using VedettaContext context = await contexts.CreateDbContextAsync(cancel);
        Prepare(context);
    }

    /// <summary>The same, with a context at hand. The context factory calls it, so nobody meets a database without tables.</summary>
    internal void Prepare(VedettaContext context)
    {
        if (Volatile.Read(ref _isPrepared)) return;
        lock (_preparing)
        {
            if (_isPrepared) return;
            context.Database.Migrate();
            Volatile.Write(ref _isPrepared, true);
        }
        Prepared?.Invoke();
    }

    /// <summary>Whether a fault says that the database does not answer, not that something is wrong with the question.</summary>
    public static bool IsAway(Exception fault) => fault is DbException { IsTransient: true } or TimeoutException
        || fault is InvalidOperationException { InnerException: DbException { IsTransient: true } or TimeoutException };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
}
