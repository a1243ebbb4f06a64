using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Vedetta.Engine.Reports;
using Vedetta.Tests.Access;

namespace Vedetta.Tests.Browser;

/// <summary>The report pages as people meet them.</summary>
[Collection(BrowserTests.Name)]
public sealed class RadarPageTests(DeskBrowser browser) : IAsyncLifetime
{
    private static readonly string[] Pages =
    [
        "/s", "/find?q=tim", "/find?q=nothing", "/s/whatsapp", "/s/instagram", "/s/my-account", "/s/fibre", "/s/tim",
        "/s/vodafone", "/s/whatsapp/reported/IT-32", "/s/tim/thanks",
    ];

    private DeskHost _host = null!;
    private IReadOnlyDictionary<string, ReportState> _states = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await DeskHost.Start();
        _states = await RadarDay.Fill(_host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(PageTests.LanguagesAndLights), MemberType = typeof(PageTests))]
    public async Task No_report_page_breaks_a_rule_of_accessibility(string language, ColorScheme scheme)
    {
        IPage page = await browser.OpenPublic(_host.Address, language, scheme);
        var faults = new List<string>();
        foreach (string path in Pages)
        {
            await page.GotoAsync($"/{language}{path}");
            await page.AddScriptTagAsync(new() { Path = browser.AxePath });
            string[] found = await page.EvaluateAsync<string[]>("""
                async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
                  .flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")))
                """);
            faults.AddRange(found.Select(f => $"{path} {f}"));
        }
        Assert.Empty(faults);
        Assert.Equal(
            [ReportState.Confirmed, ReportState.Possible, ReportState.Resolving, ReportState.None, ReportState.Confirmed, ReportState.None],
            new[] { "whatsapp", "instagram", "my-account", "fibre", "tim", "vodafone" }.Select(s => _states[s]));
    }

    [Theory]
    [InlineData("it")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("en")]
    public async Task Every_report_page_fits_320_pixels(string language)
    {
        IPage page = await browser.OpenPublic(_host.Address, language, ColorScheme.Light, width: 320);
        foreach (string path in Pages)
        {
            await page.GotoAsync($"/{language}{path}");
            int over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(over <= 0, $"{path} is {over} pixels too wide in {language}");
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Report_pages_ask_nobody_else_for_anything(ColorScheme scheme, int width)
    {
        // The window may still ask when the server is gone.
        string address = _host.Address;
        IPage page = await browser.OpenPublic(address, "it", scheme, width);
        var foreign = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address, StringComparison.Ordinal)) foreign.Add(request.Url);
        };
        foreach (string path in Pages)
        {
            IResponse? response = await page.GotoAsync("/it" + path);
            Assert.Equal(200, response!.Status);
            PageTests.Shoot(page, path, $"it-{scheme}-{width}");
        }
        Assert.Empty(foreign);
    }

    [Fact]
    public async Task Somebody_without_script_reports_in_two_taps_and_adds_details()
    {
        IPage page = await browser.OpenPublic(_host.Address, "en", ColorScheme.Light, width: 390, scripted: false);
        await page.GotoAsync("/s");
        await page.ClickAsync("text=Fibra");
        await page.ClickAsync("button.big");
        await page.WaitForURLAsync("**/s/fibre/reported");
        Assert.Contains("Thank you, we have your report.", await page.InnerTextAsync("[role=status]"), StringComparison.Ordinal);
        await page.CheckAsync("input[value=blackout]");
        await page.SelectOptionAsync("#place", "IT-21");
        await page.ClickAsync("form.details button");
        await page.WaitForURLAsync("**/s/fibre/thanks");
        Assert.Contains("we have added the details", await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_with_a_keyboard_alone_finds_a_service_and_reports()
    {
        IPage page = await browser.OpenPublic(_host.Address, "de", ColorScheme.Light);
        await page.GotoAsync("/de/s");
        await page.FocusAsync("#q");
        await page.Keyboard.TypeAsync("insta");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/find?q=insta");
        for (int i = 0; i < 30 && await Focused(page) != "/de/s/instagram"; i++) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/s/instagram");
        for (int i = 0; i < 30 && await Focused(page) != "big"; i++) await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/s/instagram/reported");
        Assert.Contains("Danke, wir haben Ihre Meldung.", await page.InnerTextAsync("[role=status]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_sees_the_radar_and_confirms()
    {
        await _host.AddAccount("olga", Vedetta.Access.Roles.Operator | Vedetta.Access.Roles.Viewer);
        IPage page = await browser.OpenPublic(_host.Address, "en", ColorScheme.Light);
        await DeskBrowser.SignIn(page, "olga");
        await page.GotoAsync("/desk/radar");
        await page.AddScriptTagAsync(new() { Path = browser.AxePath });
        Assert.Empty(await page.EvaluateAsync<string[]>(
            "async () => (await axe.run(document)).violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160)))"));
        PageTests.Shoot(page, "/desk/radar", "en-Light-1280");
        Assert.Contains("Probably caused by TIM", await page.InnerTextAsync("table.rows"), StringComparison.Ordinal);
        await page.ClickAsync("[aria-label='Confirm the fault of Instagram']");
        await page.WaitForURLAsync("**/desk/radar?done=yes");
        await _host.App.Services.GetRequiredService<Vedetta.StatusPage.Reports.RadarFlow>()
            .Take(new Vedetta.Detection.DetectionRound(_host.Time.GetUtcNow().AddSeconds(1), [], []), default);
        await page.GotoAsync("/desk/radar");
        Assert.Contains("Confirmed by olga", await page.InnerTextAsync("table.rows"), StringComparison.Ordinal);
    }

    private static Task<string> Focused(IPage page) => page.EvaluateAsync<string>(
        "document.activeElement.getAttribute('href') ?? document.activeElement.className");
}
