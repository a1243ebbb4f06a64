using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Intake;

namespace Vedetta.Benchmarks;

/// <summary>
/// Reports through the public form: a whole server in its own process, keep-alive connections over loopback, every
/// report from an address of its own (named by a trusted proxy), every 303 only once the report is on disk. In the end
/// the reports on disk are counted against those acknowledged. Options: <c>--seconds N</c> (10), <c>--connections N</c>
/// (128), <c>--services N</c> (1).
/// </summary>
internal static class ReportsBenchmark
{
    private const string ServeWord = "--serve-here";
    private const string Said = "said ";
    private static readonly string[] Slugs = ["whatsapp", "instagram", "tim", "vodafone", "facebook"];
    private static int _addresses;

    public static int Run(string[] args) =>
        args is [ServeWord, var folder] ? Serve(folder).GetAwaiter().GetResult() : Measure(args).GetAwaiter().GetResult();

    private static async Task<int> Serve(string folder)
    {
        await using WebApplication app = Server.Create(
            new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0", TrustedProxies = ["127.0.0.1"] },
            TimeProvider.System);
        await app.StartAsync();
        Console.WriteLine(Said + app.Urls.First());
        await Console.In.ReadLineAsync();
        Journal journal = app.Services.GetRequiredService<Journal>();
        long stored = 0, batches = 0;
        await foreach (JournaledBatch batch in journal.ReadFrom(0))
        {
            stored += batch.Tiles.InTimeOrder().Sum(t => t.Counts.Values.Sum());
            batches++;
        }
        Console.WriteLine(Said + stored.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(Said + batches.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(Said + Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(Said + (Process.GetCurrentProcess().PeakWorkingSet64 >> 20).ToString(CultureInfo.InvariantCulture));
        await app.StopAsync();
        return 0;
    }

    private static async Task<int> Measure(string[] args)
    {
        int seconds = Option(args, "--seconds", 10), connections = Option(args, "--connections", 128);
        int services = Math.Clamp(Option(args, "--services", 1), 1, Slugs.Length);
        string folder = Directory.CreateTempSubdirectory("vedetta-bench-").FullName;
        try
        {
            using Process server = StartServer(folder);
            var address = new Uri(await Hear(server));
            Tally warm = await Load(address, TimeSpan.FromSeconds(3), connections, services);
            var clock = Stopwatch.StartNew();
            Tally load = await Load(address, TimeSpan.FromSeconds(seconds), connections, services);
            double elapsed = clock.Elapsed.TotalSeconds;
            await server.StandardInput.WriteLineAsync();
            long stored = long.Parse(await Hear(server), CultureInfo.InvariantCulture);
            string batches = await Hear(server), processor = await Hear(server), memory = await Hear(server);
            await server.WaitForExitAsync();
            List<double> delays = [.. load.Delays.Order()];
            Say($"""
                reports: {load.Acknowledged / elapsed:N0}/s acknowledged durable ({connections} connections, {elapsed:0.0} s), {load.Refused} turned away
                answer: median {delays[delays.Count / 2]:0.0} ms, p99 {delays[delays.Count * 99 / 100]:0.0} ms
                on disk: {stored:N0} of {warm.Acknowledged + load.Acknowledged:N0} acknowledged, in {batches} batches
                server: {processor} s of processor, {memory} MiB at most; {Environment.ProcessorCount} cores shared with the load
                """);
            return stored == warm.Acknowledged + load.Acknowledged ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Tally> Load(Uri server, TimeSpan duration, int connections, int services)
    {
        var tally = new Tally();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(c =>
            Task.Run(() => Send(server, clock, duration, Slugs[c % services], tally))));
        return tally;
    }

    private static async Task Send(Uri server, Stopwatch clock, TimeSpan duration, string slug, Tally tally)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        byte[] answer = new byte[4096];
        while (clock.Elapsed < duration)
        {
            int n = Interlocked.Increment(ref _addresses);
            // Neighbours in different /24s, as people are.
            string address = $"{20 + n % 200}.{n / 200 % 250}.{n / 50_000 % 250}.{1 + n / 12_500_000 % 250}";
            byte[] request = Encoding.ASCII.GetBytes(
                $"POST /s/{slug} HTTP/1.1\r\nHost: bench\r\nUser-Agent: Mozilla/5.0\r\nX-Forwarded-For: {address}\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\nreason=send");
            double sent = clock.Elapsed.TotalMilliseconds;
            await socket.SendAsync(request);
            int read = await socket.ReceiveAsync(answer);
            tally.Take(Encoding.ASCII.GetString(answer, 9, 3), clock.Elapsed.TotalMilliseconds - sent);
            if (read == answer.Length) throw new InvalidOperationException("An answer is longer than expected.");
        }
    }

    private static async Task<string> Hear(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(Said, StringComparison.Ordinal)) return line[Said.Length..];
        throw new InvalidOperationException("The server process ended.");
    }

    private static Process StartServer(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(ReportsBenchmark).Assembly.Location, "reports", ServeWord, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (!Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)) start.ArgumentList.RemoveAt(0);
        return Process.Start(start)!;
    }

    private static int Option(string[] args, string name, int otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }

    private static void Say(string text) => Console.WriteLine(text);

    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private long _acknowledged, _refused;

        public long Acknowledged => _acknowledged;

        public long Refused => _refused;

        public List<double> Delays { get; } = [];

        public void Take(string status, double milliseconds)
        {
            lock (_lock)
            {
                if (status == "303") _acknowledged++;
                else _refused++;
                Delays.Add(milliseconds);
            }
        }
    }
}
