using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Vedetta.Tests.Storage;

/// <summary>One real PostgreSQL for the whole test run: a temporary folder, a free loopback port, stopped at the end.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private string? _folder;
    private Process? _server;
    private int _port;
    private int _databases;

    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Max()
        : null;

    /// <summary>Makes an empty database and returns its connection string; skips the test where PostgreSQL is absent.</summary>
    public async Task<string> NewDatabase()
    {
        if (_server is null) Assert.Skip("needs PostgreSQL (initdb and postgres under /usr/lib/postgresql)");
        string name = $"t{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Connection("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return Connection(name);
    }

    public async ValueTask InitializeAsync()
    {
        if (Programs is null || !CanRun()) return;
        _folder = Directory.CreateTempSubdirectory("vedetta-postgres-").FullName;
        if (Environment.UserName == "root") await Run("chown", ["postgres", _folder]);
        string data = Path.Combine(_folder, "data");
        await RunAs(Path.Combine(Programs, "initdb"), ["-D", data, "-U", "vedetta", "--auth=trust", "-E", "UTF8", "--no-sync"]);
        _port = FreePort();
        _server = StartAs(Path.Combine(Programs, "postgres"),
            ["-D", data, "-p", $"{_port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=50"]);
        await Answering();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;
        NpgsqlConnection.ClearAllPools();
        // The first line of the pid file is the server itself, whichever program started it.
        string pid = File.ReadLines(Path.Combine(_folder!, "data", "postmaster.pid")).First();
        await Run("kill", ["-INT", pid]);
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder!, recursive: true);
    }

    private static bool CanRun() => Environment.UserName != "root" || File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal));

    private string Connection(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=vedetta;Database={database};Maximum Pool Size=10;Timeout=10";

    private async Task Answering()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 200)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private static Process StartAs(string program, string[] arguments)
    {
        string[] all = Environment.UserName == "root" ? ["-u", "postgres", "--", program, .. arguments] : arguments;
        var start = new ProcessStartInfo(Environment.UserName == "root" ? "runuser" : program, all)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAs(string program, string[] arguments)
    {
        using Process process = StartAs(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static async Task Run(string program, string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
    }
}
