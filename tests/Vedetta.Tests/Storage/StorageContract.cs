using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Access;
using Vedetta.Engine.Signals;
using Vedetta.Intake;
using Vedetta.Settings;
using Vedetta.Storage;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Storage;

/// <summary>What every database must do. Run on each of them by the classes below.</summary>
public abstract class StorageContract
{
    private static readonly DateTimeOffset Now = new(2022, 10, 25, 9, 5, 0, TimeSpan.Zero);

    private protected abstract Task<IntakeHost> Start(TimeProvider time);

    [Fact]
    public async Task Batches_come_back_in_order_with_their_counts_and_side_signals()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(Now));
        await host.Journal.Append(Batches.OfOneContact(Now));
        await host.Journal.Append(Batches.Of(
            """{"at":"2022-10-25T09:04:00Z","kind":"health","component":"dns","state":"down"}""", Now));
        List<JournaledBatch> stored = await host.Stored();
        Assert.Equal([1, 2], stored.Select(b => b.Sequence));
        Assert.Equal(1, Batches.Contacts(stored));
        Assert.Equal(ComponentState.Down, ((HealthSignal)stored[1].Sides.Single()).State);
    }

    [Fact]
    public async Task An_idempotency_key_holds_across_groups_and_within_one()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(Now));
        AcceptedBatch batch = Batches.OfOneContact(Now, "k");
        JournalAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.Journal.Append(batch)));
        JournalAnswer later = await host.Journal.Append(batch);
        Assert.Single(answers, a => a.Outcome == JournalOutcome.Written);
        Assert.All(answers.Append(later), a => Assert.Equal(batch.Answer, a.Answer));
        JournalAnswer other = await host.Journal.Append(Batches.OfOneContact(Now.AddSeconds(-1), "k"));
        Assert.Equal(JournalOutcome.KeyReused, other.Outcome);
        Assert.Equal(1, Batches.Contacts(await host.Stored()));
    }

    [Fact]
    public async Task A_snapshot_is_replaced_as_a_whole()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(Now));
        SnapshotStore snapshots = host.App.Services.GetRequiredService<SnapshotStore>();
        Assert.Null(await snapshots.Load("contract"));
        await snapshots.Save(new Snapshot { Name = "contract", Sequence = 1, TakenAt = 5, Bytes = [1, 2] });
        await snapshots.Save(new Snapshot { Name = "contract", Sequence = 2, TakenAt = 6, Bytes = [3] });
        Snapshot found = (await snapshots.Load("contract"))!;
        Assert.Equal((2L, 6L), (found.Sequence, found.TakenAt));
        Assert.Equal([3], found.Bytes);
    }

    [Fact]
    public async Task Minutes_are_replaced_read_by_range_and_deleted_by_age()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(Now));
        CountHistory history = host.App.Services.GetRequiredService<CountHistory>();
        await history.Append([.. Enumerable.Range(0, 10).Select(m => new MinuteOfSeries("contact{}", m, m, 1.5, 0, 4))]);
        await history.Append([new("contact{}", 3, 99, 2, 1, 5), new("contact{topic=è}", 3, 7, 2, 1, 5)]);
        Assert.Equal([2, 99, 4], (await history.Read("contact{}", 2, 5)).Select(m => m.Observed));
        Assert.Equal(7, Assert.Single(await history.Read("contact{topic=è}", 0, 100)).Observed);
        Assert.Empty(await history.Read("contact{topic=y}", 0, 100));
        Assert.Equal(5, await history.DeleteBefore(5) - 1);
    }

    [Fact]
    public async Task Old_signals_lose_their_names_then_go_and_their_counts_stay()
    {
        var time = new FakeTimeProvider(Now);
        await using IntakeHost host = await Start(time);
        Retention retention = host.App.Services.GetRequiredService<Retention>();
        await host.Journal.Append(Batches.OfOneContact(Now));
        Assert.Equal((0, 0), await retention.RunOnce());
        time.SetUtcNow(Now.AddDays(31));
        CountHistory history = host.App.Services.GetRequiredService<CountHistory>();
        long minute = Now.ToUnixTimeSeconds() / 60;
        await history.Append([new MinuteOfSeries("contact", minute, 1, 1, 0, 2)]);
        Assert.Equal((1, 0), await retention.RunOnce());
        Assert.Equal((0, 0), await retention.RunOnce());
        Assert.Single(await history.Read("contact", minute, minute + 1));
        string line = await OnlyLine(host);
        Assert.DoesNotContain("\"c1\"", line, StringComparison.Ordinal);
        Assert.Contains("\"queue\":\"mobile\"", line, StringComparison.Ordinal);
        time.SetUtcNow(Now.AddDays(401));
        Assert.Equal((0, 1), await retention.RunOnce());
        Assert.Empty(await history.Read("contact", minute, minute + 1));
        Assert.Equal(1, Batches.Contacts(await host.Stored()));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(host.Folder, "pseudonyms.key")));
    }

    [Fact]
    public async Task Settings_are_versioned_audited_and_refused_with_the_key_at_fault()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(Now));
        SettingsStore settings = host.App.Services.GetRequiredService<SettingsStore>();
        Organisation changed = settings.Current with { Name = "TIM", Services = [new("whatsapp", "WhatsApp", ServiceOwner.ThirdParty)] };
        await settings.Save("ada", changed);
        Assert.Equal(SettingsStore.Write(changed), (await settings.Versions())[0].Json);
        Assert.Equal(SettingsStore.Write(changed), SettingsStore.Write(SettingsStore.Read(SettingsStore.Write(changed))));
        SettingsException error = await Assert.ThrowsAsync<SettingsException>(() => settings.Save("ada", changed with
        {
            TimeZone = "Europe/Nowhere",
            CostPerContact = -1,
            Queues = [new QueueSetting("a", "A"), new QueueSetting("a", "B", TargetShare: 2)],
        }));
        Assert.Equal(["timeZone", "costPerContact", "queues[1].targetShare", "queues[1]"], error.Faults.Select(f => f.Key));
        Assert.Equal("TIM", settings.Current.Name);
        AuditLog audit = host.App.Services.GetRequiredService<AuditLog>();
        Assert.Contains(await audit.Newest(10), e => e is { Who: "ada", Action: "settings.save" });
    }

    [Fact]
    public async Task Keys_are_found_by_what_was_shown_once()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(Now));
        ApiKeyStore keys = host.App.Services.GetRequiredService<ApiKeyStore>();
        string shown = await keys.Create("ada", "sensor", [ApiScopes.SignalsWrite]);
        ApiKey key = (await keys.Find(shown))!;
        Assert.True(key.Allows(ApiScopes.SignalsWrite));
        Assert.False(key.Allows(ApiScopes.Read));
        Assert.Null(await keys.Find(shown[..^2] + "xx"));
        await Assert.ThrowsAsync<ArgumentException>(() => keys.Create("ada", "x", ["everything"]));
    }

    private static async Task<string> OnlyLine(IntakeHost host)
    {
        await using VedettaContext context = await host.App.Services.GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync();
        SignalBlock block = await context.Set<SignalBlock>().SingleAsync();
        return Encoding.UTF8.GetString(StoredSignals.Unpack(block.Body));
    }
}

public sealed class SqliteContractTests : StorageContract
{
    private protected override Task<IntakeHost> Start(TimeProvider time) => IntakeHost.Start(time);
}

public sealed class PostgresContractTests(PostgresServer server) : StorageContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(TimeProvider time) =>
        await IntakeHost.Start(time, postgres: await server.NewDatabase());
}
