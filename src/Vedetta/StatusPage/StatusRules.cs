using Vedetta.Statements;

namespace Vedetta.StatusPage;

/// <summary>Pure decisions about what the status page shows.</summary>
public static class StatusRules
{
    /// <summary>Days of past notices on the first page; older ones are in the history.</summary>
    public static readonly TimeSpan PastShown = TimeSpan.FromDays(14);

    /// <summary>What an audience may read: what is for everybody (""), and what is for it alone.</summary>
    public static PublicRecord For(PublicRecord record, string audience) => record with
    {
        Notices = [.. record.Notices.Where(n => n.Notice.Audience.Length == 0 || n.Notice.Audience == audience)],
    };

    /// <summary>
    /// The state of everything: the worst component, or what open notices without components say by their impact.
    /// </summary>
    public static ComponentState Overall(PublicRecord record)
    {
        ComponentState worst = record.Components.Where(c => !c.IsGroup)
            .Aggregate(ComponentState.Operational, (state, c) => ComponentRules.Worse(state, c.State));
        return record.Notices.Where(n => NoticeRules.IsInForce(n.Notice) && n.Notice.Affected.Length == 0)
            .Aggregate(worst, (state, n) => ComponentRules.Worse(state, NoticeRules.StateFor(n.Notice.Impact)));
    }

    /// <summary>Incidents that are not over and maintenance that goes on, worst first.</summary>
    public static IReadOnlyList<NoticeView> Open(PublicRecord record) =>
        [.. record.Notices.Where(n => NoticeRules.IsInForce(n.Notice)).OrderByDescending(n => n.Notice.Impact)];

    /// <summary>Maintenance still to come, soonest first.</summary>
    public static IReadOnlyList<NoticeView> Upcoming(PublicRecord record) =>
        [.. record.Notices.Where(n => n.Notice.State == NoticeState.Scheduled).OrderBy(n => n.Notice.ScheduledFor)];

    /// <summary>What is over, newest first; what was withdrawn is not told again.</summary>
    public static IEnumerable<NoticeView> Past(PublicRecord record) => record.Notices
        .Where(n => NoticeRules.IsOver(n.Notice.State) && n.Notice.State != NoticeState.Withdrawn);
}
