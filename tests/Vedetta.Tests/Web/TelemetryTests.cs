using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Vedetta.Intake;
using Vedetta.Tests.Intake;

namespace Vedetta.Tests.Web;

/// <summary>What the server tells those who operate it.</summary>
public sealed partial class TelemetryTests
{
    private static readonly DateTimeOffset Now = new(2022, 10, 25, 9, 5, 0, TimeSpan.Zero);

    [Fact]
    public async Task Traces_and_metrics_reach_a_receiver_when_one_is_named()
    {
        await using Receiver receiver = await Receiver.Start();
        await RunServer(receiver.Address + "/otlp");
        Assert.Equal(["/otlp/v1/metrics", "/otlp/v1/traces"], receiver.Bodies.Keys.Order(StringComparer.Ordinal));
        Assert.All(receiver.Types, type => Assert.Equal("application/x-protobuf", type));
        string metrics = receiver.Text("/otlp/v1/metrics"), traces = receiver.Text("/otlp/v1/traces");
        Assert.Contains("signals_accepted", metrics, StringComparison.Ordinal);
        Assert.Contains("detection_lag_batches", metrics, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", metrics, StringComparison.Ordinal);
        Assert.Contains("/api/v1/signals", traces, StringComparison.Ordinal);
        Assert.Contains("service.name", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-in-query", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_sent()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        Assert.Null(host.App.Services.GetService<OpenTelemetry.Trace.TracerProvider>());
        Assert.Null(host.App.Services.GetService<OpenTelemetry.Metrics.MeterProvider>());
    }

    [Fact]
    public void An_endpoint_that_is_no_address_stops_the_start() =>
        Assert.Contains("collector:4318", Assert.Throws<ArgumentException>(() => Server.Create(
            new ServerOptions { OtlpEndpoint = "collector:4318" }, TimeProvider.System)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_metrics_are_Prometheus_text()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await host.Post("x");
        string[] lines = (await host.Client.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var types = new Dictionary<string, string>();
        foreach (string line in lines)
        {
            if (Type().Match(line) is { Success: true } type) types.Add(type.Groups[1].Value, type.Groups[2].Value);
            else if (!Help().IsMatch(line)) Assert.True(types.ContainsKey(NameOf(line)) || types.ContainsKey(Suffix().Replace(NameOf(line), "")), line);
        }
        Assert.NotEmpty(types);
    }

    [Fact]
    public async Task Everything_bounded_is_counted()
    {
        await using IntakeHost host = await IntakeHost.Start(new FakeTimeProvider(Now));
        await host.Post("x\n" + """{"at":"2022-10-25T09:04:00Z","kind":"contact","queue":"m","channel":"voice"}""");
        ImportFolder folder = host.App.Services.GetRequiredService<ImportFolder>();
        Directory.CreateDirectory(folder.Folder);
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "a.csv"), "at,kind,queue,channel\n2022-10-25T09:04:00Z,contact,m,voice\n");
        await File.WriteAllTextAsync(Path.Combine(folder.Folder, "b.csv.gz"), "not gzip");
        await folder.Look();
        await folder.Look();
        Dictionary<string, double> read = Values(await host.Client.GetStringAsync("/metrics"));
        Assert.Equal((2.0, 1.0), (read["signals_accepted"], read["signals_refused"]));
        Assert.Equal((1.0, 1.0), (read["import_files done"], read["import_files refused"]));
        // Nobody watches in this test: both batches wait for detection.
        Assert.Equal((2.0, 2.0), (read["journal_position"], read["detection_lag_batches"]));
        string[] quiet =
        [
            "journal_waiting_batches", "journal_waiting_bytes", "detection_late_signals", "detection_far_ahead_signals",
            "detection_evicted_series", "detection_queues_left_out", "detection_surroundings_left_out", "detection_open_surges",
            "incidents_open", "live_viewers", "live_viewers_refused",
        ];
        Assert.All(quiet, name => Assert.Equal(0, read[name]));
    }

    private static async Task RunServer(string endpoint)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-otlp-").FullName;
        await using (WebApplication app = Server.Create(
            new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0", OtlpEndpoint = endpoint, RunLoops = false },
            new FakeTimeProvider(Now)))
        {
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            await client.PostAsync("/api/v1/signals?token=secret-in-query", new StringContent("{}"));
            await app.Services.GetRequiredService<SignalIntake>().Take(
                new MemoryStream(Encoding.UTF8.GetBytes("""{"at":"2022-10-25T09:04:00Z","kind":"report","service":"x"}""")),
                Vedetta.Engine.Signals.SignalFormat.Ndjson);
            await app.StopAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    // Names without prefix and suffix, with the outcome where there is one.
    private static Dictionary<string, double> Values(string text)
    {
        var values = new Dictionary<string, double>();
        foreach (Match match in Sample().Matches(text))
        {
            string name = match.Groups[1].Value.Replace("_total", "", StringComparison.Ordinal);
            string outcome = match.Groups[2].Success ? " " + match.Groups[2].Value : "";
            values[name + outcome] = double.Parse(match.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
        return values;
    }

    private static string NameOf(string line)
    {
        Match sample = AnySample().Match(line);
        Assert.True(sample.Success, line);
        return sample.Groups[1].Value;
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$")]
    private static partial Regex Type();

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* ?.*$")]
    private static partial Regex Help();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)*\})? (?:[0-9.eE+-]+|NaN|[+-]Inf)$""")]
    private static partial Regex AnySample();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("""(?m)^vedetta_([a-z_]+)(?:\{outcome="([a-zA-Z-]+)"\})? ([0-9.eE+-]+)$""")]
    private static partial Regex Sample();

    /// <summary>Takes whatever is sent to it over HTTP.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, string> _bodies = new();

        public IReadOnlyDictionary<string, string> Bodies => _bodies;

        public ConcurrentBag<string?> Types { get; } = [];

        public string Address => app.Urls.First();

        public static async Task<Receiver> Start()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            WebApplication app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var receiver = new Receiver(app);
            app.MapPost("/{**path}", receiver.Take);
            await app.StartAsync();
            return receiver;
        }

        public string Text(string path) => _bodies[path];

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task Take(HttpContext context)
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            string text = Encoding.Latin1.GetString(body.ToArray());
            _bodies.AddOrUpdate(context.Request.Path.Value!, text, (_, before) => before + text);
            Types.Add(context.Request.ContentType);
        }
    }
}
