using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.Detection;
using Vedetta.Intake;
using Vedetta.Intake.Calls;

namespace Vedetta.Benchmarks;

/// <summary>
/// Copied signalling: our whole server in its own process, every call attempt parsed, followed, watched by all detectors
/// and durable, against Kamailio's sipcapture into a flat file; same sender, 719-byte packets, interleaved rounds.
/// Options: <c>--rates N,N</c> (30000,40000,60000,80000), <c>--seconds N</c> (4), <c>--rounds N</c> (2).
/// </summary>
internal static class HepBenchmark
{
    private const string ServeWord = "--serve-here", Said = "said ";
    private const int OurPort = 19_061, TheirPort = 19_060, WarmUpRate = 20_000;

    public static int Run(string[] args) =>
        args is [ServeWord, var folder] ? Serve(folder).GetAwaiter().GetResult() : Measure(args);

    private static async Task<int> Serve(string folder)
    {
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            Hep = new HepOptions { Udp = new IPEndPoint(IPAddress.Loopback, OurPort) },
        };
        await using WebApplication app = Server.Create(options, TimeProvider.System);
        await app.StartAsync();
        CallIntake calls = app.Services.GetRequiredService<CallIntake>();
        Journal journal = app.Services.GetRequiredService<Journal>();
        Lookout lookout = app.Services.GetRequiredService<Lookout>();
        long written = 0;
        _ = Task.Run(async () =>
        {
            await foreach (JournaledBatch batch in journal.Follow(0))
                Interlocked.Add(ref written, batch.Tiles.InTimeOrder().Sum(t => t.Counts.Values.Sum()));
        });
        Console.WriteLine(Said + "ready");
        // Each line asks how many attempts are durable, and how much of the processor that took.
        while (await Console.In.ReadLineAsync() is not null)
        {
            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(FormattableString.Invariant(
                $"{Said}{calls.Counts.Packets} {Volatile.Read(ref written)} {self.TotalProcessorTime.TotalSeconds:0.00} {self.WorkingSet64 >> 20} {journal.Published - lookout.Sequence}"));
        }
        await app.StopAsync();
        return 0;
    }

    private static int Measure(string[] args)
    {
        int[] rates = [.. Option(args, "--rates", "30000,40000,60000,80000").Split(',').Select(r => int.Parse(r, CultureInfo.InvariantCulture))];
        double seconds = double.Parse(Option(args, "--seconds", "4"), CultureInfo.InvariantCulture);
        int rounds = int.Parse(Option(args, "--rounds", "2"), CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("vedetta-bench-").FullName;
        try
        {
            using var ours = new OurServer(folder);
            using var blaster = new HepBlaster(OurPort);
            blaster.Send(WarmUpRate, 3);
            ours.Settle();
            for (int round = 1; round <= rounds; round++)
                foreach (int rate in rates) Compare(ours, blaster, rate, seconds, round);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static void Compare(OurServer ours, HepBlaster blaster, int rate, double seconds, int round)
    {
        var clock = Stopwatch.StartNew();
        Seen before = ours.Settle();
        long drops = KernelDrops.Of(new IPEndPoint(IPAddress.Loopback, OurPort));
        clock.Restart();
        long sent = blaster.Send(rate, seconds);
        double took = clock.Elapsed.TotalSeconds;
        clock.Restart();
        Seen after = ours.Settle();
        double behind = clock.Elapsed.TotalSeconds;
        drops = KernelDrops.Of(new IPEndPoint(IPAddress.Loopback, OurPort)) - drops;
        Say($"round {round}: {sent / took:N0}/s asked {rate:N0}");
        Say($"  vedetta   handled {Share(sent - drops, sent)}, durable {Share(after.Written - before.Written, sent)}, {(after.Processor - before.Processor) * 1e6 / sent:0.0} us of processor a packet, {after.Mebibytes} MiB, all watched within {behind:0.0} s");
        if (!File.Exists(KamailioCapture.Program)) return;
        using KamailioCapture theirs = KamailioCapture.Start(TheirPort);
        using var other = new HepBlaster(TheirPort);
        drops = KernelDrops.Of(new IPEndPoint(IPAddress.Loopback, TheirPort));
        sent = other.Send(rate, seconds);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        drops = KernelDrops.Of(new IPEndPoint(IPAddress.Loopback, TheirPort)) - drops;
        Say($"  kamailio  handled {Share(sent - drops, sent)}, stored {Share(theirs.Stop(), sent)}");
    }

    private static string Share(long part, long whole) => FormattableString.Invariant($"{100.0 * part / whole:0.000} %");

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static string Option(string[] args, string name, string otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : args[at + 1];
    }

    private readonly record struct Seen(long Packets, long Written, double Processor, long Mebibytes, long Lag);

    private sealed class OurServer : IDisposable
    {
        private readonly Process _process;

        public OurServer(string folder)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(HepBenchmark).Assembly.Location, "hep", ServeWord, folder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            _process = Process.Start(start)!;
            Hear();
        }

        /// <summary>Waits until nothing more is written and detection has watched all, and says where that is.</summary>
        public Seen Settle()
        {
            for (Seen last = Ask(), seen; ; last = seen)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(700));
                seen = Ask();
                if (seen == last with { Processor = seen.Processor, Mebibytes = seen.Mebibytes } && seen.Lag == 0) return seen;
            }
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20))) _process.Kill();
            _process.Dispose();
        }

        private Seen Ask()
        {
            _process.StandardInput.WriteLine();
            string[] parts = Hear().Split(' ');
            return new Seen(Number(parts[0]), Number(parts[1]), double.Parse(parts[2], CultureInfo.InvariantCulture), Number(parts[3]),
                Number(parts[4]));
        }

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

        private string Hear()
        {
            while (_process.StandardOutput.ReadLine() is { } line)
                if (line.StartsWith(Said, StringComparison.Ordinal)) return line[Said.Length..];
            throw new InvalidOperationException("The server process ended.");
        }
    }
}
