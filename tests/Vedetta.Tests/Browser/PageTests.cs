using Microsoft.Playwright;
using Vedetta.Tests.Tidy;

namespace Vedetta.Tests.Browser;

[Collection(BrowserTests.Name)]
public sealed class PageTests(DeskBrowser browser)
{
    private static readonly string[] Pages =
    [
        "/desk", "/desk/incidents", "/desk/incidents?q=nothing-like-it", "/desk/incidents/3", "/desk/incidents/1",
        "/desk/incidents/3/report", "/desk/settings", "/desk/accounts", "/desk/keys", "/desk/audit", "/denied", "/not-found",
        "/desk/health", "/desk/checks", "/desk/inbound", "/desk/subscriptions",
    ];

    public static TheoryData<string, ColorScheme> LanguagesAndLights
    {
        get
        {
            var data = new TheoryData<string, ColorScheme>();
            foreach (string language in (string[])["it", "fr", "de", "en"])
                foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
                    data.Add(language, scheme);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LanguagesAndLights))]
    public async Task No_page_breaks_a_rule_of_accessibility(string language, ColorScheme scheme)
    {
        IPage page = await browser.Open(language, scheme);
        var faults = new List<string>();
        foreach (string path in Pages) faults.AddRange(await Faults(page, path, scheme));
        IPage outside = await browser.Open(language, scheme, signedIn: false);
        faults.AddRange(await Faults(outside, "/sign-in", scheme));
        faults.AddRange(await Faults(outside, "/first-run?token=none", scheme));
        faults.AddRange(await Faults(outside, $"/{language}/subscribe", scheme));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("it")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("en")]
    public async Task Every_page_fits_a_phone(string language)
    {
        IPage page = await browser.Open(language, ColorScheme.Light, width: 360);
        foreach (string path in Pages)
        {
            await page.GotoAsync(path);
            int over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(over <= 0, $"{path} is {over} pixels too wide in {language}");
            Shoot(page, path, $"{language}-360");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Pages_render_without_a_script_error(ColorScheme scheme, int width)
    {
        IPage page = await browser.Open("en", scheme, width);
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        foreach (string path in Pages)
        {
            IResponse? response = await page.GotoAsync(path);
            Assert.True(response!.Status is 200 or 404, $"{path} answered {response.Status}");
            await page.WaitForTimeoutAsync(50);
            Shoot(page, path, $"en-{scheme}-{width}");
        }
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Somebody_with_a_keyboard_signs_in_opens_the_incident_and_takes_it()
    {
        IPage page = await browser.Open("en", ColorScheme.Light, signedIn: false);
        await page.GotoAsync("/sign-in?return=%2Fdesk%2Fincidents%2F4");
        await page.FocusAsync("#name");
        await page.Keyboard.TypeAsync("anna");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Access.DeskHost.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/desk/incidents/4");
        await page.FocusAsync("#acknowledge");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**done=yes");
        Assert.Contains("in hand: anna", await page.InnerTextAsync(".incident-title"), StringComparison.Ordinal);
        await page.GotoAsync("/desk/incidents/4");
        await page.FocusAsync("#note");
        await page.Keyboard.TypeAsync("Seen by keyboard");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**done=yes");
        Assert.Contains("Seen by keyboard", await page.InnerTextAsync(".timeline"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrow_keys_read_the_chart_aloud_and_escape_shows_all()
    {
        IPage page = await browser.Open("en", ColorScheme.Light);
        await page.GotoAsync("/desk/incidents/3");
        await page.FocusAsync("[data-plot]");
        await page.Keyboard.PressAsync("Home");
        string first = await page.InnerTextAsync("[data-readout]");
        await page.Keyboard.PressAsync("ArrowRight");
        string second = await page.InnerTextAsync("[data-readout]");
        Assert.Contains("Actual:", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Equal("polite", await page.GetAttributeAsync("[data-readout]", "aria-live"));
    }

    [Fact]
    public async Task A_viewer_sees_no_form_to_act_with()
    {
        IPage page = await browser.Open("en", ColorScheme.Light, signedIn: false);
        await DeskBrowser.SignIn(page, "vera");
        await page.GotoAsync("/desk/incidents/3");
        Assert.Equal(0, await page.Locator("main form").CountAsync());
    }

    [Fact]
    public async Task Language_and_light_can_be_chosen_and_are_kept()
    {
        IPage page = await browser.Open("en", ColorScheme.Light, signedIn: false);
        await page.GotoAsync("/sign-in");
        await page.SelectOptionAsync("select[name=language]", "de");
        await page.WaitForSelectorAsync("html[lang=de]");
        await page.SelectOptionAsync("select[name=theme]", "dark");
        await page.WaitForSelectorAsync("html[data-theme=dark]");
    }

    // In the dark only colours differ: there their contrast alone is measured.
    private async Task<List<string>> Faults(IPage page, string path, ColorScheme scheme)
    {
        await page.GotoAsync(path);
        await page.AddScriptTagAsync(new() { Path = browser.AxePath });
        string[] found = await page.EvaluateAsync<string[]>("""
            async (rules) => (await axe.run(document, { resultTypes: ["violations"], ...rules })).violations
              .flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")))
            """, scheme == ColorScheme.Dark ? new { runOnly = (string[])["color-contrast"] } : new object());
        return [.. found.Select(f => $"{path} {f}")];
    }

    // Set VEDETTA_SCREENSHOTS to a folder outside the repository to look at every page.
    internal static void Shoot(IPage page, string path, string suffix)
    {
        if (Environment.GetEnvironmentVariable("VEDETTA_SCREENSHOTS") is not { Length: > 0 } folder) return;
        string name = string.Join('-', path.Split('/', '?', '=')).Trim('-');
        page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{suffix}.png"), FullPage = true }).GetAwaiter().GetResult();
    }
}
