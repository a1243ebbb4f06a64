using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Incidents;
using Vedetta.Tests.Access;
using Vedetta.Tests.Browser;

namespace Vedetta.Tests.Desk;

/// <summary>The forms of an incident's page, as a browser sends them.</summary>
public sealed class IncidentFormTests
{
    public static TheoryData<string, string, string, TimelineAct, string> Acts => new()
    {
        { "acknowledge", "", "", TimelineAct.Acknowledged, "" },
        { "note", "text", "Announcement is on.", TimelineAct.Noted, "Announcement is on." },
        { "cause", "cause", CauseWords.OwnOutage, TimelineAct.CauseNamed, CauseWords.OwnOutage },
        { "merge", "from", "4", TimelineAct.MergedFrom, "4" },
        { "split", "surge", "report{service=whatsapp}3", TimelineAct.SplitInto, "5" },
        { "close", "", "", TimelineAct.Closed, "" },
    };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task An_operator_acts_and_the_timeline_says_so(string act, string field, string value, TimelineAct told, string detail)
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        HttpResponseMessage answer = await DeskHost.Send(worker, "/desk/incidents/3", $"/desk/incidents/3/{act}", Fields(field, value));
        Assert.Equal("/desk/incidents/3?done=yes", answer.Headers.Location?.ToString());
        TimelineEntry last = (await host.App.Services.GetRequiredService<IncidentDesk>().Find(3))!.Timeline[^1];
        Assert.Equal((host.Time.GetUtcNow(), "bruno", told, detail), (last.At, last.Who, last.Act, last.Detail));
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Viewers_and_forged_forms_change_nothing(string act, string field, string value, TimelineAct told, string detail)
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer), worker = await host.SignedIn("bruno", Roles.Operator);
        IncidentDesk desk = host.App.Services.GetRequiredService<IncidentDesk>();
        int before = (await desk.Find(3))!.Timeline.Count;
        HttpResponseMessage asViewer = await DeskHost.Send(viewer, "/desk/incidents/3", $"/desk/incidents/3/{act}", Fields(field, value));
        Assert.Equal(HttpStatusCode.Forbidden, asViewer.StatusCode);
        using var forged = new FormUrlEncodedContent(Fields(field, value).Select(f => KeyValuePair.Create(f.Name, f.Value)));
        Assert.Equal(HttpStatusCode.BadRequest, (await worker.PostAsync($"/desk/incidents/3/{act}", forged)).StatusCode);
        using HttpClient stranger = host.Visitor();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync($"/desk/incidents/3/{act}", null)).StatusCode);
        IReadOnlyList<TimelineEntry> timeline = (await desk.Find(3))!.Timeline;
        Assert.Equal(before, timeline.Count);
        Assert.DoesNotContain(timeline, t => t.Act == told && t.Detail == detail);
    }

    [Fact]
    public async Task A_closed_incident_is_opened_again_by_its_form()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator);
        HttpResponseMessage answer = await DeskHost.Send(worker, "/desk/incidents/1", "/desk/incidents/1/reopen");
        Assert.Equal("/desk/incidents/1?done=yes", answer.Headers.Location?.ToString());
        IncidentView view = (await host.App.Services.GetRequiredService<IncidentDesk>().Find(1))!;
        Assert.Equal(("bruno", TimelineAct.Reopened), (view.Timeline[^1].Who, view.Timeline[^1].Act));
    }

    [Theory]
    [InlineData("/desk/incidents/99/acknowledge", "", "", "not-found")]
    [InlineData("/desk/incidents/3/note", "text", " ", "invalid")]
    [InlineData("/desk/incidents/3/cause", "cause", "gremlins", "invalid")]
    [InlineData("/desk/incidents/3/merge", "from", "3", "not-now")]
    [InlineData("/desk/incidents/3/merge", "", "", "invalid")]
    [InlineData("/desk/incidents/2/acknowledge", "", "", "not-now")]
    public async Task An_act_that_makes_no_sense_is_told_so(string path, string field, string value, string outcome)
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator);
        HttpResponseMessage answer = await DeskHost.Send(worker, "/desk/incidents/3", path, Fields(field, value));
        Assert.EndsWith("?done=" + outcome, answer.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Fields(string field, string value) => field.Length == 0 ? [] : [(field, value)];
}
