using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Vedetta.Access;
using Vedetta.CallGate;
using Vedetta.Incidents;
using Vedetta.Tests.Access;
using Vedetta.Tests.Desk;

namespace Vedetta.Tests.Browser;

/// <summary>One server on which a flood rings every line, with rules proposed against it.</summary>
public sealed class FloodedHost : IAsyncLifetime
{
    internal DeskHost Host { get; private set; } = null!;

    internal string[] Pages { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Host = await DeskHost.Start();
        await Host.AddAccount("anna", Roles.Approver | Roles.PrivacyOfficer | Roles.Admin);
        int incident = await FloodDay.Fill(Host);
        (int _, Engine.Floods.Flood flood) = (await Host.App.Services.GetRequiredService<IncidentDesk>().OpenFloods()).Single();
        var author = new GateAuthor("anna", true, true, true);
        GateDesk gate = Host.App.Services.GetRequiredService<GateDesk>();
        GateActivation draft = (await gate.Propose(author, flood.Id, incident)).Result.Activation!;
        await gate.Activate(author, draft.Id);
        Pages = ["/desk/lines", $"/desk/incidents/{incident}/flood", $"/desk/incidents/{incident}", "/desk/gate", $"/desk/gate/{draft.Id}", "/desk/gate/settings"];
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Pages of lines, floods and the gate as people meet them.</summary>
[Collection(BrowserTests.Name)]
public sealed class FloodPageBrowserTests(DeskBrowser browser, FloodedHost flooded) : IClassFixture<FloodedHost>
{
    [Theory]
    [InlineData("it")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("en")]
    public async Task No_page_of_a_flood_breaks_a_rule_of_accessibility_or_a_phone(string language)
    {
        IPage page = await browser.OpenPublic(flooded.Host.Address, language, ColorScheme.Light);
        await DeskBrowser.SignIn(page, "anna");
        var faults = new List<string>();
        foreach (string path in flooded.Pages)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await page.SetViewportSizeAsync(1280, 900);
            await page.GotoAsync(path);
            await page.AddScriptTagAsync(new() { Path = browser.AxePath });
            faults.AddRange(await Violations(page, path));
            PageTests.Shoot(page, path, $"{language}-light-1280");
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            faults.AddRange(await Violations(page, path + " in the dark"));
            await page.SetViewportSizeAsync(360, 800);
            int over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (over > 0) faults.Add($"{path} is {over} pixels too wide");
            PageTests.Shoot(page, path, $"{language}-dark-360");
        }
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_administrator_corrects_a_wrong_setting_with_script_and_without(bool scripted)
    {
        IPage page = await browser.OpenPublic(flooded.Host.Address, "en", ColorScheme.Dark, 390, scripted);
        await DeskBrowser.SignIn(page, "anna");
        await page.GotoAsync("/desk/gate");
        await page.ClickAsync("a[href='/desk/gate/settings']");
        await page.FillAsync("#g-redress_name", "Redress desk");
        await page.FillAsync("#g-redress_url", "redress.example.it");
        await page.ClickAsync(".form-foot button.primary");
        await page.WaitForSelectorAsync("#g-redress_url-error");
        Assert.Equal("Redress desk", await page.InputValueAsync("#g-redress_name"));
        if (scripted)
        {
            await page.AddScriptTagAsync(new() { Path = browser.AxePath });
            Assert.Empty(await Violations(page, "with a fault"));
        }
        await page.FillAsync("#g-redress_url", "https://redress.example.it/");
        await page.ClickAsync(".form-foot button.primary");
        await page.WaitForSelectorAsync("[role=status]");
        Assert.Equal("https://redress.example.it/", flooded.Host.App.Services.GetRequiredService<GateKeeper>().Settings.RedressUrl);
    }

    private static async Task<IEnumerable<string>> Violations(IPage page, string path)
    {
        string[] found = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")))
            """);
        return found.Select(f => $"{path} {f}");
    }
}
