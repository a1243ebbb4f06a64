using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vedetta.Cli;

/// <summary>Runs a verb: usage errors exit 2, unusable input exits 1, each with one sentence on how to mend it.</summary>
public static class CommandLine
{
    /// <summary>Exit code of a run that could not use its input.</summary>
    public const int InputUnusable = 1;

    /// <summary>Exit code of a command line that does not make sense.</summary>
    public const int UsageWrong = 2;

    // Exit code a shell shows for a process ended by Ctrl+C.
    private const int Interrupted = 130;

    /// <summary>Parses and runs <paramref name="args"/> on this process's console.</summary>
    public static Task<int> RunAsync(RootCommand root, string[] args) =>
        RunAsync(root, args, Console.Out, Console.Error);

    /// <summary>Parses and runs <paramref name="args"/>, writing to the given ends.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return SayUsageErrors(parsed, error);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (InputException unusable)
        {
            await error.WriteLineAsync($"vedetta: {unusable.Message}");
            return InputUnusable;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"vedetta: {failure.Message}");
            return InputUnusable;
        }
    }

    private static int SayUsageErrors(ParseResult parsed, TextWriter error)
    {
        foreach (ParseError wrong in parsed.Errors) error.WriteLine($"vedetta: {wrong.Message}");
        string verb = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        error.WriteLine($"Try: vedetta {verb}--help");
        return UsageWrong;
    }
}
