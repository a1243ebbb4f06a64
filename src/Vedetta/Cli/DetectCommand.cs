using System.CommandLine;
using Vedetta.Cli.Detect;
using Vedetta.Engine.Surges;

namespace Vedetta.Cli;

/// <summary><c>vedetta detect</c>: finds surges and floods in files.</summary>
public static class DetectCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Counts CSV (timestamp[,dimension...],value), signals (NDJSON or CSV) or call records of a "
            + "telephone system, recognised by their content, plain or gzip; - reads standard input. Several files are "
            + "read in the order given, as if they were one.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Zone = new("--time-zone")
    {
        Description = "IANA zone of times without an offset, and of printed times, such as Europe/Rome. "
            + "Default: UTC; times with an offset are printed in it.",
        HelpName = "TZ",
    };

    private static readonly Option<double> AlarmsPerYear = new("--alarms-per-year")
    {
        Description = "False alarms accepted per series and year.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Scores = new("--scores")
    {
        Description = "Also write timestamp,value,anomaly_score (0 to 1) of one counts file to this file.",
        HelpName = "OUT.csv",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one line of JSON per surge or flood, in the order of the alarms.",
    };

    /// <summary>The command.</summary>
    public static Command Create() => Create(Console.OpenStandardInput);

    /// <summary>The command, with the given standard input.</summary>
    public static Command Create(Func<Stream> standardInput)
    {
        var command = new Command("detect",
            "Find surges and floods in counts, signals or call records: what, since when, how much, and which part.")
        {
            Files, Zone, AlarmsPerYear, Scores, Json,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(
            Run(OptionsOf(parsed) with { StandardInput = standardInput }, parsed.InvocationConfiguration, cancel)));
        return command;
    }

    private static DetectOptions OptionsOf(ParseResult parsed)
    {
        double alarms = parsed.GetValue(AlarmsPerYear);
        if (!(alarms > 0) || alarms > 1_000_000)
            throw new InputException($"--alarms-per-year {alarms} is not a number above 0. 1 is the default.");
        return new DetectOptions(
            parsed.GetValue(Files) ?? [], ZoneOf(parsed.GetValue(Zone)), alarms, parsed.GetValue(Scores),
            parsed.GetValue(Json));
    }

    private static TimeZoneInfo? ZoneOf(string? id)
    {
        if (id is null) return null;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)) return zone;
        throw new InputException($"--time-zone {id} is not known here. Use a name such as Europe/Rome or UTC.");
    }

    private static int Run(DetectOptions options, InvocationConfiguration console, CancellationToken cancel)
    {
        if (options.ScoresPath is not null && options.Files.Count > 1)
            throw new InputException("--scores takes one counts file at a time.");
        using StreamWriter? scores = options.ScoresPath is null ? null : new StreamWriter(options.ScoresPath);
        Analysis? analysis = null;
        ByteProgress.Run(console.Error, "Reading", report =>
            analysis = new DetectRun(
                options, scores is null ? null : new ScoreWriter(scores), report, cancel).Run());
        analysis!.Refusals.WriteTo(console.Error);
        if (options.Json) WriteJson(console, analysis);
        else SurgeText.Write(console.Output, analysis);
        return 0;
    }

    private static void WriteJson(InvocationConfiguration console, Analysis analysis)
    {
        IEnumerable<(DateTimeOffset AlarmedAt, string Line)> lines =
        [
            .. analysis.Floods.InAlarmOrder().Select(f => (f.AlarmedAt, FloodJson.LineOf(f, analysis.Offsets))),
            .. analysis.Surges.InAlarmOrder().Select(s => (s.AlarmedAt, SurgeJson.LineOf(s, analysis.Offsets))),
        ];
        foreach ((_, string line) in lines.OrderBy(l => l.AlarmedAt)) console.Output.WriteLine(line);
        if (analysis.Refusals.Count > 0)
            console.Error.WriteLine(
                $"{Text.Count(analysis.Rows)} rows read, {Text.Count(analysis.Refusals.Count)} lines refused.");
    }
}
