using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Vedetta.Settings;
using Vedetta.Storage;

namespace Vedetta.Cli.Doctor;

/// <summary>Checks of the database and of the settings in it.</summary>
public static class DatabaseChecks
{
    private const string Database = "database", Configuration = "configuration";

    /// <summary>Opens the database and reads the newest settings, if there are any.</summary>
    public static async Task<ImmutableArray<Finding>> Run(ServerOptions options, CancellationToken cancel)
    {
        bool isPostgres = options.PostgresConnection is not null;
        if (!isPostgres && !File.Exists(Path.Combine(options.DataDirectory, "vedetta.db")))
            return [Finding.Ok(Database, "SQLite, made at the first start"), Finding.Ok(Configuration, "the defaults")];
        try
        {
            await using var database = new Database(options);
            await using DbConnection connection = await database.Open(cancel);
            string engine = isPostgres ? "PostgreSQL" : "SQLite";
            Finding opened = Finding.Ok(Database, $"{engine} {connection.ServerVersion} answers");
            return [opened, await Settings(connection, isPostgres, cancel)];
        }
        catch (Exception failure) when (
            failure is DbException or ArgumentException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Fail(Database, failure.Message, isPostgres
                ? "Check --postgres (Host=…;Database=…;Username=…;Password=…) and that the server runs and lets you in."
                : "Let this user write to the data folder and stop other programs that use vedetta.db.")];
        }
    }

    private static async Task<Finding> Settings(DbConnection connection, bool isPostgres, CancellationToken cancel)
    {
        string exists = isPostgres
            ? "SELECT count(*) FROM information_schema.tables WHERE table_name = 'settings'"
            : "SELECT count(*) FROM sqlite_master WHERE name = 'settings'";
        if (Convert.ToInt64(await Scalar(connection, exists, cancel), null) == 0)
            return Finding.Ok(Configuration, "the defaults");
        object? json = await Scalar(connection, "SELECT json FROM settings ORDER BY version DESC LIMIT 1", cancel);
        return json is string text ? Judge(text) : Finding.Ok(Configuration, "the defaults");
    }

    private static Finding Judge(string json)
    {
        try
        {
            ImmutableArray<SettingFault> faults = OrganisationRules.Check(SettingsStore.Read(json));
            return faults.IsEmpty
                ? Finding.Ok(Configuration, "all settings make sense")
                : Finding.Fail(Configuration, string.Join("; ", faults.Select(f => $"{f.Key} {f.Reason}")),
                    "Correct these settings on the desk.");
        }
        catch (JsonException damaged)
        {
            return Finding.Fail(Configuration, damaged.Message, "Restore the settings from an earlier version on the desk.");
        }
    }

    private static async Task<object?> Scalar(DbConnection connection, string statement, CancellationToken cancel)
    {
        await using DbCommand command = connection.CreateCommand();
        // Statements are constants of this file.
#pragma warning disable CA2100
        command.CommandText = statement;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancel);
    }
}
