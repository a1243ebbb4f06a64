using Vedetta.Intake.Checks;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Imports;

/// <summary>Something in a file that could not be taken, with its place. Everything else of the file is.</summary>
/// <param name="Where">Line or field, such as <c>line 12</c> or <c>components[3].name</c>.</param>
/// <param name="Reason">What is wrong, as a sentence without its subject.</param>
public sealed record ImportFault(string Where, string Reason);

/// <summary>An imported update.</summary>
public sealed record ImportedUpdate(NoticeState State, string Text, DateTimeOffset At);

/// <summary>An imported account of an incident or a maintenance.</summary>
/// <param name="Key">What the other system knows it by; the same again means the same notice.</param>
/// <param name="Kind">Incident or maintenance.</param>
/// <param name="Title">Its title.</param>
/// <param name="Impact">How bad it was.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="ResolvedAt">When it was over; null while it lasts.</param>
/// <param name="ScheduledFor">Start of maintenance.</param>
/// <param name="ScheduledUntil">End of maintenance.</param>
/// <param name="Affected">Components and the states it gave them.</param>
/// <param name="Updates">Updates, oldest first; at least one.</param>
public sealed record ImportedNotice(
    string Key, NoticeKind Kind, string Title, NoticeImpact Impact, DateTimeOffset StartedAt,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? ScheduledFor, DateTimeOffset? ScheduledUntil, IReadOnlyList<AffectedComponent> Affected,
    IReadOnlyList<ImportedUpdate> Updates);

/// <summary>What a file of another status page holds, in our words. Pure reading: nothing is stored yet.</summary>
public sealed class ImportedStatus(string format)
{
    /// <summary>Most components, checks or notices taken from one import; the rest is a fault.</summary>
    public const int ItemsMax = 5_000;

    /// <summary>Most faults named; further ones are only counted.</summary>
    public const int FaultsNamedMax = 200;

    private readonly List<ImportFault> _faults = [];

    /// <summary>Where it came from, for people.</summary>
    public string Format { get; } = format;

    /// <summary>Components, each group before its members.</summary>
    public List<Component> Components { get; } = [];

    /// <summary>Checks.</summary>
    public List<HealthCheck> Checks { get; } = [];

    /// <summary>Notices.</summary>
    public List<ImportedNotice> Notices { get; } = [];

    /// <summary>What could not be taken, the first <see cref="FaultsNamedMax"/>.</summary>
    public IReadOnlyList<ImportFault> Faults => _faults;

    /// <summary>How much could not be taken.</summary>
    public int FaultCount { get; private set; }

    /// <summary>Notes a fault.</summary>
    public void Refuse(string where, string reason)
    {
        FaultCount++;
        if (_faults.Count < FaultsNamedMax) _faults.Add(new ImportFault(where, reason));
    }

    /// <summary>
    /// Takes a component unless its name is missing or there is one of its id; returns the id, or null.
    /// </summary>
    public string? Add(string where, string name, string? groupId = null, bool isGroup = false, string description = "")
    {
        string id = ImportText.Slug(name);
        if (id.Length == 0) Refuse(where, "has no name made of letters or digits");
        else if (Components.Count >= ItemsMax) Refuse(where, $"is one more than {ItemsMax}");
        else if (Components.Any(c => c.Id == id)) Refuse(where, $"repeats '{id}'");
        else
        {
            Components.Add(new Component
            {
                Id = id,
                Name = PublicText.Same(ImportText.Clip(name, ImportText.NameMax)),
                Description = description.Length == 0 ? PublicText.None
                    : PublicText.Same(ImportText.Clip(description, ImportText.DescriptionMax)),
                GroupId = groupId,
                IsGroup = isGroup,
                Position = Components.Count,
            });
            return id;
        }
        return null;
    }

    /// <summary>The group of a name, added where it is new; null without a name.</summary>
    public string? Group(string where, string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        string id = ImportText.Slug(name);
        return Components.Any(c => c.Id == id && c.IsGroup) ? id : Add(where, name, isGroup: true);
    }

    /// <summary>Takes a check unless it makes no sense.</summary>
    public void Add(string where, HealthCheck check)
    {
        if (Checks.Count >= CheckRules.ChecksMax) Refuse(where, $"is one check more than {CheckRules.ChecksMax}");
        else if (CheckRules.Faults(check) is [{ } fault, ..]) Refuse($"{where} ({fault.Field})", fault.Reason);
        else if (Checks.Any(c => c.Component == check.Component && c.Name == check.Name))
            Refuse(where, $"repeats the check '{check.Name}'");
        else Checks.Add(check);
    }

    /// <summary>Takes a notice unless it has nothing to say.</summary>
    public void Add(string where, ImportedNotice notice)
    {
        if (notice.Title.Trim().Length == 0) Refuse(where, "has no title");
        else if (notice.Updates.Count == 0) Refuse(where, "has no update");
        else if (Notices.Count >= ItemsMax) Refuse(where, $"is one more than {ItemsMax}");
        else if (Notices.Any(n => n.Key == notice.Key)) Refuse(where, $"repeats '{notice.Key}'");
        else Notices.Add(notice);
    }
}
