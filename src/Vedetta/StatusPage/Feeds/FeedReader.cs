using Vedetta.Statements;

namespace Vedetta.StatusPage.Feeds;

/// <summary>Who a feed is written for, and the record it is written from.</summary>
/// <param name="View">Language, branding and times.</param>
/// <param name="Record">What is public.</param>
/// <param name="Base">Address of the page without a slash at the end; feeds need whole addresses.</param>
public sealed record FeedReader(PublicView View, PublicRecord Record, string Base)
{
    /// <summary>Most entries of a feed.</summary>
    public const int EntriesMax = 50;

    /// <summary>Address of a page in the feed's language.</summary>
    public string Link(string path) => Base + View.Href(path);

    /// <summary>Address of a notice's page.</summary>
    public string Link(Notice notice) => Link("/incidents/" + notice.Id);

    /// <summary>
    /// When the feed's contents changed last; the time of the data where they are no longer kept fresh.
    /// </summary>
    public DateTimeOffset Changed => View.IsStale
        ? View.AsOf
        : Record.Notices.Select(n => n.Notice.UpdatedAt).Concat(Record.Components.Select(c => c.UpdatedAt))
            .DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();

    /// <summary>What the feed is, or as of when it is true.</summary>
    public string Subtitle => View.IsStale
        ? View.Texts.Shared.Stale(View.Moment(View.AsOf))
        : StatusWords.Overall(View.Texts.Status, StatusRules.Overall(Record));

    /// <summary>Name of the feed.</summary>
    public string Title => View.Texts.Status.Title(View.Name);

    /// <summary>The same record with the notices that affect one component.</summary>
    public FeedReader About(string componentId) => this with
    {
        Record = Record with { Notices = [.. Record.Notices.Where(n => n.Notice.Affected.Any(a => a.Id == componentId))] },
    };

    /// <summary>
    /// The newest notices, by their last update; what was withdrawn is told too, so that readers learn of it.
    /// </summary>
    public IEnumerable<NoticeView> Newest =>
        Record.Notices.OrderByDescending(n => n.Notice.UpdatedAt).Take(EntriesMax);

    /// <summary>Title of a notice in the feed's language.</summary>
    public string TitleOf(Notice notice) => View.Say(notice.Title).Text;

    /// <summary>State of a notice in words.</summary>
    public string StateOf(NoticeState state) => StatusWords.Of(View.Texts.States, state);

    /// <summary>An update in one line or more: when, state, text.</summary>
    public string LineOf(NoticeUpdate update) =>
        $"{View.Moment(update.PublishedAt)} – {StateOf(update.State)}: {View.Say(update.Text).Text}";

    /// <summary>Everything a notice says, newest update first.</summary>
    public string TextOf(NoticeView notice) => string.Join("\n\n", notice.Updates.Reverse().Select(LineOf));
}
