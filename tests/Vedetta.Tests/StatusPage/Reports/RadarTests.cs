using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Engine.Reports;
using Vedetta.StatusPage.Reports;
using Vedetta.Tests.Acceptance;

namespace Vedetta.Tests.StatusPage.Reports;

/// <summary>States on the running server's clock, over restarts, and by people.</summary>
public sealed class RadarTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("vedetta-radar-").FullName;

    [Fact]
    public async Task Reports_from_many_networks_are_possible_then_confirmed_and_survive_a_restart()
    {
        var time = new FakeTimeProvider(Noon);
        await using (LiveHost host = await LiveHost.Start(_folder, time))
        {
            await host.Send(Lines(time, 60));
            await host.Seconds(5);
            Assert.Equal(ReportState.Possible, StateOf(host));
            await host.Send(Lines(time, 1));
            await host.Seconds(95);
            Assert.Equal(ReportState.Confirmed, StateOf(host));
        }
        await using LiveHost again = await LiveHost.Start(_folder, new FakeTimeProvider(time.GetUtcNow()));
        await again.Seconds(2);
        Assert.Equal(ReportState.Confirmed, StateOf(again));
        IReadOnlyList<StateChange> changes = await Store(again).Since(Noon);
        Assert.Equal([ReportState.Confirmed, ReportState.Possible], changes.Select(c => c.State));
        Assert.InRange(changes[1].At - Noon, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_desk_confirms_what_nobody_has_reported_and_takes_it_back()
    {
        await using LiveHost host = await LiveHost.Start(_folder, new FakeTimeProvider(Noon));
        RadarFlow radar = host.App.Services.GetRequiredService<RadarFlow>();
        radar.Confirm("whatsapp", "ada");
        await host.Seconds(2);
        Assert.Equal((ReportState.Confirmed, "ada"), (StateOf(host), radar.Picture.Find("whatsapp")!.ConfirmedBy));
        radar.Withdraw("whatsapp", "bea");
        await host.Seconds(2);
        Assert.NotEqual(ReportState.Confirmed, StateOf(host));
        Assert.Equal(["bea", "ada"], (await Store(host).Since(Noon)).Select(c => c.Who));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ReportState? StateOf(LiveHost host) =>
        host.App.Services.GetRequiredService<RadarFlow>().Picture.Find("whatsapp")?.State;

    private static RadarStore Store(LiveHost host) => host.App.Services.GetRequiredService<RadarStore>();

    private static string Lines(TimeProvider time, int count)
    {
        string at = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return string.Join('\n', Enumerable.Range(0, count).Select(i =>
            $$"""{"at":"{{at}}","kind":"report","service":"whatsapp","source":"n{{i}}"}"""));
    }
}
