using System.CommandLine;
using System.Text.Json;
using Vedetta.Cli.Replay;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Surges;
using Vedetta.Incidents;
using Vedetta.Web;

namespace Vedetta.Cli;

/// <summary><c>vedetta replay</c>: plays a scenario folder through the whole server on virtual time.</summary>
public static class ReplayCommand
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Scenario folder, as vedetta simulate writes it." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON per incident." };

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("replay", "Play a scenario through the whole server, as fast as it can; print incidents.")
        {
            Folder, Json,
        };
        command.SetAction((parsed, cancel) => Run(
            parsed.GetValue(Folder)!, parsed.GetValue(Json), parsed.InvocationConfiguration, cancel));
        return command;
    }

    private static async Task<int> Run(string folder, bool json, InvocationConfiguration console, CancellationToken cancel)
    {
        ScenarioFolder scenario = ScenarioFolder.Open(folder);
        string data = Directory.CreateTempSubdirectory("vedetta-replay-").FullName;
        try
        {
            var progress = new ReplayProgress(console.Error, scenario.Description.Name);
            ReplayResult result = await new ReplayRun(scenario, data).Play(progress.Show, cancel);
            progress.Clear();
            var zone = TimeZoneInfo.FindSystemTimeZoneById(scenario.Description.TimeZone);
            foreach (IncidentView view in result.Incidents)
                console.Output.WriteLine(json ? Line(view, zone) : Sentence(view, zone));
            if (!json) console.Output.WriteLine(Summary(result));
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static string Line(IncidentView view, TimeZoneInfo zone) =>
        JsonSerializer.Serialize(IncidentDocument.Of(view.Incident, zone), Options);

    private static string Sentence(IncidentView view, TimeZoneInfo zone)
    {
        Incident i = view.Incident;
        string end = i.EndedAt is { } ended ? $"ended {Text.Time(In(zone, ended))}" : "still rings";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
            #{i.Id} {JsonWord.Of(i.SubjectKind)} {i.SubjectId}: {i.Cause} ({i.Confidence:P0})
               since {Text.Time(In(zone, i.Onset))}, alarmed {Text.Time(In(zone, i.OpenedAt))}, {end}
               {Text.Count(i.Observed)} contacts instead of {Text.Count(i.Expected)} ({Text.Percent(i.Percent)})
               cost {i.Currency} {i.CostTotal:N0}, of it {i.CostExcess:N0} for the excess
            """) + string.Concat(view.Surges.Select(s => "\n     " + SurgeLine(s, zone)))
            + string.Concat(view.Floods.Select(f => "\n     " + FloodLine(f, zone)));
    }

    private static string SurgeLine(Surge s, TimeZoneInfo zone) =>
        $"{s.Series} {Clock(s.Onset, zone)} to {(s.EndedAt is { } end ? Clock(end, zone) : "now")}, alarmed {Clock(s.AlarmedAt, zone)}: "
        + $"{Text.Count(s.Observed)} instead of {Text.Count(s.Expected)}";

    private static string FloodLine(Flood f, TimeZoneInfo zone) =>
        $"flood {f.Target} {Clock(f.StartedAt, zone)} to {(f.EndedAt is { } end ? Clock(end, zone) : "now")}, alarmed "
        + $"{Clock(f.AlarmedAt, zone)}: {Text.Count(f.Attempts)} calls to {Text.Count(f.LinesHit)} lines"
        + (f.PeriodSeconds is { } period ? $", every {period.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} s" : "");

    private static string Clock(DateTimeOffset time, TimeZoneInfo zone) =>
        In(zone, time).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private static string Summary(ReplayResult result) =>
        $"{result.Incidents.Count} incidents in {Text.Duration(result.Played)}: {Text.Count(result.Signals)} signals, "
        + $"{Text.Count(result.Refused)} refused";

    private static DateTimeOffset In(TimeZoneInfo zone, DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);
}
