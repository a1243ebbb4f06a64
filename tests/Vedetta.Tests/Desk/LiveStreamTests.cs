using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Desk;
using Vedetta.Detection;
using Vedetta.Incidents;
using Vedetta.Tests.Acceptance;
using Vedetta.Tests.Access;
using Vedetta.Tests.Browser;

namespace Vedetta.Tests.Desk;

/// <summary>Open pages are told what changes, over real connections and a clock the test moves.</summary>
public sealed class LiveStreamTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_board_is_sent_whole_once_and_then_only_what_changed()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        using Events events = await Events.Open(viewer, "/desk/live");
        LivePage whole = await events.Next();
        Assert.NotEmpty(whole["at"]);
        Assert.True(whole.Texts.Count > 10);
        host.Time.Advance(Beat);
        host.App.Services.GetRequiredService<LiveWatch>().Paint(host.Time.GetUtcNow().AddSeconds(1));
        host.Time.Advance(Beat);
        LivePage news = await events.Next();
        Assert.Equal(whole.Structure, news.Structure);
        Assert.InRange(news.Texts.Count, 1, whole.Texts.Count / 2);
    }

    [Fact]
    public async Task An_act_on_an_incident_reaches_whoever_looks_at_it()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        using Events board = await Events.Open(viewer, "/desk/live"), incident = await Events.Open(viewer, "/desk/incidents/3/live");
        (LivePage boardBefore, LivePage before) = (await board.Next(), await incident.Next());
        await host.App.Services.GetRequiredService<IncidentDesk>().Acknowledge(3, "bruno");
        host.Time.Advance(Beat);
        Assert.NotEqual(boardBefore.Structure, (await board.Next()).Structure);
        Assert.NotEqual(before.Structure, (await incident.Next()).Structure);
    }

    [Fact]
    public async Task A_viewer_who_leaves_is_forgotten_and_may_come_back()
    {
        await using DeskHost host = await DeskHost.Start();
        await SampleDay.Fill(host);
        LiveStream stream = host.App.Services.GetRequiredService<LiveStream>();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        LivePage first;
        using (Events events = await Events.Open(viewer, "/desk/live")) first = await events.Next();
        await LiveHost.Until(() => stream.Viewers == 0);
        using Events again = await Events.Open(viewer, "/desk/live");
        Assert.Equal(first.Texts.Count, (await again.Next()).Texts.Count);
        Assert.Equal(1, stream.Viewers);
    }

    [Fact]
    public async Task A_stream_of_an_ended_session_ends_within_five_minutes()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        using Events events = await Events.Open(viewer, "/desk/live");
        await events.Next();
        await host.WithAccounts(async accounts =>
        {
            await accounts.EndSessions((await accounts.Find("anna"))!.Id);
            return 0;
        });
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await events.End();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(viewer)).StatusCode);
    }

    [Fact]
    public async Task A_stream_of_no_incident_ends_at_once()
    {
        await using DeskHost host = await DeskHost.Start();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        using Events events = await Events.Open(viewer, "/desk/incidents/77/live");
        await events.End();
    }

    [Fact]
    public async Task The_number_of_viewers_is_bounded_and_a_place_that_is_left_is_free()
    {
        await using DeskHost host = await DeskHost.Start();
        LiveStream stream = host.App.Services.GetRequiredService<LiveStream>();
        using HttpClient viewer = await host.SignedIn("anna", Roles.Viewer);
        var open = new List<Events>();
        for (int i = 0; i < LiveStream.ViewersMax; i++) open.Add(await Events.Open(viewer, "/desk/live"));
        HttpResponseMessage refused = await Get(viewer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(1, stream.Refused);
        open[0].Dispose();
        await LiveHost.Until(() => stream.Viewers < LiveStream.ViewersMax);
        open[0] = await Events.Open(viewer, "/desk/live");
        foreach (Events events in open) events.Dispose();
        await LiveHost.Until(() => stream.Viewers == 0);
    }

    private static async Task<HttpResponseMessage> Get(HttpClient viewer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/desk/live");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await viewer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The events of one stream.</summary>
    private sealed class Events(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public static async Task<Events> Open(HttpClient viewer, string path)
        {
            HttpResponseMessage response = await viewer.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            var events = new Events(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
            Assert.StartsWith("retry:", await events.Line(), StringComparison.Ordinal);
            return events;
        }

        public async Task<LivePage> Next()
        {
            string? line;
            while ((line = await Line()) is not null)
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                    return JsonSerializer.Deserialize<LivePage>(line["data: ".Length..], JsonSerializerOptions.Web)!;
            throw new EndOfStreamException("The stream ended.");
        }

        public async Task End()
        {
            while (await Line() is not null)
            {
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }

        private Task<string?> Line() => reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }
}
