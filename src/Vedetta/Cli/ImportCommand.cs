using System.CommandLine;
using System.Text;
using System.Text.Json;
using Vedetta.Statements;
using Vedetta.StatusPage.Imports;

namespace Vedetta.Cli;

/// <summary><c>vedetta import status</c>: takes components, checks and notices over from another status page.</summary>
public static class ImportCommand
{
    private const long BytesMax = 64L << 20;
    private const int FilesMax = 10_000;
    private static readonly Author Importer = new("import", MayApprove: true);

    private static readonly Argument<string> Source = new("input")
    {
        Description = "Statuspage JSON, Uptime Kuma backup, Gatus YAML, or the folder of a cState site.",
        HelpName = "FILE",
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Data folder of the server.",
        DefaultValueFactory = _ => "data",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Connection string of the server's PostgreSQL. Default: VEDETTA_POSTGRES of the environment.",
        HelpName = "CONNECTION",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would come." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print NDJSON." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var status = new Command("status",
            "Components, checks and notices of another status page. Restart the server afterwards.")
        {
            Source, Data, Postgres, DryRun, Json,
        };
        status.SetAction(Run);
        return new Command("import", "Take over what another system holds.") { status };
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        string input = parsed.GetValue(Source)!;
        ImportedStatus found = StatusImport.Read(Files(input), out string reason)
            ?? throw new InputException($"{input} {reason}.");
        TextWriter output = parsed.InvocationConfiguration.Output;
        await Say(found, parsed.GetValue(Json), output);
        foreach (ImportFault fault in found.Faults)
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"vedetta: {input}: {fault.Where}: {fault.Reason}");
        if (found.FaultCount > found.Faults.Count)
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"vedetta: and {found.FaultCount - found.Faults.Count} more");
        if (!parsed.GetValue(DryRun)) await Store(parsed, found, output, cancel);
        return found.FaultCount > 0 ? CommandLine.InputUnusable : 0;
    }

    private static async Task Store(ParseResult parsed, ImportedStatus found, TextWriter output,
        CancellationToken cancel)
    {
        await using WebApplication server = Server.Create(
            new ServerOptions
            {
                DataDirectory = parsed.GetValue(Data)!,
                PostgresConnection = parsed.GetValue(Postgres)
                    ?? Environment.GetEnvironmentVariable("VEDETTA_POSTGRES"),
                RunLoops = false,
            },
            TimeProvider.System);
        ImportReceipt receipt = await server.Services.GetRequiredService<StatusImport>().Store(found, Importer, cancel);
        if (parsed.GetValue(Json))
        {
            await Write(output,
                new { kind = "stored", receipt.Components, receipt.Checks, receipt.Notices, receipt.Known });
            foreach ((string name, string token) in receipt.Heartbeats)
                await Write(output, new { kind = "heartbeat", name, token });
            return;
        }
        await output.WriteLineAsync(
            $"Stored {receipt.Components} components, {receipt.Checks} checks, {receipt.Notices} notices; "
                + $"{receipt.Known} were there already.");
        foreach ((string name, string token) in receipt.Heartbeats)
            await output.WriteLineAsync($"Beats of {name} go to /api/v1/heartbeats/{token}");
    }

    private static async Task Say(ImportedStatus found, bool json, TextWriter output)
    {
        if (!json)
        {
            await output.WriteLineAsync(
                $"{found.Format}: {found.Components.Count} components, {found.Checks.Count} checks, "
                + $"{found.Notices.Count} notices.");
            foreach (Component c in found.Components)
                await output.WriteLineAsync(
                    $"  {(c.GroupId is null ? "" : "  ")}{c.Id}{(c.IsGroup ? " (group)" : "")}: {c.Name.En}");
            foreach (ImportedNotice n in found.Notices)
                await output.WriteLineAsync($"  {n.StartedAt:yyyy-MM-dd HH:mm} {n.Title} ({n.Updates.Count})");
            return;
        }
        foreach (Component c in found.Components)
            await Write(output, new { kind = "component", c.Id, name = c.Name.En, group = c.GroupId, c.IsGroup });
        foreach (var c in found.Checks)
            await Write(output, new { kind = "check", c.Component, c.Name, how = c.Kind, c.Target });
        foreach (ImportedNotice n in found.Notices)
            await Write(output, new { kind = "notice", n.Title, n.StartedAt, n.ResolvedAt, updates = n.Updates.Count });
    }

    private static Task Write(TextWriter output, object line) =>
        output.WriteLineAsync(JsonSerializer.Serialize(line, Web));

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static List<(string Name, string Text)> Files(string input)
    {
        if (!Directory.Exists(input)) return [(Path.GetFileName(input), Text(input))];
        return [.. Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories)
            .Where(f =>
                f.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
                    || Path.GetFileName(f) is "config.yml" or "config.yaml")
            .Order(StringComparer.Ordinal).Take(FilesMax).Select(f => (Path.GetRelativePath(input, f), Text(f)))];
    }

    private static string Text(string file)
    {
        if (!File.Exists(file)) throw new InputException($"{file}: there is no such file.");
        if (new FileInfo(file).Length > BytesMax)
            throw new InputException($"{file}: is larger than {BytesMax >> 20} MiB.");
        return File.ReadAllText(file, Encoding.UTF8);
    }
}
