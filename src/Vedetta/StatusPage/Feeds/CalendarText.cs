using System.Globalization;
using System.Text;
using Vedetta.Statements;

namespace Vedetta.StatusPage.Feeds;

/// <summary>Maintenance as a calendar people subscribe to (RFC 5545, RFC 7986).</summary>
public static class CalendarText
{
    /// <summary>Longest line in octets, without its end (RFC 5545 3.1).</summary>
    private const int LineOctetsMax = 75;

    /// <summary>The calendar with every maintenance of the record, also past and withdrawn ones.</summary>
    public static byte[] Write(FeedReader reader)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Vedetta//Status page//EN");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        string name = $"{reader.View.Texts.Status.Calendar} – {reader.View.Name}";
        Line(text, "NAME:" + Escape(name));
        Line(text, "X-WR-CALNAME:" + Escape(name));
        Line(text, "DESCRIPTION:" + Escape(reader.Subtitle));
        Line(text, "URL:" + reader.Link("/"));
        Line(text, "LAST-MODIFIED:" + Utc(reader.Changed));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT15M");
        Line(text, "X-PUBLISHED-TTL:PT15M");
        foreach (NoticeView notice in reader.Record.Notices.Where(n => n.Notice is { Kind: NoticeKind.Maintenance, ScheduledFor: not null }))
            Event(text, reader, notice);
        Line(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Event(StringBuilder text, FeedReader reader, NoticeView view)
    {
        Notice notice = view.Notice;
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{notice.Id}@{new Uri(reader.Base).Host}");
        Line(text, "DTSTAMP:" + Utc(notice.UpdatedAt));
        Line(text, "DTSTART:" + Utc(notice.ScheduledFor!.Value));
        Line(text, "DTEND:" + Utc(notice.ScheduledUntil ?? notice.ScheduledFor.Value));
        Line(text, "SEQUENCE:" + notice.Sequence.ToString(CultureInfo.InvariantCulture));
        Line(text, "CREATED:" + Utc(notice.CreatedAt));
        Line(text, "LAST-MODIFIED:" + Utc(notice.UpdatedAt));
        Line(text, "STATUS:" + (notice.State == NoticeState.Withdrawn ? "CANCELLED" : "CONFIRMED"));
        Line(text, $"SUMMARY;LANGUAGE={reader.View.Say(notice.Title).Language.Code}:{Escape(reader.TitleOf(notice))}");
        Line(text, "DESCRIPTION:" + Escape(reader.TextOf(view)));
        Line(text, "URL:" + reader.Link(notice));
        if (notice.Affected.Length > 0) Line(text, "CATEGORIES:" + string.Join(',', notice.Affected.Select(a => Escape(a.Id))));
        Line(text, "TRANSP:TRANSPARENT");
        Line(text, "END:VEVENT");
    }

    /// <summary>Writes a line, folded at 75 octets and never inside a character.</summary>
    internal static void Line(StringBuilder text, string line)
    {
        int octets = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctetsMax)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }

    // RFC 5545 3.3.11; other control characters have no place in a text.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text.ReplaceLineEndings("\n"))
            if (c is '\\' or ';' or ',') escaped.Append('\\').Append(c);
            else if (c == '\n') escaped.Append("\\n");
            else if (!char.IsControl(c)) escaped.Append(c);
        return escaped.ToString();
    }

    private static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
