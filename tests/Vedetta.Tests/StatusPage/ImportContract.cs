using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Intake.Checks;
using Vedetta.Statements;
using Vedetta.StatusPage.Imports;
using Vedetta.Tests.Intake;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.StatusPage;

/// <summary>Storing what was read, on every database.</summary>
public abstract class ImportContract
{
    private static readonly Author Ada = new("ada", MayApprove: true);

    private protected abstract Task<IntakeHost> Start(TimeProvider time);

    [Fact]
    public async Task An_import_stores_everything_once_and_a_second_adds_nothing()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider(new DateTimeOffset(2026, 2, 10, 0, 0, 0, TimeSpan.Zero)));
        ImportReceipt first = await Import(host, "summary.json", ImportReaderTests.Statuspage);
        Assert.Equal((3, 0, 2, 0), (first.Components, first.Checks, first.Notices, first.Known));
        ImportReceipt again = await Import(host, "summary.json", ImportReaderTests.Statuspage);
        Assert.Equal((0, 2), (again.Notices, again.Known));
        PublicRecord record = await host.App.Services.GetRequiredService<NoticeStore>().ReadPublic();
        Assert.Equal(["network", "voice-calls", "portail-ete"], record.Components.Select(c => c.Id));
        Assert.Equal(ComponentState.PartialOutage, record.Components[1].State);
        NoticeView incident = record.Notices.Single(n => n.Notice.Kind == NoticeKind.Incident);
        Assert.Equal(("Calls fail", NoticeState.Resolved), (incident.Notice.Title.It, incident.Notice.State));
        Assert.Equal(["We look.", "All works."], incident.Updates.Select(u => u.Text.En));
    }

    [Fact]
    public async Task Checks_come_with_their_components_and_heartbeats_with_their_token()
    {
        await using IntakeHost host = await Start(new FakeTimeProvider());
        ImportReceipt receipt = await Import(host, "backup.json", ImportReaderTests.Kuma);
        Assert.Equal((5, 3), (receipt.Components, receipt.Checks));
        Assert.NotNull(await host.App.Services.GetRequiredService<CheckStore>().Beat(Assert.Single(receipt.Heartbeats).Token));
    }

    private static Task<ImportReceipt> Import(IntakeHost host, string name, string text) =>
        host.App.Services.GetRequiredService<StatusImport>().Store(StatusImport.Read([(name, text)], out _)!, Ada);
}

public sealed class SqliteImportTests : ImportContract
{
    private protected override Task<IntakeHost> Start(TimeProvider time) => IntakeHost.Start(time);
}

public sealed class PostgresImportTests(PostgresServer server) : ImportContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(TimeProvider time) =>
        await IntakeHost.Start(time, postgres: await server.NewDatabase());
}
