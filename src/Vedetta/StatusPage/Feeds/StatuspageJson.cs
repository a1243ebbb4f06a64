using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Feeds;

/// <summary>
/// The documents of Statuspage's public API v2, field for field, so that programs made for it read ours. Withdrawn
/// notices are left out: that API has no word for them.
/// </summary>
public static class StatuspageJson
{
    private const string PageId = "vedetta";

    /// <summary>Most incidents or maintenances a list holds, as theirs.</summary>
    private const int ListMax = 50;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document at a path below <c>/api/v2/</c>, or null where that API has none.</summary>
    public static byte[]? Write(string path, FeedReader reader) => path switch
    {
        "summary.json" => Bytes(new SummaryDocument(
            Page(reader), Components(reader), Incidents(reader, n => !NoticeRules.IsOver(n.State)),
            Maintenances(reader, n => !NoticeRules.IsOver(n.State)), Status(reader))),
        "status.json" => Bytes(new StatusDocument(Page(reader), Status(reader))),
        "components.json" => Bytes(new ComponentsDocument(Page(reader), Components(reader))),
        "incidents.json" => Bytes(new IncidentsDocument(Page(reader), Incidents(reader, _ => true))),
        "incidents/unresolved.json" =>
            Bytes(new IncidentsDocument(Page(reader), Incidents(reader, n => !NoticeRules.IsOver(n.State)))),
        "scheduled-maintenances.json" => Bytes(new MaintenancesDocument(Page(reader), Maintenances(reader, _ => true))),
        "scheduled-maintenances/upcoming.json" =>
            Bytes(new MaintenancesDocument(Page(reader), Maintenances(reader, n => n.State == NoticeState.Scheduled))),
        "scheduled-maintenances/active.json" => Bytes(new MaintenancesDocument(
            Page(reader), Maintenances(reader, n => n.State is NoticeState.InProgress or NoticeState.Verifying))),
        _ => null,
    };

    /// <summary>Their word for a component's state.</summary>
    public static string Word(ComponentState state) => state switch
    {
        ComponentState.Maintenance => "under_maintenance",
        ComponentState.Degraded => "degraded_performance",
        ComponentState.PartialOutage => "partial_outage",
        ComponentState.MajorOutage => "major_outage",
        _ => "operational",
    };

    /// <summary>Their word for a notice's state.</summary>
    public static string Word(NoticeState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>Their word for an impact.</summary>
    public static string Word(NoticeImpact impact) => JsonNamingPolicy.SnakeCaseLower.ConvertName(impact.ToString());

    /// <summary>Their indicator for the state of everything.</summary>
    public static string Indicator(ComponentState overall) => overall switch
    {
        ComponentState.Degraded => "minor",
        ComponentState.PartialOutage => "major",
        ComponentState.MajorOutage => "critical",
        _ => "none",
    };

    private static byte[] Bytes<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Json);

    private static PageObject Page(FeedReader reader) => new(
        PageId, reader.View.Name, reader.Link("/"), reader.View.Organisation.TimeZone, Time(reader.Changed));

    private static StatusObject Status(FeedReader reader)
    {
        ComponentState overall = StatusRules.Overall(reader.Record);
        return new StatusObject(Indicator(overall), StatusWords.Overall(reader.View.Texts.Status, overall));
    }

    private static ComponentObject[] Components(FeedReader reader) =>
        [.. reader.Record.Components.Select(c => Of(c, reader))];

    private static ComponentObject Of(Component component, FeedReader reader)
    {
        Component[] members = [.. reader.Record.Components.Where(c => c.GroupId == component.Id)];
        ComponentState state = component.IsGroup
            ? members.Aggregate(ComponentState.Operational, (worst, c) => ComponentRules.Worse(worst, c.State))
            : component.State;
        string description = reader.View.Say(component.Description).Text;
        return new ComponentObject(
            component.Id, reader.View.Say(component.Name).Text, Word(state), Time(component.CreatedAt), Time(component.UpdatedAt),
            component.Position, description.Length > 0 ? description : null, true,
            component.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), component.GroupId, PageId,
            component.IsGroup, false, component.IsGroup ? [.. members.Select(c => c.Id)] : null);
    }

    private static IncidentObject[] Incidents(FeedReader reader, Func<Notice, bool> isWanted) =>
        [.. Notices(reader, NoticeKind.Incident, isWanted).Select(n => Of(n, reader))];

    private static MaintenanceObject[] Maintenances(FeedReader reader, Func<Notice, bool> isWanted) =>
        [.. Notices(reader, NoticeKind.Maintenance, isWanted).Select(n => Scheduled(n, reader))];

    private static IEnumerable<NoticeView> Notices(FeedReader reader, NoticeKind kind, Func<Notice, bool> isWanted) =>
        reader.Record.Notices.Where(n => n.Notice.Kind == kind && n.Notice.State != NoticeState.Withdrawn && isWanted(n.Notice))
            .Take(ListMax);

    private static IncidentObject Of(NoticeView view, FeedReader reader)
    {
        Notice notice = view.Notice;
        return new IncidentObject(
            notice.Id, reader.TitleOf(notice), Word(notice.State), Time(notice.CreatedAt), Time(notice.UpdatedAt),
            Time(notice.MonitoringAt), Time(notice.ResolvedAt), Word(notice.Impact), reader.Link(notice), Time(notice.StartedAt),
            PageId, Updates(view, reader), AffectedBy(notice, reader), null);
    }

    private static MaintenanceObject Scheduled(NoticeView view, FeedReader reader)
    {
        Notice notice = view.Notice;
        return new MaintenanceObject(
            notice.Id, reader.TitleOf(notice), Word(notice.State), Time(notice.CreatedAt), Time(notice.UpdatedAt),
            Time(notice.MonitoringAt), Time(notice.ResolvedAt), "maintenance", reader.Link(notice), Time(notice.StartedAt),
            PageId, Updates(view, reader), AffectedBy(notice, reader), Time(notice.ScheduledFor), Time(notice.ScheduledUntil));
    }

    // Newest first, as theirs.
    private static UpdateObject[] Updates(NoticeView view, FeedReader reader) =>
        [.. view.Updates.Select((u, i) => Of(u, i == 0 ? null : view.Updates[i - 1], reader)).Reverse()];

    private static UpdateObject Of(NoticeUpdate update, NoticeUpdate? before, FeedReader reader)
    {
        string at = Time(update.PublishedAt);
        return new UpdateObject(
            update.Id.ToString(CultureInfo.InvariantCulture), Word(update.State), reader.View.Say(update.Text).Text,
            update.NoticeId, at, at, at, [.. update.Affected.Select(a => Change(a, before, reader))], true, null, null);
    }

    private static ChangeObject Change(AffectedComponent affected, NoticeUpdate? before, FeedReader reader)
    {
        Component? component = reader.Record.Components.FirstOrDefault(c => c.Id == affected.Id);
        ComponentState old = before?.Affected.Where(a => a.Id == affected.Id).Select(a => a.State).FirstOrDefault()
            ?? ComponentState.Operational;
        string name = component is null ? affected.Id : reader.View.Say(component.Name).Text;
        return new ChangeObject(affected.Id, name, Word(old), Word(affected.State));
    }

    private static ComponentObject[] AffectedBy(Notice notice, FeedReader reader) =>
        [.. reader.Record.Components.Where(c => notice.Affected.Any(a => a.Id == c.Id)).Select(c => Of(c, reader))];

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time is { } at ? Time(at) : null;

    private sealed record PageObject(string Id, string Name, string Url, string TimeZone, string UpdatedAt);

    private sealed record StatusObject(string Indicator, string Description);

    private sealed record ComponentObject(
        string Id, string Name, string Status, string CreatedAt, string UpdatedAt, int Position, string? Description,
        bool Showcase, string? StartDate, string? GroupId, string PageId, bool Group, bool OnlyShowIfDegraded,
        [property: System.Text.Json.Serialization.JsonIgnore(
            Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string[]? Components);

    private sealed record ChangeObject(string Code, string Name, string OldStatus, string NewStatus);

    private sealed record UpdateObject(
        string Id, string Status, string Body, string IncidentId, string CreatedAt, string UpdatedAt, string DisplayAt,
        ChangeObject[] AffectedComponents, bool DeliverNotifications, string? CustomTweet, string? TweetId);

    private sealed record IncidentObject(
        string Id, string Name, string Status, string CreatedAt, string UpdatedAt, string? MonitoringAt, string? ResolvedAt,
        string Impact, string Shortlink, string StartedAt, string PageId, UpdateObject[] IncidentUpdates,
        ComponentObject[] Components, string? ReminderIntervals);

    private sealed record MaintenanceObject(
        string Id, string Name, string Status, string CreatedAt, string UpdatedAt, string? MonitoringAt, string? ResolvedAt,
        string Impact, string Shortlink, string StartedAt, string PageId, UpdateObject[] IncidentUpdates,
        ComponentObject[] Components, string? ScheduledFor, string? ScheduledUntil);

    private sealed record SummaryDocument(
        PageObject Page, ComponentObject[] Components, IncidentObject[] Incidents, MaintenanceObject[] ScheduledMaintenances,
        StatusObject Status);

    private sealed record StatusDocument(PageObject Page, StatusObject Status);

    private sealed record ComponentsDocument(PageObject Page, ComponentObject[] Components);

    private sealed record IncidentsDocument(PageObject Page, IncidentObject[] Incidents);

    private sealed record MaintenancesDocument(PageObject Page, MaintenanceObject[] ScheduledMaintenances);
}
