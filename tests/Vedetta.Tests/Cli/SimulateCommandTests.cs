using System.CommandLine;
using System.IO.Compression;
using System.Text.Json;
using Vedetta.Cli;

namespace Vedetta.Tests.Cli;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vedetta-simulate-").FullName;

    private string Out => Path.Combine(_folder, "out");

    [Fact]
    public async Task A_folder_holds_description_signals_and_truth()
    {
        (int exit, string output, _) = await Simulate("own-send-out", "--seed", "4", "--scale", "0.02", "--out", Out,
            "--json");
        Assert.Equal(0, exit);
        long signals = JsonDocument.Parse(output).RootElement.GetProperty("signals").GetInt64();
        Assert.Equal(signals, LinesOf(Path.Combine(Out, "signals.ndjson.gz")).Count);
        Assert.Equal(
            ["scenario.json", "signals.ndjson.gz", "truth.json"],
                Directory.GetFiles(Out).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_bytes()
    {
        string other = Path.Combine(_folder, "other");
        await Simulate("storm-peak", "--seed", "4", "--scale", "0.02", "--out", Out);
        await Simulate("storm-peak", "--seed", "4", "--scale", "0.02", "--out", other);
        foreach (string file in Directory.GetFiles(Out))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(other, Path.GetFileName(file))));
    }

    [Fact]
    public async Task A_folder_with_files_is_kept_unless_forced()
    {
        Directory.CreateDirectory(Out);
        string mine = Path.Combine(Out, "signals.ndjson");
        File.WriteAllText(mine, "mine");
        (int exit, _, string error) = await Simulate("storm-peak", "--scale", "0.01", "--out", Out);
        Assert.Equal(CommandLine.InputUnusable, exit);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(mine));
        (exit, _, _) = await Simulate("storm-peak", "--scale", "0.01", "--out", Out, "--force");
        Assert.Equal(0, exit);
        Assert.False(File.Exists(mine));
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_known_ones()
    {
        (int exit, _, string error) = await Simulate("no-such-day", "--out", Out);
        Assert.Equal(CommandLine.InputUnusable, exit);
        Assert.Contains("whatsapp-tim", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("NaN")]
    public async Task An_impossible_scale_is_refused(string scale)
    {
        (int exit, _, string error) = await Simulate("quiet-month", "--scale", scale, "--out", Out);
        Assert.Equal(CommandLine.InputUnusable, exit);
        Assert.Contains("--scale", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Exit, string Output, string Error)> Simulate(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var root = new RootCommand { SimulateCommand.Create() };
        int exit = await CommandLine.RunAsync(root, ["simulate", .. args], output, error);
        return (exit, output.ToString(), error.ToString());
    }

    private static List<string> LinesOf(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return lines;
    }
}
