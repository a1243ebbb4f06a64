using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Vedetta.Tests.Tidy;

public sealed class SizeTests
{
    private const int FileLinesMax = 500;
    private const int MethodLinesMax = 70;
    private const int ColumnsMax = 150;

    private static IEnumerable<(SourceFile File, MethodDeclarationSyntax Method)> Methods =>
        SourceFiles.Product.SelectMany(f => f.Root.DescendantNodes().OfType<MethodDeclarationSyntax>().Select(m => (f, m)));

    [Fact]
    public void No_file_is_longer_than_500_lines() =>
        Assert.Empty(SourceFiles.Everything.Where(f => f.Lines.Length > FileLinesMax).Select(f => $"{f}: {f.Lines.Length}"));

    [Fact]
    public void No_method_is_longer_than_70_lines() =>
        Assert.Empty(Methods.Where(m => m.Method.LengthInLines() > MethodLinesMax)
            .Select(m => $"{m.File}: {m.Method.Identifier} {m.Method.LengthInLines()}"));

    [Fact]
    public void The_median_method_has_fewer_than_eight_lines()
    {
        int[] lengths = [.. Methods.Select(m => m.Method.LengthInLines()).Order()];
        Assert.InRange(lengths[lengths.Length / 2], 1, 7);
    }

    [Fact]
    public void Lines_keep_to_120_columns()
    {
        // Sentences of the languages stay on one line each, however long a language makes them.
        SourceFile[] code = [.. SourceFiles.Product.Where(f => !f.Path.StartsWith("src/Vedetta/Web/Texts/", StringComparison.Ordinal))];
        string[] lines = [.. code.SelectMany(f => f.Lines)];
        Assert.Empty(code.SelectMany(f => f.Lines.Index()
            .Where(l => l.Item.Length > ColumnsMax).Select(l => $"{f}:{l.Index + 1}")));
        Assert.True(lines.Count(l => l.Length > 120) < lines.Length * 0.03, "More than 3 % of lines pass 120 columns.");
    }

    [Fact]
    public void Interfaces_are_rare()
    {
        int interfaces = SourceFiles.Product.Sum(f => f.Root.DescendantNodes().OfType<InterfaceDeclarationSyntax>().Count());
        int lines = SourceFiles.Product.Sum(f => f.Lines.Count(l => l.Trim().Length > 0));
        Assert.True(interfaces * 1000 <= lines, $"{interfaces} interfaces in {lines} lines.");
    }
}
