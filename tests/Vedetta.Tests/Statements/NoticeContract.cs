using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.Storage;
using Vedetta.Tests.Intake;
using Vedetta.Tests.Storage;

namespace Vedetta.Tests.Statements;

/// <summary>What people do to notices, on every database.</summary>
public abstract class NoticeContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Author Ada = new("ada", MayApprove: true), Bob = new("bob", MayApprove: false);
    private readonly FakeTimeProvider _time = new(Now);

    private protected abstract Task<IntakeHost> Start(TimeProvider time);

    [Fact]
    public async Task A_notice_grows_by_updates_in_order_of_publication()
    {
        await using IntakeHost host = await WithComponents();
        string first = await Published(host, Some.Incident(("web", ComponentState.MajorOutage)));
        string second = await Published(host, Some.Incident());
        await Published(host, Some.Update(first, NoticeState.Monitoring, ("web", ComponentState.Degraded)));
        IReadOnlyList<PublishedUpdate> updates = await Store(host).UpdatesAfterAsync(1, 10);
        Assert.Equal([(2L, second), (3L, first)], updates.Select(u => (u.Update.Id, u.Notice.Id)));
        Assert.Equal(["web"], updates[1].Affected.Select(c => c.Id));
        Assert.Equal((NoticeState.Monitoring, 1), (updates[1].Notice.State, updates[1].Notice.Sequence));
        Assert.Single(await Store(host).UpdatesAfterAsync(0, 1));
    }

    [Fact]
    public async Task What_an_operator_writes_waits_for_an_approver()
    {
        await using IntakeHost host = await WithComponents();
        NoticeResult kept = await Desk(host).Submit(Some.Incident(("web", ComponentState.MajorOutage)), Bob);
        Assert.Equal(NoticeOutcome.Waiting, kept.Outcome);
        Assert.Empty((await Store(host).ReadPublic()).Notices);
        Assert.Equal(ComponentState.Operational, (await Store(host).Components())[0].State);
        NoticeDraft draft = Assert.Single(await Store(host).Waiting()).Draft;
        Assert.Equal(NoticeOutcome.NotAllowed, (await Desk(host).Approve(draft.Id, Bob)).Outcome);
        Assert.Equal(NoticeOutcome.Published, (await Desk(host).Approve(draft.Id, Ada)).Outcome);
        NoticeView view = Assert.Single((await Store(host).ReadPublic()).Notices);
        Assert.Equal(("bob", "ada"), (view.Updates[0].WrittenBy, view.Updates[0].ApprovedBy));
        Assert.Equal(ComponentState.MajorOutage, (await Store(host).Components())[0].State);
    }

    [Fact]
    public async Task Under_four_eyes_nobody_approves_their_own_words()
    {
        await using IntakeHost host = await WithComponents(ApprovalPolicy.FourEyes);
        Assert.Equal(NoticeOutcome.Waiting, (await Desk(host).Submit(Some.Incident(), Ada)).Outcome);
        NoticeDraft draft = Assert.Single(await Store(host).Waiting()).Draft;
        Assert.Equal(NoticeOutcome.NotAllowed, (await Desk(host).Approve(draft.Id, Ada)).Outcome);
        Assert.Equal(NoticeOutcome.Published, (await Desk(host).Approve(draft.Id, new Author("cleo", true))).Outcome);
    }

    [Fact]
    public async Task A_refused_first_draft_leaves_nothing_behind()
    {
        await using IntakeHost host = await WithComponents();
        string id = (await Desk(host).Submit(Some.Incident(), Bob)).NoticeId!;
        NoticeDraft draft = Assert.Single(await Store(host).Waiting()).Draft;
        Assert.Equal(NoticeOutcome.Done, (await Desk(host).Refuse(draft.Id, Ada)).Outcome);
        Assert.Null(await Store(host).Find(id));
        Assert.Contains((await Audit(host)).Select(e => e.Action), a => a == "notice.refuse");
    }

    [Fact]
    public async Task A_correction_keeps_what_it_corrects()
    {
        await using IntakeHost host = await WithComponents();
        string id = await Published(host, Some.Incident());
        NoticeEdit correction = Some.Update(id, NoticeState.Investigating) with { Corrects = 1 };
        Assert.Equal(NoticeOutcome.Published, (await Desk(host).Submit(correction, Ada)).Outcome);
        NoticeView view = (await Store(host).Find(id))!;
        Assert.Equal([null, 1L], view.Updates.Select(u => u.Corrects));
        Assert.Equal(NoticeOutcome.NotFound, (await Desk(host).Submit(correction with { Corrects = 99 }, Ada)).Outcome);
    }

    [Fact]
    public async Task Components_follow_the_worst_open_notice_and_keep_their_history()
    {
        await using IntakeHost host = await WithComponents();
        string worse = await Published(host, Some.Incident(("web", ComponentState.MajorOutage)));
        await Published(host, Some.Incident(("web", ComponentState.Degraded)));
        _time.Advance(TimeSpan.FromHours(1));
        await Published(host, Some.Update(worse, NoticeState.Resolved, ("web", ComponentState.Operational)));
        PublicRecord record = await Store(host).ReadPublic();
        Assert.Equal(ComponentState.Degraded, record.Components[0].State);
        Assert.Equal(
            [(ComponentState.MajorOutage, Now, Now.AddHours(1)), (ComponentState.Degraded, Now.AddHours(1), null)],
            record.Spans.Select(s => (s.State, s.From, s.Until)));
    }

    [Fact]
    public async Task Withdrawing_needs_no_second_person_and_silences_the_voice_menu()
    {
        await using IntakeHost host = await WithComponents();
        string id = await Published(host, Some.Incident(("web", ComponentState.MajorOutage)));
        NoticeEdit withdrawal = Some.Update(id, NoticeState.Withdrawn) with { Announcement = PublicText.None };
        Assert.Equal(NoticeOutcome.Published, (await Desk(host).Submit(withdrawal, Bob)).Outcome);
        Assert.Equal(ComponentState.Operational, (await Store(host).Components())[0].State);
        Assert.Equal(NoticeOutcome.NotNow, (await Desk(host).Submit(Some.Update(id, NoticeState.Monitoring), Ada)).Outcome);
    }

    [Fact]
    public async Task Every_publication_wakes_whoever_waits()
    {
        await using IntakeHost host = await WithComponents();
        NoticeSignal signal = host.App.Services.GetRequiredService<NoticeSignal>();
        Task next = signal.After(signal.Version);
        Assert.False(next.IsCompleted);
        await Published(host, Some.Incident());
        await next.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task<IntakeHost> WithComponents(ApprovalPolicy policy = ApprovalPolicy.Approvers)
    {
        IntakeHost host = await Start(_time);
        await host.App.Services.GetRequiredService<SettingsStore>()
            .Save("ada", new Organisation { StatusPage = new StatusPageSetting { Approval = policy } });
        await Desk(host).Save(new Component { Id = "web", Name = PublicText.Same("Website") }, Ada);
        return host;
    }

    private static async Task<string> Published(IntakeHost host, NoticeEdit edit)
    {
        NoticeResult result = await Desk(host).Submit(edit, Ada);
        Assert.Equal(NoticeOutcome.Published, result.Outcome);
        return result.NoticeId!;
    }

    private static NoticeDesk Desk(IntakeHost host) => host.App.Services.GetRequiredService<NoticeDesk>();

    private static NoticeStore Store(IntakeHost host) => host.App.Services.GetRequiredService<NoticeStore>();

    private static Task<IReadOnlyList<AuditEntry>> Audit(IntakeHost host) =>
        host.App.Services.GetRequiredService<AuditLog>().Newest(50);
}

public sealed class SqliteNoticeTests : NoticeContract
{
    private protected override Task<IntakeHost> Start(TimeProvider time) => IntakeHost.Start(time);
}

public sealed class PostgresNoticeTests(PostgresServer server) : NoticeContract, IClassFixture<PostgresServer>
{
    private protected override async Task<IntakeHost> Start(TimeProvider time) =>
        await IntakeHost.Start(time, postgres: await server.NewDatabase());
}
