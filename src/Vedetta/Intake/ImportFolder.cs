using System.Globalization;
using Microsoft.Extensions.Hosting;
using Vedetta.Engine.Signals;

namespace Vedetta.Intake;

/// <summary>
/// The folder <c>import</c> in the data folder: files put there (<c>.ndjson</c>, <c>.csv</c>, and <c>.json</c>,
/// <c>.log</c>, <c>.cdr</c> of call records; any with <c>.gz</c>) are taken once they stop growing, then moved to
/// <c>import/done</c>; with refused lines, a text of the same name says which.
/// Files that cannot be read at all go to <c>import/refused</c>. The same content is counted once.
/// </summary>
public sealed class ImportFolder(
    SignalIntake intake, IntakeMeters meters, ServerOptions options, TimeProvider time, ILogger<ImportFolder> log)
    : BackgroundService
{
    /// <summary>How often the folder is looked at.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);

    /// <summary>The folder watched.</summary>
    public string Folder { get; } = Path.Combine(options.DataDirectory, "import");

    /// <summary>Looks once: takes files that have not changed since the last look. Returns how many it took.</summary>
    public async Task<int> Look(CancellationToken cancel = default)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "done"));
        Directory.CreateDirectory(Path.Combine(Folder, "refused"));
        int taken = 0;
        FileInfo[] files =
        [
            .. new DirectoryInfo(Folder).EnumerateFiles()
                .Where(f => FormatOf(f.Name) is not null).OrderBy(f => f.Name, StringComparer.Ordinal),
        ];
        foreach (string gone in _seen.Keys.Except(files.Select(f => f.Name)).ToArray()) _seen.Remove(gone);
        foreach (FileInfo file in files)
        {
            var now = (file.Length, file.LastWriteTimeUtc);
            bool isStill = _seen.TryGetValue(file.Name, out var before) && before == now;
            _seen[file.Name] = now;
            if (!isStill) continue;
            if (await Import(file, cancel)) taken++;
        }
        return taken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunLoops) return;
        await Rounds.BeginAndRepeat(Every, time, Look, error => Log.ImportFailed(log, error), stoppingToken);
    }

    private async Task<bool> Import(FileInfo file, CancellationToken cancel)
    {
        try
        {
            ImportReport report = await ImportReport.Of(file, FormatOf(file.Name)!.Value, intake, cancel);
            if (!report.IsTaken)
            {
                Count("waiting");
                return false;
            }
            await Put(file, report.Accepted > 0 || report.Refused == 0 ? "done" : "refused", report.Text, cancel);
            Log.Imported(log, file.Name, report.Accepted, report.Refused);
        }
        catch (InvalidDataException error)
        {
            await Put(file, "refused", $"The file cannot be read: {error.Message}", cancel);
            Log.ImportRefused(log, file.Name, error.Message);
        }
        return true;
    }

    // The text is written before the move, so that a file that was moved always has its report.
    private async Task Put(FileInfo file, string where, string text, CancellationToken cancel)
    {
        string stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        string target = Path.Combine(Folder, where, file.Name);
        if (File.Exists(target)) target = Path.Combine(Folder, where, $"{stamp}-{file.Name}");
        if (text.Length > 0) await File.WriteAllTextAsync(target + ".txt", text, cancel);
        _seen.Remove(file.Name);
        file.MoveTo(target);
        Count(where);
    }

    private void Count(string outcome) => meters.Imports.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static SignalFormat? FormatOf(string name)
    {
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetExtension(plain).ToLowerInvariant() switch
        {
            ".ndjson" or ".jsonl" or ".json" => SignalFormat.Ndjson,
            ".csv" or ".log" or ".cdr" => SignalFormat.Csv,
            _ => null,
        };
    }
}
