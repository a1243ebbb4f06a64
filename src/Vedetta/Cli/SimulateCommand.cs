using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vedetta.Engine.Scenarios;

namespace Vedetta.Cli;

/// <summary><c>vedetta simulate</c>: writes a scenario folder with its truth.</summary>
public static class SimulateCommand
{
    private static readonly Argument<string> Name = new("NAME")
    {
        Description = "Scenario: " +
            string.Join("; ", ScenarioCatalogue.Names.Select(n => $"{n} ({ScenarioCatalogue.SummaryOf(n)})")) + ".",
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "What chance starts from; the same seed writes the same bytes.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder to write scenario.json, signals.ndjson.gz and truth.json to; made when missing.",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<double> Scale = new("--scale")
    {
        Description = "Multiplies every volume; 1 is the natural size.",
        HelpName = "X",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Plain = new("--plain")
    {
        Description = "Write signals.ndjson instead of signals.ndjson.gz.",
    };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Write into a folder that is not empty; files of the same names are replaced.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one line of JSON: name, seed, folder, signals, incidents.",
    };

    private sealed record Order(Scenario Scenario, ulong Seed, string Folder, bool IsPlain, bool IsForced, bool IsJson);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Write a scenario folder: generated signals with the truth about them.")
        {
            Name, Seed, Out, Scale, Plain, Force, Json,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(
            Run(OrderOf(parsed), parsed.InvocationConfiguration, cancel)));
        return command;
    }

    private static Order OrderOf(ParseResult parsed)
    {
        string name = parsed.GetValue(Name)!;
        double scale = parsed.GetValue(Scale);
        if (!(scale > 0 && scale <= 1_000))
            throw new InputException($"--scale {scale} is not above 0 and at most 1000.");
        ulong seed = parsed.GetValue(Seed);
        if (!ScenarioCatalogue.TryCreate(name, seed, scale, out Scenario? scenario))
        {
            throw new InputException(
                $"There is no scenario '{name}'. Known are: {string.Join(", ", ScenarioCatalogue.Names)}.");
        }

        return new Order(
            scenario, seed, parsed.GetValue(Out)!, parsed.GetValue(Plain), parsed.GetValue(Force),
                parsed.GetValue(Json));
    }

    private static int Run(Order order, InvocationConfiguration ends, CancellationToken cancel)
    {
        if (Directory.Exists(order.Folder) && Directory.EnumerateFileSystemEntries(order.Folder).Any() &&
            !order.IsForced)
            throw new InputException($"{order.Folder} is not empty. Name another folder, or add --force to write into it.");
        Directory.CreateDirectory(order.Folder);
        long signals = 0;
        ByteProgress.Run(ends.Error, order.Scenario.Name, report => signals =
            ScenarioFiles.Write(order.Scenario, order.Folder, order.IsPlain, report, cancel));
        ends.Output.WriteLine(order.IsJson ? JsonOf(order, signals) : TextOf(order, signals));
        return 0;
    }

    private static string TextOf(Order order, long signals) => string.Create(
        CultureInfo.InvariantCulture,
        $"{order.Scenario.Name}, seed {order.Seed}: {signals:N0} signals from {order.Scenario.From:yyyy-MM-dd} to " +
        $"{order.Scenario.Until:yyyy-MM-dd}, {order.Scenario.Incidents.Length} incidents, in {order.Folder}");

    private static string JsonOf(Order order, long signals) => JsonSerializer.Serialize(new
    {
        name = order.Scenario.Name,
        seed = order.Seed,
        folder = order.Folder,
        signals,
        incidents = order.Scenario.Incidents.Length,
    });
}
