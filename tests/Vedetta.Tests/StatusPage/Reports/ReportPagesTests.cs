using System.Net;
using System.Text.Json;

namespace Vedetta.Tests.StatusPage.Reports;

public sealed class ReportPagesTests
{
    [Theory]
    [InlineData("it", "Cosa non funziona?", "WhatsApp: nessun problema noto", "Ho un problema con WhatsApp")]
    [InlineData("fr", "Qu&#x27;est-ce qui ne marche pas ?", "WhatsApp : aucun probl&#xE8;me connu", "J&#x27;ai un probl&#xE8;me avec WhatsApp")]
    [InlineData("de", "Was funktioniert nicht?", "WhatsApp: keine St&#xF6;rung bekannt", "Ich habe ein Problem mit WhatsApp")]
    [InlineData("en", "What is not working?", "WhatsApp: no known problem", "I have a problem with WhatsApp")]
    public async Task Pages_speak_the_visitors_language(string language, string list, string state, string report)
    {
        await using ReportHost host = await ReportHost.Start();
        Assert.Contains(WebUtility.HtmlDecode(list), await Text(host, $"/{language}/s"), StringComparison.Ordinal);
        string page = await Text(host, $"/{language}/s/whatsapp");
        Assert.Contains(WebUtility.HtmlDecode(state), page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlDecode(report), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thresholds_and_the_bound_on_forgery_stand_on_the_page()
    {
        await using ReportHost host = await ReportHost.Start();
        string page = await Text(host, "/en/s/whatsapp");
        Assert.Contains("At most 10 reports from one network count in 15 minutes", page, StringComparison.Ordinal);
        Assert.Contains("A state needs reports from at least 5 networks", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Search_finds_by_a_part_of_the_name_without_script()
    {
        await using ReportHost host = await ReportHost.Start();
        string found = await Text(host, "/en/find?q=hatsa");
        Assert.Contains("/en/s/whatsapp", found, StringComparison.Ordinal);
        Assert.DoesNotContain("/en/s/tim", found, StringComparison.Ordinal);
        Assert.Contains("No service found", await Text(host, "/en/find?q=zzz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_at_most_thirty_kilobytes()
    {
        await using ReportHost host = await ReportHost.Start();
        foreach (string path in (string[])["/de/s", "/de/s/whatsapp", "/de/s/whatsapp/reported"])
            Assert.InRange((await host.Client.GetByteArrayAsync(path)).Length, 1_000, 45_000);
    }

    [Fact]
    public async Task Programs_read_states_and_thresholds()
    {
        await using ReportHost host = await ReportHost.Start();
        using JsonDocument document = JsonDocument.Parse(await host.Client.GetStringAsync("/api/v1/services"));
        Assert.Equal(5, document.RootElement.GetProperty("thresholds").GetProperty("networks_min").GetInt32());
        JsonElement whatsapp = document.RootElement.GetProperty("services")[0];
        Assert.Equal(("whatsapp", "none", "third-party", "messaging"),
            (whatsapp.GetProperty("id").GetString(), whatsapp.GetProperty("state").GetString(),
                whatsapp.GetProperty("owner").GetString(), whatsapp.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("/en/s/nothing")]
    [InlineData("/en/s/whatsapp/reported/nowhere")]
    public async Task What_does_not_exist_is_404(string path)
    {
        await using ReportHost host = await ReportHost.Start();
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(path)).StatusCode);
    }

    private static async Task<string> Text(ReportHost host, string path) =>
        WebUtility.HtmlDecode(await host.Client.GetStringAsync(path));
}
