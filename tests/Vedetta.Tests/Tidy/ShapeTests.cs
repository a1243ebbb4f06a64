using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Vedetta.Tests.Tidy;

public sealed class ShapeTests
{
    // In flow order: a slice may import those before it.
    private static readonly string[] Slices =
        ["Intake", "Detection", "Incidents", "Statements", "StatusPage", "Outreach", "CallGate", "People", "Register", "Surveys", "Desk"];

    private static readonly string[] Support = ["Access", "Storage", "Settings", "Web"];

    private static readonly string[] BannedWords = ["TODO", "FIXME", "HACK", "#region", "NotImplementedException"];

    [Fact]
    public void Slices_import_upstream_only() =>
        Assert.Empty(Imports().Where(i => Array.IndexOf(Slices, i.From) >= 0)
            .Where(i => Array.IndexOf(Slices, i.To) > Array.IndexOf(Slices, i.From))
            .Select(i => $"{i.File} imports {i.To}"));

    [Fact]
    public void Support_folders_import_no_slice() =>
        Assert.Empty(Imports().Where(i => Support.Contains(i.From) && Slices.Contains(i.To))
            .Select(i => $"{i.File} imports {i.To}"));

    [Fact]
    public void The_engine_imports_nothing_of_the_server() =>
        Assert.Empty(SourceFiles.Product.Where(f => f.Path.StartsWith("src/Vedetta.Engine/", StringComparison.Ordinal))
            .SelectMany(f => f.Root.Usings.Select(u => (File: f, Name: u.Name?.ToString() ?? "")))
            .Where(u => u.Name.StartsWith("Vedetta.", StringComparison.Ordinal) && !u.Name.StartsWith("Vedetta.Engine", StringComparison.Ordinal))
            .Select(u => $"{u.File} imports {u.Name}"));

    [Fact]
    public void Classes_are_sealed_abstract_or_static() =>
        Assert.Empty(SourceFiles.Product
            .SelectMany(f => f.Root.DescendantNodes().OfType<TypeDeclarationSyntax>().Select(t => (File: f, Type: t)))
            .Where(t => t.Type.IsKind(SyntaxKind.ClassDeclaration) || t.Type.IsKind(SyntaxKind.RecordDeclaration))
            .Where(t => !t.Type.Modifiers.Any(m =>
                m.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.StaticKeyword or SyntaxKind.PartialKeyword))
            .Where(t => !IsInheritedFrom(t.Type.Identifier.Text))
            .Select(t => $"{t.File}: {t.Type.Identifier}"));

    [Fact]
    public void Public_types_say_what_they_are() =>
        Assert.Empty(SourceFiles.Product
            .SelectMany(f => f.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(t => (File: f, Type: t)))
            .Where(t => t.Type.Modifiers.Any(m => m.IsKind(SyntaxKind.PublicKeyword)))
            .Where(t => !t.Type.GetLeadingTrivia().ToString().Contains("///", StringComparison.Ordinal))
            .Where(t => !t.Type.Modifiers.Any(m => m.IsKind(SyntaxKind.PartialKeyword)))
            .Select(t => $"{t.File}: {t.Type.Identifier}"));

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.Empty(SourceFiles.Product.SelectMany(f => f.Lines.Index()
            .Where(l => BannedWords.Any(w => l.Item.Contains(w, StringComparison.Ordinal)))
            .Select(l => $"{f}:{l.Index + 1} {l.Item.Trim()}")));

    [Fact]
    public void Tests_do_not_sleep() =>
        Assert.Empty(SourceFiles.Everything.Where(f => f.Path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(f => f.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Where(i => i.Expression.ToString() is "Thread.Sleep")
                .Select(i => $"{f}: {i}")));

    private static bool IsInheritedFrom(string name) => SourceFiles.Product.Any(f => f.Root.DescendantNodes()
        .OfType<BaseListSyntax>().Any(b => b.Types.Any(t => t.Type.ToString() == name || t.ToString().StartsWith(name + "(", StringComparison.Ordinal))));

    private static IEnumerable<(SourceFile File, string From, string To)> Imports() =>
        from file in SourceFiles.Product
        where file.Path.StartsWith("src/Vedetta/", StringComparison.Ordinal)
        let parts = file.Path.Split('/')
        where parts.Length > 3
        from directive in file.Root.Usings
        let name = directive.Name?.ToString() ?? ""
        where name.StartsWith("Vedetta.", StringComparison.Ordinal)
        select (file, parts[2], name.Split('.')[1]);
}
