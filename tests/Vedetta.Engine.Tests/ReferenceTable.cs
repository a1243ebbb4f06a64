using System.Globalization;

namespace Vedetta.Engine.Tests;

/// <summary>A table of reference values that lies beside the repository; tests without it are skipped.</summary>
internal sealed class ReferenceTable
{
    private readonly string[] _header;
    private readonly string[] _cells;

    private ReferenceTable(string[] header, string[] cells) => (_header, _cells) = (header, cells);

    /// <summary>The number in a column; NaN where the cell is empty.</summary>
    public double this[string column] => _cells[Array.IndexOf(_header, column)] is { Length: > 0 } cell
        ? double.Parse(cell, CultureInfo.InvariantCulture)
        : double.NaN;

    /// <summary>The rows of a table.</summary>
    public static List<ReferenceTable> Rows(string name)
    {
        string path = Path.Combine(Root(), "..", "shared", "data", "reference", name);
        if (!File.Exists(path)) Assert.Skip($"needs ../shared/data/reference/{name}");
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Split(',');
        return [.. lines.Skip(1).Where(l => l.Length > 0).Select(l => new ReferenceTable(header, l.Split(',')))];
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Vedetta.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
