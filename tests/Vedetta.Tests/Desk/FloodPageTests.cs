using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.Desk.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Incidents.Safekeeping;
using Vedetta.Storage;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Desk;

/// <summary>What people see of a flood, do against it, and take away as evidence.</summary>
public sealed class FloodPageTests
{
    [Fact]
    public async Task A_flood_is_shown_with_its_lines_its_rhythm_and_its_origin()
    {
        await using DeskHost host = await DeskHost.Start();
        int incident = await FloodDay.Fill(host);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator);
        string page = await worker.GetStringAsync($"/desk/incidents/{incident}/flood");
        Assert.Contains("every 1 min per line", page, StringComparison.Ordinal);
        Assert.Contains(FloodDay.Dialler, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("number of a range of France", page, StringComparison.Ordinal);
        Assert.Contains("autodial/1.0", page, StringComparison.Ordinal);
        Assert.Contains("/flood\"", await worker.GetStringAsync($"/desk/incidents/{incident}"), StringComparison.Ordinal);
        string lines = WebUtility.HtmlDecode(await worker.GetStringAsync("/desk/lines"));
        Assert.Contains($"/desk/incidents/{incident}/flood", lines, StringComparison.Ordinal);
        Assert.Contains(FloodDay.Prefix + "007", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewers_see_ranges_instead_of_numbers_and_cannot_act()
    {
        await using DeskHost host = await DeskHost.Start();
        int incident = await FloodDay.Fill(host);
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        string page = WebUtility.HtmlDecode(await viewer.GetStringAsync($"/desk/incidents/{incident}/flood"));
        Assert.DoesNotContain(FloodDay.Dialler, page, StringComparison.Ordinal);
        Assert.Contains("•", page, StringComparison.Ordinal);
        HttpResponseMessage asked = await viewer.GetAsync($"/desk/incidents/{incident}/evidence.zip");
        Assert.Contains("/denied", asked.Headers.Location?.ToString(), StringComparison.Ordinal);
        HttpResponseMessage proposed = await DeskHost.Send(viewer, "/desk", $"/desk/incidents/{incident}/flood/propose", ("flood", "x"));
        Assert.Equal(HttpStatusCode.Forbidden, proposed.StatusCode);
    }

    [Fact]
    public async Task One_press_proposes_one_puts_to_work_and_one_takes_back()
    {
        await using DeskHost host = await DeskHost.Start();
        int incident = await FloodDay.Fill(host);
        string path = $"/desk/incidents/{incident}/flood";
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator), approver = await host.SignedIn("carla", Roles.Approver);
        string flood = (await host.App.Services.GetRequiredService<Vedetta.Incidents.IncidentDesk>().OpenFloods()).Single().Flood.Id;
        HttpResponseMessage proposed = await DeskHost.Send(worker, path, path + "/propose", ("flood", flood));
        Assert.Equal(path + "?done=yes", proposed.Headers.Location?.ToString());
        GateStore store = host.App.Services.GetRequiredService<GateStore>();
        GateActivation draft = Assert.Single(await store.List(incident, 0, 9));
        Assert.Equal(GateRuleState.Draft, draft.State);
        await DeskHost.Send(worker, path, $"/desk/gate/{draft.Id}/activate", ("back", path));
        Assert.Equal(GateRuleState.Draft, (await store.Find(draft.Id))!.State);
        HttpResponseMessage done = await DeskHost.Send(approver, path, $"/desk/gate/{draft.Id}/activate", ("back", path));
        Assert.Equal(path + "?done=yes", done.Headers.Location?.ToString());
        Assert.Equal((GateAct.Refuse, GateAct.Pass), (Decide(host, FloodDay.Dialler), Decide(host, "+393401000001")));
        Assert.Contains("Take back", await approver.GetStringAsync(path), StringComparison.Ordinal);
        await DeskHost.Send(approver, path, $"/desk/gate/{draft.Id}/take-back", ("back", path));
        Assert.Equal(GateAct.Pass, Decide(host, FloodDay.Dialler));
        HttpResponseMessage elsewhere = await DeskHost.Send(approver, path, $"/desk/gate/{draft.Id}/try", ("back", "//evil.example/"));
        Assert.StartsWith("/desk/gate?", elsewhere.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_evidence_holds_every_call_of_the_flood_and_its_sums_hold()
    {
        await using DeskHost host = await DeskHost.Start();
        int incident = await FloodDay.Fill(host);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator);
        using var zip = new ZipArchive(new MemoryStream(await worker.GetByteArrayAsync($"/desk/incidents/{incident}/evidence.zip")));
        string sums = Text(zip, EvidencePack.SumsName);
        foreach (string line in sums.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(Bytes(zip, line[66..]))));
        Assert.Equal(zip.Entries.Count - 1, sums.Count(c => c == '\n'));
        string[] calls = Text(zip, "calls.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.All(calls, c => Assert.Contains(FloodDay.Dialler, c, StringComparison.Ordinal));
        Assert.InRange(calls.Length, FloodDay.Lines * 2, FloodDay.Lines * 3);
        await using AsyncServiceScope scope = host.App.Services.CreateAsyncScope();
        AuditEntry entry = (await scope.ServiceProvider.GetRequiredService<AuditLog>().Newest(50)).First(e => e.Action == "evidence.download");
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sums))), entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_privacy_officer_lets_go_of_evidence_and_then_it_is_gone()
    {
        await using DeskHost host = await DeskHost.Start();
        int incident = await FloodDay.Fill(host);
        using HttpClient worker = await host.SignedIn("bruno", Roles.Operator),
            officer = await host.SignedIn("dora", Roles.PrivacyOfficer | Roles.Operator);
        string path = $"/desk/incidents/{incident}";
        Assert.Equal(HttpStatusCode.Forbidden, (await DeskHost.Send(worker, path, path + "/evidence/release")).StatusCode);
        EvidenceStore evidence = host.App.Services.GetRequiredService<EvidenceStore>();
        Assert.NotEmpty(await evidence.Calls(incident, 10));
        await DeskHost.Send(officer, path, path + "/evidence/release");
        Assert.Empty(await evidence.Calls(incident, 10));
        Assert.Equal(HttpStatusCode.NotFound, (await worker.GetAsync(path + "/evidence.zip")).StatusCode);
        await host.App.Services.GetRequiredService<EvidenceKeeper>().Round();
        Assert.Empty(await evidence.Calls(incident, 10));
    }

    private static GateAct Decide(DeskHost host, string caller)
    {
        GateState state = host.App.Services.GetRequiredService<GateKeeper>().Live.State;
        var call = new GateCall
        {
            Caller = PhoneKey.Pack(caller),
            Called = PhoneKey.Pack(FloodDay.Prefix + "010"),
            UserAgent = caller == FloodDay.Dialler ? "autodial/1.0"u8 : "phone/3"u8,
        };
        return state.Book.Decide(call, host.Time.GetUtcNow().ToUnixTimeMilliseconds()).Act;
    }

    private static string Text(ZipArchive zip, string name) => Encoding.UTF8.GetString(Bytes(zip, name));

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using Stream entry = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        entry.CopyTo(copy);
        return copy.ToArray();
    }
}
