using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vedetta.Engine.Reports;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Takes reports from anybody. A forged post is worth one report of whoever sends it, no more, so no form token is asked
/// for: the page works without cookies and can be served as one picture to everybody.
/// </summary>
public sealed class ReportEndpoint(
    ServiceDirectory services, ReportGate gate, ReportCollector collector, ReportDetails details, ReportMeters meters,
    TimeProvider time)
{
    private const int RetryAfterSeconds = 2;

    /// <summary>Maps the forms, with and without a language before them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "");
        foreach (Language language in Language.All) Map(routes, "/" + language.Code);
    }

    private void Map(IEndpointRouteBuilder routes, string prefix)
    {
        routes.MapPost(prefix + "/s/{service}", http => Report(http, prefix))
            .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost(prefix + "/s/{service}/details", http => Add(http, prefix))
            .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private async Task Report(HttpContext http, string prefix)
    {
        if (Find(http) is not { } service)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        (ReportForm form, int status) = await ReportForm.Read(http.Request, http.RequestAborted);
        if (status != StatusCodes.Status200OK)
        {
            Refuse(http, status);
            return;
        }
        GateVerdict verdict = gate.Take(http.Connection.RemoteIpAddress, AgentOf(http), service.Id, out string source);
        meters.Count(verdict);
        bool isTaken = verdict != GateVerdict.Counted
            || await collector.Take(new CountedReport(time.GetUtcNow(), service.Id, source, services.Known(service, form)));
        // Whoever was not counted gets the same answer: telling them would teach forgers.
        if (isTaken) SeeOther(http, prefix, service, "/reported" + GuessOf(http.Request));
        else TurnAway(http);
    }

    private async Task Add(HttpContext http, string prefix)
    {
        if (Find(http) is not { } service)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        (ReportForm form, int status) = await ReportForm.Read(http.Request, http.RequestAborted);
        if (status != StatusCodes.Status200OK)
        {
            Refuse(http, status);
            return;
        }
        form = services.Known(service, form);
        bool isTaken = form.IsEmpty || !gate.TakeDetails(http.Connection.RemoteIpAddress, AgentOf(http), service.Id)
            || await details.Take(service.Id, form);
        if (isTaken) SeeOther(http, prefix, service, "/thanks");
        else TurnAway(http);
    }

    private ServiceSetting? Find(HttpContext http) =>
        http.Request.RouteValues["service"] is string slug ? services.Find(slug) : null;

    private static string AgentOf(HttpContext http) => http.Request.Headers.UserAgent.ToString();

    private static string GuessOf(HttpRequest request) =>
        PlaceGuess.Of(request.Headers.AcceptLanguage.ToString()) is { } place ? "/" + place : "";

    private static void SeeOther(HttpContext http, string prefix, ServiceSetting service, string rest)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = $"{prefix}/s/{service.Slug}{rest}";
    }

    private void TurnAway(HttpContext http)
    {
        meters.CountTurnedAway();
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }

    private void Refuse(HttpContext http, int status)
    {
        meters.CountUnreadable();
        http.Response.StatusCode = status;
    }
}
