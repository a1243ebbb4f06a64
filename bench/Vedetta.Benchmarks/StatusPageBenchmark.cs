using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Vedetta.Benchmarks;

/// <summary>
/// Views of the status page a second, beside nginx that serves the same bytes under the same headers (gzip_static, two workers) in the same run,
/// in turns, with wrk on the same machine. Options: <c>--rounds N</c> (5), <c>--seconds N</c> (8), <c>--warm N</c> (12
/// seconds of load before the first round, as a server has that has run for a while).
/// </summary>
internal static partial class StatusPageBenchmark
{
    private const string Nginx = "/usr/sbin/nginx", Wrk = "/usr/bin/wrk", Page = "/it/";

    private static readonly string[] WrittenByNginx =
        ["Date", "ETag", "Content-Length", "Content-Type", "Content-Encoding", "Connection", "Transfer-Encoding", "Server"];

    public static int Run(string[] args)
    {
        if (args is [StatusPageServer.ServeWord, var served]) return StatusPageServer.Serve(served).GetAwaiter().GetResult();
        if (!File.Exists(Nginx) || !File.Exists(Wrk))
        {
            Console.WriteLine($"needs {Nginx} and {Wrk} (apt packages nginx and wrk)");
            return 2;
        }
        int rounds = Option(args, "--rounds", 5), seconds = Option(args, "--seconds", 8), warm = Option(args, "--warm", 12);
        string folder = Directory.CreateTempSubdirectory("vedetta-status-").FullName;
        try
        {
            using StatusPageServer server = StatusPageServer.Start("status-page", Path.Combine(folder, "data"));
            int port = FreePort();
            Prepare(server.Address, folder, port).GetAwaiter().GetResult();
            using Process rival = Process.Start(Nginx, ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder])!;
            Load(server.Address + Page, 200, warm);
            foreach (int connections in (int[])[200, 1000])
                Compare(server.Address + Page, $"http://127.0.0.1:{port}/index.html", connections, rounds, seconds);
            rival.Kill(entireProcessTree: true);
            rival.WaitForExit();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    /// <summary>One run of wrk; errors are socket errors and answers other than 2xx and 3xx.</summary>
    internal static LoadResult Load(string url, int connections, int seconds)
    {
        string[] arguments =
            ["-t2", $"-c{connections}", $"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip", url];
        using Process wrk = Process.Start(new ProcessStartInfo(Wrk, arguments) { RedirectStandardOutput = true })!;
        string said = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        Match p99 = Percentile().Match(said);
        double unit = p99.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
        return new LoadResult(
            Number(PerSecond().Match(said).Groups[1].Value), Number(p99.Groups[1].Value) * unit,
            Errors().Matches(said).Sum(m => m.Groups.Values.Skip(1).Sum(g => g.Length > 0 ? (long)Number(g.Value) : 0)));
    }

    internal static int Option(string[] args, string name, int otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }

    private static void Compare(string ours, string theirs, int connections, int rounds, int seconds)
    {
        var ratios = new List<double>();
        var mine = new List<LoadResult>();
        for (int i = 0; i < rounds; i++)
        {
            LoadResult a = Load(ours, connections, seconds), b = Load(theirs, connections, seconds);
            ratios.Add(a.PerSecond / b.PerSecond);
            mine.Add(a);
            Say($"c={connections} round {i + 1}: ratio {ratios[^1]:N2}");
            Say($"  vedetta {a.PerSecond:N0}/s, p99 {a.P99Milliseconds:N1} ms, errors {a.Errors}");
            Say($"  nginx   {b.PerSecond:N0}/s, p99 {b.P99Milliseconds:N1} ms, errors {b.Errors}");
        }
        ratios.Sort();
        double perSecond = mine.Select(m => m.PerSecond).Order().ElementAt(rounds / 2);
        double p99 = mine.Select(m => m.P99Milliseconds).Order().ElementAt(rounds / 2);
        Say($"c={connections}: median ratio to nginx {ratios[rounds / 2]:N2} ({ratios[0]:N2} to {ratios[^1]:N2})");
        Say($"c={connections}: median {perSecond:N0} views/s, median p99 {p99:N1} ms");
    }

    private static async Task Prepare(string address, string folder, int port)
    {
        using var client = new HttpClient();
        byte[] plain = await client.GetByteArrayAsync(new Uri(address + Page));
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        using HttpResponseMessage answer = await client.GetAsync(new Uri(address + Page));
        byte[] packed = await answer.Content.ReadAsByteArrayAsync();
        string headers = string.Concat(answer.Headers.Concat(answer.Content.Headers)
            .Where(h => !WrittenByNginx.Contains(h.Key))
            .Select(h => $"add_header {h.Key} \"{string.Join(", ", h.Value)}\"; "));
        string html = Directory.CreateDirectory(Path.Combine(folder, "html")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(html, "index.html"), plain);
        await File.WriteAllBytesAsync(Path.Combine(html, "index.html.gz"), packed);
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            worker_processes 2; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log; daemon off; user {{Environment.UserName}};
            events { worker_connections 4096; }
            http { access_log off; sendfile on; tcp_nopush on; gzip_static on; keepalive_requests 100000000;
              types { text/html html; } open_file_cache max=100;
              server { listen 127.0.0.1:{{port}} reuseport backlog=4096; root {{html}}; {{headers}} } }
            """);
        Say($"page: {plain.Length:N0} bytes plain, {packed.Length:N0} gzip");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile();

    [GeneratedRegex(@"connect (\d+), read (\d+), write (\d+), timeout (\d+)|Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Errors();
}

/// <summary>What one run of wrk came to.</summary>
internal readonly record struct LoadResult(double PerSecond, double P99Milliseconds, long Errors);
