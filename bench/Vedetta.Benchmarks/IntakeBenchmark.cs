using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Access;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Benchmarks;

/// <summary>
/// Live intake: a whole server in its own process, senders with batches over loopback HTTP, every batch acknowledged only
/// when it is on disk. Options: <c>--seconds N</c> (10), <c>--senders N</c> (4), <c>--lines N</c> a batch (2000),
/// <c>--gzip</c>.
/// </summary>
internal static class IntakeBenchmark
{
    private const string ServeWord = "--serve-here";

    // Marks what the server process says to the benchmark among the lines of its log.
    private const string Said = "said ";

    public static int Run(string[] args) =>
        args is [ServeWord, var folder] ? Serve(folder).GetAwaiter().GetResult() : Measure(args).GetAwaiter().GetResult();

    // The benchmark's own executable is the server process, so that what runs is what Server.Create wires.
    private static async Task<int> Serve(string folder)
    {
        await using WebApplication app = Server.Create(
            new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0" }, TimeProvider.System);
        await app.StartAsync();
        string key = await app.Services.GetRequiredService<ApiKeyStore>().Create("bench", "bench", [ApiScopes.SignalsWrite]);
        Console.WriteLine(Said + app.Urls.First());
        Console.WriteLine(Said + key);
        await Console.In.ReadLineAsync();
        Console.WriteLine(Said + Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(Said + (Process.GetCurrentProcess().PeakWorkingSet64 >> 20).ToString(CultureInfo.InvariantCulture));
        await app.StopAsync();
        return 0;
    }

    private static async Task<int> Measure(string[] args)
    {
        int seconds = Option(args, "--seconds", 10), senders = Option(args, "--senders", 4), lines = Option(args, "--lines", 2000);
        string folder = Directory.CreateTempSubdirectory("vedetta-bench-").FullName;
        try
        {
            Say($"parse: {Parse():N0} lines/s on one core (read, validate, count into tiles)");
            await Load(folder, seconds, senders, lines, args.Contains("--gzip"));
            Say($"rival: {RowByRow(folder):N0} rows/s, one signal a row in SQLite, 2,000 a transaction, no HTTP, no parsing");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static async Task Load(string folder, int seconds, int senders, int lines, bool gzip)
    {
        using Process server = StartServer(folder);
        var address = new Uri(await Hear(server));
        string key = await Hear(server);
        var delays = new List<double>();
        await Send(address, key, senders, lines, gzip, TimeSpan.FromSeconds(2), []);
        var clock = Stopwatch.StartNew();
        long acknowledged = await Send(address, key, senders, lines, gzip, TimeSpan.FromSeconds(seconds), delays);
        double elapsed = clock.Elapsed.TotalSeconds;
        await server.StandardInput.WriteLineAsync();
        string processor = await Hear(server), memory = await Hear(server);
        await server.WaitForExitAsync();
        delays.Sort();
        Say($"""
            intake: {acknowledged / elapsed:N0} signals/s acknowledged durable ({senders} senders, {lines} lines a batch{(gzip ? ", gzip" : "")}, {elapsed:0.0} s)
            answer: median {delays[delays.Count / 2]:0.0} ms, p99 {delays[delays.Count * 99 / 100]:0.0} ms a batch
            server: {processor} s of processor, {memory} MiB at most; {Environment.ProcessorCount} cores shared with the senders
            """);
    }

    private static async Task<string> Hear(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(Said, StringComparison.Ordinal)) return line[Said.Length..];
        throw new InvalidOperationException("The server process ended.");
    }

    private static Process StartServer(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(IntakeBenchmark).Assembly.Location, "intake", ServeWord, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (!Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)) start.ArgumentList.RemoveAt(0);
        return Process.Start(start)!;
    }

    private static async Task<long> Send(
        Uri address, string key, int senders, int lines, bool gzip, TimeSpan duration, List<double> delays)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var clock = Stopwatch.StartNew();
        long acknowledged = 0;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            byte[] body = Body(lines, sender, TimeProvider.System.GetUtcNow());
            if (gzip) body = Pack(body);
            while (clock.Elapsed < duration)
            {
                long from = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                if (gzip) content.Headers.ContentEncoding.Add("gzip");
                using HttpResponseMessage answer = await client.PostAsync(new Uri("/api/v1/signals", UriKind.Relative), content);
                answer.EnsureSuccessStatusCode();
                Interlocked.Add(ref acknowledged, lines);
                lock (delays) delays.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
        })));
        return acknowledged;
    }

    // Contacts of a telecom operator on a bad day: 5 channels x 40 topics x 20 regions, mostly one topic.
    private static byte[] Body(int lines, int seed, DateTimeOffset now)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++)
        {
            DateTimeOffset at = now.AddMilliseconds(-random.Next(20_000));
            string topic = random.Next(3) > 0 ? "whatsapp" : $"topic-{random.Next(40)}";
            text.Append(CultureInfo.InvariantCulture, $$"""{"at":"{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}","kind":"contact","queue":"mobile-{{random.Next(6)}}","channel":"voice","topic":"{{topic}}","place":"IT-{{random.Next(21, 41)}}","customer":"c{{random.Next(1_000_000)}}","outcome":"abandoned","wait_s":{{random.Next(300)}}}""").Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var packing = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            packing.Write(body);
        return packed.ToArray();
    }

    private static double Parse()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        byte[] body = Body(20_000, 1, now);
        var reader = new SignalReader(SignalFormat.Ndjson, now.ToUnixTimeMilliseconds());
        long lines = 0;
        var clock = new Stopwatch();
        for (int round = 0; round < 60; round++)
        {
            // The first rounds are left out: the code is still being compiled.
            if (round == 20) (clock, lines) = (Stopwatch.StartNew(), 0);
            reader.Restart(SignalFormat.Ndjson, now.ToUnixTimeMilliseconds());
            var tiles = new TileSet();
            ReadOnlySpan<byte> chunk = body;
            while (reader.Read(ref chunk, out _))
            {
                tiles.Add(reader.Line.UnixSecond, reader.Line.Leaf, reader.Line.Observation);
                lines++;
            }
        }
        return lines / clock.Elapsed.TotalSeconds;
    }

    private static double RowByRow(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "rival.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE signals (at INTEGER, kind TEXT, queue TEXT, channel TEXT, topic TEXT, place TEXT, customer TEXT)");
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO signals VALUES (@at, 'contact', 'mobile-1', 'voice', 'whatsapp', 'IT-25', @customer)";
        SqliteParameter at = insert.Parameters.Add("at", SqliteType.Integer), customer = insert.Parameters.Add("customer", SqliteType.Text);
        long rows = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < 3)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int i = 0; i < 2000; i++, rows++)
            {
                at.Value = rows;
                customer.Value = "c12345";
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        return rows / clock.Elapsed.TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static int Option(string[] args, string name, int otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
