using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Incidents.Safekeeping;

namespace Vedetta.Desk.Floods;

/// <summary>The forms of flood and gate pages. Each does one act and leads back, which says what became of it.</summary>
internal static class FloodForms
{
    public const int ActivationsShown = 10;

    /// <summary>Maps the acts on an incident's flood and its evidence.</summary>
    public static void MapIncident(RouteGroupBuilder incident)
    {
        incident.MapPost("/flood/propose", Propose).RequireForm();
        incident.MapGet("/evidence.zip", Download);
        incident.MapPost("/evidence/release", (int id, HttpContext context, EvidenceStore evidence, CancellationToken stop) =>
            Back($"/desk/incidents/{id}/flood", evidence.Release(id, GateSetup.AuthorOf(context.User).Name, stop)))
            .RequireForm().RequireAuthorization(Policies.CanSeePersonalData);
    }

    /// <summary>Maps the acts on rules; the gate's desk says who may do which.</summary>
    public static void MapGate(RouteGroupBuilder gate)
    {
        gate.RequireForm();
        Act(gate, "/{id}/try", (desk, author, id, stop) => desk.Try(author, id, stop));
        Act(gate, "/{id}/activate", Activate);
        Act(gate, "/{id}/take-back", (desk, author, id, stop) => desk.TakeBack(author, id, stop));
        gate.MapPost("/{id}/extend", Prolong);
        Act(gate, "/{id}/honest", (desk, author, id, stop) => desk.ReportHonest(author, id, stop));
        gate.MapPost("/address", Refuse);
        gate.MapPost("/protect", (
            [FromForm] string? number, [FromForm] string? name, HttpContext context, GateDesk desk, CancellationToken stop) =>
            Back("/desk/gate", Protect(desk, GateSetup.AuthorOf(context.User), number ?? "", name ?? "", stop)));
        gate.MapPost("/unprotect", ([FromForm] string? number, HttpContext context, GateDesk desk, CancellationToken stop) =>
            Back("/desk/gate", desk.Unprotect(GateSetup.AuthorOf(context.User), number ?? "", stop)));
    }

    private static void Act(
        RouteGroupBuilder gate, string path, Func<GateDesk, GateAuthor, string, CancellationToken, Task<GateActResult>> act) =>
        gate.MapPost(path, async (string id, [FromForm] string? back, HttpContext context, GateDesk desk, CancellationToken stop) =>
            Back(back, CodeOf(await act(desk, GateSetup.AuthorOf(context.User), id, stop))));

    private static async Task<RedirectHttpResult> Prolong(
        string id, [FromForm] string? hours, [FromForm] string? back, HttpContext context, GateDesk desk, CancellationToken stop)
    {
        GateAuthor author = GateSetup.AuthorOf(context.User);
        _ = int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int typed);
        TimeSpan by = TimeSpan.FromHours(Math.Min(typed, 1_000_000));
        ActOutcome outcome = (await desk.Prolong(author, id, by, stop)).Outcome;
        return Back(back, outcome switch
        {
            // Who may not is told that, not that the rules have ended.
            ActOutcome.NotNow when author.MayActivate => "ended",
            ActOutcome.Invalid => "too-long",
            _ => IncidentForms.Code(outcome),
        });
    }

    // One rule by address, as a draft like any other.
    private static async Task<RedirectHttpResult> Refuse(
        [FromForm] string? address, [FromForm] string? reason, HttpContext context, GateDesk desk, GateKeeper keeper,
        CancellationToken stop)
    {
        var rule = new WantedRule(
            new GateMatch { SourceAddress = (address ?? "").Trim() }, GateAction.Refuse with { Refusal = keeper.Settings.Refusal });
        var draft = new GateDraft(reason ?? "", TimeSpan.FromHours(keeper.Settings.LifetimeHours), [rule]);
        GateActResult result = await desk.Write(GateSetup.AuthorOf(context.User), draft, stop);
        return Back("/desk/gate", CodeOf(result));
    }

    private static string CodeOf(GateActResult result) =>
        !result.Faults.IsDefaultOrEmpty && result.Faults.All(f => f.Reason == GateDesk.IsOurs)
            ? "trunk" : IncidentForms.Code(result.Outcome);

    // What was forecast stands beside what then happens.
    private static async Task<GateActResult> Activate(GateDesk desk, GateAuthor author, string id, CancellationToken stop)
    {
        if (author.MayActivate) await desk.NoteForecast(id, stop);
        return await desk.Activate(author, id, stop);
    }

    private static async Task<RedirectHttpResult> Propose(
        int id, [FromForm] string? flood, HttpContext context, GateDesk desk, CancellationToken stop)
    {
        (GateActResult result, GateProposal? proposal) = await desk.Propose(GateSetup.AuthorOf(context.User), flood ?? "", id, stop);
        string back = FormattableString.Invariant($"/desk/incidents/{id}/flood");
        return proposal is { Refuses.IsEmpty: true } ? TypedResults.Redirect($"{back}?done={Code(proposal.Verdict)}") : Back(back, result.Outcome);
    }

    private static async Task<IResult> Download(
        int id, HttpContext context, EvidencePack pack, CancellationToken stop)
    {
        if (await pack.Write(id, GateSetup.AuthorOf(context.User).Name, stop) is not { } zip) return TypedResults.NotFound();
        return TypedResults.File(zip, "application/zip", FormattableString.Invariant($"evidence-{id}.zip"));
    }

    private static async Task<ActOutcome> Protect(GateDesk desk, GateAuthor author, string number, string name, CancellationToken stop) =>
        (await desk.Protect(author, [(number.Trim(), name.Trim())], stop)).Outcome;

    private static async Task<RedirectHttpResult> Back(string path, Task<ActOutcome> act) => Back(path, await act);

    private static RedirectHttpResult Back(string? path, ActOutcome outcome) => Back(path, IncidentForms.Code(outcome));

    // Only pages of the desk are led back to, whatever the form says.
    private static RedirectHttpResult Back(string? path, string code)
    {
        bool isDesk = path?.StartsWith("/desk/", StringComparison.Ordinal) == true;
        string page = isDesk ? path!.Split('?', '#')[0] : "/desk/gate";
        return TypedResults.LocalRedirect($"{page}?done={code}");
    }

    private static string Code(ProposalVerdict verdict) => verdict switch
    {
        ProposalVerdict.TooFewCalls => "too-few",
        ProposalVerdict.StopsTooLittle => "too-little",
        _ => "harms",
    };
}
