using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Cli;
using Vedetta.Engine.Signals;
using Vedetta.Intake.Checks;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Cli;

/// <summary>A prober in another place, against a real server.</summary>
public sealed class ProbeCommandTests
{
    [Fact]
    public async Task A_remote_prober_looks_and_reports_under_the_name_of_its_key()
    {
        await using IntakeHost host = await IntakeHost.Start();
        CheckStore store = host.App.Services.GetRequiredService<CheckStore>();
        var check = new HealthCheck { Name = "site", Component = "web", Target = host.Client.BaseAddress + "health/live" };
        Assert.Empty(await store.Save("ada", check));
        string key = await host.App.Services.GetRequiredService<ApiKeyStore>().Create("ada", "milan", [ApiScopes.Probe]);
        CliRun run = await Task.Run(() => Probe("--server", host.Client.BaseAddress!.ToString(), "--key", key, "--once"));
        Assert.Equal((0, "1 checks looked at, 1 results taken.\n", ""), (run.Code, run.Output, run.Error));
        ProberView view = Assert.Single(await store.Views(check.Id));
        Assert.Equal(("milan", ComponentState.Ok, "status 200"), (view.Prober, view.State, view.Detail));
    }

    [Theory]
    [InlineData("--server", "ftp://x", "--key", "k", "--once")]
    [InlineData("--server", "http://127.0.0.1:9", "--key", "k", "--once")]
    public void What_cannot_be_reached_is_said(params string[] args)
    {
        CliRun run = Probe(args);
        Assert.Equal(CommandLine.InputUnusable, run.Code);
        Assert.StartsWith("vedetta: ", run.Error, StringComparison.Ordinal);
    }

    private static CliRun Probe(params string[] args) => CliRun.Of([ProbeCommand.Create()], ["probe", .. args]);
}
