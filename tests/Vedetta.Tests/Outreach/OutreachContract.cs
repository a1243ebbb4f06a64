using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Outreach;
using Vedetta.Statements;
using Vedetta.Tests.Storage;
using Vedetta.Web;

namespace Vedetta.Tests.Outreach;

/// <summary>Subscriptions and their deliveries, on every database, with a real HTTP server at the other end.</summary>
public abstract class OutreachContract
{
    private protected abstract Task<OutreachHost> Start();

    [Fact]
    public async Task An_update_goes_once_to_each_who_wants_its_component()
    {
        await using OutreachHost host = await Start();
        await using HookListener peer = await HookListener.Start();
        await host.AddComponents("voice", "mail");
        await host.Hook(Channel.Webhook, peer.Address + "/all");
        await host.Hook(Channel.Webhook, peer.Address + "/voice", "voice");
        await host.Hook(Channel.Slack, peer.Address + "/mail", "mail");
        await host.Publish("Voice fails", "voice");
        for (int round = 0; round < 3; round++) await host.Loop.Round();
        Assert.Equal(["/all", "/voice"], peer.Taken.Select(t => t.Path).Order());
        Assert.Equal(2, (await host.Subscribers.Count()).Sent);
    }

    [Fact]
    public async Task A_signature_can_be_checked_by_the_receiver()
    {
        await using OutreachHost host = await Start();
        await using HookListener peer = await HookListener.Start();
        Subscriber hook = await host.Hook(Channel.Webhook, peer.Address + "/x");
        await host.Publish("Voice fails");
        await host.Loop.Round();
        (_, string body, var headers) = Assert.Single(peer.Taken);
        Assert.Equal("Voice fails", (string)JsonNode.Parse(body)!["incident"]!["name"]!);
        string secret = host.App.Services.GetRequiredService<OutreachTokens>().Secret(hook.Id);
        Assert.Equal(
            OutreachTokens.Signature(secret, host.Time.GetUtcNow(), System.Text.Encoding.UTF8.GetBytes(body)), headers["X-Vedetta-Signature"]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(429)]
    public async Task What_fails_is_tried_again_later_and_later_and_news_stay_in_order(int status)
    {
        await using OutreachHost host = await Start();
        await using HookListener peer = await HookListener.Start();
        peer.Answer = _ => status;
        await host.Hook(Channel.Webhook, peer.Address + "/x");
        await host.Publish("First");
        await host.Publish("Second");
        await host.Loop.Round();
        await host.Loop.Round();
        Assert.Single(peer.Taken);
        host.Time.Advance(TimeSpan.FromSeconds(11));
        peer.Answer = _ => 200;
        for (int round = 0; round < 3; round++) await host.Loop.Round();
        Assert.Equal(["First", "First", "Second"], peer.Taken.Select(t => (string)JsonNode.Parse(t.Body)!["incident"]!["name"]!));
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_given_up_visibly_and_sent_again_on_request()
    {
        await using OutreachHost host = await Start();
        await using HookListener peer = await HookListener.Start();
        peer.Answer = _ => 404;
        Subscriber hook = await host.Hook(Channel.Webhook, peer.Address + "/x");
        await host.Publish("Voice fails");
        await host.Loop.Round();
        DeliveryRow dead = Assert.Single(await host.Outbox.Dead(10));
        Assert.Equal(("status 404", 1), (dead.Delivery.Fault, dead.Delivery.Attempts));
        peer.Answer = _ => 200;
        Assert.True(await host.Outbox.SendAgain("ada", hook.Id, dead.Delivery.UpdateId));
        Assert.False(await host.Outbox.SendAgain("ada", hook.Id, dead.Delivery.UpdateId));
        await host.Loop.Round();
        Assert.Empty(await host.Outbox.Dead(10));
        Assert.Equal(2, peer.Taken.Count);
    }

    [Fact]
    public async Task A_target_that_is_gone_ends_its_subscription()
    {
        await using OutreachHost host = await Start();
        await using HookListener peer = await HookListener.Start();
        peer.Answer = _ => 410;
        Subscriber hook = await host.Hook(Channel.Webhook, peer.Address + "/x");
        await host.Publish("One");
        await host.Loop.Round();
        await host.Publish("Two");
        await host.Loop.Round();
        Assert.Single(peer.Taken);
        Assert.Equal(SubscriptionState.Ended, (await host.Subscribers.Find(hook.Id))!.State);
    }

    [Fact]
    public async Task A_crash_between_taking_and_noting_loses_nothing()
    {
        await using OutreachHost host = await Start();
        await using HookListener peer = await HookListener.Start();
        await host.Hook(Channel.Webhook, peer.Address + "/x");
        await host.Publish("Voice fails");
        await host.Outbox.Spread();
        Assert.Single(await host.Outbox.Take(10));
        Assert.Equal(0, await host.Loop.Round());
        host.Time.Advance(Outbox.LeaseTime);
        Assert.Equal(1, await host.Loop.Round());
        Assert.Equal(0, await host.Loop.Round());
        Assert.Single(peer.Taken);
    }

    [Fact]
    public async Task Two_senders_at_once_share_the_work_and_send_nothing_twice()
    {
        await using OutreachHost host = await Start();
        for (int i = 0; i < 20; i++) await host.Hook(Channel.Webhook, $"http://127.0.0.1:9/{i}");
        await host.Publish("Voice fails");
        await host.Outbox.Spread();
        IReadOnlyList<DueDelivery>[] taken = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => host.Outbox.Take(100))));
        Assert.Equal(20, taken.Sum(t => t.Count));
        Assert.Equal(20, taken.SelectMany(t => t).Select(d => d.Subscriber.Id).Distinct().Count());
    }

    [Fact]
    public async Task Nobody_is_told_what_was_published_before_they_confirmed_or_what_was_imported()
    {
        await using OutreachHost host = await Start();
        await host.Publish("Old");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Subscribed("anna@example.org");
        await host.App.Services.GetRequiredService<NoticeDesk>().Adopt(
            new Notice { Id = "importedxx", Title = PublicText.Same("Past"), PublishedAt = host.Time.GetUtcNow() },
            [new NoticeUpdate { PublishedAt = host.Time.GetUtcNow().AddMinutes(1), Text = PublicText.Same("x") }], OutreachHost.Ada);
        Assert.Equal(0, await host.Outbox.Spread());
        await host.Publish("New");
        Assert.Equal(1, await host.Outbox.Spread());
    }

    [Fact]
    public async Task The_answer_does_not_tell_whether_an_address_was_subscribed()
    {
        await using OutreachHost host = await Start();
        await host.Subscribed("anna@example.org");
        HttpResponseMessage known = await host.Post("/en/subscribe", ("email", "anna@example.org"));
        HttpResponseMessage stranger = await host.Post("/en/subscribe", ("email", "bruno@example.org"));
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(await known.Content.ReadAsStringAsync(), await stranger.Content.ReadAsStringAsync());
        Assert.Equal(
            [("anna@example.org", Delivery.Reminder), ("bruno@example.org", Delivery.Confirmation)],
            (await host.Outbox.Take(10)).Select(d => (d.Subscriber.Address, d.Delivery.UpdateId)).Order());
    }

    [Fact]
    public async Task An_address_gets_few_letters_a_day_however_often_it_is_typed()
    {
        await using OutreachHost host = await Start();
        int letters = 0;
        for (int i = 0; i < 10; i++)
        {
            await host.Subscribers.Ask("anna@example.org", Language.It, []);
            foreach (DueDelivery due in await host.Outbox.Take(10))
            {
                letters++;
                await host.Outbox.Note(due, new SendResult(SendOutcome.Taken), 0);
            }
        }
        Assert.Equal((OutreachRules.AskedPerDayMax, 7L), (letters, host.Subscribers.Refused));
    }

    [Fact]
    public async Task Opening_links_changes_nothing_and_posting_does()
    {
        await using OutreachHost host = await Start();
        await host.AddComponents("voice");
        await host.Post("/de/subscribe", ("email", "anna@example.org"), ("component", "voice"), ("component", "made-up"));
        Subscriber asked = Assert.Single(await host.Outbox.Take(10)).Subscriber;
        Assert.Equal(("de", "voice", SubscriptionState.Pending), (asked.Language, asked.Components, asked.State));
        SubscriberLinks links = host.Loop.LinksOf(asked);
        string confirm = new Uri(links.Confirm).AbsolutePath, manage = new Uri(links.Manage).AbsolutePath, end = new Uri(links.Unsubscribe).AbsolutePath;
        foreach (string link in new[] { confirm, manage, end }) Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync(link)).StatusCode);
        Assert.Equal(SubscriptionState.Pending, (await host.Subscribers.Find(asked.Id))!.State);
        Assert.Equal(HttpStatusCode.OK, (await host.Post(confirm)).StatusCode);
        Assert.Equal(SubscriptionState.Active, (await host.Subscribers.Find(asked.Id))!.State);
        await host.Post(manage, ("language", "fr"), ("act", "save"));
        Subscriber changed = (await host.Subscribers.Find(asked.Id))!;
        Assert.Equal(("fr", ""), (changed.Language, changed.Components));
        Assert.Equal(HttpStatusCode.OK, (await host.Post(end, ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Null(await host.Subscribers.Find(asked.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(manage)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Post(end)).StatusCode);
    }

    [Fact]
    public async Task A_subscription_nobody_confirms_is_forgotten()
    {
        await using OutreachHost host = await Start();
        await host.Subscribers.Ask("anna@example.org", Language.It, []);
        Guid id = Assert.Single(await host.Outbox.Take(10)).Subscriber.Id;
        host.Time.Advance(OutreachRules.ConfirmWithin + TimeSpan.FromMinutes(1));
        await host.Subscribers.Ask("bruno@example.org", Language.It, []);
        Assert.Null(await host.Subscribers.Find(id));
        Assert.False(await host.Subscribers.Confirm(id));
    }
}

public sealed class SqliteOutreachTests : OutreachContract
{
    private protected override Task<OutreachHost> Start() => OutreachHost.Start();
}

public sealed class PostgresOutreachTests(PostgresServer server) : OutreachContract, IClassFixture<PostgresServer>
{
    private protected override async Task<OutreachHost> Start() => await OutreachHost.Start(await server.NewDatabase());
}
