using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Feeds;

/// <summary>
/// News feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. One entry per notice, with an id that stays.
/// </summary>
public static class SyndicationFeeds
{
    private const string AtomSpace = "http://www.w3.org/2005/Atom";

    /// <summary>RSS 2.0; an entry's date moves with each update, its guid does not.</summary>
    public static byte[] Rss(FeedReader reader, string self) => XmlText.Write(xml =>
    {
        xml.WriteStartElement("rss");
        xml.WriteAttributeString("version", "2.0");
        xml.WriteAttributeString("xmlns", "atom", null, AtomSpace);
        xml.WriteStartElement("channel");
        xml.Element("title", reader.Title);
        xml.Element("link", reader.Link("/"));
        xml.Element("description", reader.Subtitle);
        xml.Element("language", reader.View.Language.Code);
        xml.Element("lastBuildDate", Rfc822(reader.Changed));
        xml.WriteStartElement("atom", "link", AtomSpace);
        xml.Attributes(("href", reader.Base + self), ("rel", "self"), ("type", "application/rss+xml"));
        xml.WriteEndElement();
        foreach (NoticeView notice in reader.Newest) RssItem(xml, reader, notice);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    /// <summary>Atom; ids are tag addresses (RFC 4151), so they outlive a move to another domain.</summary>
    public static byte[] Atom(FeedReader reader, string self) => XmlText.Write(xml =>
    {
        xml.WriteStartElement("feed", AtomSpace);
        xml.WriteAttributeString("xml", "lang", null, reader.View.Language.Code);
        xml.Element("title", reader.Title);
        xml.Element("subtitle", reader.Subtitle);
        xml.Element("id", $"tag:{HostOf(reader.Base)},2026:status{self.Replace('/', ':')}");
        xml.Element("updated", PublicView.Machine(reader.Changed));
        xml.WriteStartElement("author");
        xml.Element("name", reader.View.Name);
        xml.WriteEndElement();
        AtomLink(xml, "self", reader.Base + self);
        AtomLink(xml, "alternate", reader.Link("/"));
        foreach (NoticeView notice in reader.Newest) AtomEntry(xml, reader, notice);
        xml.WriteEndElement();
    });

    /// <summary>JSON Feed 1.1.</summary>
    public static byte[] Json(FeedReader reader, string self)
    {
        var feed = new
        {
            version = "https://jsonfeed.org/version/1.1",
            title = reader.Title,
            description = reader.Subtitle,
            home_page_url = reader.Link("/"),
            feed_url = reader.Base + self,
            language = reader.View.Language.Code,
            items = reader.Newest.Select(n => new
            {
                id = IdOf(reader, n.Notice),
                url = reader.Link(n.Notice),
                title = $"{reader.TitleOf(n.Notice)} – {reader.StateOf(n.Notice.State)}",
                content_text = reader.TextOf(n),
                date_published = PublicView.Machine(n.Notice.PublishedAt ?? n.Notice.CreatedAt),
                date_modified = PublicView.Machine(n.Notice.UpdatedAt),
                tags = n.Notice.Affected.Select(a => a.Id),
            }),
        };
        return JsonSerializer.SerializeToUtf8Bytes(feed, JsonOptions);
    }

    private static readonly JsonSerializerOptions JsonOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void RssItem(XmlWriter xml, FeedReader reader, NoticeView notice)
    {
        xml.WriteStartElement("item");
        xml.Element("title", $"{reader.TitleOf(notice.Notice)} – {reader.StateOf(notice.Notice.State)}");
        xml.Element("link", reader.Link(notice.Notice));
        xml.WriteStartElement("guid");
        xml.WriteAttributeString("isPermaLink", "false");
        xml.WriteString(IdOf(reader, notice.Notice));
        xml.WriteEndElement();
        xml.Element("pubDate", Rfc822(notice.Notice.UpdatedAt));
        xml.Element("description", Html(reader, notice));
        foreach (AffectedComponent affected in notice.Notice.Affected) xml.Element("category", affected.Id);
        xml.WriteEndElement();
    }

    private static void AtomEntry(XmlWriter xml, FeedReader reader, NoticeView notice)
    {
        xml.WriteStartElement("entry");
        xml.Element("title", $"{reader.TitleOf(notice.Notice)} – {reader.StateOf(notice.Notice.State)}");
        xml.Element("id", IdOf(reader, notice.Notice));
        xml.Element("published", PublicView.Machine(notice.Notice.PublishedAt ?? notice.Notice.CreatedAt));
        xml.Element("updated", PublicView.Machine(notice.Notice.UpdatedAt));
        AtomLink(xml, "alternate", reader.Link(notice.Notice));
        foreach (AffectedComponent affected in notice.Notice.Affected)
        {
            xml.WriteStartElement("category");
            xml.WriteAttributeString("term", affected.Id);
            xml.WriteEndElement();
        }
        xml.WriteStartElement("content");
        xml.WriteAttributeString("type", "html");
        xml.WriteString(XmlText.Clean(Html(reader, notice)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void AtomLink(XmlWriter xml, string relation, string address)
    {
        xml.WriteStartElement("link");
        xml.Attributes(("rel", relation), ("href", address));
        xml.WriteEndElement();
    }

    // Feeds carry HTML as text: it is encoded here once for the HTML and by the writer once more for the XML.
    private static string Html(FeedReader reader, NoticeView notice)
    {
        var html = new StringBuilder();
        foreach (NoticeUpdate update in notice.Updates.Reverse())
            html.Append(CultureInfo.InvariantCulture, $"<p><strong>{Encode(reader.StateOf(update.State))}</strong> ")
                .Append(CultureInfo.InvariantCulture, $"<small>{Encode(reader.View.Moment(update.PublishedAt))}</small><br>")
                .Append(Encode(reader.View.Say(update.Text).Text).Replace("&#xA;", "<br>", StringComparison.Ordinal))
                .Append("</p>");
        return html.ToString();
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string IdOf(FeedReader reader, Notice notice) =>
        string.Create(CultureInfo.InvariantCulture, $"tag:{HostOf(reader.Base)},{notice.CreatedAt.UtcDateTime:yyyy-MM-dd}:{notice.Id}");

    private static string HostOf(string address) => new Uri(address).Host;

    private static string Rfc822(DateTimeOffset time) =>
        time.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture);
}
