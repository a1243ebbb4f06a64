using Vedetta.Statements;

namespace Vedetta.Tests.Statements;

/// <summary>Edits of notices as people write them.</summary>
internal static class Some
{
    public static PublicText Text(string en) => new(It: en + " (it)", Fr: en + " (fr)", De: en + " (de)", En: en);

    public static NoticeEdit Incident(params (string Id, ComponentState State)[] affected) => new()
    {
        State = NoticeState.Investigating,
        Impact = NoticeImpact.Major,
        Title = Text("Website is down"),
        Text = Text("We are looking for the cause."),
        Announcement = Text("Our website is down. You need not wait."),
        Affected = [.. affected.Select(a => new AffectedComponent(a.Id, a.State))],
    };

    public static NoticeEdit Update(string id, NoticeState state, params (string Id, ComponentState State)[] affected) =>
        Incident(affected) with { NoticeId = id, State = state, Title = PublicText.None, Text = Text("News."), Announcement = null };

    public static NoticeEdit Maintenance(DateTimeOffset from, DateTimeOffset until) => new()
    {
        Kind = NoticeKind.Maintenance,
        State = NoticeState.Scheduled,
        Impact = NoticeImpact.Maintenance,
        Title = Text("Work on the website"),
        Text = Text("The website may stop."),
        ScheduledFor = from,
        ScheduledUntil = until,
    };
}
