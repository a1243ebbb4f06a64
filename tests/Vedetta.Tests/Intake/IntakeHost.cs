using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Intake;

namespace Vedetta.Tests.Intake;

/// <summary>A whole server on a free port and an empty data folder, with one key that may send signals.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private IntakeHost(WebApplication app, string folder, bool ownsFolder)
    {
        App = app;
        _folder = folder;
        _ownsFolder = ownsFolder;
    }

    public WebApplication App { get; }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public Journal Journal => App.Services.GetRequiredService<Journal>();

    public string Folder => _folder;

    public static async Task<IntakeHost> Start(
        TimeProvider? time = null, string? folder = null, string? postgres = null, bool loops = false,
        HepOptions? hep = null, AmiOptions? ami = null)
    {
        bool owns = folder is null;
        folder ??= Directory.CreateTempSubdirectory("vedetta-intake-").FullName;
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            PostgresConnection = postgres,
            RunLoops = loops,
            Hep = hep ?? new HepOptions(),
            Ami = ami,
        };
        WebApplication app = Server.Create(options, time ?? TimeProvider.System);
        await app.StartAsync();
        var host = new IntakeHost(app, folder, owns);
        host.Client.BaseAddress = new Uri(app.Urls.First());
        host.UseKey(await app.Services.GetRequiredService<ApiKeyStore>().Create("test", "test", [ApiScopes.SignalsWrite]));
        return host;
    }

    public void UseKey(string? key) => Client.DefaultRequestHeaders.Authorization =
        key is null ? null : new AuthenticationHeaderValue("Bearer", key);

    public Task<HttpResponseMessage> Post(string body, string type = "application/x-ndjson", string? key = null) =>
        Post(System.Text.Encoding.UTF8.GetBytes(body), type, key);

    public async Task<HttpResponseMessage> Post(
        byte[] body, string type = "application/x-ndjson", string? key = null, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/signals") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) request.Content.Headers.ContentEncoding.Add(encoding);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Client.SendAsync(request);
    }

    public async Task<List<JournaledBatch>> Stored()
    {
        var stored = new List<JournaledBatch>();
        await foreach (JournaledBatch batch in Journal.ReadFrom(0)) stored.Add(batch);
        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.End(_ownsFolder ? _folder : null);
    }
}
