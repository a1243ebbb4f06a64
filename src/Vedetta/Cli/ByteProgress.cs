using Spectre.Console;

namespace Vedetta.Cli;

/// <summary>A progress bar on an interactive terminal's standard error; nothing at all anywhere else.</summary>
public static class ByteProgress
{
    /// <summary>Runs <paramref name="work"/>, which reports the share done (0 to 1) as often as it likes.</summary>
    public static void Run(TextWriter error, string title, Action<Action<double>> work)
    {
        if (!ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected)
        {
            work(_ => { });
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        console.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(title), maxValue: 1);
            work(share => bar.Value = share);
        });
    }
}
