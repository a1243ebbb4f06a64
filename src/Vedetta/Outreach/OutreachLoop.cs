using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Vedetta.Settings;
using Vedetta.StatusPage;
using Vedetta.Web;

namespace Vedetta.Outreach;

/// <summary>Spreads published updates to subscribers and sends what is due, once a second.</summary>
public sealed class OutreachLoop(
    Outbox outbox, MailSender mail, HookSender hooks, OutreachTokens tokens, SettingsStore settings,
    ServerOptions options,
    TimeProvider time, ILogger<OutreachLoop> log) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Deliveries taken at one time.</summary>
    public const int BatchMax = 200;

    private const int HooksAtOnce = 8;
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);
    private DateTimeOffset _forgotAt = DateTimeOffset.MinValue;
    private long _sent, _failed;

    /// <summary>Deliveries taken by the other side.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Tries that failed.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Spreads what is new and sends what is due; returns how many deliveries were tried.</summary>
    public async Task<int> Round(CancellationToken stop = default)
    {
        await outbox.Spread(stop);
        IReadOnlyList<DueDelivery> due = await outbox.Take(BatchMax, stop);
        await mail.Send(
            [.. due.Where(d => d.Subscriber.Channel == Channel.Email).Select(ToLetter).OfType<Posted>()], Note, stop);
        await Parallel.ForEachAsync(
            due.Where(d => d.Subscriber.Channel != Channel.Email && d.Update is not null),
            new ParallelOptions { MaxDegreeOfParallelism = HooksAtOnce, CancellationToken = stop },
            async (hook, cancel) => await Note(hook, await Post(hook, cancel)));
        foreach (DueDelivery lost in due.Where(d => d.Delivery.UpdateId > 0 && d.Update is null))
            await Note(lost, new SendResult(SendOutcome.Refused, "the update is gone"));
        return due.Count;
    }

    /// <summary>The addresses a subscriber's messages link to.</summary>
    public SubscriberLinks LinksOf(Subscriber subscriber)
    {
        string address = settings.Current.StatusPage.Address is { Length: > 0 } set ? set : options.Urls.Split(';')[0];
        string status = $"{address.TrimEnd('/')}/{subscriber.Language}";
        string manage = tokens.Link(subscriber.Id, LinkUse.Manage);
        return new SubscriberLinks(
            $"{status}/subscribe/confirm/{tokens.Link(subscriber.Id, LinkUse.Confirm)}",
            $"{status}/subscribe/manage/{manage}",
            $"{address.TrimEnd('/')}/unsubscribe/{manage}", status);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await Rounds.Repeat(Every, time, RoundAndForget, error => Log.RoundFailed(log, error), stoppingToken);
    }

    private async Task RoundAndForget(CancellationToken stop)
    {
        await Round(stop);
        await Forget(stop);
    }

    private async Task Forget(CancellationToken stop)
    {
        if (time.GetUtcNow() - _forgotAt < ForgetEvery) return;
        _forgotAt = time.GetUtcNow();
        await outbox.Forget(stop);
    }

    private Posted? ToLetter(DueDelivery due)
    {
        PublicView view = ViewOf(due.Subscriber);
        SubscriberLinks links = LinksOf(due.Subscriber);
        Letter? letter = due.Delivery.UpdateId switch
        {
            Delivery.Confirmation => LetterRules.Confirm(view, links),
            Delivery.Reminder => LetterRules.Already(view, links),
            _ => due.Update is { } update ? LetterRules.Of(update, view, links) : null,
        };
        return letter is null ? null : new Posted(due, letter);
    }

    private Task<SendResult> Post(DueDelivery hook, CancellationToken stop)
    {
        Subscriber to = hook.Subscriber;
        byte[] body = HookBodies.Write(to.Channel, hook.Update!, ViewOf(to), LinksOf(to), time.GetUtcNow());
        string? secret = to.Channel == Channel.Webhook ? tokens.Secret(to.Id) : null;
        return hooks.Post(to.Address, body, $"{to.Id:N}.{hook.Delivery.UpdateId}", secret, stop);
    }

    private PublicView ViewOf(Subscriber subscriber) =>
        new(Language.Find(subscriber.Language) ?? Language.En, settings.Current, time.GetUtcNow());

    // Noted even while the server stops: what was taken must not be sent again.
    private async Task Note(DueDelivery due, SendResult result)
    {
        if (result.Outcome == SendOutcome.Taken) Interlocked.Increment(ref _sent);
        else Interlocked.Increment(ref _failed);
        double chance = RandomNumberGenerator.GetInt32(1_000_000) / 1e6;
        await outbox.Note(due, result, chance, CancellationToken.None);
    }
}
