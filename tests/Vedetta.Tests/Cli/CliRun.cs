using System.CommandLine;
using System.Text;
using Vedetta.Cli;

namespace Vedetta.Tests.Cli;

/// <summary>Runs a verb in this process and keeps what it said.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public static CliRun Detect(params string[] args) => Detect([], args);

    public static CliRun Detect(byte[] standardInput, params string[] args) =>
        Of([DetectCommand.Create(() => new MemoryStream(standardInput))], ["detect", .. args]);

    public static CliRun DetectText(string input, params string[] args) =>
        Detect(Encoding.UTF8.GetBytes(input), ["-", .. args]);

    public static CliRun Of(Command[] commands, params string[] args)
    {
        var root = new RootCommand("test");
        foreach (Command command in commands) root.Subcommands.Add(command);
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = CommandLine.RunAsync(root, args, output, error).GetAwaiter().GetResult();
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
