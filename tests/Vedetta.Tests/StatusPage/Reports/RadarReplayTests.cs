using Vedetta.Cli;
using Vedetta.Cli.Replay;
using Vedetta.Engine.Reports;
using Vedetta.Engine.Scenarios;
using Vedetta.StatusPage.Reports;

namespace Vedetta.Tests.StatusPage.Reports;

/// <summary>Generated days of reports played through the whole server on virtual time.</summary>
public sealed class RadarReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vedetta-radar-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_evening_of_25_000_reports_is_possible_within_a_minute_and_confirmed_within_three(ulong seed)
    {
        var onset = new DateTimeOffset(2022, 10, 25, 19, 0, 0, TimeSpan.FromHours(2));
        IReadOnlyList<StateChange> states = await Play("whatsapp-evening", seed);
        StateChange possible = states.First(c => c.Service == "whatsapp" && c.State == ReportState.Possible);
        StateChange confirmed = states.First(c => c.Service == "whatsapp" && c.State == ReportState.Confirmed);
        Assert.InRange(possible.At - onset, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.InRange(confirmed.At - onset, TimeSpan.Zero, TimeSpan.FromMinutes(3));
        Assert.Equal(
            [ReportState.Possible, ReportState.Confirmed, ReportState.Resolving, ReportState.None],
            states.Where(c => c.Service == "whatsapp").Select(c => c.State));
        Assert.InRange(states[^1].At - onset, TimeSpan.FromHours(4), TimeSpan.FromHours(4.6));
        Assert.All(states, c => Assert.Equal("whatsapp", c.Service));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Carriers_in_the_shadow_of_a_fault_are_never_possible_nor_confirmed(ulong seed)
    {
        IReadOnlyList<StateChange> states = await Play("carrier-down", seed);
        Assert.Equal(
            [("tim", 24), ("tim", 25), ("facebook", 26)],
            states.Where(c => c.State == ReportState.Confirmed).Select(c => (c.Service, c.At.UtcDateTime.Day)));
        Assert.All(states, c => Assert.Contains(c.Service, (string[])["tim", "facebook"]));
        Assert.DoesNotContain(states, c => c.Service == "tim" && c.At.UtcDateTime.Day == 26);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<IReadOnlyList<StateChange>> Play(string name, ulong seed)
    {
        Assert.True(ScenarioCatalogue.TryCreate(name, seed, 1, out Scenario? scenario));
        string day = Path.Combine(_folder, "day"), data = Path.Combine(_folder, "data");
        ScenarioFiles.Write(scenario, day, isPlain: true, _ => { }, CancellationToken.None);
        Directory.CreateDirectory(data);
        ReplayResult result = await new ReplayRun(ScenarioFolder.Open(day), data).Play(_ => { }, CancellationToken.None);
        Assert.Equal(0, result.Refused);
        return result.States;
    }
}
