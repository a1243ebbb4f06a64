using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage.Pages;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;

namespace Vedetta.StatusPage.Feeds;

/// <summary>
/// Everything for programs, painted from the one record the pages are painted from: feeds, calendar, badges, widget,
/// CAP and Statuspage's API. With a language in front they speak it, without one the page's default;
/// <c>/components/ID</c> in between keeps to one component.
/// </summary>
public sealed class FeedPictures(
    PublicFacts facts, SettingsStore settings, PublicRenderer renderer, VisitorLanguage languages, ServerOptions options)
    : PictureSource
{
    private const string ApiPath = "/api/v2/", CapPath = "/cap/", ComponentPath = "/components/";

    private const string Cached = "public, max-age=1, stale-if-error=86400";

    /// <summary>Addresses of a language or component, as routes; <see cref="Patterns"/> has them all.</summary>
    private static readonly string[] PerComponent =
        ["/history.rss", "/history.atom", "/feed.json", "/badge.svg", "/badge.json"];

    /// <summary>Every address there is, as routes.</summary>
    public static IEnumerable<string> Patterns =>
    [
        .. PerComponent,
        .. PerComponent.Select(p => ComponentPath + "{component}" + p),
        "/maintenance.ics", "/cap.atom", CapPath + "{id}.xml", "/embed", "/embed.js",
        ApiPath + "{document}", ApiPath + "{list}/{document}",
    ];

    /// <inheritdoc/>
    public override PicturePlan? Plan(string path)
    {
        (Language language, string page) = LanguagePath.Split(path) ?? (languages.Default, path);
        Func<FeedReader, Painted?>? paint = page.StartsWith(ComponentPath, StringComparison.Ordinal)
            ? AboutComponent(page[ComponentPath.Length..], path)
            : AboutAll(page, path);
        if (page == "/embed") return new PicturePlan(() => facts.Version, _ => Embed(Reader(language)));
        if (paint is null || paint(Reader(language)) is null) return null;
        return new PicturePlan(() => facts.Version, _ => Task.FromResult(paint(Reader(language))!));
    }

    private FeedReader Reader(Language language)
    {
        PublicState state = facts.Current;
        var view = new PublicView(language, settings.Current, state.AsOf, state.IsStale);
        // Never the Host header: a stranger's words must not become addresses of ours.
        string address = settings.Current.StatusPage.Address is { Length: > 0 } set ? set : options.Urls.Split(';')[0];
        return new FeedReader(view, StatusRules.For(state.Record, ""), address.TrimEnd('/'));
    }

    private static Func<FeedReader, Painted?>? AboutAll(string page, string self) => page switch
    {
        "/maintenance.ics" => r => Of(CalendarText.Write(r), "text/calendar; charset=utf-8", r),
        "/cap.atom" => r => Of(CapAlert.List(r, self), "application/atom+xml; charset=utf-8", r),
        "/embed.js" => _ => new Painted(Script, "text/javascript; charset=utf-8") { IsShared = true, CacheControl = "public, max-age=3600" },
        _ when page.StartsWith(ApiPath, StringComparison.Ordinal) => r =>
            StatuspageJson.Write(page[ApiPath.Length..], r) is { } json ? Of(json, "application/json; charset=utf-8", r) : null,
        _ when page.StartsWith(CapPath, StringComparison.Ordinal) && page.EndsWith(".xml", StringComparison.Ordinal) => r =>
            r.Record.Notices.FirstOrDefault(n => n.Notice.Id == page[CapPath.Length..^4]) is { } notice
                ? Of(CapAlert.Write(r, notice), "application/cap+xml; charset=utf-8", r)
                : null,
        _ => Feed(page, self, r => r.View.Name, r => StatusRules.Overall(r.Record)),
    };

    private static Func<FeedReader, Painted?>? AboutComponent(string rest, string self)
    {
        int slash = rest.IndexOf('/');
        if (slash <= 0) return null;
        string id = rest[..slash];
        Component? Find(FeedReader r) => r.Record.Components.FirstOrDefault(c => c.Id == id && !c.IsGroup);
        Func<FeedReader, Painted?>? feed = Feed(
            rest[slash..], self, r => r.View.Say(Find(r)!.Name).Text, r => Find(r)!.State);
        return feed is null ? null : r => Find(r) is null ? null : feed(r.About(id));
    }

    private static Func<FeedReader, Painted?>? Feed(
        string page, string self, Func<FeedReader, string> label, Func<FeedReader, ComponentState> state) => page switch
        {
            "/history.rss" => r => Of(SyndicationFeeds.Rss(r, self), "application/rss+xml; charset=utf-8", r),
            "/history.atom" => r => Of(SyndicationFeeds.Atom(r, self), "application/atom+xml; charset=utf-8", r),
            "/feed.json" => r => Of(SyndicationFeeds.Json(r, self), "application/feed+json; charset=utf-8", r),
            "/badge.svg" => r => Of(Badge.Svg(r, label(r), state(r)), "image/svg+xml; charset=utf-8", r),
            "/badge.json" => r => Of(Badge.Shields(r, label(r), state(r)), "application/json; charset=utf-8", r),
            _ => null,
        };

    private static Painted Of(byte[] body, string type, FeedReader reader) =>
        new(body, type) { Language = reader.View.Language.Code, IsShared = true, CacheControl = Cached };

    private Task<Painted> Embed(FeedReader reader) => renderer.Render<EmbedPage>(
        reader.View,
        new Dictionary<string, object?> { ["View"] = reader.View, ["Record"] = reader.Record, ["Home"] = reader.Link("/") },
        isEmbeddable: true);

    private static byte[] Script { get; } = System.Text.Encoding.UTF8.GetBytes(AssetFiles.Text("public/embed.js"));
}
