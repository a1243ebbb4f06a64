using System.Diagnostics;
using Vedetta.Access;
using Vedetta.Cli.Replay;
using Vedetta.Engine.Scenarios;
using Vedetta.Engine.Signals;
using Vedetta.Intake;

namespace Vedetta.Cli.Demo;

/// <summary>
/// Plays the day WhatsApp was down through a real server: four weeks of ordinary contacts teach the baselines, then the
/// day runs faster than life, every signal through the same intake as any sender's.
/// </summary>
public static class DemoDay
{
    private const string Name = "whatsapp-tim";
    private const int Seed = 20221025;

    // A quarter of an hour of calm before WhatsApp fails: the desk first shows what ordinary looks like.
    private static readonly DateTimeOffset PlayFrom = new(2022, 10, 25, 8, 45, 0, TimeSpan.FromHours(2));
    private static readonly TimeSpan TeachingStretch = TimeSpan.FromHours(6);
    private static readonly TimeSpan LiveStretch = TimeSpan.FromSeconds(5);

    /// <summary>Starts the server, prints where to look, and plays until stopped.</summary>
    /// <exception cref="InputException">The data folder is not empty.</exception>
    public static async Task<int> Run(ServerOptions options, double speed, TextWriter output, CancellationToken cancel)
    {
        CheckIsEmpty(options.DataDirectory);
        ScenarioFolder scenario = await Simulate(options.DataDirectory, output, cancel);
        var time = new ScaledTime(PlayFrom, speed);
        await using WebApplication server = Server.Create(
            options with { Organisation = scenario.ToOrganisation(), WarmUntil = scenario.Description.WarmUntil, SignInTime = TimeProvider.System },
            time);
        await server.StartAsync(cancel);
        var chunks = new SignalChunks(scenario.SignalsFile, at => at + TeachingStretch <= PlayFrom ? TeachingStretch : LiveStretch);
        using IEnumerator<SignalChunk> day = chunks.Read().GetEnumerator();
        SignalIntake intake = server.Services.GetRequiredService<SignalIntake>();
        await Teach(day, intake, output, cancel);
        await SayWhereToLook(server, speed, output);
        time.Run();
        Task playing = Play(day, intake, time, output, cancel);
        await server.WaitForShutdownAsync(cancel);
        await playing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return 0;
    }

    private static void CheckIsEmpty(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InputException($"{folder} is not empty. The demo starts on an empty data folder: name another with --data.");
    }

    private static async Task<ScenarioFolder> Simulate(string folder, TextWriter output, CancellationToken cancel)
    {
        await output.WriteAsync("Writing four weeks of ordinary days and the 25th of October 2022 ... ");
        string into = Path.Combine(folder, "demo");
        var watch = Stopwatch.StartNew();
        if (!ScenarioCatalogue.TryCreate(Name, Seed, 1, out Scenario? scenario))
            throw new InvalidOperationException($"The scenario {Name} is missing.");
        await Task.Run(() => ScenarioFiles.Write(scenario, into, isPlain: false, _ => { }, cancel), cancel);
        await output.WriteLineAsync($"{watch.Elapsed.TotalSeconds:0} s");
        return ScenarioFolder.Open(into);
    }

    private static async Task Teach(IEnumerator<SignalChunk> day, SignalIntake intake, TextWriter output, CancellationToken cancel)
    {
        await output.WriteAsync("Teaching the baselines ... ");
        var watch = Stopwatch.StartNew();
        while (day.MoveNext() && day.Current.Until <= PlayFrom) await Take(day.Current, intake, cancel);
        await output.WriteLineAsync($"{watch.Elapsed.TotalSeconds:0} s");
    }

    private static async Task SayWhereToLook(WebApplication server, double speed, TextWriter output)
    {
        string link = await server.Services.GetRequiredService<FirstRun>().CreateDemoLink(server.Urls.First());
        await output.WriteLineAsync();
        await output.WriteLineAsync($"It is {PlayFrom:HH:mm} on 25 October 2022, and time runs {speed:0.#} times faster than life.");
        await output.WriteLineAsync("WhatsApp fails at 9 o'clock. Sign in once with this link and watch:");
        await output.WriteLineAsync();
        await output.WriteLineAsync($"    {link}");
        await output.WriteLineAsync();
        await output.WriteLineAsync("Ctrl+C ends it.");
    }

    private static async Task Play(
        IEnumerator<SignalChunk> day, SignalIntake intake, ScaledTime time, TextWriter output, CancellationToken cancel)
    {
        do
        {
            TimeSpan wait = day.Current.Until - time.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancel);
            await Take(day.Current, intake, cancel);
        }
        while (day.MoveNext());
        await output.WriteLineAsync("The day is over; nothing more arrives. The desk stays open.");
    }

    private static async Task Take(SignalChunk chunk, SignalIntake intake, CancellationToken cancel)
    {
        JournalAnswer answer;
        do answer = await intake.Take(new MemoryStream(chunk.Lines), SignalFormat.Ndjson, null, cancel);
        while (answer.Outcome == JournalOutcome.Full);
    }
}
