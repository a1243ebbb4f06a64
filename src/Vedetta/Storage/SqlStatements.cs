using System.Data.Common;

namespace Vedetta.Storage;

/// <summary>Short forms of what plain ADO.NET says at length.</summary>
internal static class SqlStatements
{
    /// <summary>Makes a command with a parameter for every name; the values are set with <see cref="With"/>.</summary>
    public static DbCommand Statement(this DbConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (string name in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>Sets the values of the parameters, in order.</summary>
    public static DbCommand With(this DbCommand command, params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    /// <summary>Runs a statement without parameters.</summary>
    public static async Task Execute(this DbConnection connection, string sql, CancellationToken cancel = default)
    {
        await using DbCommand command = connection.Statement(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
