using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vedetta.Statements;

/// <summary>What a notice is about.</summary>
public enum NoticeKind
{
    /// <summary>Something fails.</summary>
    Incident,

    /// <summary>Something will be worked on.</summary>
    Maintenance,
}

/// <summary>Where a notice stands; see <see cref="NoticeRules.MovesFrom"/> for the moves.</summary>
public enum NoticeState
{
    /// <summary>We look for the cause.</summary>
    Investigating,

    /// <summary>We know the cause.</summary>
    Identified,

    /// <summary>It is mended, we watch it.</summary>
    Monitoring,

    /// <summary>It is over.</summary>
    Resolved,

    /// <summary>It is over and explained.</summary>
    Postmortem,

    /// <summary>Maintenance is announced.</summary>
    Scheduled,

    /// <summary>Maintenance goes on.</summary>
    InProgress,

    /// <summary>Maintenance is done, we check it.</summary>
    Verifying,

    /// <summary>Maintenance is over.</summary>
    Completed,

    /// <summary>It should not have been published, or maintenance will not happen.</summary>
    Withdrawn,
}

/// <summary>How bad it is for customers.</summary>
public enum NoticeImpact
{
    /// <summary>Nobody notices.</summary>
    None,

    /// <summary>Some notice.</summary>
    Minor,

    /// <summary>Many cannot use something.</summary>
    Major,

    /// <summary>Most cannot use anything.</summary>
    Critical,

    /// <summary>As announced.</summary>
    Maintenance,
}

/// <summary>
/// One public account of an incident or a maintenance, at its last published state. It grows by updates; what was
/// published once is never lost. Not public before <see cref="PublishedAt"/>. Times are UTC.
/// </summary>
public sealed class Notice
{
    /// <summary>Public id: ten letters and digits, drawn at random.</summary>
    public string Id { get; set; } = "";

    /// <summary>Incident or maintenance.</summary>
    public NoticeKind Kind { get; set; }

    /// <summary>Where it stands.</summary>
    public NoticeState State { get; set; }

    /// <summary>How bad it is.</summary>
    public NoticeImpact Impact { get; set; }

    /// <summary>Its title in each language.</summary>
    public PublicText Title { get; set; } = PublicText.None;

    /// <summary>What the voice menu and agents say while it is in force; nothing leaves the menu silent.</summary>
    public PublicText Announcement { get; set; } = PublicText.None;

    /// <summary>Queues whose callers hear <see cref="Announcement"/>, separated by commas; empty for all.</summary>
    public string Queues { get; set; } = "";

    /// <summary>Components and their states as JSON; see <see cref="Affected"/>.</summary>
    public string AffectedJson { get; set; } = "[]";

    /// <summary>The page it is for; empty for the public page.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Number of the desk incident it was made from; null where it was not.</summary>
    public int? IncidentId { get; set; }

    /// <summary>When it was first written.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the trouble began.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When its first update was published; null while it waits for approval.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>When its last update was published.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was first watched after mending.</summary>
    public DateTimeOffset? MonitoringAt { get; set; }

    /// <summary>When it was over; null while it lasts.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>Start of maintenance.</summary>
    public DateTimeOffset? ScheduledFor { get; set; }

    /// <summary>End of maintenance.</summary>
    public DateTimeOffset? ScheduledUntil { get; set; }

    /// <summary>How often it was published: the SEQUENCE of calendars (RFC 5545 3.8.7.4), from 0.</summary>
    public int Sequence { get; set; }

    /// <summary>Components it affects, with the states it gives them.</summary>
    public ImmutableArray<AffectedComponent> Affected
    {
        get => NoticeJson.Affected(AffectedJson);
        set => AffectedJson = NoticeJson.Write(value);
    }
}

/// <summary>One published update of a notice. Never changed; a correction is a further update.</summary>
public sealed class NoticeUpdate
{
    /// <summary>Order of publication over all notices, from 1, without gaps.</summary>
    public long Id { get; set; }

    /// <summary>The notice.</summary>
    public string NoticeId { get; set; } = "";

    /// <summary>State it moved the notice to.</summary>
    public NoticeState State { get; set; }

    /// <summary>Impact it gave the notice.</summary>
    public NoticeImpact Impact { get; set; }

    /// <summary>What it says.</summary>
    public PublicText Text { get; set; } = PublicText.None;

    /// <summary>Component states as JSON; see <see cref="Affected"/>.</summary>
    public string AffectedJson { get; set; } = "[]";

    /// <summary>When.</summary>
    public DateTimeOffset PublishedAt { get; set; }

    /// <summary>Who wrote it.</summary>
    public string WrittenBy { get; set; } = "";

    /// <summary>Who approved it; null where the policy asked for nobody else.</summary>
    public string? ApprovedBy { get; set; }

    /// <summary>The update it corrects; that one stays to be read, marked as corrected.</summary>
    public long? Corrects { get; set; }

    /// <summary>Component states it published.</summary>
    public ImmutableArray<AffectedComponent> Affected
    {
        get => NoticeJson.Affected(AffectedJson);
        set => AffectedJson = NoticeJson.Write(value);
    }
}

/// <summary>
/// An update that waits for approval. Gone once it is approved or refused; the audit log remembers it.
/// </summary>
public sealed class NoticeDraft
{
    /// <summary>Number of the draft.</summary>
    public long Id { get; set; }

    /// <summary>The notice it belongs to; that one is not public while all it has are drafts.</summary>
    public string NoticeId { get; set; } = "";

    /// <summary>The edit as JSON; see <see cref="Edit"/>.</summary>
    public string EditJson { get; set; } = "{}";

    /// <summary>Who wrote it.</summary>
    public string WrittenBy { get; set; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset WrittenAt { get; set; }

    /// <summary>What it would publish.</summary>
    public NoticeEdit Edit => NoticeJson.Edit(EditJson);
}

/// <summary>What somebody wants to publish.</summary>
public sealed record NoticeEdit
{
    /// <summary>The notice to update; null makes a new one.</summary>
    public string? NoticeId { get; init; }

    /// <summary>Incident or maintenance; only read for new notices.</summary>
    public NoticeKind Kind { get; init; }

    /// <summary>State to move to.</summary>
    public NoticeState State { get; init; }

    /// <summary>Impact.</summary>
    public NoticeImpact Impact { get; init; }

    /// <summary>Title; empty keeps the present one.</summary>
    public PublicText Title { get; init; } = PublicText.None;

    /// <summary>Text of the update.</summary>
    public PublicText Text { get; init; } = PublicText.None;

    /// <summary>What callers hear from now on; null keeps the present text, empty silences it.</summary>
    public PublicText? Announcement { get; init; }

    /// <summary>Queues whose callers hear it, separated by commas; null keeps the present ones.</summary>
    public string? Queues { get; init; }

    /// <summary>Components with their states from now on.</summary>
    public IReadOnlyList<AffectedComponent> Affected { get; init; } = [];

    /// <summary>The page it is for; empty for the public page. Only read for new notices.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Desk incident it is made from; only read for new notices.</summary>
    public int? IncidentId { get; init; }

    /// <summary>When the trouble began; null for now. Only read for new notices.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Start of maintenance; null keeps the present one.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>End of maintenance; null keeps the present one.</summary>
    public DateTimeOffset? ScheduledUntil { get; init; }

    /// <summary>The update this one corrects.</summary>
    public long? Corrects { get; init; }
}

/// <summary>How notices are written to the database.</summary>
internal static class NoticeJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(ImmutableArray<AffectedComponent> affected) =>
        JsonSerializer.Serialize(affected, Options);

    public static ImmutableArray<AffectedComponent> Affected(string json) =>
        JsonSerializer.Deserialize<ImmutableArray<AffectedComponent>>(json, Options);

    public static string Write(NoticeEdit edit) => JsonSerializer.Serialize(edit, Options);

    public static NoticeEdit Edit(string json) =>
        JsonSerializer.Deserialize<NoticeEdit>(json, Options) ?? new NoticeEdit();
}
