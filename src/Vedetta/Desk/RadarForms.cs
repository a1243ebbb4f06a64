using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Vedetta.Access;
using Vedetta.StatusPage.Reports;
using Vedetta.Storage;

namespace Vedetta.Desk;

/// <summary>The forms of the radar: somebody says that a service does fail, or takes that back.</summary>
internal static class RadarForms
{
    public static void Map(RouteGroupBuilder radar)
    {
        radar.RequireForm();
        radar.MapPost("/confirm", (
            [FromForm] string? service, HttpContext context, RadarFlow flow, ServiceDirectory services,
            AuditLog audit) =>
            Act(service, "radar.confirm", context, services, audit, flow.Confirm));
        radar.MapPost("/withdraw", (
            [FromForm] string? service, HttpContext context, RadarFlow flow, ServiceDirectory services,
            AuditLog audit) =>
            Act(service, "radar.withdraw", context, services, audit, flow.Withdraw));
    }

    private static async Task<RedirectHttpResult> Act(
        string? service, string act, HttpContext context, ServiceDirectory services, AuditLog audit,
        Action<string, string> note)
    {
        if (services.All.All(s => s.Id != service)) return TypedResults.Redirect("/desk/radar");
        string who = context.User.FindFirstValue(ClaimTypes.Name) ?? "";
        await audit.Write(who, act, "service:" + service, "", context.RequestAborted);
        note(service!, who);
        return TypedResults.Redirect("/desk/radar?done=yes");
    }
}
