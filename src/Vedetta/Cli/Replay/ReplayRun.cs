using Vedetta.Detection;
using Vedetta.Engine.Signals;
using Vedetta.Incidents;
using Vedetta.Intake;
using Vedetta.Settings;
using Vedetta.StatusPage.Reports;

namespace Vedetta.Cli.Replay;

/// <summary>What a replay came to.</summary>
public sealed record ReplayResult(IReadOnlyList<IncidentView> Incidents, long Signals, long Refused, TimeSpan Played)
{
    /// <summary>Moves of services between states, oldest first.</summary>
    public required IReadOnlyList<StateChange> States { get; init; }
}

/// <summary>
/// Plays a scenario folder through the whole server on virtual time: the same intake, journal, detection and incidents
/// as live, but the clock moves as soon as the work of each stretch is done. Same folder, same incidents.
/// </summary>
public sealed class ReplayRun(ScenarioFolder scenario, string dataDirectory)
{
    // What only teaches may be read in long strides; live stretches are as long as incidents refresh.
    private static readonly TimeSpan TeachingStretch = TimeSpan.FromHours(1);
    private static readonly TimeSpan LiveStretch = TimeSpan.FromSeconds(10);

    /// <summary>Plays it all; <paramref name="progress"/> hears the share of the file read, 0 to 1.</summary>
    public async Task<ReplayResult> Play(Action<double> progress, CancellationToken stop)
    {
        ScenarioDescription description = scenario.Description;
        var time = new VirtualTime(description.From);
        await using WebApplication server = Server.Create(
            new ServerOptions
            {
                DataDirectory = dataDirectory,
                Urls = "http://127.0.0.1:0",
                RunLoops = false,
                IsThrowaway = true,
                WarmUntil = description.WarmUntil,
                Organisation = scenario.ToOrganisation(),
            }, time);
        await server.StartAsync(stop);
        var player = new Player(server.Services, time);
        await player.Play(new SignalChunks(scenario.SignalsFile, StretchAt), scenario, progress, stop);
        IncidentDesk desk = server.Services.GetRequiredService<IncidentDesk>();
        IReadOnlyList<IncidentView> incidents = await All(desk, stop);
        IReadOnlyList<StateChange> states = await server.Services.GetRequiredService<RadarStore>().Since(description.From, null, stop);
        await server.StopAsync(stop);
        return new ReplayResult(incidents, player.Signals, player.Refused, description.Until - description.From)
        {
            States = [.. states.Reverse()],
        };
    }

    private TimeSpan StretchAt(DateTimeOffset time) =>
        time + TeachingStretch < scenario.Description.WarmUntil ? TeachingStretch : LiveStretch;

    private static async Task<IReadOnlyList<IncidentView>> All(IncidentDesk desk, CancellationToken stop)
    {
        var views = new List<IncidentView>();
        for (int skip = 0; await desk.List(new IncidentFilter(Skip: skip, Take: 200), stop) is { Count: > 0 } page; skip += 200)
            foreach (Incident incident in page)
                if (await desk.Find(incident.Id, stop) is { } view) views.Add(view);
        return [.. views.OrderBy(v => v.Incident.Id)];
    }

    private sealed class Player(IServiceProvider services, VirtualTime time)
    {
        private readonly SignalIntake _intake = services.GetRequiredService<SignalIntake>();
        private readonly Lookout _lookout = services.GetRequiredService<Lookout>();
        private readonly Journal _journal = services.GetRequiredService<Journal>();

        private Task<bool>? _next;

        public long Signals { get; private set; }

        public long Refused { get; private set; }

        public async Task Play(SignalChunks chunks, ScenarioFolder scenario, Action<double> progress, CancellationToken stop)
        {
            double length = Math.Max(1, new FileInfo(scenario.SignalsFile).Length);
            await using IAsyncEnumerator<JournaledBatch> journal = _journal.Follow(0, stop).GetAsyncEnumerator(stop);
            foreach (SignalChunk chunk in chunks.Read())
            {
                stop.ThrowIfCancellationRequested();
                await PassSilence(chunk.From, stop);
                time.Now = chunk.Until;
                await Take(chunk, journal, stop);
                progress(chunks.BytesRead / length);
            }
            await PassSilence(scenario.Description.Until, stop);
        }

        private async Task Take(SignalChunk chunk, IAsyncEnumerator<JournaledBatch> journal, CancellationToken stop)
        {
            _next ??= journal.MoveNextAsync().AsTask();
            JournalAnswer answer = await _intake.Take(new MemoryStream(chunk.Lines), SignalFormat.Ndjson, null, stop);
            if (answer.Outcome != JournalOutcome.Written)
                throw new InputException($"The signals until {chunk.Until:O} could not be stored ({answer.Outcome}).");
            IntakeAnswer said = IntakeAnswer.Read(answer.Answer);
            (Signals, Refused) = (Signals + said.Accepted, Refused + said.Refused);
            if (said.Accepted > 0 && await _next)
            {
                _lookout.Take(journal.Current);
                _next = null;
            }
            await _lookout.Round(chunk.Until, stop);
        }

        // Time passes without signals too: surges end, incidents close.
        private async Task PassSilence(DateTimeOffset until, CancellationToken stop)
        {
            while (time.Now + LiveStretch <= until)
            {
                time.Now += LiveStretch;
                await _lookout.Round(time.Now, stop);
            }
        }
    }
}
