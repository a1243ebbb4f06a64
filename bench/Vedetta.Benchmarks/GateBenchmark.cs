using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.Engine.Gate;

namespace Vedetta.Benchmarks;

/// <summary>
/// The decision port: our whole server in its own process with 200,000 rules, against Kamailio with two htable
/// counters; same sender, 622-byte INVITEs, interleaved rounds. Options: <c>--rates N,N</c>
/// (10000,15000,20000,25000,30000),
/// <c>--seconds N</c> (3), <c>--rounds N</c> (2), <c>--rules N</c> (200000).
/// </summary>
internal static class GateBenchmark
{
    private const string ServeWord = "--serve-here", Said = "said ";
    private const int TheirPort = 19_070, WarmUpRate = 10_000;

    public static int Run(string[] args) => args is [ServeWord, var folder, var rules]
        ? Serve(folder, int.Parse(rules, CultureInfo.InvariantCulture)).GetAwaiter().GetResult() : Measure(args);

    private static async Task<int> Serve(string folder, int rules)
    {
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            GateUdp = new IPEndPoint(IPAddress.Loopback, 0),
        };
        await using WebApplication app = Server.Create(options, TimeProvider.System);
        await app.StartAsync();
        GateDesk desk = app.Services.GetRequiredService<GateDesk>();
        var bench = new GateAuthor("bench", true, true, true);
        await desk.Save(bench,
            new GateSettings { RedressUrl = "https://redress.example.it/", PublicAddress = "https://gate.example.it" });
        // Twice: the second time the code is compiled.
        for (int round = 0; round < 2; round++)
        {
            var tenThousand = Stopwatch.StartNew();
            GateActResult some = await desk.Write(bench, new GateDraft("bench", TimeSpan.FromHours(1), Rules(10_000)));
            double written = tenThousand.Elapsed.TotalMilliseconds;
            await desk.Activate(bench, some.Activation!.Id);
            Console.WriteLine(FormattableString.Invariant(
                $"10,000 rules: written {written:0} ms, at work {tenThousand.Elapsed.TotalMilliseconds:0} ms"));
            await desk.TakeBack(bench, some.Activation.Id);
        }
        var clock = Stopwatch.StartNew();
        GateActResult draft = await desk.Write(bench, new GateDraft("bench", TimeSpan.FromHours(1), Rules(rules)));
        await desk.Activate(bench, draft.Activation!.Id);
        Console.WriteLine(FormattableString.Invariant(
            $"{Said}{app.Services.GetRequiredService<GatePort>().Address!.Port} {clock.Elapsed.TotalSeconds:0.00}"));
        while (await Console.In.ReadLineAsync() is not null)
        {
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(FormattableString.Invariant(
                $"{Said}{self.TotalProcessorTime.TotalSeconds:0.00} {self.WorkingSet64 >> 20}"));
        }
        await app.StopAsync();
        return 0;
    }

    // One in twenty a range, the rest numbers; of the four prefixes the load calls from, one is refused.
    private static WantedRule[] Rules(int count)
    {
        var random = new Random(5);
        return
        [
            new WantedRule(new GateMatch { CallerPrefix = "+234803" }, GateAction.Refuse),
            .. Enumerable.Range(1, count - 1).Select(i => new WantedRule(
                i % 20 == 0 ? new GateMatch { CallerPrefix = $"+880179{random.Next(1_000_000):D6}" }
                    : new GateMatch { Caller = $"+9230019{random.NextInt64(10_000_000):D7}" }, GateAction.Refuse)),
        ];
    }

    private static int Measure(string[] args)
    {
        int[] rates = [.. Option(args, "--rates", "10000,15000,20000,25000,30000").Split(',')
            .Select(r => int.Parse(r, CultureInfo.InvariantCulture))];
        double seconds = double.Parse(Option(args, "--seconds", "3"), CultureInfo.InvariantCulture);
        int rounds = int.Parse(Option(args, "--rounds", "2"), CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("vedetta-bench-").FullName;
        try
        {
            using var ours = new OurServer(folder, Option(args, "--rules", "200000"));
            Say($"{Option(args, "--rules", "200000")} rules written and at work in {ours.RulesSeconds} s");
            using var blaster = new GateBlaster(ours.Port);
            blaster.Send(WarmUpRate, 3);
            for (int round = 1; round <= rounds; round++)
                foreach (int rate in rates) Compare(ours, blaster, rate, seconds, round);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static void Compare(OurServer ours, GateBlaster blaster, int rate, double seconds, int round)
    {
        double before = ours.Ask().Processor;
        GateLoad mine = blaster.Send(rate, seconds);
        (double processor, string mebibytes) = ours.Ask();
        Say($"round {round}: asked {rate:N0}/s");
        Tell("vedetta ", mine);
        Say($"            {(processor - before) * 1e6 / mine.Sent:0.0} us of processor an INVITE, {mebibytes} MiB");
        if (!File.Exists(KamailioGate.Program)) return;
        using KamailioGate theirs = KamailioGate.Start(TheirPort);
        using var other = new GateBlaster(TheirPort);
        GateLoad their = other.Send(rate, seconds);
        Tell("kamailio", their);
        Say($"            answered, ours to theirs: {mine.Answered * mine.PerSecond / (their.Answered * their.PerSecond):0.00}");
    }

    private static void Tell(string who, GateLoad load) => Say(
        $"  {who}  sent {load.PerSecond:N0}/s, answered {100 * load.Answered:0.000} % ({load.Answered * load.PerSecond:N0}/s), p50 {load.P50Milliseconds:0.00} ms, p99 {load.P99Milliseconds:0.00} ms, refused {100 * load.Refused:0.0} %");

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static string Option(string[] args, string name, string otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : args[at + 1];
    }

    private sealed class OurServer : IDisposable
    {
        private readonly Process _process;

        public OurServer(string folder, string rules)
        {
            var start = new ProcessStartInfo("dotnet",
                [typeof(GateBenchmark).Assembly.Location, "gate", ServeWord, folder, rules])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            _process = Process.Start(start)!;
            string[] said = Hear().Split(' ');
            (Port, RulesSeconds) = (int.Parse(said[0], CultureInfo.InvariantCulture), said[1]);
        }

        public int Port { get; }

        public string RulesSeconds { get; }

        public (double Processor, string Mebibytes) Ask()
        {
            _process.StandardInput.WriteLine();
            string[] said = Hear().Split(' ');
            return (double.Parse(said[0], CultureInfo.InvariantCulture), said[1]);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20))) _process.Kill();
            _process.Dispose();
        }

        private string Hear()
        {
            while (_process.StandardOutput.ReadLine() is { } line)
            {
                if (line.StartsWith(Said, StringComparison.Ordinal)) return line[Said.Length..];
                Console.WriteLine(line);
            }
            throw new InvalidOperationException("The server process ended.");
        }
    }
}
