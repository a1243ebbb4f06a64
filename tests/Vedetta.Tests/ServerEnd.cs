using Microsoft.AspNetCore.Builder;

namespace Vedetta.Tests;

/// <summary>How a test ends the server it started.</summary>
internal static class ServerEnd
{
    /// <summary>
    /// Stops every loop before its services go, since disposing alone leaves loops writing into a folder that is being
    /// deleted; then deletes <paramref name="folder"/>, if one is given.
    /// </summary>
    public static async ValueTask End(this WebApplication app, string? folder = null)
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }
}
