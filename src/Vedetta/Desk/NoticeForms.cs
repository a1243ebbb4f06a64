using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vedetta.Access;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.Web;

namespace Vedetta.Desk;

/// <summary>
/// The forms about notices and components. Each does one act and leads back to a page that says what became of it.
/// </summary>
internal static class NoticeForms
{
    public static void Map(RouteGroupBuilder desk)
    {
        RouteGroupBuilder notices = desk.MapGroup("/notices").RequireAuthorization(Policies.CanOperate).RequireForm();
        notices.MapPost("/submit", Submit);
        notices.MapPost("/drafts/{id:long}/approve", (long id, HttpContext context, NoticeDesk desk, CancellationToken stop) =>
            Back(desk.Approve(id, Author(context), stop))).RequireAuthorization(Policies.CanApprove);
        notices.MapPost("/drafts/{id:long}/refuse", (long id, HttpContext context, NoticeDesk desk, CancellationToken stop) =>
            Back(desk.Refuse(id, Author(context), stop)));
        notices.MapPost("/{id}/withdraw", Withdraw);
        RouteGroupBuilder components =
            desk.MapGroup("/components").RequireAuthorization(Policies.CanOperate).RequireForm();
        components.MapPost("/save", SaveComponent).RequireAuthorization(Policies.CanAdminister);
        components.MapPost("/{id}/remove", (string id, HttpContext context, NoticeDesk desk, CancellationToken stop) =>
            ToComponents(desk.Remove(id, Author(context), stop))).RequireAuthorization(Policies.CanAdminister);
        components.MapPost("/{id}/state", (
            string id, [FromForm] ComponentState state, HttpContext context, NoticeDesk desk, CancellationToken stop) =>
            ToComponents(desk.SetState(id, state, Author(context), stop))).RequireAuthorization(Policies.CanApprove);
    }

    /// <summary>Who acts.</summary>
    internal static Author Author(HttpContext context) =>
        new(context.User.FindFirstValue(ClaimTypes.Name) ?? "", context.User.IsInRole(nameof(Roles.Approver)));

    private static async Task<RedirectHttpResult> Submit(
        HttpContext context, NoticeDesk desk, SettingsStore settings, CancellationToken stop)
    {
        IFormCollection form = await context.Request.ReadFormAsync(stop);
        return await Back(desk.Submit(Edit(form, settings.Current), Author(context), stop), form["noticeId"].ToString());
    }

    private static async Task<RedirectHttpResult> Withdraw(
        string id, HttpContext context, NoticeDesk desk, NoticeStore store, CancellationToken stop)
    {
        if (await store.Find(id, stop) is not { } view)
            return await Back(Task.FromResult(new NoticeResult(NoticeOutcome.NotFound)));
        var edit = new NoticeEdit
        {
            NoticeId = id,
            State = NoticeState.Withdrawn,
            Impact = view.Notice.Impact,
            Text = NoticeTemplates.Withdrawal,
            Announcement = PublicText.None,
        };
        return await Back(desk.Submit(edit, Author(context), stop));
    }

    private static async Task<RedirectHttpResult> SaveComponent(
        HttpContext context, NoticeDesk desk, CancellationToken stop)
    {
        IFormCollection form = await context.Request.ReadFormAsync(stop);
        var component = new Component
        {
            Id = form["id"].ToString().Trim(),
            Name = Text(form, "name"),
            Description = Text(form, "description"),
            GroupId = form["group"].ToString() is { Length: > 0 } group ? group : null,
            IsGroup = form["kind"] == "group",
            IsOwn = form["kind"] != "third-party",
            Position = int.TryParse(form["position"], CultureInfo.InvariantCulture, out int position) ? position : 0,
        };
        return await ToComponents(desk.Save(component, Author(context), stop));
    }

    private static NoticeEdit Edit(IFormCollection form, Organisation organisation) => new()
    {
        NoticeId = form["noticeId"].ToString() is { Length: > 0 } id ? id : null,
        Kind = form["kind"] == "maintenance" ? NoticeKind.Maintenance : NoticeKind.Incident,
        State = Enum.TryParse(form["state"], out NoticeState state) ? state : NoticeState.Investigating,
        Impact = Enum.TryParse(form["impact"], out NoticeImpact impact) ? impact : NoticeImpact.None,
        Title = Text(form, "title"),
        Text = Text(form, "text"),
        Announcement = Text(form, "announcement"),
        Queues = form["queues"].ToString().Trim(),
        Affected = [.. form.Where(f => f.Key.StartsWith("affected.", StringComparison.Ordinal))
            .Select(f => (Id: f.Key["affected.".Length..], Good: Enum.TryParse(f.Value, out ComponentState s), State: s))
            .Where(a => a.Good).Select(a => new AffectedComponent(a.Id, a.State))],
        Audience = form["audience"].ToString(),
        IncidentId = int.TryParse(form["incident"], CultureInfo.InvariantCulture, out int incident) ? incident : null,
        StartedAt = Time(form["startedAt"], organisation),
        ScheduledFor = Time(form["scheduledFor"], organisation),
        ScheduledUntil = Time(form["scheduledUntil"], organisation),
        Corrects = long.TryParse(form["corrects"], CultureInfo.InvariantCulture, out long corrects) ? corrects : null,
    };

    private static PublicText Text(IFormCollection form, string name) =>
        PublicText.Of(l => form[$"{name}.{l.Code}"].ToString().Trim().ReplaceLineEndings("\n"));

    // Browsers send local times without a zone: they are the organisation's.
    private static DateTimeOffset? Time(string? text, Organisation organisation)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            return null;
        TimeZoneInfo zone =
            TimeZoneInfo.TryFindSystemTimeZoneById(organisation.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static async Task<RedirectHttpResult> Back(Task<NoticeResult> act, string present = "")
    {
        NoticeResult result = await act;
        string page = (result.NoticeId ?? present) is { Length: > 0 } id ? "/" + Uri.EscapeDataString(id) : "";
        return TypedResults.Redirect($"/desk/notices{page}?done={JsonWord.Of(result.Outcome)}");
    }

    private static async Task<RedirectHttpResult> ToComponents(Task<NoticeResult> act) =>
        TypedResults.Redirect($"/desk/components?done={JsonWord.Of((await act).Outcome)}");
}
