using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.Web.Texts;

namespace Vedetta.Outreach;

/// <summary>A letter ready to be sent.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text: every client and every screen reader can read it.</param>
/// <param name="UnsubscribeAddress">For the headers of RFC 8058; null where nothing can be unsubscribed yet.</param>
public sealed record Letter(string Subject, string Text, string? UnsubscribeAddress);

/// <summary>Addresses a subscriber's letters link to.</summary>
public sealed record SubscriberLinks(string Confirm, string Manage, string Unsubscribe, string Status);

/// <summary>Writes letters and one-line news, in the subscriber's language.</summary>
public static class LetterRules
{
    private const int SubjectMax = 200;

    /// <summary>The letter of a published update.</summary>
    public static Letter Of(PublishedUpdate update, PublicView view, SubscriberLinks links)
    {
        MailTexts words = view.Texts.Mail;
        string text = view.Say(update.Update.Text).Text;
        string[] paragraphs =
        [
            update.Update.Corrects is null ? "" : words.CorrectionLead,
            State(update, view),
            text,
            Affected(update, view),
            Schedule(update, view),
            $"{words.ReadOn} {links.Status}/incidents/{update.Notice.Id}",
            Foot(view, links),
        ];
        return new Letter(Headline(update, view), Join(paragraphs), links.Unsubscribe);
    }

    /// <summary>The letter that asks the owner of an address to confirm.</summary>
    public static Letter Confirm(PublicView view, SubscriberLinks links)
    {
        MailTexts words = view.Texts.Mail;
        return new Letter(OneLine(words.ConfirmSubject(view.Name)),
            Join(words.ConfirmLead(view.Name), links.Confirm, words.ConfirmIgnore), null);
    }

    /// <summary>The letter for somebody who asked again.</summary>
    public static Letter Already(PublicView view, SubscriberLinks links)
    {
        MailTexts words = view.Texts.Mail;
        return new Letter(OneLine(words.AlreadySubject(view.Name)),
            Join(words.AlreadyLead(view.Name), Foot(view, links)), links.Unsubscribe);
    }

    /// <summary>Title and state in one line: a correction says so first.</summary>
    public static string Headline(PublishedUpdate update, PublicView view)
    {
        string state = StatusWords.Of(view.Texts.States, update.Update.State);
        string title = $"{view.Say(update.Notice.Title).Text} ({state})";
        return OneLine(update.Update.Corrects is null ? title : $"{view.Texts.Status.Correction}: {title}");
    }

    /// <summary>The components an update affects with their states; empty where it names none.</summary>
    public static string Affected(PublishedUpdate update, PublicView view)
    {
        IEnumerable<string> each = update.Affected.Select(component =>
        {
            ComponentState state = update.Update.Affected.FirstOrDefault(a => a.Id == component.Id).State;
            return $"{view.Say(component.Name).Text}: {StatusWords.Of(view.Texts.States, state)}";
        });
        string all = string.Join("\n", each);
        return all.Length == 0 ? "" : $"{view.Texts.Status.Affected}:\n{all}";
    }

    private static string State(PublishedUpdate update, PublicView view) =>
        $"{view.Moment(update.Update.PublishedAt)}: {StatusWords.Of(view.Texts.States, update.Update.State)}";

    private static string Schedule(PublishedUpdate update, PublicView view) =>
        update.Notice is { ScheduledFor: { } from, ScheduledUntil: { } until }
            ? $"{view.Texts.States.Scheduled}: {view.Moment(from)} – {view.Moment(until)} "
                + $"({view.Organisation.TimeZone})"
            : "";

    private static string Foot(PublicView view, SubscriberLinks links) =>
        $"-- \n{view.Texts.Mail.Why(view.Name)}\n{view.Texts.Mail.Manage} {links.Manage}\n"
            + $"{view.Texts.Mail.Unsubscribe} {links.Unsubscribe}";

    private static string Join(params string[] paragraphs) =>
        string.Join("\n\n", paragraphs.Where(p => p.Length > 0)).ReplaceLineEndings("\r\n") + "\r\n";

    // A line break in a title must not start a header of its own.
    private static string OneLine(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= SubjectMax ? line : line[..SubjectMax];
    }
}
