using System.Globalization;
using System.Xml;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.Web;

namespace Vedetta.StatusPage.Feeds;

/// <summary>
/// A notice as a Common Alerting Protocol 1.2 message (OASIS, ITU-T X.1303); one info block per language. Elements come
/// in the order the schema fixes. Says Exercise, not Actual, until the settings allow it: a company is no warning
/// authority.
/// </summary>
public static class CapAlert
{
    private const string Space = "urn:oasis:names:tc:emergency:cap:1.2";

    /// <summary>The message of a notice at its last update.</summary>
    public static byte[] Write(FeedReader reader, NoticeView notice) => XmlText.Write(xml =>
    {
        StatusPageSetting page = reader.View.Organisation.StatusPage;
        string sender = Sender(reader);
        xml.WriteStartElement("alert", Space);
        xml.Element("identifier", Identifier(notice, notice.Updates.Count - 1));
        xml.Element("sender", sender);
        xml.Element("sent", Time(reader, notice.Notice.UpdatedAt));
        xml.Element("status", page.CapActual ? "Actual" : "Exercise");
        xml.Element("msgType", MessageType(notice));
        xml.Element("scope", "Public");
        if (!page.CapActual) xml.Element("note", "Not an alert of an authority; published for testing the exchange.");
        if (notice.Updates.Count > 1) xml.Element("references", References(reader, notice, sender));
        xml.Element("incidents", notice.Notice.Id);
        foreach (Language language in Languages(notice.Notice)) Info(xml, reader, notice, language);
        xml.WriteEndElement();
    });

    /// <summary>The messages there are, as an Atom feed of links (the usual way to publish CAP).</summary>
    public static byte[] List(FeedReader reader, string self) => XmlText.Write(xml =>
    {
        xml.WriteStartElement("feed", "http://www.w3.org/2005/Atom");
        xml.Element("title", "CAP – " + reader.Title);
        xml.Element("id", reader.Base + self);
        xml.Element("updated", PublicView.Machine(reader.Changed));
        xml.WriteStartElement("author");
        xml.Element("name", reader.View.Name);
        xml.WriteEndElement();
        foreach (NoticeView notice in reader.Newest)
        {
            string address = $"{reader.Base}/cap/{notice.Notice.Id}.xml";
            xml.WriteStartElement("entry");
            xml.Element("title", reader.TitleOf(notice.Notice));
            xml.Element("id", address);
            xml.Element("updated", PublicView.Machine(notice.Notice.UpdatedAt));
            xml.WriteStartElement("link");
            xml.Attributes(("rel", "alternate"), ("type", "application/cap+xml"), ("href", address));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    });

    private static void Info(XmlWriter xml, FeedReader reader, NoticeView view, Language language)
    {
        Notice notice = view.Notice;
        PublicView words = reader.View with { Language = language };
        bool isOver = NoticeRules.IsOver(notice.State);
        xml.WriteStartElement("info");
        xml.Element("language", language.Culture.Name);
        xml.Element("category", "Infra");
        xml.Element("event", StatusWords.Of(PublicTexts(language), notice.Impact));
        xml.Element("responseType", isOver ? "AllClear" : "Monitor");
        xml.Element("urgency", isOver ? "Past" : notice.State == NoticeState.Scheduled ? "Future" : "Immediate");
        xml.Element("severity", Severity(notice.Impact));
        xml.Element("certainty", notice.State == NoticeState.Scheduled ? "Likely" : "Observed");
        xml.Element("effective", Time(reader, notice.UpdatedAt));
        xml.Element("onset", Time(reader, notice.ScheduledFor ?? notice.StartedAt));
        xml.Element("expires", Time(reader, Expires(notice)));
        xml.Element("senderName", words.Name);
        xml.Element("headline", notice.Title[language]);
        if (view.Updates.Count > 0) xml.Element("description", view.Updates[^1].Text.In(language, words.Fallback).Text);
        xml.Element("web", $"{reader.Base}/{language.Code}/incidents/{notice.Id}");
        Area(xml, reader, notice);
        xml.WriteEndElement();
    }

    private static void Area(XmlWriter xml, FeedReader reader, Notice notice)
    {
        foreach (AffectedComponent affected in notice.Affected)
        {
            xml.WriteStartElement("parameter");
            xml.Element("valueName", "component");
            xml.Element("value", affected.Id);
            xml.WriteEndElement();
        }
        xml.WriteStartElement("area");
        xml.Element("areaDesc", reader.View.Organisation.StatusPage.CapArea);
        xml.WriteEndElement();
    }

    private static IEnumerable<Language> Languages(Notice notice) =>
        Language.All.Where(l => notice.Title[l].Length > 0).DefaultIfEmpty(Language.En);

    private static Web.Texts.StateTexts PublicTexts(Language language) => Web.Texts.PublicTexts.Of(language).States;

    private static string MessageType(NoticeView notice) => notice switch
    {
        { Notice.State: NoticeState.Withdrawn } => "Cancel",
        { Updates.Count: > 1 } => "Update",
        _ => "Alert",
    };

    private static string Severity(NoticeImpact impact) => impact switch
    {
        NoticeImpact.Critical => "Severe",
        NoticeImpact.Major => "Moderate",
        NoticeImpact.None => "Unknown",
        _ => "Minor",
    };

    // An open incident holds for a day unless it is said anew.
    private static DateTimeOffset Expires(Notice notice) =>
        notice.ScheduledUntil is { } end && end > notice.UpdatedAt ? end : notice.UpdatedAt.AddDays(1);

    private static string References(FeedReader reader, NoticeView notice, string sender) => string.Join(
        ' ', notice.Updates.SkipLast(1).Select((u, i) => $"{sender},{Identifier(notice, i)},{Time(reader, u.PublishedAt)}"));

    private static string Identifier(NoticeView notice, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{notice.Notice.Id}-{Math.Max(0, number)}");

    // Neither spaces, commas nor the two signs of markup (CAP 1.2, 3.2.1).
    private static string Sender(FeedReader reader)
    {
        string sender =
            reader.View.Organisation.StatusPage.CapSender is { Length: > 0 } set ? set : new Uri(reader.Base).Host;
        return string.Concat(sender.Where(c => c is not (' ' or ',' or '<' or '&')));
    }

    // With the organisation's offset; CAP does not know the letter Z.
    private static string Time(FeedReader reader, DateTimeOffset time) =>
        reader.View.Local(time).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
