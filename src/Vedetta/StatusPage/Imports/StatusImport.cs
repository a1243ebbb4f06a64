using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vedetta.Intake.Checks;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Imports;

/// <summary>What an import stored.</summary>
/// <param name="Components">Components added or changed.</param>
/// <param name="Checks">Checks added.</param>
/// <param name="Notices">Notices added.</param>
/// <param name="Known">Checks and notices that were there from an earlier import.</param>
/// <param name="Heartbeats">Addresses of new heartbeats: the check's name and its token, said this once.</param>
public sealed record ImportReceipt(
    int Components, int Checks, int Notices, int Known, IReadOnlyList<(string Name, string Token)> Heartbeats);

/// <summary>
/// Recognises files of other status pages and stores what they hold. The same file again adds nothing.
/// </summary>
public sealed class StatusImport(NoticeDesk desk, CheckStore checks)
{
    // As in addresses of notices made here.
    private const string IdLetters = "23456789bcdfghjkmnpqrstvwxyz";

    /// <summary>Reads files; null with a reason when they are of no known kind.</summary>
    /// <param name="files">One file, or the files of a cState site.</param>
    /// <param name="reason">Why they cannot be read.</param>
    public static ImportedStatus? Read(IReadOnlyList<(string Name, string Text)> files, out string reason)
    {
        reason = "is neither Statuspage JSON, an Uptime Kuma backup, Gatus YAML nor a cState site";
        if (files.Any(f => f.Name.EndsWith(".md", StringComparison.OrdinalIgnoreCase))) return CStateImport.Read(files);
        if (files is not [var (name, text)]) return null;
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return ReadJson(text, ref reason);
        bool isYaml = name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
        if (!isYaml) return null;
        return text.Contains("systems:", StringComparison.Ordinal)
            && !text.Contains("endpoints:", StringComparison.Ordinal)
            ? CStateImport.Read(files) : GatusImport.Read(text);
    }

    /// <summary>Stores what was read.</summary>
    public async Task<ImportReceipt> Store(ImportedStatus found, Author author, CancellationToken stop = default)
    {
        int components = 0, added = 0, notices = 0, known = 0;
        var heartbeats = new List<(string, string)>();
        foreach (Component component in found.Components)
        {
            if ((await desk.Save(component, author, stop)).Outcome != NoticeOutcome.Published) continue;
            components++;
            // A state is taken over only where no notice explains it already.
            if (component.BaseState != ComponentState.Operational
                && !found.Notices.Any(n => n.ResolvedAt is null && n.Affected.Any(a => a.Id == component.Id)))
                await desk.SetState(component.Id, component.BaseState, author, stop);
        }
        foreach (HealthCheck check in found.Checks)
        {
            if (!(await checks.Save(author.Name, check, stop)).IsEmpty) known++;
            else
            {
                added++;
                if (check.Kind == CheckKind.Heartbeat
                    && await checks.NewToken(author.Name, check.Id, stop) is { } token)
                    heartbeats.Add((check.Name, token));
            }
        }
        foreach (ImportedNotice notice in found.Notices.OrderBy(n => n.StartedAt))
        {
            bool isNew = (await desk.Adopt(
                ToNotice(notice), ToUpdates(notice), author, stop)).Outcome == NoticeOutcome.Published;
            if (isNew) notices++;
            else known++;
        }
        return new ImportReceipt(components, added, notices, known, heartbeats);
    }

    private static ImportedStatus? ReadJson(string text, ref string reason)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.Items("monitorList").Any()) return KumaImport.Read(root);
            bool isStatuspage = root.Items("components").Concat(root.Items("incidents"))
                .Concat(root.Items("scheduled_maintenances")).Any();
            return isStatuspage ? StatuspageImport.Read(root) : null;
        }
        catch (JsonException error)
        {
            reason = $"is not JSON: {error.Message}";
            return null;
        }
    }

    private static Notice ToNotice(ImportedNotice notice) => new()
    {
        Id = IdOf(notice.Key),
        Kind = notice.Kind,
        State = notice.Updates[^1].State,
        Impact = notice.Impact,
        Title = PublicText.Same(ImportText.Clip(notice.Title.Trim(), NoticeRules.TitleCharactersMax)),
        Affected = [.. notice.Affected.Take(NoticeRules.AffectedMax)],
        CreatedAt = notice.Updates[0].At,
        StartedAt = notice.StartedAt,
        PublishedAt = notice.Updates[0].At,
        UpdatedAt = notice.Updates[^1].At,
        MonitoringAt = notice.Updates.FirstOrDefault(u => u.State == NoticeState.Monitoring)?.At,
        ResolvedAt = notice.ResolvedAt,
        ScheduledFor = notice.ScheduledFor,
        ScheduledUntil = notice.ScheduledUntil,
        Sequence = notice.Updates.Count - 1,
    };

    private static List<NoticeUpdate> ToUpdates(ImportedNotice notice) =>
        [.. notice.Updates.Select(u => new NoticeUpdate
    {
        State = u.State,
        Impact = notice.Impact,
        Text = u.Text.Length == 0 ? PublicText.None
            : PublicText.Same(ImportText.Clip(u.Text, NoticeRules.TextCharactersMax)),
        Affected = [.. notice.Affected.Take(NoticeRules.AffectedMax)],
        PublishedAt = u.At,
    })];

    // The same notice gets the same id again, so that an import can be repeated.
    private static string IdOf(string key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return string.Concat(hash.Take(10).Select(b => IdLetters[b % IdLetters.Length]));
    }
}
