using Vedetta.Cli;
using Vedetta.Tests.StatusPage;

namespace Vedetta.Tests.Cli;

public sealed class ImportCommandTests
{
    [Fact]
    public void A_dry_run_says_what_would_come_and_stores_nothing()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("config.yaml", ImportReaderTests.Gatus), data = Path.Combine(folder.Path, "data");
        CliRun run = Import(file, "--data", data, "--dry-run");
        Assert.StartsWith("Gatus: 6 components, 4 checks, 0 notices.", run.Output, StringComparison.Ordinal);
        Assert.Contains("line 18: has an address no check here reads: 'ssh://host'", run.Error, StringComparison.Ordinal);
        Assert.Equal(CommandLine.InputUnusable, run.Code);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public void An_import_stores_and_prints_the_addresses_of_heartbeats()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("backup.json", ImportReaderTests.Kuma);
        CliRun run = Import(file, "--data", Path.Combine(folder.Path, "data"));
        Assert.Contains("Stored 5 components, 3 checks, 0 notices; 0 were there already.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Beats of Backup go to /api/v1/heartbeats/", run.Output, StringComparison.Ordinal);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [Fact]
    public void A_file_of_no_known_kind_is_said()
    {
        using var folder = new TemporaryFolder();
        CliRun run = Import(folder.Write("x.json", "{}"), "--dry-run");
        Assert.Equal(CommandLine.InputUnusable, run.Code);
        Assert.Contains("is neither Statuspage JSON", run.Error, StringComparison.Ordinal);
        Assert.Contains("no such file", Import(Path.Combine(folder.Path, "gone.json")).Error, StringComparison.Ordinal);
    }

    private static CliRun Import(params string[] args) => CliRun.Of([ImportCommand.Create()], ["import", "status", .. args]);
}
