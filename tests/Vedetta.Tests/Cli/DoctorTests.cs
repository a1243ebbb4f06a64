using System.Text.Json;
using Vedetta.Cli;

namespace Vedetta.Tests.Cli;

public sealed class DoctorTests
{
    [Fact]
    public void A_fresh_folder_is_well()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of([DoctorCommand.Create()], "doctor", "--data", folder.Path, "--urls", "http://127.0.0.1:0", "--json");
        Assert.Equal(0, run.Code);
        JsonElement[] findings = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement)];
        string[] checks = [.. findings.Select(f => f.GetProperty("check").GetString()!)];
        Assert.Superset(
            new HashSet<string> { "versions", "data folder", "database", "configuration", "address", "limits" }, checks.ToHashSet());
        Assert.All(findings, f => Assert.NotEqual("fail", f.GetProperty("state").GetString()));
    }

    [Fact]
    public void What_fails_is_said_with_how_to_mend_it()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("file", "");
        CliRun run = CliRun.Of([DoctorCommand.Create()], "doctor", "--data", file + "/data", "--urls", "nonsense",
            "--postgres", "Host=127.0.0.1;Port=1;Timeout=2");
        Assert.Equal(1, run.Code);
        Assert.Contains("fail  data folder", run.Output, StringComparison.Ordinal);
        Assert.Contains("fail  database", run.Output, StringComparison.Ordinal);
        Assert.Contains("Give --urls like http://127.0.0.1:8080", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_database_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vedetta.db", new string('x', 10_000));
        CliRun run = CliRun.Of([DoctorCommand.Create()], "doctor", "--data", folder.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, run.Code);
        Assert.Contains("fail  database", run.Output, StringComparison.Ordinal);
    }
}
