using System.Net.Mail;
using Vedetta.Statements;

namespace Vedetta.Outreach;

/// <summary>What a try at sending came to.</summary>
/// <param name="Outcome">Taken, to be tried again, refused for good, or the target is gone.</param>
/// <param name="Fault">What went wrong, without the address; empty when taken.</param>
/// <param name="RetryAfter">How long the other side asks to wait; null when it does not say.</param>
public readonly record struct SendResult(SendOutcome Outcome, string Fault = "", TimeSpan? RetryAfter = null);

/// <summary>What a try at sending came to.</summary>
public enum SendOutcome
{
    /// <summary>The other side took it.</summary>
    Taken,

    /// <summary>It may work later.</summary>
    Retry,

    /// <summary>It will not work; the subscription stays.</summary>
    Refused,

    /// <summary>The target says it is gone (410): the subscription ends.</summary>
    Gone,
}

/// <summary>Who gets what, when it is tried again, and what may be subscribed.</summary>
public static class OutreachRules
{
    /// <summary>Tries before a delivery is given up: about a day.</summary>
    public const int AttemptsMax = 30;

    /// <summary>Letters an address can be sent in a day because somebody typed it.</summary>
    public const int AskedPerDayMax = 3;

    /// <summary>Most subscribers.</summary>
    public const int SubscribersMax = 200_000;

    /// <summary>How long a confirmation may be waited for; pending subscriptions are forgotten after it.</summary>
    public static readonly TimeSpan ConfirmWithin = TimeSpan.FromDays(3);

    private const int AddressMax = 254;
    private const int UrlMax = 2_000;
    private static readonly TimeSpan RetryFirst = TimeSpan.FromSeconds(10), RetryMax = TimeSpan.FromHours(1);

    /// <summary>
    /// How long to wait after the n-th failed try: 10 s doubling to an hour, each between half and the whole of it, so
    /// that what failed together does not come back together.
    /// </summary>
    /// <param name="attempts">Tries so far, from 1.</param>
    /// <param name="chance">A random number from 0 to 1.</param>
    public static TimeSpan RetryAfter(int attempts, double chance)
    {
        double seconds = RetryFirst.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 20));
        return TimeSpan.FromSeconds(Math.Min(seconds, RetryMax.TotalSeconds) * (0.5 + chance / 2));
    }

    /// <summary>
    /// Whether news goes to subscribers: not what was imported, nor what is for another audience's page.
    /// </summary>
    public static bool IsForSubscribers(PublishedUpdate update) =>
        update.Update.WrittenBy != NoticeDesk.ImportedBy && update.Notice.Audience.Length == 0;

    /// <summary>
    /// Whether a subscriber wants an update: it affects one of their components or a member of one of their groups, or
    /// they want all, or it names no component at all.
    /// </summary>
    public static bool Wants(string components, IReadOnlyList<Component> affected)
    {
        if (components.Length == 0 || affected.Count == 0) return true;
        HashSet<string> wanted = [.. components.Split(',')];
        return affected.Any(c => wanted.Contains(c.Id) || (c.GroupId is { } group && wanted.Contains(group)));
    }

    /// <summary>The form an e-mail address is kept in; null for what is none.</summary>
    public static string? Normalise(string? address)
    {
        string trimmed = address?.Trim().ToLowerInvariant() ?? "";
        if (trimmed.Length is 0 or > AddressMax
            || trimmed.Any(c => c is ' ' or ',' or ';' or '<' or '>' or '"' || char.IsControl(c)))
            return null;
        return MailAddress.TryCreate(trimmed, out MailAddress? read) && read.Address == trimmed
            && read.Host.Contains('.', StringComparison.Ordinal)
            ? trimmed : null;
    }

    /// <summary>Whether a text is an address hooks may have: https or http, without user and password.</summary>
    public static bool IsHook(string url) => url.Length <= UrlMax && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;

    /// <summary>The answer of a webhook's target: only 2xx is taken; a redirect is a failure, 410 the end.</summary>
    public static SendResult Judge(int status, TimeSpan? retryAfter) => status switch
    {
        >= 200 and < 300 => new(SendOutcome.Taken),
        410 => new(SendOutcome.Gone, "status 410"),
        408 or 429 or >= 500 or (>= 300 and < 400) => new(SendOutcome.Retry, $"status {status}", retryAfter),
        _ => new(SendOutcome.Refused, $"status {status}"),
    };

    /// <summary>What the desk shows of an address: its first letter and its host.</summary>
    public static string Mask(string address)
    {
        int at = address.LastIndexOf('@');
        if (at > 0) return $"{address[0]}…{address[at..]}";
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? $"{uri.Scheme}://{uri.Host}/…" : "…";
    }
}
