using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Incidents;
using Vedetta.Intake;
using Vedetta.Settings;

namespace Vedetta.Tests.Acceptance;

/// <summary>The whole server with its loops running, on a folder that may outlive it and a clock the test moves.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private LiveHost(WebApplication app, FakeTimeProvider time)
    {
        App = app;
        Time = time;
    }

    public WebApplication App { get; }

    public FakeTimeProvider Time { get; }

    public LiveWatch Watch => App.Services.GetRequiredService<LiveWatch>();

    public Lookout Lookout => App.Services.GetRequiredService<Lookout>();

    public IncidentDesk Desk => App.Services.GetRequiredService<IncidentDesk>();

    public static Organisation Organisation { get; } = new()
    {
        Name = "Telefonia Esempio",
        Services = [new("whatsapp", "WhatsApp", ServiceOwner.ThirdParty)],
        Queues = [new("mobile", "Mobile")],
    };

    public static async Task<LiveHost> Start(string folder, FakeTimeProvider time, string? postgres = null)
    {
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            PostgresConnection = postgres,
            Organisation = Organisation,
        };
        WebApplication app = Server.Create(options, time);
        await app.StartAsync();
        var host = new LiveHost(app, time);
        // Caught up, detection waits for the clock's next second.
        await Until(() => host.Lookout.IsCaughtUp);
        return host;
    }

    /// <summary>Sends lines through the intake and waits until detection has taken them.</summary>
    public async Task Send(string lines)
    {
        SignalIntake intake = App.Services.GetRequiredService<SignalIntake>();
        JournalAnswer answer = await intake.Take(new MemoryStream(Encoding.UTF8.GetBytes(lines)), SignalFormat.Ndjson);
        Assert.Equal(JournalOutcome.Written, answer.Outcome);
        await Until(() => Lookout.Sequence == Journal.Published);
    }

    /// <summary>Lets a second pass and waits until its picture is painted.</summary>
    public async Task Second()
    {
        Time.Advance(Beat);
        DateTimeOffset now = Time.GetUtcNow();
        await Until(() => Watch.Picture.At == now);
    }

    public async Task Seconds(int count)
    {
        for (int i = 0; i < count; i++) await Second();
    }

    /// <summary>Waits for work other threads do; a hang fails instead of lasting.</summary>
    public static async Task Until(Func<bool> isSo)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "Waited a minute in vain.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.End();
    }

    private Journal Journal => App.Services.GetRequiredService<Journal>();
}

/// <summary>Signals of an ordinary small centre, the same every time.</summary>
internal static class Contacts
{
    /// <summary>Lines of a stretch: as many contacts a second as <paramref name="perSecond"/> says, whole or in part.</summary>
    public static string Lines(DateTimeOffset from, int seconds, Func<int, double> perSecond, string topic = "whatsapp")
    {
        var lines = new StringBuilder();
        double due = 0;
        for (int s = 0; s < seconds; s++)
            for (due += perSecond(s); due >= 1; due--) lines.Append(Line(from.AddSeconds(s), topic));
        return lines.ToString();
    }

    public static string Line(DateTimeOffset at, string topic = "whatsapp", string queue = "mobile") =>
        $$"""{"at":"{{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","kind":"contact","queue":"{{queue}}","channel":"voice","topic":"{{topic}}"}""" + "\n";
}
