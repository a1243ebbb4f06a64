using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage;

namespace Vedetta.Benchmarks;

/// <summary>
/// A whole server in a process of its own with a status page of twenty components, one open incident and a month of past
/// ones. Each line on its standard input publishes a notice with that title.
/// </summary>
internal sealed class StatusPageServer : IDisposable
{
    /// <summary>Tells the benchmark's executable to be the server.</summary>
    public const string ServeWord = "--serve-here";

    private const string Said = "said ";

    private static readonly Author Bench = new("bench", MayApprove: true);
    private readonly Process _process;

    private StatusPageServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static StatusPageServer Start(string benchmark, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StatusPageServer).Assembly.Location, benchmark, ServeWord, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
            if (line.StartsWith(Said, StringComparison.Ordinal)) return new StatusPageServer(process, line[Said.Length..]);
        throw new InvalidOperationException("The server did not start.");
    }

    public void Publish(string title) => _process.StandardInput.WriteLine(title);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20))) _process.Kill();
        _process.Dispose();
    }

    /// <summary>The server's side; ends with its standard input.</summary>
    public static async Task<int> Serve(string folder)
    {
        var options = new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0" };
        StatusPageSetup.CompleteSocketsInline(options);
        await using WebApplication app = Server.Create(options, TimeProvider.System);
        await app.StartAsync();
        await Fill(app.Services);
        Console.WriteLine(Said + app.Urls.First());
        NoticeDesk desk = app.Services.GetRequiredService<NoticeDesk>();
        while (await Console.In.ReadLineAsync() is { } title)
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            await desk.Submit(Edit(title, NoticeKind.Incident, "part3"), Bench);
            await desk.Submit(
                Edit(title, NoticeKind.Maintenance, "part4") with { ScheduledFor = now.AddDays(1), ScheduledUntil = now.AddDays(2) },
                Bench);
        }
        await app.StopAsync();
        return 0;
    }

    private static async Task Fill(IServiceProvider services)
    {
        await services.GetRequiredService<SettingsStore>().Save("bench", new Organisation { Name = "Telefonia Esempio" });
        NoticeDesk desk = services.GetRequiredService<NoticeDesk>();
        for (int i = 0; i < 20; i++)
            await desk.Save(
                new Component
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"part{i}"),
                    Name = PublicText.Same(string.Create(CultureInfo.InvariantCulture, $"Service {i}")),
                    IsGroup = i % 5 == 0,
                    GroupId = i % 5 == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"part{i / 5 * 5}"),
                    Position = i,
                },
                Bench);
        for (int i = 0; i < 5; i++)
        {
            string id = (await desk.Submit(Edit("Calls fail", NoticeKind.Incident, "part1"), Bench)).NoticeId!;
            await desk.Submit(Edit("", NoticeKind.Incident, "part1") with { NoticeId = id, State = NoticeState.Resolved }, Bench);
        }
        await desk.Submit(Edit("WhatsApp does not work", NoticeKind.Incident, "part2"), Bench);
    }

    private static NoticeEdit Edit(string title, NoticeKind kind, string component) => new()
    {
        Kind = kind,
        State = kind == NoticeKind.Incident ? NoticeState.Investigating : NoticeState.Scheduled,
        Impact = kind == NoticeKind.Incident ? NoticeImpact.Major : NoticeImpact.Maintenance,
        Title = PublicText.Same(title),
        Text = PublicText.Same("We receive reports of problems and are looking for the cause. The next news comes within the hour."),
        Affected = [new(component, ComponentState.PartialOutage)],
    };
}
