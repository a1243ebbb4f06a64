using Microsoft.Extensions.DependencyInjection;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Statements;

/// <summary>Announced maintenance at its times.</summary>
public sealed class MaintenanceClockTests
{
    [Fact]
    public async Task Maintenance_begins_and_ends_at_the_times_that_were_approved()
    {
        await using DeskHost host = await DeskHost.Start();
        NoticeDesk desk = host.App.Services.GetRequiredService<NoticeDesk>();
        await desk.Save(new Component { Id = "shop", Name = new PublicText(It: "Negozio", En: "Shop") }, new Author("ada", true));
        await host.App.Services.GetRequiredService<SettingsStore>().Save(
            "ada", new Organisation { StatusPage = new StatusPageSetting { Approval = ApprovalPolicy.FourEyes } });
        string id = await Announce(host, desk);
        MaintenanceClock clock = host.App.Services.GetRequiredService<MaintenanceClock>();
        Assert.Equal(0, await clock.Round());
        host.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await clock.Round());
        Assert.Equal(0, await clock.Round());
        Assert.Equal((NoticeState.InProgress, ComponentState.Maintenance), await StateOf(host, id));
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await clock.Round());
        Assert.Equal((NoticeState.Completed, ComponentState.Operational), await StateOf(host, id));
        NoticeView view = (await host.App.Services.GetRequiredService<NoticeStore>().Find(id))!;
        Assert.Equal(["bob", "vedetta", "vedetta"], view.Updates.Select(u => u.WrittenBy));
        Assert.Contains("Negozio", view.Updates[1].Text.It, StringComparison.Ordinal);
        Assert.Contains("Shop", view.Updates[1].Text.De, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_completed_or_withdrew_stays_so()
    {
        await using DeskHost host = await DeskHost.Start();
        NoticeDesk desk = host.App.Services.GetRequiredService<NoticeDesk>();
        var ada = new Author("ada", MayApprove: true);
        DateTimeOffset now = host.Time.GetUtcNow();
        string id = (await desk.Submit(Some.Maintenance(now.AddHours(2), now.AddHours(3)), ada)).NoticeId!;
        await desk.Submit(Some.Update(id, NoticeState.Withdrawn), ada);
        host.Time.Advance(TimeSpan.FromHours(4));
        Assert.Equal(0, await host.App.Services.GetRequiredService<MaintenanceClock>().Round());
    }

    private static async Task<string> Announce(DeskHost host, NoticeDesk desk)
    {
        DateTimeOffset now = host.Time.GetUtcNow();
        NoticeEdit edit = Some.Maintenance(now.AddHours(2), now.AddHours(3)) with
        {
            Affected = [new AffectedComponent("shop", ComponentState.Maintenance)],
        };
        NoticeResult waits = await desk.Submit(edit, new Author("bob", MayApprove: false));
        long draft = (await host.App.Services.GetRequiredService<NoticeStore>().Waiting()).Single().Draft.Id;
        await desk.Approve(draft, new Author("ada", MayApprove: true));
        return waits.NoticeId!;
    }

    private static async Task<(NoticeState, ComponentState)> StateOf(DeskHost host, string id)
    {
        NoticeStore store = host.App.Services.GetRequiredService<NoticeStore>();
        return ((await store.Find(id))!.Notice.State, (await store.Components()).Single().State);
    }
}
