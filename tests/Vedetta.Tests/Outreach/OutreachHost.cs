using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Outreach;
using Vedetta.Settings;
using Vedetta.Statements;

namespace Vedetta.Tests.Outreach;

/// <summary>A whole server whose webhooks may go to this machine, on a clock the test moves; rounds are called by hand.</summary>
internal sealed class OutreachHost : IAsyncDisposable
{
    public static readonly Author Ada = new("ada", MayApprove: true);

    private readonly string _folder;
    private readonly bool _ownsFolder;

    private OutreachHost(WebApplication app, FakeTimeProvider time, string folder, bool ownsFolder)
    {
        App = app;
        Time = time;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public OutreachLoop Loop => App.Services.GetRequiredService<OutreachLoop>();

    public SubscriberStore Subscribers => App.Services.GetRequiredService<SubscriberStore>();

    public Outbox Outbox => App.Services.GetRequiredService<Outbox>();

    public static async Task<OutreachHost> Start(string? postgres = null, int smtpPort = 9, string? folder = null, bool areHooksPublicOnly = false)
    {
        bool owns = folder is null;
        folder ??= Directory.CreateTempSubdirectory("vedetta-outreach-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 29, 10, 0, 0, TimeSpan.Zero));
        WebApplication app = Server.Create(
            new ServerOptions
            {
                DataDirectory = folder,
                Urls = "http://127.0.0.1:0",
                PostgresConnection = postgres,
                RunLoops = false,
                WebhooksMayBePrivate = !areHooksPublicOnly,
                Smtp = new SmtpOptions { Host = "127.0.0.1", Port = smtpPort, Tls = "none", Sender = "Status <status@example.it>" },
                Organisation = new Organisation { Name = "Telefonia Esempio", StatusPage = new StatusPageSetting { Address = "https://status.example.it" } },
            },
            time);
        await app.StartAsync();
        return new OutreachHost(app, time, folder, owns);
    }

    public async Task AddComponents(params string[] ids)
    {
        foreach (string id in ids)
            await App.Services.GetRequiredService<NoticeDesk>().Save(new Component { Id = id, Name = PublicText.Same(id) }, Ada);
    }

    public async Task<string> Publish(string title, string? component = null, string? noticeId = null, long? corrects = null)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        NoticeResult result = await App.Services.GetRequiredService<NoticeDesk>().Submit(
            new NoticeEdit
            {
                NoticeId = noticeId,
                State = NoticeState.Investigating,
                Impact = NoticeImpact.Major,
                Title = PublicText.Same(title),
                Text = PublicText.Same("We look into it."),
                Corrects = corrects,
                Affected = component is null ? [] : [new(component, ComponentState.PartialOutage)],
            },
            Ada);
        Assert.Equal(NoticeOutcome.Published, result.Outcome);
        return result.NoticeId!;
    }

    /// <summary>Subscribes an address all the way, without letters.</summary>
    public async Task<Guid> Subscribed(string address, params string[] components)
    {
        await Subscribers.Ask(address, Vedetta.Web.Language.En, components);
        Guid id = (await Outbox.Take(100)).Last(d => d.Subscriber.Address == address).Subscriber.Id;
        Assert.True(await Subscribers.Confirm(id));
        Time.Advance(OutreachLifetime);
        foreach (DueDelivery due in await Outbox.Take(100)) await Outbox.Note(due, new SendResult(SendOutcome.Taken), 0);
        return id;
    }

    public async Task<Subscriber> Hook(Channel channel, string url, params string[] components) =>
        (await Subscribers.AddHook("ada", channel, url, url, Vedetta.Web.Language.En, components))!;

    public async Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Client.PostAsync(path, form);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.End(_ownsFolder ? _folder : null);
    }

    private static readonly TimeSpan OutreachLifetime = Vedetta.Outreach.Outbox.LeaseTime;
}

/// <summary>A real HTTP server that takes webhooks and answers what the test says.</summary>
internal sealed class HookListener : IAsyncDisposable
{
    private HookListener(WebApplication app) => App = app;

    public ConcurrentQueue<(string Path, string Body, IHeaderDictionary Headers)> Taken { get; } = new();

    public Func<HttpContext, int> Answer { get; set; } = _ => 200;

    public string Address => App.Urls.First();

    private WebApplication App { get; }

    public static async Task<HookListener> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var listener = new HookListener(app);
        app.MapPost("/{**path}", listener.Take);
        await app.StartAsync();
        return listener;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Taken.Enqueue((http.Request.Path, await reader.ReadToEndAsync(), new HeaderDictionary(http.Request.Headers.ToDictionary())));
        http.Response.StatusCode = Answer(http);
        if (http.Response.StatusCode is >= 300 and < 400) http.Response.Headers.Location = Address + "/elsewhere";
    }
}

/// <summary>Postfix's own SMTP sink (apt package postfix), which writes each message to a file.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";
    private readonly Process _process;
    private readonly string _folder;

    private MailSink(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static async Task<MailSink> Start(params string[] options)
    {
        if (!File.Exists(Program)) Assert.Skip($"needs {Program} (apt package postfix)");
        string folder = Directory.CreateTempSubdirectory("vedetta-mail-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        var start = new ProcessStartInfo(Program, [.. user, .. options, "-d", Path.Combine(folder, "m."), $"127.0.0.1:{port}", "100"])
        {
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        await Listening(port);
        return new MailSink(process, folder, port);
    }

    /// <summary>The messages taken so far, as they came.</summary>
    public string[] Messages => [.. Directory.GetFiles(_folder).Select(File.ReadAllText)];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task Listening(int port)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
            {
                await Task.Yield();
            }
        }
    }
}
