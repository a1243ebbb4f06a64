using Vedetta.Statements;
using YamlDotNet.RepresentationModel;

namespace Vedetta.StatusPage.Imports;

/// <summary>
/// Reads a cState site: systems of config.yml become components, issues (markdown with front matter) notices.
/// </summary>
public static class CStateImport
{
    private const string Fence = "---";

    /// <summary>Reads the files of a site.</summary>
    /// <param name="files">Names and texts: config.yml, and issues as .md.</param>
    public static ImportedStatus Read(IEnumerable<(string Name, string Text)> files)
    {
        var found = new ImportedStatus("cState");
        (string Name, string Text)[] all = [.. files];
        foreach ((string name, string text) in all.Where(f => !IsIssue(f.Name))) ReadConfiguration(name, text, found);
        foreach ((string name, string text) in all.Where(f => IsIssue(f.Name))) ReadIssue(name, text, found);
        return found;
    }

    private static bool IsIssue(string name) => name.EndsWith(".md", StringComparison.OrdinalIgnoreCase);

    private static void ReadConfiguration(string name, string text, ImportedStatus found)
    {
        if (YamlText.Read(text, out string where, out string reason) is not { } root)
        {
            found.Refuse($"{name} {where}", reason);
            return;
        }
        foreach (YamlNode system in root.Child("params").Items("systems"))
        {
            string at = $"{name} {system.Line()}";
            string? group = found.Group(at, system.Text("category"));
            found.Add(at, system.Text("name") ?? "", group, description: system.Text("description") ?? "");
        }
    }

    private static void ReadIssue(string name, string text, ImportedStatus found)
    {
        string[] parts = text.ReplaceLineEndings("\n").Split(Fence + "\n", 3);
        if (parts.Length < 3 || parts[0].Trim('\uFEFF', ' ', '\n').Length > 0)
        {
            found.Refuse(name, "does not begin with front matter between lines of ---");
            return;
        }
        if (YamlText.Read(parts[1], out string where, out string reason) is not YamlMappingNode head)
        {
            found.Refuse($"{name} {where}", reason);
            return;
        }
        // cState's own index page.
        if (head.Text("section") is { } section && section != "issue") return;
        if (!ImportText.TryTime(head.Text("date"), out DateTimeOffset started))
            found.Refuse($"{name} date", $"is no time: '{head.Text("date")}'");
        else found.Add(name, Notice(name, head, parts[2].Trim(), started, found));
    }

    private static ImportedNotice Notice(
        string name, YamlMappingNode head, string body, DateTimeOffset started, ImportedStatus found)
    {
        bool isOver = head.Text("resolved") == "true";
        DateTimeOffset? resolved = !isOver ? null
            : ImportText.TryTime(head.Text("resolvedWhen"), out DateTimeOffset when) && when >= started ? when
            : started;
        (NoticeImpact impact, ComponentState state) = head.Text("severity") switch
        {
            "down" => (NoticeImpact.Critical, ComponentState.MajorOutage),
            "disrupted" => (NoticeImpact.Major, ComponentState.PartialOutage),
            _ => (NoticeImpact.Minor, ComponentState.Degraded),
        };
        ImportedUpdate[] updates = resolved is { } at
            ? [new(NoticeState.Investigating, body, started), new(NoticeState.Resolved, "", at)]
            : [new(NoticeState.Investigating, body, started)];
        return new ImportedNotice(
            "cstate:" + name, NoticeKind.Incident, head.Text("title") ?? "", impact, started, resolved, null, null,
            [.. Affected(name, head, found).Select(id => new AffectedComponent(id, state))], updates);
    }

    private static IEnumerable<string> Affected(string name, YamlMappingNode head, ImportedStatus found)
    {
        foreach (YamlNode node in head.Items("affected"))
        {
            string id = ImportText.Slug((node as YamlScalarNode)?.Value ?? "");
            if (found.Components.Any(c => c.Id == id)) yield return id;
            else found.Refuse($"{name} affected", $"names the unknown system '{node}'");
        }
    }
}
