using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vedetta.Access;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Gate;
using Vedetta.Incidents;
using Vedetta.Settings;
using Vedetta.Web;

namespace Vedetta.CallGate;

/// <summary>
/// The call gate for programs. Numbers stand here in full: reading asks for a key or for an operator.
/// </summary>
public static class GateApi
{
    /// <summary>Largest body: 64 MiB, room for 200,000 rules.</summary>
    public const int BodyBytesMax = 64 << 20;

    private const int PageMax = 1_000;

    /// <summary>Maps <c>/api/v1/gate/...</c> and the public addresses of the redress card.</summary>
    public static void MapGate(this IEndpointRouteBuilder routes)
    {
        MapCards(routes);
        RouteGroupBuilder read = routes.MapGroup("/api/v1/gate")
            .RequireApiKeyOrSession(ApiScopes.GateRead, Policies.CanOperate).WithTags("Call gate");
        read.MapGet("/rules", Rules).WithName("GetGateRules")
            .WithSummary("Rules of one activation, in order of their numbers")
            .ProducesProblem(404);
        read.MapGet("/activations", Activations).WithName("GetGateActivations")
            .WithSummary("Activations, newest first");
        read.MapGet("/check", Check).WithName("GetGateCheck").WithSummary("What the gate would say to a call")
            .WithDescription("`from` and `to` are numbers; an empty `from` is a withheld one.");
        read.MapGet("/decisions", Decisions).WithName("GetGateDecisions")
            .WithSummary("The last decisions, newest first");
        read.MapGet("/pushes", Pushes).WithName("GetGatePushes")
            .WithSummary("Systems rules are pushed to, and how they stand");
        read.MapGet("/list.{format}", List).WithName("GetGateList").WithSummary("Refused numbers as csv, json or txt")
            .WithDescription("Sends an ETag; a border controller that has the list already gets 304.")
                .ProducesProblem(404);
        read.MapGet("/protected", Protected).WithName("GetGateProtected").WithSummary("Protected contacts, by number");
        MapActs(routes);
    }

    private static void MapActs(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder propose = routes.MapGroup("/api/v1/gate").RequireApiKey(ApiScopes.GatePropose)
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax)).WithTags("Call gate");
        propose.MapPost("/activations", Write).Accepts<WantedActivation>("application/json")
            .WithName("PostGateActivation")
            .WithSummary("Writes rules down as a draft")
            .ProducesProblem(400);
        propose.MapPost("/proposals/{flood}", Propose).WithName("PostGateProposal")
            .WithSummary("The narrowest rules against a flood, as a draft").ProducesProblem(404).ProducesProblem(409);
        propose.MapPost("/activations/{id}/dry-run", Try).WithName("PostGateDryRun")
            .WithSummary("Counts what the rules would do")
            .ProducesProblem(404).ProducesProblem(409);
        propose.MapPost("/activations/{id}/forecast", Forecast).WithName("PostGateForecast")
            .WithSummary("What the rules would have done to the calls of the last days").ProducesProblem(404);
        RouteGroupBuilder activate = routes.MapGroup("/api/v1/gate").RequireApiKey(ApiScopes.GateActivate)
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax)).WithTags("Call gate");
        activate.MapPost("/activations/{id}/activate", Activate).WithName("PostGateActivate")
            .WithSummary("Puts the rules to work")
            .ProducesProblem(404).ProducesProblem(409);
        activate.MapPost("/activations/{id}/extend", Extend).Accepts<WantedHours>("application/json")
            .WithName("PostGateExtend")
            .WithSummary("Lets rules at work or in dry run last longer")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        activate.MapPost("/activations/{id}/take-back", TakeBack).WithName("PostGateTakeBack")
            .WithSummary("Takes the rules from work")
            .ProducesProblem(404).ProducesProblem(409);
        activate.MapPost("/protected", Protect).Accepts<List<ProtectedDocument>>("application/json")
            .WithName("PostGateProtected")
            .WithSummary("Protects contacts from every rule")
            .ProducesProblem(400);
        activate.MapDelete("/protected/{number}", Unprotect).WithName("DeleteGateProtected")
            .WithSummary("Takes a contact's protection away")
            .ProducesProblem(404);
    }

    // Anybody's network may ask whom to turn to: the card is made to be read by callers.
    private static void MapCards(IEndpointRouteBuilder routes)
    {
        routes.MapGet(RedressCards.CardPath, (RedressCards cards, GateKeeper keeper, TimeProvider time) =>
            keeper.Settings is { PublicAddress: { Length: > 0 } address, Contact: { } contact }
                ? Results.Text(cards.Card(contact, address, time.GetUtcNow()), "application/jose", Encoding.ASCII)
                : Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(RedressCards.CertificatePath, (RedressCards cards) =>
            Results.Bytes(cards.Certificate, "application/pkix-cert")).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<Results<Ok<GateRulesDocument>, ProblemHttpResult>> Rules(
        string activation, GateStore store, SettingsStore settings, CancellationToken stop, long after = 0,
            int take = PageMax)
    {
        if (await store.Find(activation, stop) is not { } found) return Missing();
        IReadOnlyList<GateRule> rules = await store.Rules(found, after, Math.Clamp(take, 1, PageMax), stop);
        return TypedResults.Ok(new GateRulesDocument(
            [.. rules.Select(r => GateRuleDocument.Of(r, Zone(settings)))],
                rules.Count == Math.Clamp(take, 1, PageMax) ? rules[^1].Id : null));
    }

    private static async Task<Ok<GateActivationDocument[]>> Activations(
        GateStore store, SettingsStore settings, CancellationToken stop, int? incident = null, int skip = 0,
            int take = 100) =>
        TypedResults.Ok((await store.List(incident, Math.Max(0, skip), Math.Clamp(take, 1, PageMax), stop))
            .Select(a => GateActivationDocument.Of(a, Zone(settings))).ToArray());

    private static Ok<GateCheckDocument> Check(
        GateKeeper keeper, SettingsStore settings, TimeProvider time, string from = "", string to = "",
            string user_agent = "",
        string sdp_origin = "", string trunk = "", char? attestation = null)
    {
        GateState state = keeper.Live.State;
        GateVerdict verdict = state.Book.Decide(
            new GateCall
            {
                Caller = PhoneKey.Pack(from, state.Plan),
                Called = PhoneKey.Pack(to, state.Plan),
                UserAgent = Encoding.UTF8.GetBytes(user_agent),
                SdpOrigin = Encoding.UTF8.GetBytes(sdp_origin),
                Trunk = Encoding.UTF8.GetBytes(trunk),
                Attestation = attestation ?? '\0',
            },
            time.GetUtcNow().ToUnixTimeMilliseconds());
        GateRule? rule = verdict.Rule < 0 ? null : state.Book.Rules[verdict.Rule];
        int status = verdict.Act switch
        {
            GateAct.Divert => 302,
            GateAct.Refuse => GateAnswers.Status(rule!.Action.Refusal, out _),
            _ => state.Answers.PassStatus,
        };
        return TypedResults.Ok(new GateCheckDocument(
            JsonWord.Of(verdict.Act), JsonWord.Of(verdict.Reason), status,
                rule is null ? null : GateRuleDocument.Of(rule, Zone(settings))));
    }

    private static Ok<GateDecisionDocument[]> Decisions(GateFlow flow, SettingsStore settings, int take = 100) =>
        TypedResults.Ok(flow.Ring.Newest(Math.Clamp(take, 1, GateRing.Size))
            .Select(d => GateDecisionDocument.Of(d, Zone(settings))).ToArray());

    private static Ok<PushStateDocument[]> Pushes(RulePushes pushes, SettingsStore settings) =>
        TypedResults.Ok(pushes.States.Select(s => PushStateDocument.Of(s, Zone(settings))).ToArray());

    private static IResult List(string format, HttpContext http, GateKeeper keeper, TimeProvider time)
    {
        PushSet set = PushRules.SetFor(
            PushKind.KamailioHttp, keeper.Live.State.Book.Rules, keeper.Protection, keeper.Settings.Plan,
                time.GetUtcNow());
        (byte[]? list, string type) = format switch
        {
            "csv" => (GateLists.Csv(set), "text/csv"),
            "json" => (GateLists.Json(set), "application/json"),
            "txt" => (GateLists.Plain(set), "text/plain"),
            _ => (null, ""),
        };
        if (list is null) return TypedResults.Problem("Ask for csv, json or txt.", statusCode: 404,
            title: "No such list");
        string tag = GateLists.Tag(list);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal)
            ? TypedResults.StatusCode(304) : TypedResults.Bytes(list, type);
    }

    private static async Task<Ok<ProtectedDocument[]>> Protected(
        GateStore store, CancellationToken stop, int skip = 0, int take = PageMax) =>
        TypedResults.Ok((await store.Protected(Math.Max(0, skip), Math.Clamp(take, 1, PageMax), stop))
            .Select(p => new ProtectedDocument(p.Number, p.Name)).ToArray());

    private static async Task<Results<Ok<GateActivationDocument>, ProblemHttpResult>> Write(
        HttpContext http, GateDesk desk, GateKeeper keeper, SettingsStore settings, CancellationToken stop)
    {
        if (await Read<WantedActivation>(http, stop) is not { } wanted) return Bad("The body is no such JSON.");
        var rules = new List<WantedRule>();
        foreach (WantedRuleDocument document in wanted.Rules ?? [])
        {
            if (!TryRead(document, keeper.Settings, out WantedRule? rule))
                return Bad($"rules[{rules.Count}] has an unknown action or refusal.");
            rules.Add(rule!);
        }
        int hours = Math.Clamp(wanted.Hours ?? keeper.Settings.LifetimeHours, -1, 1_000_000);
        var draft = new GateDraft(wanted.Reason ?? "", TimeSpan.FromHours(hours), rules, wanted.Incident);
        return Say(await desk.Write(AuthorOf(http), draft, stop), settings);
    }

    private static async Task<Results<Ok<GateActivationDocument>, ProblemHttpResult>> Propose(
        string flood, HttpContext http, GateDesk desk, SettingsStore settings, CancellationToken stop,
            int? incident = null)
    {
        (GateActResult result, GateProposal? proposal) = await desk.Propose(AuthorOf(http), flood, incident, stop);
        return proposal is not null && result.Activation is null
            ? TypedResults.Problem($"No rules tell this flood from honest calls: {JsonWord.Of(proposal.Verdict)}.",
                statusCode: 409, title: "Nothing to propose")
            : Say(result, settings);
    }

    private static async Task<Results<Ok<CollateralDocument>,
        ProblemHttpResult>> Forecast(string id, GateDesk desk, CancellationToken stop) =>
        await desk.NoteForecast(id,
            stop) is { } forecast ? TypedResults.Ok(CollateralDocument.Of(forecast)!) : Missing();

    private static async Task<Results<Ok<GateActivationDocument>, ProblemHttpResult>> Try(
        string id, HttpContext http, GateDesk desk, SettingsStore settings, CancellationToken stop) =>
        Say(await desk.Try(AuthorOf(http), id, stop), settings);

    private static async Task<Results<Ok<GateActivationDocument>, ProblemHttpResult>> Activate(
        string id, HttpContext http, GateDesk desk, SettingsStore settings, CancellationToken stop) =>
        Say(await desk.Activate(AuthorOf(http), id, stop), settings);

    private static async Task<Results<Ok<GateActivationDocument>, ProblemHttpResult>> Extend(
        string id, HttpContext http, GateDesk desk, SettingsStore settings, CancellationToken stop)
    {
        if (await Read<WantedHours>(http, stop) is not { Hours: > 0 and <= 8_784 } wanted)
            return Bad("hours is not 1 to 8784.");
        GateActResult result = await desk.Prolong(AuthorOf(http), id, TimeSpan.FromHours(wanted.Hours), stop);
        return result.Outcome switch
        {
            ActOutcome.Invalid => Bad("The rules would end more than 366 days from now."),
            ActOutcome.NotNow => TypedResults.Problem(
                "Only rules at work or in dry run are prolonged; these have ended or were never tried.",
                statusCode: 409, title: "Not now"),
            _ => Say(result, settings),
        };
    }

    private static async Task<Results<Ok<GateActivationDocument>, ProblemHttpResult>> TakeBack(
        string id, HttpContext http, GateDesk desk, SettingsStore settings, CancellationToken stop) =>
        Say(await desk.TakeBack(AuthorOf(http), id, stop), settings);

    private static async Task<Results<Ok<ProtectedReceipt>, ProblemHttpResult>> Protect(
        HttpContext http, GateDesk desk, CancellationToken stop)
    {
        if (await Read<List<ProtectedDocument>>(http, stop) is not { } contacts)
            return Bad("The body is no such JSON.");
        (ActOutcome outcome, int added) = await desk.Protect(
            AuthorOf(http), [.. contacts.Select(c => (c.Number ?? "", c.Name ?? ""))], stop);
        return outcome == ActOutcome.Done
            ? TypedResults.Ok(new ProtectedReceipt(added)) : Bad("A number is none, or there are too many.");
    }

    // Read here and not by binding: a body is looked at only once the key was.
    private static async Task<T?> Read<T>(HttpContext http, CancellationToken stop) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, JsonSerializerOptions.Web, stop);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unprotect(
        string number, HttpContext http, GateDesk desk, CancellationToken stop) =>
        await desk.Unprotect(AuthorOf(http), number, stop) == ActOutcome.Done ? TypedResults.NoContent() : Missing();

    private static bool TryRead(WantedRuleDocument document, GateSettings settings, out WantedRule? rule)
    {
        rule = null;
        if (!TryWord(document.Action, GateAct.Refuse, out GateAct act)
            || !TryWord(document.Refusal, settings.Refusal, out Refusal refusal)) return false;
        rule = new WantedRule((document.Match ?? new()).ToMatch(), new GateAction(act, document.Target ?? "", refusal),
            document.Reason ?? "");
        return true;
    }

    private static bool TryWord<T>(string? word, T otherwise, out T value) where T : struct, Enum
    {
        value = otherwise;
        if (word is null) return true;
        foreach (T known in Enum.GetValues<T>())
        {
            if (JsonWord.Of(known) != word) continue;
            value = known;
            return true;
        }
        return false;
    }

    private static Results<Ok<GateActivationDocument>,
        ProblemHttpResult> Say(GateActResult result, SettingsStore settings) => result switch
        {
            { Outcome: ActOutcome.Done, Activation: { } activation } =>
                TypedResults.Ok(GateActivationDocument.Of(activation, Zone(settings))),
            { Outcome: ActOutcome.NotFound } => Missing(),
            { Outcome: ActOutcome.Invalid } => Bad(result.Faults.IsDefaultOrEmpty
                ? "There is no room for so many rules." : string.Join("; ",
                    result.Faults.Select(f => $"{f.Field} {f.Reason}"))),
            _ => TypedResults.Problem("The rules are not in a state that allows this.", statusCode: 409, title: "Not now"),
        };

    // The scope of the key was asked for by the route; it says what its owner may do.
    private static GateAuthor AuthorOf(HttpContext http)
    {
        ApiKey key = http.ApiKey();
        bool mayActivate = key.Allows(ApiScopes.GateActivate);
        return new GateAuthor("key:" + key.Id, mayActivate || key.Allows(ApiScopes.GatePropose), mayActivate,
            MayAdminister: false);
    }

    private static TimeZoneInfo Zone(SettingsStore settings) =>
        TimeZoneInfo.FindSystemTimeZoneById(settings.Current.TimeZone);

    private static ProblemHttpResult Missing() =>
        TypedResults.Problem("There is nothing of this name.", statusCode: 404, title: "Not found");

    private static ProblemHttpResult Bad(string reason) =>
        TypedResults.Problem(reason, statusCode: 400, title: "The rules cannot be read");
}
