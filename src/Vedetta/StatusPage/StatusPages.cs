using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage.Pages;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;

namespace Vedetta.StatusPage;

/// <summary>The status page itself, its history, and one page for each notice.</summary>
public sealed class StatusPages(PublicFacts facts, SettingsStore settings, PublicRenderer renderer) : PictureSource
{
    /// <summary>Shown where nothing is.</summary>
    internal const string Missing = "/not-found";

    private const string NoticePath = "/incidents/";

    /// <inheritdoc/>
    public override PicturePlan? Plan(string path)
    {
        if (LanguagePath.Split(path) is not { } asked) return null;
        return asked.Page switch
        {
            "/" or "" => Planned(() => renderer.Render<OverviewPage>(View(asked.Language), Of<OverviewPage>(asked.Language))),
            "/history" => Planned(() => renderer.Render<HistoryPage>(View(asked.Language), Of<HistoryPage>(asked.Language))),
            Missing => Planned(async () =>
                await renderer.Render<MissingPage>(View(asked.Language), Of<MissingPage>(asked.Language)) with { Status = 404 }),
            _ when asked.Page.StartsWith(NoticePath, StringComparison.Ordinal) => Notice(asked.Language, asked.Page[NoticePath.Length..]),
            _ => null,
        };
    }

    /// <summary>The reader of a page that is painted now.</summary>
    public PublicView View(Language language) =>
        new(language, settings.Current, facts.Current.AsOf, facts.Current.IsStale);

    private PicturePlan? Notice(Language language, string id)
    {
        if (Find(id) is null) return null;
        return Planned(() =>
        {
            Dictionary<string, object?> parameters = Of<NoticePage>(language);
            parameters[nameof(NoticePage.Notice)] = Find(id);
            return renderer.Render<NoticePage>(View(language), parameters);
        });
    }

    private NoticeView? Find(string id) =>
        facts.Current.Record.Notices.FirstOrDefault(n => n.Notice.Id == id && n.Notice.Audience.Length == 0);

    private PicturePlan Planned(Func<Task<Painted>> paint) => new(() => facts.Version, _ => paint());

    private Dictionary<string, object?> Of<TPage>(Language language) => new()
    {
        ["View"] = View(language),
        ["Record"] = StatusRules.For(facts.Current.Record, ""),
    };
}
