using System.Collections.Immutable;
using System.Text.Json;
using Vedetta.Settings;

namespace Vedetta.Cli.Replay;

/// <summary>The description of a scenario as <c>scenario.json</c> says it.</summary>
public sealed record ScenarioDescription(
    string Name,
    string TimeZone,
    DateTimeOffset From,
    DateTimeOffset Until,
    DateTimeOffset? WarmUntil,
    string Currency,
    decimal CostPerContact,
    ImmutableArray<ScenarioService> Services,
    ImmutableArray<JsonElement> Queues,
    ImmutableArray<DateOnly> Holidays,
    ScenarioLines? Lines = null);

/// <summary>The lines of a scenario: beginnings of their numbers, and how many there are.</summary>
public sealed record ScenarioLines(ImmutableArray<string> Prefixes, int Count);

/// <summary>A service of a scenario; owner is "own" or "third-party".</summary>
public sealed record ScenarioService(string Id, string Name, string Owner);

/// <summary>A scenario folder: its description and where its signals lie. Its truth is never read here.</summary>
public sealed class ScenarioFolder
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private ScenarioFolder(ScenarioDescription description, string signalsFile)
    {
        Description = description;
        SignalsFile = signalsFile;
    }

    /// <summary>What scenario.json says.</summary>
    public ScenarioDescription Description { get; }

    /// <summary>Path of signals.ndjson or signals.ndjson.gz.</summary>
    public string SignalsFile { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="InputException">A file is missing or not as it should be; the message says which and how to mend it.</exception>
    public static ScenarioFolder Open(string folder)
    {
        string file = Path.Combine(folder, "scenario.json");
        if (!File.Exists(file))
            throw new InputException($"{file} is missing. A scenario folder holds scenario.json and signals.ndjson; "
                + "vedetta simulate writes one.");
        string[] candidates = [Path.Combine(folder, "signals.ndjson"), Path.Combine(folder, "signals.ndjson.gz")];
        string signals = candidates.FirstOrDefault(File.Exists)
            ?? throw new InputException($"{candidates[0]} is missing (signals.ndjson.gz would do as well).");
        return new ScenarioFolder(Read(file), signals);
    }

    /// <summary>The organisation the scenario plays in.</summary>
    public Organisation ToOrganisation() => new()
    {
        Name = Description.Name,
        TimeZone = Description.TimeZone,
        Currency = Description.Currency,
        CostPerContact = Description.CostPerContact,
        Services = [.. Description.Services.Select(s => new ServiceSetting(
            s.Id, s.Name, s.Owner == "third-party" ? ServiceOwner.ThirdParty : ServiceOwner.Own))],
        Queues = [.. Description.Queues.Select(ToQueue)],
        Lines = new LinesSetting
        {
            Prefixes = Description.Lines is { Prefixes.IsDefault: false } lines ? lines.Prefixes : [],
            Count = Description.Lines?.Count ?? 0,
        },
        Holidays = [.. Description.Holidays.Distinct().Select(date => new HolidaySetting(date, ""))],
    };

    // A queue is its id, or an object with id and name.
    private static QueueSetting ToQueue(JsonElement queue)
    {
        if (queue.ValueKind == JsonValueKind.String) return new QueueSetting(queue.GetString()!, queue.GetString()!);
        string id = queue.TryGetProperty("id", out JsonElement value) ? value.ToString() : "";
        string name = queue.TryGetProperty("name", out JsonElement named) ? named.ToString() : id;
        return new QueueSetting(id, name);
    }

    private static ScenarioDescription Read(string file)
    {
        try
        {
            ScenarioDescription read = JsonSerializer.Deserialize<ScenarioDescription>(File.ReadAllBytes(file), Options)
                ?? throw new InputException($"{file} is empty.");
            return Check(file, Defaults(read));
        }
        catch (JsonException error)
        {
            throw new InputException(
                $"{file}, line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}, {error.Path}: {error.Message}");
        }
    }

    private static ScenarioDescription Defaults(ScenarioDescription read) => read with
    {
        Name = read.Name ?? "scenario",
        TimeZone = read.TimeZone ?? "UTC",
        Currency = read.Currency ?? "EUR",
        Services = read.Services.IsDefault ? [] : read.Services,
        Queues = read.Queues.IsDefault ? [] : read.Queues,
        Holidays = read.Holidays.IsDefault ? [] : read.Holidays,
    };

    private static ScenarioDescription Check(string file, ScenarioDescription read)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(read.TimeZone, out _))
            throw new InputException($"{file}: time_zone '{read.TimeZone}' is not an IANA zone such as Europe/Rome.");
        if (read.Until <= read.From) throw new InputException($"{file}: until must lie after from.");
        if (read.Services.FirstOrDefault(s => s.Owner is not ("own" or "third-party")) is { } odd)
            throw new InputException($"{file}: owner of service '{odd.Id}' must be own or third-party, not '{odd.Owner}'.");
        return read;
    }
}
