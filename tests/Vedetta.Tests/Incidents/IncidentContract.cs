using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Incidents;
using Vedetta.Storage;
using Vedetta.Tests.Intake;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.Incidents;

/// <summary>What people do to incidents, on every database: the change and who did it when, or nothing at all.</summary>
public abstract class IncidentContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);

    private protected abstract Task<IntakeHost> Start(TimeProvider time);

    [Fact]
    public async Task Each_act_is_in_the_timeline_with_who_and_when()
    {
        await using IntakeHost host = await Filled();
        IncidentDesk desk = Desk(host);
        await Does(desk.Acknowledge(1, "ada"));
        await Does(desk.Note(1, "bea", "  Supplier confirms.  "));
        await Does(desk.NameCause(1, "ada", CauseWords.OwnOutage));
        await Does(desk.Close(1, "ada"));
        await Does(desk.Reopen(1, "bea"));
        IncidentView view = (await desk.Find(1))!;
        Assert.Equal(
            [
                (Now, "ada", TimelineAct.Acknowledged, ""), (Now.AddMinutes(1), "bea", TimelineAct.Noted, "Supplier confirms."),
                (Now.AddMinutes(2), "ada", TimelineAct.CauseNamed, CauseWords.OwnOutage),
                (Now.AddMinutes(3), "ada", TimelineAct.Closed, ""), (Now.AddMinutes(4), "bea", TimelineAct.Reopened, ""),
            ],
            view.Timeline.Select(t => (t.At, t.Who, t.Act, t.Detail)));
        Assert.Equal((IncidentState.Acknowledged, "ada", CauseWords.OwnOutage, 1.0, null),
            (view.Incident.State, view.Incident.AcknowledgedBy, view.Incident.Cause, view.Incident.Confidence, view.Incident.ClosedAt));
    }

    [Fact]
    public async Task Merging_moves_the_surges_and_closes_what_was_merged()
    {
        await using IntakeHost host = await Filled();
        IncidentDesk desk = Desk(host);
        await Does(desk.Merge(1, 2, "ada"));
        (IncidentView into, IncidentView from) = ((await desk.Find(1))!, (await desk.Find(2))!);
        Assert.Equal((3, 0), (into.Surges.Count, from.Surges.Count));
        Assert.Equal((IncidentState.Closed, 1, Now), (from.Incident.State, from.Incident.MergedInto, from.Incident.ClosedAt));
        Assert.Equal((Now, "ada", TimelineAct.MergedFrom, "2"), Last(into));
        Assert.Equal((Now, "ada", TimelineAct.MergedInto, "1"), Last(from));
        Assert.Equal(Now.AddHours(-2), into.Incident.Onset);
        Assert.Equal(ActOutcome.NotNow, await desk.Reopen(2, "ada"));
        Assert.Equal(ActOutcome.NotNow, await desk.Merge(1, 2, "ada"));
    }

    [Fact]
    public async Task Splitting_makes_an_incident_of_one_surge()
    {
        await using IntakeHost host = await Filled();
        IncidentDesk desk = Desk(host);
        await Does(desk.Split(1, "b", "ada"));
        (IncidentView rest, IncidentView split) = ((await desk.Find(1))!, (await desk.Find(3))!);
        Assert.Equal(["a"], rest.Surges.Select(s => s.Id));
        Assert.Equal(["b"], split.Surges.Select(s => s.Id));
        Assert.Equal((Now, "ada", TimelineAct.SplitInto, "3"), Last(rest));
        Assert.Equal((Now, "ada", TimelineAct.SplitFrom, "1"), Last(split));
        Assert.Equal((IncidentState.Open, 12.5m), (split.Incident.State, split.Incident.CostPerContact));
        Assert.Equal(ActOutcome.NotNow, await desk.Split(3, "b", "ada"));
    }

    [Fact]
    public async Task What_is_refused_leaves_no_trace()
    {
        await using IntakeHost host = await Filled();
        IncidentDesk desk = Desk(host);
        Assert.Equal(ActOutcome.NotFound, await desk.Acknowledge(9, "ada"));
        Assert.Equal(ActOutcome.NotFound, await desk.Merge(1, 9, "ada"));
        Assert.Equal(ActOutcome.NotFound, await desk.Split(1, "c", "ada"));
        Assert.Equal(ActOutcome.NotNow, await desk.Merge(1, 1, "ada"));
        Assert.Equal(ActOutcome.NotNow, await desk.Reopen(1, "ada"));
        Assert.Equal(ActOutcome.Invalid, await desk.Note(1, "ada", new string('x', IncidentDesk.NoteCharactersMax + 1)));
        Assert.Equal(ActOutcome.Invalid, await desk.NameCause(1, "ada", "gremlins"));
        Assert.Empty((await desk.Find(1))!.Timeline);
        Assert.Equal(IncidentState.Open, (await desk.Find(1))!.Incident.State);
    }

    [Fact]
    public async Task Of_two_who_take_it_at_once_one_does()
    {
        await using IntakeHost host = await Filled();
        IncidentDesk desk = Desk(host);
        ActOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => desk.Acknowledge(1, $"p{i}")));
        Assert.Single(outcomes, o => o == ActOutcome.Done);
        TimelineEntry entry = Assert.Single((await desk.Find(1))!.Timeline);
        Assert.Equal((await desk.Find(1))!.Incident.AcknowledgedBy, entry.Who);
    }

    [Fact]
    public async Task Lists_are_filtered_searched_and_paged_newest_first()
    {
        await using IntakeHost host = await Filled();
        IncidentDesk desk = Desk(host);
        await Does(desk.Close(1, "ada"));
        Assert.Equal([2, 1], await Ids(desk, new IncidentFilter()));
        Assert.Equal([2], await Ids(desk, new IncidentFilter(Open: true)));
        Assert.Equal([1], await Ids(desk, new IncidentFilter(Open: false)));
        Assert.Equal([1], await Ids(desk, new IncidentFilter(Skip: 1, Take: 5)));
        Assert.Equal([2], await Ids(desk, new IncidentFilter(Search: "fib")));
    }

    private async Task Does(Task<ActOutcome> act)
    {
        Assert.Equal(ActOutcome.Done, await act);
        _time.Advance(TimeSpan.FromMinutes(1));
    }

    private static async Task<IEnumerable<int>> Ids(IncidentDesk desk, IncidentFilter filter) => (await desk.List(filter)).Select(i => i.Id);

    private static (DateTimeOffset, string, TimelineAct, string) Last(IncidentView view)
    {
        TimelineEntry last = view.Timeline[^1];
        return (last.At, last.Who, last.Act, last.Detail);
    }

    private static IncidentDesk Desk(IntakeHost host) => host.App.Services.GetRequiredService<IncidentDesk>();

    private async Task<IntakeHost> Filled()
    {
        IntakeHost host = await Start(_time);
        await using VedettaContext context = await host.App.Services.GetRequiredService<IDbContextFactory<VedettaContext>>().CreateDbContextAsync();
        context.AddRange(Make(1, "whatsapp", Now.AddHours(-1)), Make(2, "fibre", Now.AddHours(-2)));
        context.AddRange(
            SurgeOf(1, "a", "contact{topic=whatsapp}", Now.AddHours(-1)), SurgeOf(1, "b", "report{service=whatsapp}", Now.AddMinutes(-50)),
            SurgeOf(2, "c", "contact{topic=fibre}", Now.AddHours(-2)));
        await context.SaveChangesAsync();
        return host;
    }

    private static Incident Make(int id, string subject, DateTimeOffset onset) => new()
    {
        Id = id,
        OpenedAt = onset.AddSeconds(30),
        Onset = onset,
        SubjectKind = SubjectKind.Service,
        SubjectId = subject,
        CostPerContact = 12.5m,
        UpdatedAt = onset,
    };

    private static IncidentSurge SurgeOf(int incident, string id, string series, DateTimeOffset onset) => new()
    {
        SurgeId = id,
        IncidentId = incident,
        Series = series,
        Onset = onset,
        SurgeJson = IncidentJson.Write(Some.Surge(series, onset) with { Id = id }),
    };
}

public sealed class SqliteIncidentTests : IncidentContract
{
    private protected override Task<IntakeHost> Start(TimeProvider time) => IntakeHost.Start(time);
}

public sealed class PostgresIncidentTests(PostgresServer server) : IncidentContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(TimeProvider time) =>
        await IntakeHost.Start(time, postgres: await server.NewDatabase());
}
