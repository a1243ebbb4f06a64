using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Vedetta.Access;
using Vedetta.Cli.Replay;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;
using Vedetta.Incidents.Safekeeping;
using Vedetta.Intake;
using Vedetta.Settings;

namespace Vedetta.Cli.Demo;

/// <summary>
/// The day every desk phone rang, live: sipp plays customers, a dialler and the company's phones, a real Kamailio stands
/// between them, copies what it sees to Vedetta and asks its gate. Everything on this machine alone; what was started is
/// ended.
/// </summary>
public static class TelephonyDemo
{
    private const string Kamailio = "/usr/sbin/kamailio", Sipp = "/usr/bin/sipp";
    private const int HonestPerMinute = 12, FloodCallsMost = 12_000, OrdinaryDays = 7, OrdinaryPerHour = HonestPerMinute * 60;
    private static readonly TimeSpan FloodAfter = TimeSpan.FromSeconds(45);

    /// <summary>Starts server and peers, prints where to look, and plays until stopped.</summary>
    /// <exception cref="InputException">A program is missing.</exception>
    public static async Task<int> Run(ServerOptions options, TextWriter output, CancellationToken cancel)
    {
        foreach (string program in (string[])[Kamailio, Sipp])
            if (!File.Exists(program))
                throw new InputException($"{program} is missing: apt-get install kamailio kamailio-extra-modules sip-tester.");
        await Teach(options, output, cancel);
        int border = FreePort(), gate = FreePort(), hep = FreePort(), phones = FreePort();
        await using WebApplication server = Server.Create(
            options with
            {
                Organisation = Company(),
                Hep = options.Hep with { Udp = Loopback(hep), Trunks = ["carrier=127.0.0.0/8"] },
                GateUdp = Loopback(gate),
            },
            TimeProvider.System);
        await server.StartAsync(cancel);
        await SayWhereToLook(server, output);
        string folder = Directory.CreateDirectory(Path.Combine(options.DataDirectory, "demo")).FullName;
        await Write(folder, border, Loopback(hep), Loopback(gate), Loopback(phones), cancel);
        using var peers = new Peers(folder);
        peers.Start(Kamailio, "-f", "kamailio.cfg", "-DD", "-E", "-m", "128", "-Y", folder, "-P", Path.Combine(folder, "kamailio.pid"));
        peers.Start(Sipp, "-sf", "phones.xml", "-i", "127.0.0.1", "-p", $"{phones}", "-nostdin", "-trace_err");
        Call(peers, "customer.xml", "customers.csv", border, HonestPerMinute, 100_000);
        await Flood(peers, border, output, cancel);
        await server.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static Organisation Company() => new()
    {
        Name = "Esempio S.p.A.",
        Lines = new LinesSetting { Prefixes = [PhoneScripts.LinesPrefix], Count = PhoneScripts.Lines },
    };

    // A week of ordinary calls, as they lie in the journal of a server that has run for a while: what the watch takes for
    // normal and the gate's forecast looks back on.
    private static async Task Teach(ServerOptions options, TextWriter output, CancellationToken cancel)
    {
        await output.WriteAsync("Writing a week of ordinary calls ... ");
        var watch = Stopwatch.StartNew();
        DateTimeOffset until = TimeProvider.System.GetUtcNow(), from = until.AddDays(-OrdinaryDays);
        var time = new VirtualTime(from);
        await using WebApplication server = Server.Create(options with { Organisation = Company(), RunLoops = false }, time);
        await server.StartAsync(cancel);
        SignalIntake intake = server.Services.GetRequiredService<SignalIntake>();
        var random = new Random(1);
        for (DateTimeOffset hour = from; hour < until; hour = hour.AddHours(1))
        {
            time.Now = hour.AddHours(1) < until ? hour.AddHours(1) : until;
            IEnumerable<DateTimeOffset> times = Enumerable.Range(0, OrdinaryPerHour).Select(_ => random.Next(3600)).Order()
                .Select(second => hour.AddSeconds(second)).Where(at => at < until);
            byte[] lines = EvidenceLines.Write([.. times.Select(at => Ordinary(at, random))]);
            await intake.Take(new MemoryStream(lines), SignalFormat.Ndjson, null, cancel);
        }
        await server.StopAsync(cancel);
        await output.WriteLineAsync($"{watch.Elapsed.TotalSeconds:0} s");
    }

    private static CallAttempt Ordinary(DateTimeOffset at, Random random) => new()
    {
        AtUnixMilliseconds = at.ToUnixTimeMilliseconds(),
        CallId = $"week-{at.ToUnixTimeSeconds()}-{random.Next():x}",
        From = PhoneScripts.Customer(random.Next()),
        To = PhoneScripts.LineOf(random.Next(PhoneScripts.Lines)),
        Trunk = "carrier",
        Status = 200,
        RingSeconds = 4 + random.Next(12),
        DurationSeconds = 20 + random.Next(240),
    };

    private static async Task SayWhereToLook(WebApplication server, TextWriter output)
    {
        string link = await server.Services.GetRequiredService<FirstRun>().CreateDemoLink(server.Urls.First());
        await output.WriteLineAsync($"""

            A company with {PhoneScripts.Lines} lines; customers call every five seconds. In {FloodAfter.TotalSeconds:0} seconds
            a dialler rings every line, once a minute. Sign in once with this link and open "Lines":

                {link}

            When the flood is found, open it, ask for rules, put them to work, and see the flood stop while customers
            get through.
            Ctrl+C ends it.

            """);
    }

    private static async Task Write(
        string folder, int border, IPEndPoint hep, IPEndPoint gate, IPEndPoint phones, CancellationToken cancel)
    {
        foreach ((string name, string text) in ((string, string)[])
            [
                ("kamailio.cfg", PhoneScripts.Kamailio(border, hep, gate, phones)), ("phones.xml", PhoneScripts.Phones),
                ("customer.xml", PhoneScripts.Caller("softphone/5", 20_000)), ("customers.csv", PhoneScripts.HonestNumbers()),
                ("dialler.xml", PhoneScripts.Caller("autodial/1.0", 9_000)), ("dialler.csv", PhoneScripts.DiallerCalls()),
            ])
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancel);
    }

    private static async Task Flood(Peers peers, int border, TextWriter output, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(FloodAfter, TimeProvider.System, cancel);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await output.WriteLineAsync($"{TimeProvider.System.GetLocalNow():HH:mm:ss}  The dialler begins: every line, every minute.");
        Call(peers, "dialler.xml", "dialler.csv", border, PhoneScripts.Lines, FloodCallsMost);
    }

    private static void Call(Peers peers, string script, string numbers, int border, int perMinute, int most) => peers.Start(
        Sipp, "-sf", script, "-inf", numbers, "-i", "127.0.0.1", "-p", $"{FreePort()}", "-r", $"{perMinute}", "-rp", "60000",
        "-l", "2000", "-m", $"{most}", "-nostdin", $"127.0.0.1:{border}");

    private static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(Loopback(0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>The programs started, ended together with all they started themselves.</summary>
    private sealed class Peers(string folder) : IDisposable
    {
        private readonly List<Process> _running = [];

        public void Start(string program, params string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            Process process = Process.Start(start)!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            _running.Add(process);
        }

        public void Dispose()
        {
            foreach (Process process in _running)
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
                process.Dispose();
            }
        }
    }
}
