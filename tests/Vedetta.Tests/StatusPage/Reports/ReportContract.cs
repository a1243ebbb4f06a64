using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Surges;
using Vedetta.StatusPage.Reports;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.StatusPage.Reports;

/// <summary>What every database must keep of reports and states.</summary>
public abstract class ReportContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Noon);

    private protected abstract Task<ReportHost> Start(TimeProvider time);

    [Fact]
    public async Task The_last_change_of_each_service_comes_back_as_it_was()
    {
        await using ReportHost host = await Start(_time);
        RadarStore store = host.App.Services.GetRequiredService<RadarStore>();
        await store.Add([Change("a", 0, ReportState.Possible), Change("b", 0, ReportState.Possible)]);
        await store.Add([Change("a", 2, ReportState.Confirmed)]);
        IReadOnlyList<StateChange> latest = await store.Latest();
        Assert.Equal([("b", ReportState.Possible), ("a", ReportState.Confirmed)], latest.Select(c => (c.Service, c.State)));
        Assert.Equal((Noon.AddMinutes(2), Noon, 40L), (latest[1].At, latest[1].RisenAt!.Value, latest[1].Peak));
        Assert.Equal(2, (await store.Since(Noon, "a")).Count);
        Assert.Single(await store.Since(Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task Details_add_up_by_quarter_and_are_forgotten_after_two_days()
    {
        await using ReportHost host = await Start(_time);
        ReportDetails details = host.App.Services.GetRequiredService<ReportDetails>();
        var said = new ReportForm("sending", "IT-25", null);
        Assert.True(await details.Take("whatsapp", said));
        _time.Advance(TimeSpan.FromMinutes(20));
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => details.Take("whatsapp", said)));
        Assert.All(taken, Assert.True);
        Assert.Equal(21, await Count(details, Noon));
        Assert.Equal(20, await Count(details, Noon.AddMinutes(15)));
        _time.Advance(TimeSpan.FromDays(3));
        await details.Take("tim", said);
        Assert.Empty(await details.Read("whatsapp", Noon));
    }

    private static async Task<long> Count(ReportDetails details, DateTimeOffset from) =>
        (await details.Read("whatsapp", from))[new DimensionValue("reason", "sending")];

    private static StateChange Change(string service, int minutes, ReportState state) => new()
    {
        Service = service,
        At = Noon.AddMinutes(minutes),
        State = state,
        RisenAt = Noon,
        Peak = 40,
        Who = "vedetta",
    };
}

public sealed class SqliteReportContract : ReportContract
{
    private protected override Task<ReportHost> Start(TimeProvider time) => ReportHost.Start(time);
}

public sealed class PostgresReportContract(PostgresServer server) : ReportContract, IClassFixture<PostgresServer>
{
    private protected override async Task<ReportHost> Start(TimeProvider time) =>
        await ReportHost.Start(time, postgres: await server.NewDatabase());
}
