using System.CommandLine;
using System.Text.Json;
using Vedetta.Cli.Doctor;
using Vedetta.Intake;

namespace Vedetta.Cli;

/// <summary><c>vedetta doctor</c>: checks what the product stands on and says how to mend what is wrong.</summary>
public static class DoctorCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of database, keys and import folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new ServerOptions().DataDirectory,
    };

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Address to listen on.",
        HelpName = "URL",
        DefaultValueFactory = _ => new ServerOptions().Urls,
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "PostgreSQL connection string; without it SQLite in the data folder.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON per check." };

    /// <summary>The command. It exits with 1 when a check failed.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Check configuration, limits, connections and versions.")
        {
            Data, Urls, Postgres, Json,
        };
        command.SetAction((parsed, cancel) => Run(
            new ServerOptions
            {
                DataDirectory = parsed.GetValue(Data)!,
                Urls = parsed.GetValue(Urls)!,
                PostgresConnection = parsed.GetValue(Postgres),
            },
            parsed.GetValue(Json), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> Run(ServerOptions options, bool json, TextWriter output, CancellationToken cancel)
    {
        Finding[] findings =
        [
            MachineChecks.Versions(),
            MachineChecks.DataFolder(options.DataDirectory),
            .. await DatabaseChecks.Run(options, cancel),
            MachineChecks.Address(options.Urls),
            MachineChecks.TimeZones(),
            MachineChecks.Memory(),
            MachineChecks.OpenFiles(),
            Finding.Ok("limits", LimitsSay()),
        ];
        foreach (Finding finding in findings) output.WriteLine(json ? LineOf(finding) : Say(finding));
        return findings.Any(f => f.State == FindingState.Fail) ? CommandLine.InputUnusable : 0;
    }

    private static string LimitsSay() =>
        $"a request holds at most {Limits.BodyBytesMax >> 20} MB, {Limits.RequestsMax} requests are read at a time, "
        + $"{Limits.WaitingBatchesMax} batches or {Limits.WaitingBytesMax >> 20} MB wait to be stored; beyond that senders get 429";

    private static string LineOf(Finding finding) => JsonSerializer.Serialize(new
    {
        check = finding.Check,
        state = Word(finding.State),
        says = finding.Says,
        mend = finding.Mend,
    });

    private static string Say(Finding finding)
    {
        string mend = finding.Mend is null ? "" : $"\n{"",20}{finding.Mend}";
        return $"{Word(finding.State),-5} {finding.Check,-14}{finding.Says}{mend}";
    }

    private static string Word(FindingState state) => state.ToString().ToLowerInvariant();
}
