using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.StatusPage.Feeds;

namespace Vedetta.Outreach;

/// <summary>Bodies of webhooks: the shape of Statuspage's, messages of Slack, cards of Teams.</summary>
public static class HookBodies
{
    private const int SlackTextMax = 2_900;
    private const int TeamsTextMax = 8_000;

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body for a channel.</summary>
    public static byte[] Write(Channel channel, PublishedUpdate update, PublicView view, SubscriberLinks links,
        DateTimeOffset now) => Bytes(channel switch
        {
            Channel.Slack => Slack(update, view, links),
            Channel.Teams => Teams(update, view, links),
            _ => Statuspage(update, view, links, now),
        });

    /// <summary>Statuspage's "incident" webhook: meta, page, incident with this update.</summary>
    public static JsonObject Statuspage(PublishedUpdate update, PublicView view, SubscriberLinks links,
        DateTimeOffset now)
    {
        Notice notice = update.Notice;
        string status = StatuspageJson.Word(update.Update.State);
        return new JsonObject
        {
            ["meta"] = new JsonObject
            {
                ["unsubscribe"] = links.Manage,
                ["documentation"] = links.Status,
                ["generated_at"] = Time(now),
            },
            ["page"] = new JsonObject
            {
                ["id"] = "vedetta",
                ["status_indicator"] = StatuspageJson.Word(notice.Impact),
                ["status_description"] = StatusWords.Of(view.Texts.States, notice.Impact),
            },
            ["incident"] = new JsonObject
            {
                ["id"] = notice.Id,
                ["page_id"] = "vedetta",
                ["name"] = view.Say(notice.Title).Text,
                ["status"] = status,
                ["impact"] = StatuspageJson.Word(notice.Impact),
                ["impact_override"] = null,
                ["created_at"] = Time(notice.CreatedAt),
                ["updated_at"] = Time(update.Update.PublishedAt),
                ["monitoring_at"] = Time(notice.MonitoringAt),
                ["resolved_at"] = Time(notice.ResolvedAt),
                ["scheduled_for"] = Time(notice.ScheduledFor),
                ["scheduled_until"] = Time(notice.ScheduledUntil),
                ["shortlink"] = LinkOf(update, links),
                ["backfilled"] = false,
                ["postmortem_body"] = update.Update.State == NoticeState.Postmortem
                    ? view.Say(update.Update.Text).Text : null,
                ["incident_updates"] = new JsonArray(UpdateOf(update, view, status)),
            },
        };
    }

    /// <summary>A Slack message: text for notifications and screen readers, blocks for eyes.</summary>
    public static JsonObject Slack(PublishedUpdate update, PublicView view, SubscriberLinks links)
    {
        string headline = LetterRules.Headline(update, view);
        string body = Escape(Clip(Paragraphs(update, view), SlackTextMax));
        return new JsonObject
        {
            ["text"] = Escape(headline),
            ["blocks"] = new JsonArray(
                Block("header", "plain_text", Clip(headline, 150)),
                Block("section", "mrkdwn", body),
                Block("section", "mrkdwn", $"<{LinkOf(update, links)}|{Escape(view.Texts.Mail.ReadOn)}>")),
        };
    }

    /// <summary>A Teams message: one adaptive card, well below the size where Teams fails.</summary>
    public static JsonObject Teams(PublishedUpdate update, PublicView view, SubscriberLinks links) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "TextBlock",
                        ["size"] = "Large",
                        ["weight"] = "Bolder",
                        ["wrap"] = true,
                        ["text"] = LetterRules.Headline(update, view)
                    },
                    new JsonObject
                    {
                        ["type"] = "TextBlock",
                        ["wrap"] = true,
                        ["text"] = Clip(Paragraphs(update, view), TeamsTextMax)
                    }),
                ["actions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Action.OpenUrl",
                    ["title"] = view.Texts.Mail.ReadOn,
                    ["url"] = LinkOf(update, links),
                }),
            },
        }),
    };

    private static JsonObject Block(string type, string textType, string text) =>
        new() { ["type"] = type, ["text"] = new JsonObject { ["type"] = textType, ["text"] = text } };

    private static string LinkOf(PublishedUpdate update, SubscriberLinks links) =>
        $"{links.Status}/incidents/{update.Notice.Id}";

    private static JsonObject UpdateOf(PublishedUpdate update, PublicView view, string status) => new()
    {
        ["id"] = $"{update.Update.Id}",
        ["incident_id"] = update.Notice.Id,
        ["status"] = status,
        ["body"] = update.Update.Corrects is null
            ? view.Say(update.Update.Text).Text
            : $"{view.Texts.Status.Correction}: {view.Say(update.Update.Text).Text}",
        ["created_at"] = Time(update.Update.PublishedAt),
        ["updated_at"] = Time(update.Update.PublishedAt),
        ["display_at"] = Time(update.Update.PublishedAt),
        ["affected_components"] = new JsonArray([.. update.Affected.Select(c => (JsonNode)new JsonObject
        {
            ["code"] = c.Id,
            ["name"] = view.Say(c.Name).Text,
            ["new_status"] = StatuspageJson.Word(StateOf(update, c)),
        })]),
    };

    private static ComponentState StateOf(PublishedUpdate update, Component component) =>
        update.Update.Affected.FirstOrDefault(a => a.Id == component.Id).State;

    private static string Paragraphs(PublishedUpdate update, PublicView view)
    {
        string[] parts = [view.Say(update.Update.Text).Text, LetterRules.Affected(update, view)];
        string text = string.Join("\n\n", parts.Where(p => p.Length > 0));
        return text.Length > 0 ? text : LetterRules.Headline(update, view);
    }

    // Slack reads these three as markup (api.slack.com, "Escaping text").
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Clip(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString(Plain));

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
