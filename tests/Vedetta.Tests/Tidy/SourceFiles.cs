using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Vedetta.Tests.Tidy;

/// <summary>A C# file of the product, parsed once.</summary>
internal sealed record SourceFile(string Path, string[] Lines, CompilationUnitSyntax Root)
{
    public override string ToString() => Path;
}

/// <summary>The C# files under src.</summary>
internal static class SourceFiles
{
    public static IReadOnlyList<SourceFile> Product { get; } = Read("src");

    public static IReadOnlyList<SourceFile> Everything { get; } = [.. Product, .. Read("tests"), .. Read("bench")];

    public static int LengthInLines(this SyntaxNode node)
    {
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static SourceFile[] Read(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("node_modules", StringComparison.Ordinal))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Parse)];

    private static SourceFile Parse(string file)
    {
        string text = File.ReadAllText(file);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text);
        string path = Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/');
        return new SourceFile(path, text.Split('\n'), tree.GetCompilationUnitRoot());
    }
}
