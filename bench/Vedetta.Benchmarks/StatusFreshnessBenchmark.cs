using System.Diagnostics;
using System.Globalization;

namespace Vedetta.Benchmarks;

/// <summary>
/// How long after a publication every output says it, while wrk asks for the page. Options: <c>--publications N</c> (20),
/// <c>--connections N</c> (100).
/// </summary>
internal static class StatusFreshnessBenchmark
{
    private static readonly string[] Outputs =
    [
        "/it/", "/de/", "/api/v2/summary.json", "/api/v2/incidents.json", "/history.rss", "/history.atom", "/feed.json",
        "/maintenance.ics", "/cap.atom", "/components/part3/badge.svg",
    ];

    public static int Run(string[] args) =>
        args is [StatusPageServer.ServeWord, var folder]
            ? StatusPageServer.Serve(folder).GetAwaiter().GetResult()
            : Measure(args).GetAwaiter().GetResult();

    private static async Task<int> Measure(string[] args)
    {
        int publications = StatusPageBenchmark.Option(args, "--publications", 20);
        int connections = StatusPageBenchmark.Option(args, "--connections", 100);
        string folder = Directory.CreateTempSubdirectory("vedetta-fresh-").FullName;
        try
        {
            using StatusPageServer server = StatusPageServer.Start("status-freshness", folder);
            using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
            foreach (string output in Outputs) await client.GetAsync(new Uri(output, UriKind.Relative));
            StatusPageBenchmark.Load(server.Address + "/it/", connections, 10);
            Task<LoadResult> load = Task.Run(() => StatusPageBenchmark.Load(server.Address + "/it/", connections, publications * 3));
            var seconds = new List<double>();
            for (int i = 0; i < publications && !load.IsCompleted; i++) seconds.AddRange(await Publish(server, client, i));
            LoadResult views = await load;
            seconds.Sort();
            Console.WriteLine(FormattableString.Invariant(
                $"{seconds.Count} outputs after {publications} publications under {views.PerSecond:N0} views/s: median {seconds[seconds.Count / 2]:N2} s, p99 {seconds[(int)(seconds.Count * 0.99)]:N2} s, worst {seconds[^1]:N2} s; errors {views.Errors}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    // A badge has no title: there the state of the component that the first publication breaks is what must appear.
    private static async Task<double[]> Publish(StatusPageServer server, HttpClient client, int number)
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"Fresh news {number} of {Environment.ProcessId}.");
        long started = Stopwatch.GetTimestamp();
        server.Publish(title);
        return await Task.WhenAll(Outputs.Select(async output =>
        {
            string sought = output.EndsWith(".svg", StringComparison.Ordinal) ? "Partial outage" : title;
            while (!(await client.GetStringAsync(new Uri(output, UriKind.Relative))).Contains(sought, StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }));
    }
}
