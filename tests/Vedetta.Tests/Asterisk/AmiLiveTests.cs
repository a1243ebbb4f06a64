using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Engine.Calls;
using Vedetta.Intake;
using Vedetta.Intake.Records;
using Vedetta.Settings;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Asterisk;

/// <summary>Calls that a real Asterisk tells of over its manager interface.</summary>
public sealed class AmiLiveTests
{
    [Theory]
    [InlineData("no")]
    [InlineData("yes")]
    public async Task Each_call_is_one_attempt_however_many_legs_it_has(string withRecords)
    {
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await Peer(phones.Port, withRecords);
        await using IntakeHost host = await Listen(peer);
        await Heard.Calls(phones, peer);
        await peer.IsQuiet();
        // Events come in order: with the last one all before it have been told.
        await phones.Call(peer, "0639740002", 486, from: "+3934012346");
        await Wait.Until(async () => Heard.Counted(await host.Stored()).Contains("+393401234611 +390639740002 486"), "The last call is not heard.");
        List<JournaledBatch> stored = await host.Stored();
        Assert.Equal([.. Heard.Expected(givenUp: 487), "+393401234611 +390639740002 486"], Heard.Counted(stored));
        Assert.Equal(11, Batches.Contacts(stored));
        Assert.All(stored.SelectMany(b => b.Calls).Where(c => c.Stage == CallStage.Start), c => Assert.Equal("carrier", c.Trunk));
    }

    [Fact]
    public async Task A_call_Asterisk_places_itself_is_kept_but_not_counted()
    {
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await Peer(phones.Port);
        await using IntakeHost host = await Listen(peer);
        await peer.Ask("Originate", "Channel: Local/0639740002@inside", "Application: Wait", "Data: 1", "CallerID: +393401234567");
        CallAttempt call = (await host.Calls(2))[0];
        Assert.Equal(("+390639740002", true, 0), (call.To, call.IsOutgoing, Batches.Contacts(await host.Stored())));
    }

    [Fact]
    public async Task An_Asterisk_that_starts_again_is_heard_again()
    {
        await using Phones phones = Phones.Start();
        await using AsteriskPeer peer = await Peer(phones.Port);
        await using IntakeHost host = await Listen(peer);
        await phones.Call(peer, "0639740002", 486);
        await host.Calls(2);
        AmiClient client = host.App.Services.GetRequiredService<AmiClient>();
        await peer.Restart(inBetween: () => Wait.Until(() => Task.FromResult(!client.IsConnected), "The loss is not noticed."));
        await Wait.Until(() => Task.FromResult(client.IsConnected), "It is not connected to again.");
        await phones.Call(peer, "0639740001", 200);
        await host.Calls(4);
        Assert.Equal(["+393401234511 +390639740001 200", "+393401234511 +390639740002 486"], Heard.Counted(await host.Stored()));
    }

    [Fact]
    public async Task A_wrong_secret_is_told_in_one_line_for_each_try_and_tries_grow_rare()
    {
        await using AsteriskPeer peer = await Peer(desk: 9);
        await using IntakeHost host = await IntakeHost.Start();
        var time = new FakeTimeProvider();
        var log = new KeptLog();
        IServiceProvider services = host.App.Services;
        ServerOptions options = services.GetRequiredService<ServerOptions>() with { Ami = Options(peer) with { Secret = "wrong" }, RunLoops = true };
        using var client = new AmiClient(services.GetRequiredService<SignalIntake>(), services.GetRequiredService<SettingsStore>(), options,
            services.GetRequiredService<RecordMeters>(), time, log);
        await client.StartAsync(CancellationToken.None);
        await log.Has(1);
        Assert.Equal($"Asterisk at 127.0.0.1:{peer.Ami} is not heard: sign-in refused: Authentication failed", log.Lines.Single());
        Assert.True(await log.Until(2, time) >= TimeSpan.FromSeconds(1));
        Assert.True(await log.Until(3, time) >= TimeSpan.FromSeconds(2));
        Assert.False(client.IsConnected);
        await client.StopAsync(CancellationToken.None);
    }

    internal static AmiOptions Options(AsteriskPeer peer) => new() { Host = "127.0.0.1", Port = peer.Ami, User = "vedetta", Secret = peer.Secret };

    private static Task<AsteriskPeer> Peer(int desk, string withRecords = "no") => AsteriskPeer.Start(p =>
    {
        p.Write("manager.conf", Guide.ManagerUser(p));
        p.Write("extensions.conf", Heard.Trunk);
        p.Write("cdr_manager.conf", $"[general]\nenabled = {withRecords}");
    }, "cdr_manager", desk);

    private static async Task<IntakeHost> Listen(AsteriskPeer peer)
    {
        IntakeHost host = await IntakeHost.Start(loops: true, ami: Options(peer));
        AmiClient client = host.App.Services.GetRequiredService<AmiClient>();
        await Wait.Until(() => Task.FromResult(client.IsConnected), "Vedetta does not sign in.");
        return host;
    }

    private sealed class KeptLog : ILogger<AmiClient>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public Task Has(int lines) => Wait.Until(() => Task.FromResult(Lines.Count >= lines), $"{lines} lines are not logged.");

        // Lets time pass in small steps until the next line comes; returns how long that took.
        public async Task<TimeSpan> Until(int lines, FakeTimeProvider time)
        {
            DateTimeOffset started = time.GetUtcNow();
            await Wait.Until(
                () =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(100));
                    return Task.FromResult(Lines.Count >= lines);
                }, $"Line {lines} is not logged.");
            return time.GetUtcNow() - started;
        }
    }
}
