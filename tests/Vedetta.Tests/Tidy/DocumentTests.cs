using System.Text.RegularExpressions;

namespace Vedetta.Tests.Tidy;

public sealed partial class DocumentTests
{
    private static readonly string[] Roots = ["src/", "tests/", "docs/", "bench/", "scenarios/", "eng/", ".ci/"];

    private static IEnumerable<(string File, string Text)> Documents =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(f => (Path.GetRelativePath(RepositoryRoot.Path, f), File.ReadAllText(f)));

    [Fact]
    public void Every_path_a_document_names_exists() =>
        Assert.Empty(Documents.SelectMany(d => InBackticks().Matches(d.Text).Select(m => (d.File, Path: m.Groups[1].Value)))
            .Where(p => Roots.Any(r => p.Path.StartsWith(r, StringComparison.Ordinal)) && !p.Path.Contains('*') && !p.Path.Contains(' '))
            .Where(p => !Path.Exists(Path.Combine(RepositoryRoot.Path, p.Path)))
            .Select(p => $"{p.File}: {p.Path}"));

    [Fact]
    public void Every_link_between_documents_leads_somewhere() =>
        Assert.Empty(Documents.SelectMany(d => Link().Matches(d.Text).Select(m => (d.File, Target: m.Groups[1].Value.Split('#')[0])))
            .Where(l => l.Target.Length > 0 && !l.Target.Contains("://", StringComparison.Ordinal))
            .Where(l => !Path.Exists(Path.Combine(RepositoryRoot.Path, Path.GetDirectoryName(l.File)!, l.Target)))
            .Select(l => $"{l.File}: {l.Target}"));

    [Fact]
    public void Every_verb_a_document_names_exists()
    {
        string verbs = string.Join(' ', SourceFiles.Product.Where(f => f.Path.StartsWith("src/Vedetta/Cli/", StringComparison.Ordinal))
            .Select(f => f.Root.ToString()));
        Assert.Empty(Documents.SelectMany(d => Verb().Matches(d.Text).Select(m => (d.File, Verb: m.Groups[1].Value)))
            .Where(v => !verbs.Contains($"new Command(\"{v.Verb}\"", StringComparison.Ordinal))
            .Select(v => $"{v.File}: vedetta {v.Verb}"));
    }

    [Fact]
    public void Every_developer_command_a_document_names_exists()
    {
        string dev = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "dev.cs"));
        Assert.Empty(Documents.SelectMany(d => DeveloperCommand().Matches(d.Text).Select(m => (d.File, Verb: m.Groups[1].Value)))
            .Where(v => !dev.Contains($"\"{v.Verb}\" =>", StringComparison.Ordinal))
            .Select(v => $"{v.File}: dev.cs {v.Verb}"));
    }

    [Fact]
    public void The_architecture_fits_200_lines() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "ARCHITECTURE.md")).Length, 20, 200);

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("(?:^|`)vedetta ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"dotnet run dev\.cs ([a-z]+)")]
    private static partial Regex DeveloperCommand();
}
