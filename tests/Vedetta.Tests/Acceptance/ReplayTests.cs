using Vedetta.Cli;
using Vedetta.Cli.Replay;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Scenarios;
using Vedetta.Incidents;

namespace Vedetta.Tests.Acceptance;

/// <summary>Generated days played through the whole server on virtual time.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vedetta-replay-test-").FullName;

    // A tenth of TIM: about ten contacts a minute. The information bound is 29 s after onset.
    [Fact]
    public async Task A_tenth_of_the_WhatsApp_day_is_one_incident_alarmed_within_a_minute()
    {
        ReplayResult result = await Play("whatsapp-tim", seed: 3, scale: 0.11);
        IncidentView view = Assert.Single(result.Incidents);
        var nine = new DateTimeOffset(2022, 10, 25, 9, 0, 0, TimeSpan.FromHours(2));
        Assert.InRange(view.Incident.OpenedAt - nine, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.InRange(view.Incident.EndedAt!.Value - nine, TimeSpan.FromHours(2.9), TimeSpan.FromHours(3.2));
        Assert.Equal(new Subject(SubjectKind.Service, "whatsapp"), view.Incident.Subject);
        Assert.Equal(CauseWords.ThirdPartyOutage, view.Incident.Cause);
        Assert.InRange(view.Incident.Percent, 270, 350);
        Assert.Equal(0, result.Refused);
    }

    // A quarter of the company: 200 lines, two weeks of ordinary calls before.
    [Fact]
    public async Task Every_line_that_rings_every_minute_is_one_flood_told_within_a_minute()
    {
        ReplayResult result = await Play("adrexo-flood", seed: 4, scale: 0.25);
        IncidentView view = Assert.Single(result.Incidents);
        var onset = new DateTimeOffset(2023, 5, 16, 9, 42, 0, TimeSpan.FromHours(2));
        Assert.InRange(view.Incident.OpenedAt - onset, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal(new Subject(SubjectKind.Line, SubjectRules.All), view.Incident.Subject);
        Assert.Equal(CauseWords.CallFlood, view.Incident.Cause);
        Assert.InRange(view.Incident.Confidence, 0.9, 1);
        Flood flood = Assert.Single(view.Floods);
        Assert.Equal((FloodPattern.SameOrigin, 200), (flood.Pattern, flood.LinesHit));
        Assert.InRange(flood.PeriodSeconds!.Value, 58, 62);
        Assert.InRange(flood.EndedAt!.Value - onset, TimeSpan.FromMinutes(134), TimeSpan.FromMinutes(136));
        Assert.Contains(view.Timeline, t => t.Act == TimelineAct.FloodOpened);
        Assert.Contains(view.Timeline, t => t.Act == TimelineAct.FloodEnded);
        Assert.NotNull(view.Incident.ClosedAt);
        Assert.Equal(0, result.Refused);
    }

    [Fact]
    public async Task The_same_folder_gives_the_same_incidents()
    {
        ReplayResult first = await Play("whatsapp-tim", seed: 2, scale: 0.03), second = await PlayAgain();
        Assert.NotEmpty(first.Incidents);
        Assert.Equal(first.Incidents.Select(Facts), second.Incidents.Select(Facts));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int, DateTimeOffset, DateTimeOffset, long, double, string, string) Facts(IncidentView view) =>
        (view.Incident.Id, view.Incident.OpenedAt, view.Incident.Onset, view.Incident.Observed, view.Incident.Expected,
            view.Incident.Cause, view.Incident.FindingsJson);

    private Task<ReplayResult> Play(string name, ulong seed, double scale)
    {
        Assert.True(ScenarioCatalogue.TryCreate(name, seed, scale, out Scenario? scenario));
        ScenarioFiles.Write(scenario, Path.Combine(_folder, "day"), isPlain: false, _ => { }, CancellationToken.None);
        return PlayAgain();
    }

    private Task<ReplayResult> PlayAgain()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;
        return new ReplayRun(ScenarioFolder.Open(Path.Combine(_folder, "day")), data).Play(_ => { }, CancellationToken.None);
    }
}
