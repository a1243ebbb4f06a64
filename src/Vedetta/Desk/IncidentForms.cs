using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Vedetta.Access;
using Vedetta.Incidents;

namespace Vedetta.Desk;

/// <summary>The forms of an incident's page. Each does one act and leads back to the page, which says what became of it.</summary>
internal static class IncidentForms
{
    public static void Map(RouteGroupBuilder incident)
    {
        incident.RequireForm();
        incident.MapPost("/acknowledge", (int id, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, desk.Acknowledge(id, Who(context), stop)));
        incident.MapPost("/close", (int id, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, desk.Close(id, Who(context), stop)));
        incident.MapPost("/reopen", (int id, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, desk.Reopen(id, Who(context), stop)));
        incident.MapPost("/note", (int id, [FromForm] string? text, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, desk.Note(id, Who(context), text ?? "", stop)));
        incident.MapPost("/cause", (int id, [FromForm] string? cause, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, desk.NameCause(id, Who(context), cause ?? "", stop)));
        incident.MapPost("/merge", (int id, [FromForm] int? from, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, from is { } other ? desk.Merge(id, other, Who(context), stop) : Task.FromResult(ActOutcome.Invalid)));
        incident.MapPost("/split", (int id, [FromForm] string? surge, HttpContext context, IncidentDesk desk, CancellationToken stop) =>
            Back(id, desk.Split(id, surge ?? "", Who(context), stop)));
    }

    private static async Task<RedirectHttpResult> Back(int id, Task<ActOutcome> act) =>
        TypedResults.Redirect(FormattableString.Invariant($"/desk/incidents/{id}?done={Code(await act)}"));

    /// <summary>What became of an act, as the page it leads back to is told.</summary>
    public static string Code(ActOutcome outcome) => outcome switch
    {
        ActOutcome.Done => "yes",
        ActOutcome.NotNow => "not-now",
        ActOutcome.Invalid => "invalid",
        _ => "not-found",
    };

    private static string Who(HttpContext context) => context.User.FindFirstValue(ClaimTypes.Name) ?? "";
}
