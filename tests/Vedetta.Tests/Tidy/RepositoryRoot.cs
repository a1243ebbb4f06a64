namespace Vedetta.Tests.Tidy;

/// <summary>Finds the checkout the tests were built from.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from)
    {
        for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Vedetta.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No Vedetta.slnx above {from}.");
    }
}
