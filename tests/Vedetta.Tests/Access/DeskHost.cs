using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Access;

namespace Vedetta.Tests.Access;

/// <summary>A whole server on a free port, an empty data folder and a clock the test moves.</summary>
internal sealed partial class DeskHost : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly string _folder;

    private DeskHost(WebApplication app, FakeTimeProvider time, string folder)
    {
        App = app;
        Time = time;
        _folder = folder;
    }

    public WebApplication App { get; }

    public FakeTimeProvider Time { get; }

    public string Address => App.Urls.First();

    public static async Task<DeskHost> Start(DateTimeOffset? now = null)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-desk-").FullName;
        var time = new FakeTimeProvider(now ?? new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        // No test of pages reaches the machine's own nftables, whatever its settings say.
        var options = new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0", RunLoops = false, Nft = ["/nowhere/nft"] };
        WebApplication app = Server.Create(options, time);
        await app.StartAsync();
        return new DeskHost(app, time, folder);
    }

    /// <summary>A visitor with cookies of their own, who does not follow redirections.</summary>
    public HttpClient Visitor() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = new Uri(Address),
        Timeout = TimeSpan.FromMinutes(1),
        DefaultRequestHeaders = { { "Accept", "text/html" }, { "Accept-Language", "en" } },
    };

    public async Task<Account> AddAccount(string name, Roles roles)
    {
        await using AsyncServiceScope scope = App.Services.CreateAsyncScope();
        Account account = new NewAccount(name, name, Password).ToAccount(roles, Time.GetUtcNow());
        Assert.True(await scope.ServiceProvider.GetRequiredService<AccountStore>().TryAdd(account));
        return account;
    }

    public async Task<T> WithAccounts<T>(Func<AccountStore, Task<T>> use)
    {
        await using AsyncServiceScope scope = App.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<AccountStore>());
    }

    public async Task<HttpClient> SignedIn(string name, Roles roles)
    {
        await AddAccount(name, roles);
        HttpClient visitor = Visitor();
        Assert.Equal(HttpStatusCode.Found, (await SignIn(visitor, name, Password)).StatusCode);
        return visitor;
    }

    public static Task<HttpResponseMessage> SignIn(HttpClient visitor, string name, string password) =>
        Send(visitor, "/sign-in", "/sign-in", ("_handler", "sign-in"), ("Form.Name", name), ("Form.Password", password));

    /// <summary>Fetches a page, takes the token of its form and sends the fields.</summary>
    public static async Task<HttpResponseMessage> Send(
        HttpClient visitor, string page, string to, params (string Name, string Value)[] fields)
    {
        string html = await visitor.GetStringAsync(page);
        var values = fields.Select(f => KeyValuePair.Create(f.Name, f.Value))
            .Append(KeyValuePair.Create("__RequestVerificationToken", Token().Match(html).Groups[1].Value));
        using var content = new FormUrlEncodedContent(values);
        return await visitor.PostAsync(to, content);
    }

    public async ValueTask DisposeAsync()
    {
        await App.End(_folder);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
