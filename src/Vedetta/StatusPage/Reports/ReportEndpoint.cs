using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vedetta.Engine.Reports;
using Vedetta.Settings;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;

namespace Vedetta.StatusPage.Reports;

/// <summary>
/// Takes reports from anybody. A forged post is worth one report of whoever sends it, no more, so no form token is
/// asked for: the page works without cookies and can be served as one picture to everybody.
/// </summary>
public sealed class ReportEndpoint(
    ServiceDirectory services, ReportGate gate, ReportCollector collector, ReportDetails details, ReportMeters meters,
    ReportPages pages, VisitorLanguage languages, TimeProvider time)
{
    private const int QueryCharactersMax = 60, SearchesMax = 8;

    private const int RetryAfterSeconds = 2;
    private readonly ConcurrentDictionary<(Language, int), Painted> _refusals = new();
    private int _searches;

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
        routes.MapGet(prefix + "/find", http => Find(http, prefix)).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(prefix + "/s/{service}/details", http => Add(http, prefix))
            .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private async Task Report(HttpContext http, string prefix)
    {
        if (Find(http) is not { } service)
        {
            await Refuse(http, prefix, StatusCodes.Status404NotFound);
            return;
        }
        (ReportForm form, int status) = await ReportForm.Read(http.Request, http.RequestAborted);
        if (status != StatusCodes.Status200OK)
        {
            await Refuse(http, prefix, status);
            return;
        }
        GateVerdict verdict = gate.Take(http.Connection.RemoteIpAddress, AgentOf(http), service.Id, out string source);
        meters.Count(verdict);
        bool isTaken = verdict != GateVerdict.Counted
            || await collector.Take(
                new CountedReport(time.GetUtcNow(), service.Id, source, services.Known(service, form)));
        // Whoever was not counted gets the same answer: telling them would teach forgers.
        if (isTaken) SeeOther(http, prefix, service, "/reported" + GuessOf(http.Request));
        else await TurnAway(http, prefix);
    }

    private async Task Add(HttpContext http, string prefix)
    {
        if (Find(http) is not { } service)
        {
            await Refuse(http, prefix, StatusCodes.Status404NotFound);
            return;
        }
        (ReportForm form, int status) = await ReportForm.Read(http.Request, http.RequestAborted);
        if (status != StatusCodes.Status200OK)
        {
            await Refuse(http, prefix, status);
            return;
        }
        form = services.Known(service, form);
        bool isTaken = form.IsEmpty || !gate.TakeDetails(http.Connection.RemoteIpAddress, AgentOf(http), service.Id)
            || await details.Take(service.Id, form);
        if (isTaken) SeeOther(http, prefix, service, "/thanks");
        else await TurnAway(http, prefix);
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

    private Task TurnAway(HttpContext http, string prefix)
    {
        meters.CountTurnedAway();
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Refuse(http, prefix, StatusCodes.Status503ServiceUnavailable);
    }

    private async Task Refuse(HttpContext http, string prefix, int status)
    {
        if (status is not (StatusCodes.Status404NotFound or StatusCodes.Status503ServiceUnavailable))
            meters.CountUnreadable();
        await Send(http, status, await RefusalOf(LanguageOf(http, prefix), status));
    }

    // There are few, and a crowd that is turned away must not make each of them be painted.
    private async ValueTask<Painted> RefusalOf(Language language, int status)
    {
        if (_refusals.TryGetValue((language, status), out Painted? known)) return known;
        return _refusals[(language, status)] = await pages.PaintRefusal(language, status);
    }

    private async Task Find(HttpContext http, string prefix)
    {
        string query = http.Request.Query["q"].ToString().Trim();
        if (query.Length > QueryCharactersMax) query = query[..QueryCharactersMax];
        try
        {
            if (Interlocked.Increment(ref _searches) > SearchesMax) await TurnAway(http, prefix);
            else await Send(http, StatusCodes.Status200OK, await pages.PaintSearch(LanguageOf(http, prefix), query));
        }
        finally
        {
            Interlocked.Decrement(ref _searches);
        }
    }

    private static Task Send(HttpContext http, int status, Painted page)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = page.ContentType;
        if (page.ContentPolicy is { } policy) http.Response.Headers.ContentSecurityPolicy = policy;
        if (page.Language is { } language) http.Response.Headers.ContentLanguage = language;
        return http.Response.Body.WriteAsync(page.Body, http.RequestAborted).AsTask();
    }

    private Language LanguageOf(HttpContext http, string prefix) =>
        prefix.Length > 0 ? Language.Find(prefix[1..])! : languages.Of(http.Request.Headers);
}
