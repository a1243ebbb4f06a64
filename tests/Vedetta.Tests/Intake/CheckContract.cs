using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Access;
using Vedetta.Engine.Signals;
using Vedetta.Intake;
using Vedetta.Intake.Checks;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.Intake;

/// <summary>Checks from look to signal, on every database.</summary>
public abstract class CheckContract
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 10, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);

    private protected abstract Task<IntakeHost> Start(TimeProvider time);

    [Fact]
    public async Task A_component_that_falls_and_rises_is_told_once_each()
    {
        await using IntakeHost host = await Start(_time);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = (IPEndPoint)listener.LocalEndpoint;
        await Save(host, new HealthCheck
        {
            Name = "port",
            Component = "mail",
            Kind = CheckKind.Tcp,
            Retries = 1,
            Target = target.ToString(),
        });
        await Rounds(host, 2);
        listener.Stop();
        await Rounds(host, 4);
        using var again = new TcpListener(target);
        again.Start();
        await Rounds(host, 3);
        Assert.Equal([ComponentState.Ok, ComponentState.Down, ComponentState.Ok], await Told(host));
        HealthCheck check = Assert.Single(await Store(host).List());
        Assert.Equal((ComponentState.Ok, "connected"), (check.State, check.Detail));
    }

    [Fact]
    public async Task Two_of_three_probers_decide()
    {
        await using IntakeHost host = await Start(_time);
        int id = await Save(host, new HealthCheck
        {
            Name = "site",
            Component = "web",
            Target = "http://127.0.0.1:9/",
            Retries = 0,
            Quorum = 2,
        });
        await Probe(host, "rome", id, ComponentState.Ok);
        await Probe(host, "milan", id, ComponentState.Ok);
        await Probe(host, "turin", id, ComponentState.Ok);
        await Probe(host, "rome", id, ComponentState.Down);
        Assert.Equal([ComponentState.Ok], await Told(host));
        await Probe(host, "milan", id, ComponentState.Down);
        Assert.Equal([ComponentState.Ok, ComponentState.Down], await Told(host));
        Assert.Equal(["milan", "rome", "turin"], (await Store(host).Views(id)).Select(v => v.Prober));
    }

    [Fact]
    public async Task A_beat_that_is_missing_is_down_after_its_grace_and_back_with_the_next()
    {
        await using IntakeHost host = await Start(_time);
        int id = await Save(host, new HealthCheck
        {
            Name = "backup",
            Component = "backup",
            Kind = CheckKind.Heartbeat,
            EverySeconds = 60,
            GraceSeconds = 30,
            Retries = 0,
        });
        string token = (await Store(host).NewToken("ada", id))!;
        using var stranger = new HttpClient { BaseAddress = host.Client.BaseAddress };
        Assert.Equal(HttpStatusCode.NoContent, (await stranger.PostAsync($"/api/v1/heartbeats/{token}", null)).StatusCode);
        _time.Advance(TimeSpan.FromSeconds(91));
        await host.App.Services.GetRequiredService<CheckRunner>().Round(default);
        Assert.Equal(HttpStatusCode.NoContent, (await stranger.PostAsync($"/api/v1/heartbeats/{token}", null)).StatusCode);
        Assert.Equal([ComponentState.Ok, ComponentState.Down, ComponentState.Ok], await Told(host));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync("/api/v1/heartbeats/guess", null)).StatusCode);
    }

    [Fact]
    public async Task Guessing_tokens_is_slowed_down()
    {
        await using IntakeHost host = await Start(_time);
        var seen = new HashSet<HttpStatusCode>();
        for (int i = 0; i < 130; i++) seen.Add((await host.Client.PostAsync($"/api/v1/heartbeats/{i}", null)).StatusCode);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], seen.Order());
    }

    [Fact]
    public async Task A_check_is_changed_refused_and_removed_with_what_was_said_of_it()
    {
        await using IntakeHost host = await Start(_time);
        int id = await Save(host, new HealthCheck { Name = "site", Component = "web", Target = "http://127.0.0.1:9/", Retries = 0 });
        await Probe(host, "rome", id, ComponentState.Down);
        CheckStore store = Store(host);
        var twin = new HealthCheck { Name = "site", Component = "web", Target = "http://127.0.0.1:9/" };
        Assert.Equal("Name", Assert.Single(await store.Save("ada", twin)).Field);
        await Save(host, new HealthCheck { Id = id, Name = "page", Component = "web", Target = "http://127.0.0.1:9/" });
        HealthCheck changed = Assert.Single(await store.List());
        Assert.Equal(("page", ComponentState.Down), (changed.Name, changed.State));
        Assert.True(await store.Remove("ada", id));
        Assert.False(await store.Remove("ada", id));
        Assert.Empty(await store.Views(id));
        Assert.Equal(new ProbeReceipt(0, 1), await Probe(host, "rome", id, ComponentState.Ok));
    }

    [Fact]
    public async Task A_state_that_lasts_is_told_again()
    {
        await using IntakeHost host = await Start(_time);
        int id = await Save(host, new HealthCheck { Name = "site", Component = "web", Target = "http://127.0.0.1:9/", Retries = 0 });
        for (int minute = 0; minute < 25; minute++)
        {
            await Probe(host, "rome", id, ComponentState.Ok);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(3, (await Told(host)).Length);
    }

    private static CheckStore Store(IntakeHost host) => host.App.Services.GetRequiredService<CheckStore>();

    private static async Task<int> Save(IntakeHost host, HealthCheck check)
    {
        Assert.Empty(await Store(host).Save("ada", check));
        return check.Id;
    }

    private async Task Rounds(IntakeHost host, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await host.App.Services.GetRequiredService<CheckRunner>().Round(default);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static async Task<ComponentState[]> Told(IntakeHost host) =>
        [.. (await host.Stored()).SelectMany(b => b.Sides).OfType<HealthSignal>().Select(h => h.State)];

    private static async Task<ProbeReceipt> Probe(IntakeHost host, string prober, int id, ComponentState state)
    {
        ApiKeyStore keys = host.App.Services.GetRequiredService<ApiKeyStore>();
        host.UseKey(await keys.Create("ada", prober, [ApiScopes.Probe]));
        using HttpResponseMessage answer = await host.Client.PostAsJsonAsync(
            "/api/v1/checks/results", new[] { new ProbeResult(id, state, "seen", 3) });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<ProbeReceipt>())!;
    }
}

public sealed class SqliteCheckTests : CheckContract
{
    private protected override Task<IntakeHost> Start(TimeProvider time) => IntakeHost.Start(time);
}

public sealed class PostgresCheckTests(PostgresServer server) : CheckContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(TimeProvider time) =>
        await IntakeHost.Start(time, postgres: await server.NewDatabase());
}
