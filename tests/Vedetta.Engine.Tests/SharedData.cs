namespace Vedetta.Engine.Tests;

/// <summary>Test data that lies in a folder beside or above the repository; tests without it are skipped.</summary>
internal static class SharedData
{
    /// <summary>The bytes of a file under shared/data.</summary>
    public static byte[] Read(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path)) return File.ReadAllBytes(path);
        }
        Assert.Skip($"needs ../shared/data/{name}");
        return [];
    }
}
