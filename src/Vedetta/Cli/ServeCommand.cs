using System.CommandLine;

namespace Vedetta.Cli;

/// <summary><c>vedetta serve</c>: intake, detection, incidents and desk in one process.</summary>
public static class ServeCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of database, keys and import folder; made when missing.",
        DefaultValueFactory = _ => "data",
        HelpName = "DIR",
    };

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Address to listen on; port 0 takes a free one.",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Keep everything in PostgreSQL instead of SQLite: its connection string. "
            + "Default: the environment variable VEDETTA_POSTGRES, else SQLite in the data folder.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<string?> Otlp = new("--otlp")
    {
        Description = "Send traces and metrics to this OTLP endpoint.",
        HelpName = "URL",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Run everything: intake, detection, incidents, desk.")
        {
            Data, Urls, Postgres, Otlp,
        };
        command.SetAction((parsed, cancel) => Serve(OptionsOf(parsed), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static ServerOptions OptionsOf(ParseResult parsed) => new()
    {
        DataDirectory = parsed.GetValue(Data)!,
        Urls = parsed.GetValue(Urls)!,
        PostgresConnection = parsed.GetValue(Postgres) ?? Environment.GetEnvironmentVariable("VEDETTA_POSTGRES"),
        OtlpEndpoint = parsed.GetValue(Otlp) ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"),
    };

    private static async Task<int> Serve(ServerOptions options, TextWriter output, CancellationToken cancel)
    {
        await using WebApplication server = Server.Create(options, TimeProvider.System);
        await server.StartAsync(cancel);
        string url = server.Urls.First();
        await output.WriteLineAsync($"Vedetta keeps watch at {url}  (data: {Path.GetFullPath(options.DataDirectory)})");
        await output.WriteLineAsync("Ctrl+C ends it.");
        await server.WaitForShutdownAsync(cancel);
        return 0;
    }
}
