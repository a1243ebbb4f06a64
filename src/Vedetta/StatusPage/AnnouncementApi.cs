using System.Security;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Vedetta.Statements;
using Vedetta.StatusPage.Pictures;
using Vedetta.Web;

namespace Vedetta.StatusPage;

/// <summary>What the voice menu says now.</summary>
/// <param name="Notice">Id of the notice it belongs to.</param>
/// <param name="Text">The text to read out.</param>
/// <param name="Lang">Language the text is in.</param>
/// <param name="UpdatedAt">When the notice was last updated.</param>
public sealed record AnnouncementDocument(string Notice, string Text, string Lang, DateTimeOffset UpdatedAt);

/// <summary>The announcement for telephone systems: <c>GET /api/v1/announcement?queue=&amp;lang=</c>.</summary>
public static class AnnouncementApi
{
    private const int QueueLengthMax = 100;

    /// <summary>
    /// Maps the route. It is open to anyone because it says what every caller hears. JSON, or by Accept plain text or SSML;
    /// 204 while there is nothing to say. Answered from memory, also while the database is away.
    /// </summary>
    public static void MapAnnouncement(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/announcement", Get).AllowAnonymous().WithTags("Announcement").WithName("GetAnnouncement")
        .WithSummary("What the voice menu says now, or 204")
        .WithDescription("`queue`: id of the queue that asks; `lang`: it, fr, de or en. Accept: application/json, text/plain or application/ssml+xml.")
        .Produces<AnnouncementDocument>().Produces(204).Produces(304).ProducesProblem(400);

    private static Results<Ok<AnnouncementDocument>, ContentHttpResult, NoContent, StatusCodeHttpResult, ProblemHttpResult> Get(
        HttpContext context, PublicFacts facts, VisitorLanguage languages, string? queue = null, string? lang = null)
    {
        if (queue?.Length > QueueLengthMax) return Bad("queue", $"is longer than {QueueLengthMax} characters");
        if (lang is not null && Language.Find(lang) is null) return Bad("lang", "is not one of it, fr, de, en");
        context.Response.Headers.CacheControl = "public, max-age=2, stale-if-error=3600";
        context.Response.Headers.Vary = "Accept";
        if (AnnouncementRules.InForce(facts.Current.Record, queue ?? "") is not { } notice) return TypedResults.NoContent();
        string accepted = context.Request.Headers.Accept.ToString();
        string tag = $"\"{notice.Id}-{notice.Sequence}-{lang}-{(IsSsml(accepted) ? "s" : IsPlain(accepted) ? "t" : "j")}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        Spoken said = notice.Announcement.In(Language.Find(lang) ?? languages.Default, languages.Default);
        if (IsSsml(accepted)) return TypedResults.Text(Ssml(said), "application/ssml+xml", Encoding.UTF8);
        if (IsPlain(accepted)) return TypedResults.Text(said.Text, "text/plain", Encoding.UTF8);
        return TypedResults.Ok(new AnnouncementDocument(notice.Id, said.Text, said.Language.Code, notice.UpdatedAt));
    }

    private static bool IsSsml(string accepted) => accepted.Contains("application/ssml+xml", StringComparison.Ordinal);

    private static bool IsPlain(string accepted) => accepted.Contains("text/plain", StringComparison.Ordinal);

    private static string Ssml(Spoken said) =>
        $"<speak version=\"1.1\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"{said.Language.Culture.Name}\">" +
        $"<p>{SecurityElement.Escape(Feeds.XmlText.Clean(said.Text))}</p></speak>";

    private static ProblemHttpResult Bad(string parameter, string reason) =>
        TypedResults.Problem($"{parameter} {reason}.", statusCode: 400, title: "Bad query");
}

/// <summary>Pure decision about what callers hear.</summary>
public static class AnnouncementRules
{
    /// <summary>
    /// The notice whose announcement a queue plays: in force, with a text, for this queue before one for all queues, and
    /// of those the one updated last.
    /// </summary>
    public static Notice? InForce(PublicRecord record, string queue) => record.Notices.Select(n => n.Notice)
        .Where(n => n.Audience.Length == 0 && NoticeRules.IsInForce(n) && !n.Announcement.IsEmpty && IsFor(n, queue))
        .OrderByDescending(n => n.Queues.Length > 0).ThenByDescending(n => n.UpdatedAt).FirstOrDefault();

    private static bool IsFor(Notice notice, string queue) => notice.Queues.Length == 0
        || notice.Queues.Split(',', StringSplitOptions.TrimEntries).Contains(queue, StringComparer.OrdinalIgnoreCase);
}
