using Vedetta.Web;

namespace Vedetta.Outreach;

/// <summary>Wires subscriptions and sending.</summary>
public static class OutreachSetup
{
    /// <summary>Adds subscribers, outbox, senders and their loop.</summary>
    public static IServiceCollection AddOutreach(this IServiceCollection services)
    {
        services.AddSingleton<SubscriberStore>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutreachTokens>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<HookSender>();
        services.AddSingleton<SubscribePages>();
        services.AddSingleton<OutreachLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<OutreachLoop>());
        services.AddSubscribeLimit();
        return services;
    }

    /// <summary>Maps the public pages of subscriptions and counts what is sent.</summary>
    public static void MapOutreach(this WebApplication app)
    {
        OutreachLoop loop = app.Services.GetRequiredService<OutreachLoop>();
        SubscriberStore subscribers = app.Services.GetRequiredService<SubscriberStore>();
        ServerMeter meter = app.Services.GetRequiredService<ServerMeter>();
        meter.Total("outreach_sent", () => loop.Sent, "Messages taken by mail server or webhook");
        meter.Total("outreach_failed", () => loop.Failed, "Tries at sending that failed");
        meter.Total(
            "outreach_letters_refused", () => subscribers.Refused,
            "Letters not sent because an address or the server had enough");
        app.MapSubscribe();
    }
}
