using System.Text.Json;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Imports;

/// <summary>
/// Reads documents of the Statuspage API v2: summary.json, components.json, incidents.json,
/// scheduled-maintenances.json, or several of them merged. Read leniently: some pages leave fields out.
/// </summary>
public static class StatuspageImport
{
    /// <summary>Reads a document.</summary>
    public static ImportedStatus Read(JsonElement document)
    {
        var found = new ImportedStatus("Statuspage");
        Dictionary<string, string> ids = ReadComponents(document, found);
        foreach ((JsonElement item, string where) in document.Items("incidents"))
            ReadNotice(item, where, NoticeKind.Incident, ids, found);
        foreach ((JsonElement item, string where) in document.Items("scheduled_maintenances"))
            ReadNotice(item, where, NoticeKind.Maintenance, ids, found);
        return found;
    }

    private static Dictionary<string, string> ReadComponents(JsonElement document, ImportedStatus found)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        (JsonElement Item, string Where)[] all = [.. document.Items("components")];
        // Groups first: members point at them wherever they stand.
        foreach ((JsonElement item, string where) in all.OrderByDescending(c => c.Item.Flag("group")))
        {
            string name = item.Text("name") ?? "";
            string? group = item.Text("group_id") is { } g ? ids.GetValueOrDefault(g) : null;
            if (item.Text("group_id") is { } lost && group is null)
                found.Refuse($"{where}.group_id", $"names the unknown group '{lost}'");
            string? id = found.Add($"{where}.name", name, group, item.Flag("group"), item.Text("description") ?? "");
            if (id is null) continue;
            ids[item.Text("id") ?? name] = id;
            found.Components[^1].BaseState = StateOf(item.Text("status")) ?? ComponentState.Operational;
        }
        return ids;
    }

    private static void ReadNotice(
        JsonElement item, string where, NoticeKind kind, Dictionary<string, string> ids, ImportedStatus found)
    {
        string title = item.Text("name") ?? "";
        string? start = item.Text("started_at") ?? item.Text("created_at") ?? item.Text("scheduled_for");
        if (!ImportText.TryTime(start, out DateTimeOffset started))
        {
            found.Refuse($"{where}.started_at", $"is no time: '{start}'");
            return;
        }
        ImportedUpdate[] updates = [.. Updates(item, where, kind, found)];
        DateTimeOffset? resolved = Time(item, "resolved_at") ?? updates.LastOrDefault(u => IsEnd(u.State))?.At;
        found.Add(where, new ImportedNotice(
            $"statuspage:{item.Text("id") ?? $"{title}@{start}"}", kind, title, ImpactOf(item.Text("impact"), kind),
            started, resolved, Time(item, "scheduled_for"), Time(item, "scheduled_until"),
            [.. Affected(item, kind, ids)], updates));
    }

    private static IEnumerable<ImportedUpdate> Updates(JsonElement item, string where, NoticeKind kind,
        ImportedStatus found)
    {
        var updates = new List<ImportedUpdate>();
        foreach ((JsonElement update, string at) in item.Items("incident_updates"))
        {
            string? when = update.Text("display_at") ?? update.Text("created_at");
            if (!ImportText.TryTime(when, out DateTimeOffset time))
                found.Refuse($"{where}.{at}.created_at", $"is no time: '{when}'");
            else if (MoveOf(update.Text("status"), kind) is not { } state)
                found.Refuse($"{where}.{at}.status", $"is '{update.Text("status")}'");
            else updates.Add(new ImportedUpdate(state, update.Text("body") ?? "", time));
        }
        return updates.OrderBy(u => u.At);
    }

    private static IEnumerable<AffectedComponent> Affected(
        JsonElement item, NoticeKind kind, Dictionary<string, string> ids)
    {
        ComponentState state = kind == NoticeKind.Maintenance ? ComponentState.Maintenance : item.Text("impact") switch
        {
            "critical" => ComponentState.MajorOutage,
            "major" => ComponentState.PartialOutage,
            _ => ComponentState.Degraded,
        };
        foreach ((JsonElement component, _) in item.Items("components"))
            if (ids.TryGetValue(component.Text("id") ?? component.Text("name") ?? "", out string? id))
                yield return new AffectedComponent(id, state);
    }

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        ImportText.TryTime(item.Text(name), out DateTimeOffset time) ? time : null;

    private static bool IsEnd(NoticeState state) =>
        state is NoticeState.Resolved or NoticeState.Completed or NoticeState.Postmortem;

    private static ComponentState? StateOf(string? status) => status switch
    {
        "operational" => ComponentState.Operational,
        "degraded_performance" => ComponentState.Degraded,
        "partial_outage" => ComponentState.PartialOutage,
        "major_outage" => ComponentState.MajorOutage,
        "under_maintenance" => ComponentState.Maintenance,
        _ => null,
    };

    private static NoticeImpact ImpactOf(string? impact, NoticeKind kind) => impact switch
    {
        _ when kind == NoticeKind.Maintenance => NoticeImpact.Maintenance,
        "minor" => NoticeImpact.Minor,
        "major" => NoticeImpact.Major,
        "critical" => NoticeImpact.Critical,
        _ => NoticeImpact.None,
    };

    private static NoticeState? MoveOf(string? status, NoticeKind kind) => status switch
    {
        "investigating" => NoticeState.Investigating,
        "identified" => NoticeState.Identified,
        "monitoring" => NoticeState.Monitoring,
        "resolved" => kind == NoticeKind.Incident ? NoticeState.Resolved : NoticeState.Completed,
        "postmortem" => NoticeState.Postmortem,
        "scheduled" => NoticeState.Scheduled,
        "in_progress" => NoticeState.InProgress,
        "verifying" => NoticeState.Verifying,
        "completed" => NoticeState.Completed,
        _ => null,
    };
}
