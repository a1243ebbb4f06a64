using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Vedetta.Outreach.Pages;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;
using Vedetta.Web.Texts;

namespace Vedetta.Outreach;

/// <summary>
/// The public pages of subscriptions. They work without script and cookies. Opening a link changes nothing, because
/// mail scanners open links too: every change is a POST.
/// </summary>
public static class SubscribeApi
{
    private const string Limit = "subscribe";
    private const int PostsPerWindow = 30;
    private const int BodyBytesMax = 64 << 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Adds the limit of posts per network: /24 of IPv4, /56 of IPv6, the size one customer gets.</summary>
    public static void AddSubscribeLimit(this IServiceCollection services) =>
        services.Configure<RateLimiterOptions>(limiter =>
        limiter.AddPolicy(Limit, http => !HttpMethods.IsPost(http.Request.Method)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetFixedWindowLimiter(
                NetworkOf(http.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = PostsPerWindow, Window = Window })));

    /// <summary>
    /// Maps the pages, each with and without a language in front, and the one-click address of RFC 8058.
    /// </summary>
    public static void MapSubscribe(this IEndpointRouteBuilder routes)
    {
        foreach (string prefix in Language.All.Select(l => "/" + l.Code).Prepend(""))
        {
            RouteGroupBuilder pages = routes.MapGroup(prefix + "/subscribe").Public();
            pages.MapGet("", ShowForm);
            pages.MapPost("", Ask);
            pages.MapGet("/confirm/{token}", ShowConfirm);
            pages.MapPost("/confirm/{token}", Confirm);
            pages.MapGet("/manage/{token}", ShowManage);
            pages.MapPost("/manage/{token}", Manage);
        }
        RouteGroupBuilder oneClick = routes.MapGroup("/unsubscribe/{token}").Public();
        oneClick.MapGet("", ShowUnsubscribe);
        oneClick.MapPost("", Unsubscribe);
    }

    // Without cookies there is nothing a forged form could ride on, so there is no antiforgery token.
    private static RouteGroupBuilder Public(this RouteGroupBuilder group) => group.AllowAnonymous().DisableAntiforgery()
        .RequireRateLimiting(Limit).WithMetadata(new RequestSizeLimitAttribute(BodyBytesMax)).ExcludeFromDescription();

    private static async Task ShowForm(HttpContext http, SubscribePages pages, CancellationToken stop) =>
        await pages.Form(http, error: null, stop);

    private static async Task Ask(HttpContext http, SubscribePages pages, SubscriberStore store, MailSender mail,
        CancellationToken stop)
    {
        if (await ReadForm(http, stop) is not { } form) return;
        SubscribeTexts words = pages.Words(http);
        // A field people do not see and programs fill in.
        bool isProgram = form["website"].ToString().Length > 0;
        if (OutreachRules.Normalise(form["email"]) is not { } address)
        {
            await pages.Form(http, words.NotAnAddress, stop);
            return;
        }
        if (mail.IsSet && !isProgram)
            await store.Ask(address, pages.LanguageOf(http), [.. form["component"].OfType<string>()], stop);
        await pages.Message(http, words.CheckMailTitle, words.CheckMail, stop: stop);
    }

    private static async Task ShowConfirm(
        string token, HttpContext http, SubscribePages pages, OutreachTokens tokens, SubscriberStore store,
        CancellationToken stop)
    {
        SubscribeTexts words = pages.Words(http);
        if (await Find(token, LinkUse.Confirm, tokens, store, stop) is null) await pages.Gone(http, stop);
        else await pages.Message(http, words.ConfirmTitle, words.ConfirmLead, words.ConfirmButton, stop);
    }

    private static async Task Confirm(
        string token, HttpContext http, SubscribePages pages, OutreachTokens tokens, SubscriberStore store,
        CancellationToken stop)
    {
        SubscribeTexts words = pages.Words(http);
        if (tokens.Read(token, LinkUse.Confirm) is not { } id || !await store.Confirm(id, stop))
            await pages.Gone(http, stop);
        else await pages.Message(http, words.ConfirmedTitle, words.Confirmed, stop: stop);
    }

    private static async Task ShowManage(
        string token, HttpContext http, SubscribePages pages, OutreachTokens tokens, SubscriberStore store,
        CancellationToken stop)
    {
        if (await Find(token, LinkUse.Manage, tokens, store, stop) is not { } subscriber) await pages.Gone(http, stop);
        else await pages.Manage(http, subscriber, isSaved: false, stop);
    }

    private static async Task Manage(
        string token, HttpContext http, SubscribePages pages, OutreachTokens tokens, SubscriberStore store,
        CancellationToken stop)
    {
        if (await ReadForm(http, stop) is not { } form) return;
        if (tokens.Read(token, LinkUse.Manage) is not { } id) await pages.Gone(http, stop);
        else if (form["act"] == "end") await End(id, http, pages, store, stop);
        else
        {
            Language language = Language.Find(form["language"]) ?? pages.LanguageOf(http);
            if (await store.Manage(id, language, [.. form["component"].OfType<string>()], stop)
                && await store.Find(id, stop) is { } changed)
                await pages.Manage(http, changed, isSaved: true, stop);
            else await pages.Gone(http, stop);
        }
    }

    private static async Task ShowUnsubscribe(string token, HttpContext http, SubscribePages pages,
        OutreachTokens tokens, CancellationToken stop)
    {
        SubscribeTexts words = pages.Words(http);
        if (tokens.Read(token, LinkUse.Manage) is null) await pages.Gone(http, stop);
        else await pages.Message(http, words.EndTitle, words.EndLead, words.EndButton, stop);
    }

    private static async Task Unsubscribe(
        string token, HttpContext http, SubscribePages pages, OutreachTokens tokens, SubscriberStore store,
        CancellationToken stop)
    {
        if (tokens.Read(token, LinkUse.Manage) is { } id) await End(id, http, pages, store, stop);
        else await pages.Gone(http, stop);
    }

    private static async Task End(Guid id, HttpContext http, SubscribePages pages, SubscriberStore store,
        CancellationToken stop)
    {
        SubscribeTexts words = pages.Words(http);
        await store.End(id, stop);
        await pages.Message(http, words.EndedTitle, words.Ended, stop: stop);
    }

    private static async Task<Subscriber?> Find(
        string token, LinkUse use, OutreachTokens tokens, SubscriberStore store, CancellationToken stop) =>
        tokens.Read(token, use) is { } id ? await store.Find(id, stop) : null;

    private static async Task<IFormCollection?> ReadForm(HttpContext http, CancellationToken stop)
    {
        try
        {
            if (http.Request.HasFormContentType) return await http.Request.ReadFormAsync(stop);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException or IOException)
        {
            // A form that is too large or cut off is answered like one that is none.
        }
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return null;
    }

    private static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        return Convert.ToHexString(bytes.AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? 3 : 7));
    }
}

/// <summary>Renders the pages of subscriptions like every public page.</summary>
public sealed class SubscribePages(
    PublicRenderer renderer, NoticeStore notices, SettingsStore settings, VisitorLanguage languages, MailSender mail,
    TimeProvider time)
{
    /// <summary>The language of a request: that of its address, else the visitor's.</summary>
    public Language LanguageOf(HttpContext http) =>
        LanguagePath.Split(http.Request.Path.Value!) is { } split ? split.Language : languages.Of(http.Request.Headers);

    /// <summary>The words for a request.</summary>
    public SubscribeTexts Words(HttpContext http) => PublicTexts.Of(LanguageOf(http)).Subscribe;

    /// <summary>The form to subscribe.</summary>
    public async Task Form(HttpContext http, string? error, CancellationToken stop) =>
        await Send<SubscribePage>(http, error is null ? 200 : 400, new()
        {
            [nameof(SubscribePage.Components)] = await notices.Components(stop),
            [nameof(SubscribePage.IsOffered)] = mail.IsSet,
            [nameof(SubscribePage.Error)] = error,
        });

    /// <summary>What a subscriber may change.</summary>
    public async Task Manage(HttpContext http, Subscriber subscriber, bool isSaved, CancellationToken stop) =>
        await Send<ManagePage>(http, 200, new()
        {
            [nameof(ManagePage.Components)] = await notices.Components(stop),
            [nameof(ManagePage.Subscriber)] = subscriber,
            [nameof(ManagePage.IsSaved)] = isSaved,
            [nameof(ManagePage.Path)] = PathOf(http),
            [nameof(ManagePage.Action)] = http.Request.Path.Value,
        });

    /// <summary>A message, with one act where there is one.</summary>
    public Task Message(HttpContext http, string title, string text, string? button = null,
        CancellationToken stop = default) =>
        Say(http, 200, title, text, button);

    /// <summary>A link that no longer leads anywhere.</summary>
    public Task Gone(HttpContext http, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Say(http, 404, Words(http).GoneTitle, Words(http).Gone, null);
    }

    private Task Say(HttpContext http, int status, string title, string text, string? button) =>
        Send<MessagePage>(http, status, new()
        {
            [nameof(MessagePage.Title)] = title,
            [nameof(MessagePage.Text)] = text,
            [nameof(MessagePage.Button)] = button,
            [nameof(MessagePage.Path)] = PathOf(http),
            [nameof(MessagePage.Action)] = http.Request.Path.Value,
        });

    private async Task Send<TPage>(HttpContext http, int status, Dictionary<string, object?> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var view = new PublicView(LanguageOf(http), settings.Current, time.GetUtcNow());
        parameters["View"] = view;
        Painted page = await renderer.Render<TPage>(view, parameters);
        http.Response.StatusCode = status;
        http.Response.ContentType = page.ContentType;
        http.Response.Headers.ContentSecurityPolicy = page.ContentPolicy;
        http.Response.Headers.ContentLanguage = page.Language;
        http.Response.Headers.CacheControl = "no-store";
        // The address is a secret: no page it leads to may learn it.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        await http.Response.Body.WriteAsync(page.Body, http.RequestAborted);
    }

    private static string PathOf(HttpContext http) =>
        LanguagePath.Split(http.Request.Path.Value!) is { } split ? split.Page : http.Request.Path.Value!;
}
