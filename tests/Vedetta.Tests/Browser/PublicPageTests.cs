using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Vedetta.Statements;
using Vedetta.Tests.StatusPage;

namespace Vedetta.Tests.Browser;

/// <summary>The public pages in a browser: every language, both lights, script switched off.</summary>
[Collection(BrowserTests.Name)]
public sealed class PublicPageTests(DeskBrowser browser)
{
    private static readonly string[] Pages = ["/", "/history", "/embed", "/incidents/{id}", "/nothing-here"];

    private static readonly string[] DeskPages =
        ["/desk/notices", "/desk/notices/new", "/desk/notices/new?kind=maintenance", "/desk/notices/{id}", "/desk/components", "/desk/status-page"];

    [Theory]
    [MemberData(nameof(PageTests.LanguagesAndLights), MemberType = typeof(PageTests))]
    public async Task No_public_page_breaks_a_rule_of_accessibility(string language, ColorScheme scheme)
    {
        IPage page = await browser.Open(language, scheme, signedIn: false);
        string id = await Filled();
        var faults = new List<string>();
        foreach (string path in Pages)
            faults.AddRange(await Faults(page, $"/{language}{path.Replace("{id}", id, StringComparison.Ordinal)}"));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_desk_page_about_notices_breaks_one(ColorScheme scheme)
    {
        IPage page = await browser.Open("de", scheme);
        string id = await Filled();
        var faults = new List<string>();
        foreach (string path in DeskPages) faults.AddRange(await Faults(page, path.Replace("{id}", id, StringComparison.Ordinal)));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("it")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("en")]
    public async Task Every_public_page_fits_320_pixels(string language)
    {
        IPage page = await browser.Open(language, ColorScheme.Light, width: 320, signedIn: false);
        string id = await Filled();
        foreach (string path in Pages)
        {
            await page.GotoAsync($"/{language}{path.Replace("{id}", id, StringComparison.Ordinal)}");
            int over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(over <= 0, $"{path} is {over} pixels too wide in {language}");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Pages_render_without_a_blocked_style_or_script_error(ColorScheme scheme, int width)
    {
        IPage page = await browser.Open("it", scheme, width, signedIn: false);
        string id = await Filled();
        var said = new List<string>();
        page.Console += (_, message) => said.Add(message.Text);
        foreach (string path in Pages.SkipLast(1))
        {
            await page.GotoAsync($"/it{path.Replace("{id}", id, StringComparison.Ordinal)}");
            Shoot(page, "public" + path.Replace("{id}", "one", StringComparison.Ordinal), $"{scheme}-{width}");
        }
        Assert.Empty(said);
        IPage desk = await browser.Open("it", scheme, width);
        foreach (string path in DeskPages)
        {
            await desk.GotoAsync(path.Replace("{id}", id, StringComparison.Ordinal));
            Shoot(desk, path.Replace("{id}", "one", StringComparison.Ordinal), $"{scheme}-{width}");
        }
    }

    [Fact]
    public async Task A_reader_with_the_keyboard_alone_changes_the_language_and_opens_an_incident()
    {
        IPage page = await browser.Open("de", ColorScheme.Light, signedIn: false);
        await Filled();
        await page.GotoAsync("/");
        Assert.Equal("de", await page.GetAttributeAsync("html", "lang"));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#content", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        await page.FocusAsync("nav a[lang=fr]");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/fr/");
        await page.FocusAsync("article h3 a");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/fr/incidents/*");
        await page.GotoAsync("/fr/");
        Assert.Equal("status", await page.GetAttributeAsync(".overall", "role"));
    }

    // One server for all browser tests: filled by whichever test comes first.
    private async Task<string> Filled()
    {
        NoticeStore store = browser.Host.App.Services.GetRequiredService<NoticeStore>();
        if ((await store.Components()).Count == 0)
        {
            await PublicHost.Fill(browser.Host, browser.Host.App.Services.GetRequiredService<Vedetta.Settings.SettingsStore>().Current);
            await browser.Host.App.Services.GetRequiredService<Vedetta.StatusPage.PublicPainter>().Round(default);
        }
        return (await store.List(0, 10)).First(n => n.Kind == NoticeKind.Incident).Id;
    }

    private async Task<List<string>> Faults(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.AddScriptTagAsync(new() { Path = browser.AxePath });
        string[] found = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")))
            """);
        return [.. found.Select(f => $"{path} {f}")];
    }

    // Set VEDETTA_SCREENSHOTS to a folder outside the repository to look at every page.
    private static void Shoot(IPage page, string path, string suffix)
    {
        if (Environment.GetEnvironmentVariable("VEDETTA_SCREENSHOTS") is not { Length: > 0 } folder) return;
        string name = string.Join('-', path.Split('/', '?', '=')).Trim('-');
        page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{suffix}.png"), FullPage = true }).GetAwaiter().GetResult();
    }
}
