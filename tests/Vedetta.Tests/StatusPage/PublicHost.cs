using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Settings;
using Vedetta.Statements;
using Vedetta.StatusPage;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.StatusPage;

/// <summary>A server whose status page has something to say.</summary>
internal sealed class PublicHost : IAsyncDisposable
{
    private static readonly Author Ada = new("ada", MayApprove: true);

    private PublicHost(DeskHost host)
    {
        Desk = host;
        Visitor = host.Visitor();
    }

    public DeskHost Desk { get; }

    public HttpClient Visitor { get; }

    public NoticeDesk Notices => Desk.App.Services.GetRequiredService<NoticeDesk>();

    /// <summary>A group with two components, one open incident, one maintenance to come, one incident that is over.</summary>
    public static async Task<PublicHost> Start(Organisation? organisation = null)
    {
        var host = new PublicHost(await DeskHost.Start());
        await Fill(host.Desk, organisation);
        await host.Paint();
        return host;
    }

    public static async Task Fill(DeskHost host, Organisation? organisation = null)
    {
        organisation ??= new Organisation
        {
            Name = "Telefonia Esempio",
            StatusPage = new StatusPageSetting { Address = "https://status.example.it" },
        };
        await host.App.Services.GetRequiredService<SettingsStore>().Save("ada", organisation);
        NoticeDesk desk = host.App.Services.GetRequiredService<NoticeDesk>();
        await Save(desk, new Component { Id = "web", Name = new PublicText("Sito e app", "Site et app", "Website und App", "Website & app"), IsGroup = true });
        await Save(desk, new Component { Id = "shop", GroupId = "web", Position = 1, Name = PublicText.Same("Shop") });
        await Save(desk, new Component { Id = "login", GroupId = "web", Position = 2, Name = new PublicText(It: "Accesso", En: "Sign-in") });
        await Save(desk, new Component { Id = "whatsapp", Position = 3, IsOwn = false, Name = PublicText.Same("WhatsApp") });
        DateTimeOffset now = host.Time.GetUtcNow();
        string old = await Publish(desk, Statements.Some.Incident(("login", ComponentState.Degraded)));
        host.Time.Advance(TimeSpan.FromMinutes(40));
        await Publish(desk, Statements.Some.Update(old, NoticeState.Resolved, ("login", ComponentState.Operational)));
        string open = await Publish(desk, Statements.Some.Incident(("shop", ComponentState.PartialOutage)));
        await Publish(desk, Statements.Some.Update(open, NoticeState.Identified, ("shop", ComponentState.PartialOutage)) with { Corrects = 3 });
        await Publish(desk, Statements.Some.Maintenance(now.AddDays(2), now.AddDays(2).AddHours(3)));
    }

    /// <summary>One round of the painter.</summary>
    public Task Paint() => Desk.App.Services.GetRequiredService<PublicPainter>().Round(default);

    public async Task<string> Publish(NoticeEdit edit) => await Publish(Notices, edit);

    public Task<string> Text(string path) => Visitor.GetStringAsync(path);

    /// <summary>Runs a script of a peer with the text on its standard input; null where the program or its modules are absent.</summary>
    public static async Task<string?> Peer(string program, string[] arguments, string input)
    {
        if (!File.Exists(program)) return null;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 && (await error).Contains("ModuleNotFoundError", StringComparison.Ordinal)) return null;
        Assert.True(process.ExitCode == 0, await error);
        return output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await Desk.DisposeAsync();
    }

    private static async Task<string> Publish(NoticeDesk desk, NoticeEdit edit)
    {
        NoticeResult result = await desk.Submit(edit, Ada);
        Assert.Equal(NoticeOutcome.Published, result.Outcome);
        return result.NoticeId!;
    }

    private static async Task Save(NoticeDesk desk, Component component) =>
        Assert.Equal(NoticeOutcome.Published, (await desk.Save(component, Ada)).Outcome);
}
