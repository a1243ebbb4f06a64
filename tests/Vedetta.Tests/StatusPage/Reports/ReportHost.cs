using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Intake;
using Vedetta.Settings;
using Vedetta.StatusPage.Reports;

namespace Vedetta.Tests.StatusPage.Reports;

/// <summary>A whole server whose visitors may come from any address: the test is the trusted proxy that names them.</summary>
internal sealed class ReportHost : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private ReportHost(WebApplication app, string folder, bool ownsFolder)
    {
        App = app;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromMinutes(1),
        };
    }

    public static Organisation Organisation { get; } = new()
    {
        Name = "Telefonia Esempio",
        Services =
        [
            new("whatsapp", "WhatsApp", ServiceOwner.ThirdParty, Group: "Chat"), new("Area clienti", "Area <b>clienti</b>", ServiceOwner.Own),
            new("tim", "TIM", ServiceOwner.ThirdParty, Group: "Carriers"),
        ],
    };

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public RadarFlow Radar => App.Services.GetRequiredService<RadarFlow>();

    public static async Task<ReportHost> Start(
        TimeProvider? time = null, string? folder = null, string? postgres = null, bool loops = false, bool trustsTest = true)
    {
        bool owns = folder is null;
        folder ??= Directory.CreateTempSubdirectory("vedetta-reports-").FullName;
        WebApplication app = Server.Create(
            new ServerOptions
            {
                DataDirectory = folder,
                Urls = "http://127.0.0.1:0",
                PostgresConnection = postgres,
                RunLoops = loops,
                Organisation = Organisation,
                TrustedProxies = trustsTest ? ["127.0.0.1"] : [],
            }, time ?? TimeProvider.System);
        await app.StartAsync();
        return new ReportHost(app, folder, owns);
    }

    /// <summary>Posts a form as somebody at an address.</summary>
    public Task<HttpResponseMessage> Post(
        string path, string address, string body = "", string agent = "test", string language = "en") =>
        Post(path, address, new StringContent(body, null, "application/x-www-form-urlencoded"), agent, language);

    public async Task<HttpResponseMessage> Post(
        string path, string address, HttpContent content, string agent = "test", string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("X-Forwarded-For", address);
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return await Client.SendAsync(request);
    }

    /// <summary>Reports on disk by service.</summary>
    public async Task<Dictionary<string, long>> Stored()
    {
        var stored = new Dictionary<string, long>();
        await foreach (JournaledBatch batch in App.Services.GetRequiredService<Journal>().ReadFrom(0))
            foreach (var (leaf, count) in batch.Tiles.InTimeOrder().SelectMany(t => t.Counts))
                stored[leaf.A] = stored.GetValueOrDefault(leaf.A) + count;
        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.End(_ownsFolder ? _folder : null);
    }
}
