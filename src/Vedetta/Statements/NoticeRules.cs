using System.Collections.Immutable;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.Statements;

/// <summary>Who acts on notices.</summary>
/// <param name="Name">Name shown in audit and history of the desk.</param>
/// <param name="MayApprove">Whether the person may release what leaves the house.</param>
public readonly record struct Author(string Name, bool MayApprove);

/// <summary>What an edit leads to.</summary>
public enum EditVerdict
{
    /// <summary>It is published now.</summary>
    Publish,

    /// <summary>It waits for somebody who may approve it.</summary>
    Wait,

    /// <summary>The state it asks for does not follow the present one.</summary>
    NotNow,

    /// <summary>A text is missing or too long, or maintenance has no times.</summary>
    Invalid,
}

/// <summary>Pure decisions about notices: which moves are allowed, and who may publish what.</summary>
public static class NoticeRules
{
    /// <summary>Longest title of one language, in characters.</summary>
    public const int TitleCharactersMax = 200;

    /// <summary>Longest update of one language, in characters.</summary>
    public const int TextCharactersMax = 8_000;

    /// <summary>Longest announcement of one language, in characters: a minute and a half of speech.</summary>
    public const int AnnouncementCharactersMax = 1_200;

    /// <summary>Most components one notice names.</summary>
    public const int AffectedMax = 200;

    private static readonly ImmutableArray<NoticeState> Ongoing =
        [NoticeState.Investigating, NoticeState.Identified, NoticeState.Monitoring];

    /// <summary>States a new notice may begin with.</summary>
    public static ImmutableArray<NoticeState> Beginnings(NoticeKind kind) => kind == NoticeKind.Incident
        ? [NoticeState.Investigating, NoticeState.Identified, NoticeState.Monitoring, NoticeState.Resolved]
        : [NoticeState.Scheduled, NoticeState.InProgress];

    /// <summary>
    /// States that may follow one: incidents go to and fro until resolved, may come back, and are explained at the end;
    /// maintenance goes forward only. A state may follow itself (news without a move).
    /// </summary>
    public static ImmutableArray<NoticeState> MovesFrom(NoticeState state) => state switch
    {
        NoticeState.Investigating or NoticeState.Identified or NoticeState.Monitoring =>
            [.. Ongoing, NoticeState.Resolved, NoticeState.Withdrawn],
        NoticeState.Resolved =>
            [NoticeState.Resolved, NoticeState.Postmortem, NoticeState.Investigating, NoticeState.Withdrawn],
        NoticeState.Postmortem => [NoticeState.Postmortem],
        NoticeState.Scheduled => [NoticeState.Scheduled, NoticeState.InProgress, NoticeState.Withdrawn],
        NoticeState.InProgress => [NoticeState.InProgress, NoticeState.Verifying, NoticeState.Completed],
        NoticeState.Verifying => [NoticeState.Verifying, NoticeState.InProgress, NoticeState.Completed],
        NoticeState.Completed => [NoticeState.Completed],
        _ => [],
    };

    /// <summary>Whether a state is an end: nothing is expected any more.</summary>
    public static bool IsOver(NoticeState state) => state is NoticeState.Resolved or NoticeState.Postmortem
        or NoticeState.Completed or NoticeState.Withdrawn;

    /// <summary>Whether a published notice holds now: an open incident or maintenance that goes on.</summary>
    public static bool IsInForce(Notice notice) => notice.PublishedAt is not null
        && !IsOver(notice.State) && notice.State != NoticeState.Scheduled;

    /// <summary>
    /// The state a published maintenance should have by its own times and has not; null where nothing is due. Whoever
    /// approved the times approved these moves.
    /// </summary>
    public static NoticeState? DueMove(Notice notice, DateTimeOffset now) => notice switch
    {
        { PublishedAt: null } => null,
        { State: NoticeState.Scheduled } when notice.ScheduledFor <= now => NoticeState.InProgress,
        { State: NoticeState.InProgress or NoticeState.Verifying } when notice.ScheduledUntil <= now => NoticeState.Completed,
        _ => null,
    };

    /// <summary>What becomes of an edit.</summary>
    /// <param name="present">The notice as it is; null for a new one.</param>
    /// <param name="edit">What somebody wants to publish.</param>
    /// <param name="author">Who.</param>
    /// <param name="policy">What the organisation asks for.</param>
    public static EditVerdict Decide(Notice? present, NoticeEdit edit, Author author, ApprovalPolicy policy)
    {
        if (!IsComplete(present, edit)) return EditVerdict.Invalid;
        bool fits = present is null
            ? Beginnings(edit.Kind).Contains(edit.State)
            : MovesFrom(present.State).Contains(edit.State) || (present.PublishedAt is null && IsBeginning(present, edit));
        if (!fits) return EditVerdict.NotNow;
        return MayPublish(edit, author, policy) ? EditVerdict.Publish : EditVerdict.Wait;
    }

    /// <summary>
    /// Whether the author's own word is enough. Withdrawing always is: what is wrong must go at once, and the audit log
    /// says who did it.
    /// </summary>
    public static bool MayPublish(NoticeEdit edit, Author author, ApprovalPolicy policy) =>
        edit.State == NoticeState.Withdrawn || policy switch
        {
            ApprovalPolicy.Operators => true,
            ApprovalPolicy.Approvers => author.MayApprove,
            _ => false,
        };

    /// <summary>Whether somebody may approve a draft: an approver, and under four eyes not its writer.</summary>
    public static bool MayApprove(NoticeDraft draft, Author author, ApprovalPolicy policy) =>
        author.MayApprove && (policy != ApprovalPolicy.FourEyes || draft.WrittenBy != author.Name);

    /// <summary>Puts a published edit into the notice.</summary>
    public static void Apply(Notice notice, NoticeEdit edit, DateTimeOffset now)
    {
        notice.Sequence = notice.PublishedAt is null ? 0 : notice.Sequence + 1;
        notice.PublishedAt ??= now;
        notice.UpdatedAt = now;
        notice.State = edit.State;
        notice.Impact = edit.Impact;
        if (!edit.Title.IsEmpty) notice.Title = edit.Title;
        notice.Announcement = edit.Announcement ?? notice.Announcement;
        notice.Queues = edit.Queues ?? notice.Queues;
        notice.Affected = [.. edit.Affected];
        notice.ScheduledFor = edit.ScheduledFor ?? notice.ScheduledFor;
        notice.ScheduledUntil = edit.ScheduledUntil ?? notice.ScheduledUntil;
        if (edit.State is NoticeState.Monitoring or NoticeState.Verifying) notice.MonitoringAt ??= now;
        notice.ResolvedAt = IsOver(edit.State) ? notice.ResolvedAt ?? now : null;
    }

    /// <summary>The state a component gets for an impact where nobody chose one.</summary>
    public static ComponentState StateFor(NoticeImpact impact) => impact switch
    {
        NoticeImpact.Critical => ComponentState.MajorOutage,
        NoticeImpact.Major => ComponentState.PartialOutage,
        NoticeImpact.Minor => ComponentState.Degraded,
        NoticeImpact.Maintenance => ComponentState.Maintenance,
        _ => ComponentState.Operational,
    };

    private static bool IsBeginning(Notice present, NoticeEdit edit) => Beginnings(present.Kind).Contains(edit.State);

    private static bool IsComplete(Notice? present, NoticeEdit edit)
    {
        bool needsTimes = (present?.Kind ?? edit.Kind) == NoticeKind.Maintenance;
        DateTimeOffset? from =
            edit.ScheduledFor ?? present?.ScheduledFor, until = edit.ScheduledUntil ?? present?.ScheduledUntil;
        return !(edit.Title.IsEmpty && present is null) && (!edit.Text.IsEmpty || edit.State == NoticeState.Withdrawn)
            && Fits(edit.Title, TitleCharactersMax) && Fits(edit.Text, TextCharactersMax)
            && Fits(edit.Announcement ?? PublicText.None, AnnouncementCharactersMax)
            && edit.Affected.Count <= AffectedMax && edit.Affected.All(a => Enum.IsDefined(a.State))
            && Enum.IsDefined(edit.Impact) && (!needsTimes || from < until);
    }

    private static bool Fits(PublicText text, int charactersMax) =>
        Language.All.All(l => text[l].Length <= charactersMax);
}
