using Microsoft.Playwright;
using Vedetta.Access;
using Vedetta.Tests.Access;
using Vedetta.Tests.Tidy;

namespace Vedetta.Tests.Browser;

/// <summary>One server with a sample day and one Chromium for all browser tests.</summary>
public sealed class DeskBrowser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private DeskHost? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private readonly List<IBrowserContext> _windows = [];
    private string? _session, _test;

    internal DeskHost Host => _host!;

    internal string AxePath { get; } = Path.Combine(RepositoryRoot.Path, "src/Vedetta/assets/node_modules/axe-core/axe.min.js");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        _host = await DeskHost.Start();
        await SampleDay.Fill(_host);
        await _host.AddAccount("anna", Roles.Approver | Roles.PrivacyOfficer | Roles.Admin);
        await _host.AddAccount("vera", Roles.Viewer);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
    }

    /// <summary>A new window on another server's public pages, with script or without.</summary>
    internal async Task<IPage> OpenPublic(string address, string language, ColorScheme scheme, int width = 1280, bool scripted = true)
    {
        if (_browser is null) Assert.Skip($"needs {Chromium}");
        IBrowserContext context = await Window(_browser, new()
        {
            BaseURL = address,
            ColorScheme = scheme,
            BypassCSP = scripted,
            JavaScriptEnabled = scripted,
            Locale = language,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        return page;
    }

    /// <summary>A new window; signed in as anna unless told otherwise.</summary>
    internal async Task<IPage> Open(string language, ColorScheme scheme, int width = 1280, bool signedIn = true)
    {
        if (_browser is null) Assert.Skip($"needs {Chromium}");
        IBrowserContext context = await Window(_browser, new()
        {
            BaseURL = Host.Address,
            ColorScheme = scheme,
            BypassCSP = true,
            Locale = language,
            ViewportSize = new() { Width = width, Height = 900 },
            StorageState = signedIn ? await Session() : null,
        });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        return page;
    }

    internal static async Task SignIn(IPage page, string name)
    {
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#name", name);
        await page.FillAsync("#password", DeskHost.Password);
        await page.ClickAsync("button.primary");
        await page.WaitForURLAsync("**/desk");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }

    // Windows of the test before go first: an open desk asks for pictures every second, and many make all tests slow.
    private async Task<IBrowserContext> Window(IBrowser chromium, BrowserNewContextOptions options)
    {
        string? test = TestContext.Current.Test?.UniqueID;
        if (test != _test)
        {
            foreach (IBrowserContext window in _windows) await window.CloseAsync();
            _windows.Clear();
            _test = test;
        }
        IBrowserContext opened = await chromium.NewContextAsync(options);
        _windows.Add(opened);
        return opened;
    }

    private async Task<string> Session()
    {
        if (_session is not null) return _session;
        IPage page = await Open("en", ColorScheme.Light, signedIn: false);
        await SignIn(page, "anna");
        _session = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return _session;
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<DeskBrowser>
{
    public const string Name = "browser";
}
