using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.Cli.Replay;
using Vedetta.Engine.Floods;
using Vedetta.Engine.Gate;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tests.Hep;
using Vedetta.Intake;
using Vedetta.Intake.Calls;

namespace Vedetta.Benchmarks;

/// <summary>
/// The trunk test through the whole server: a border controller copies every INVITE (HEP) and asks the gate; three
/// honest calls a second from the start, from the tenth second a flood from ever new numbers over the same address.
/// Once a flood is told the proposal is activated, as one press would two seconds later.
/// Options: <c>--rates N,N</c> (10,13.3,25,100), <c>--seconds N</c> (45), <c>--case plain|inside|several|customers</c>.
/// </summary>
internal static class TrunkBenchmark
{
    private const double HonestRate = 3, FloodFrom = 10;
    private static readonly TimeSpan PressAfter = TimeSpan.FromSeconds(2), TaughtFor = TimeSpan.FromMinutes(20);

    public static int Run(string[] args)
    {
        double seconds = double.Parse(Option(args, "--seconds", "45"), CultureInfo.InvariantCulture);
        foreach (string rate in Option(args, "--rates", "10,13.3,25,100").Split(','))
            Play(double.Parse(rate, CultureInfo.InvariantCulture), seconds, Option(args, "--case", "plain"))
                .GetAwaiter().GetResult();
        return 0;
    }

    private static async Task Play(double rate, double seconds, string kind)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-trunk-").FullName;
        await Teach(folder);
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            GateUdp = new IPEndPoint(IPAddress.Loopback, 0),
            Hep = new HepOptions { Udp = new IPEndPoint(IPAddress.Loopback, 0) },
        };
        await using (WebApplication app = Server.Create(options, TimeProvider.System))
        {
            await app.StartAsync();
            using var trunk = new Trunk(app, kind);
            var clock = Stopwatch.StartNew();
            Task<string> pressed = Press(app, clock);
            await trunk.Play(clock, rate, seconds);
            GateFlow flow = app.Services.GetRequiredService<GateFlow>();
            Say($"passed {flow.Decided(GateAct.Pass)}, refused {flow.Decided(GateAct.Refuse)}, newest {flow.Ring.Newest(1)[0]}");
            Report(rate, kind, trunk, pressed.IsCompletedSuccessfully ? pressed.Result : "no alarm");
            await app.StopAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    // The honest calls of the twenty minutes before, as they lie in the journal of a server that has run for a while.
    private static async Task Teach(string folder)
    {
        DateTimeOffset start = TimeProvider.System.GetUtcNow() - TaughtFor;
        var clock = new VirtualTime(start);
        var options = new ServerOptions { DataDirectory = folder, Urls = "http://127.0.0.1:0", RunLoops = false };
        await using WebApplication app = Server.Create(options, clock);
        await app.StartAsync();
        SignalIntake intake = app.Services.GetRequiredService<SignalIntake>();
        var random = new Random(1);
        for (int second = 0; second < TaughtFor.TotalSeconds; second += 5)
        {
            var lines = new StringBuilder();
            for (int k = 0; k < 5 * HonestRate; k++)
                lines.Append(CultureInfo.InvariantCulture,
                    $"{{\"at\":\"{start.AddSeconds(second + k / HonestRate):O}\",\"kind\":\"call\",")
                    .Append(CultureInfo.InvariantCulture,
                        $"\"call_id\":\"h{second}-{k}\",\"from\":\"+39340{random.Next(10_000_000):D7}\",")
                    .Append(CultureInfo.InvariantCulture,
                        $"\"to\":\"+3902{random.Next(800):D6}\",\"stage\":\"start\"}}\n");
            clock.Now = start.AddSeconds(second + 5);
            using var body = new MemoryStream(Encoding.ASCII.GetBytes(lines.ToString()));
            await intake.Take(body, SignalFormat.Ndjson);
        }
        await app.StopAsync();
    }

    private static async Task<string> Press(WebApplication app, Stopwatch clock)
    {
        FloodBook floods = app.Services.GetRequiredService<FloodBook>();
        var bench = new GateAuthor("bench", true, true, true);
        Flood? flood = null;
        while (flood is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            flood = floods.Since(DateTimeOffset.MinValue) is [var first, ..] ? first : null;
        }
        double alarm = clock.Elapsed.TotalSeconds - FloodFrom;
        await Task.Delay(PressAfter, TimeProvider.System);
        GateDesk desk = app.Services.GetRequiredService<GateDesk>();
        (GateActResult result, GateProposal? proposal) = await desk.Propose(bench, flood.Id, null);
        if (result.Activation is { } draft) result = await desk.Activate(bench, draft.Id);
        string rules = proposal is null ? "none" : string.Join(" ",
            proposal.Refuses.Take(4).Select(m => m.CallerPrefix + m.Caller + m.UserAgent));
        string worth = $"{proposal?.Verdict}, {proposal?.Refuses.Length} rules ({rules}), {proposal?.Passes.Length} passes";
        return FormattableString.Invariant(
            $"alarm {alarm:0.0} s, at work {clock.Elapsed.TotalSeconds - FloodFrom:0.0} s ({result.Outcome}), {worth}");
    }

    private static void Report(double rate, string kind, Trunk trunk, string pressed)
    {
        (int honest, int lost) = trunk.Honest(0);
        Say($"{kind}, flood {rate}/s: {pressed}");
        for (int after = 20; after <= 60; after += 10)
        {
            (int flood, int stopped) = trunk.Flood(FloodFrom + after);
            if (flood > 0) Say($"  later than {after} s after its start: stopped {stopped} of {flood} = {100.0 * stopped / flood:0.0} %");
        }
        Say($"  honest calls lost {lost} of {honest} = {100.0 * lost / honest:0.00} %");
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static string Option(string[] args, string name, string otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : args[at + 1];
    }

    /// <summary>A border controller with one trunk: copies, asks, and notes what the gate said to each call.</summary>
    private sealed class Trunk : IDisposable
    {
        private const int Lines = 800;
        private static readonly string[] Ranges = ["+234803", "+880171", "+923001", "+919876"];

        private readonly Socket _gate = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly Socket _copies = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly ConcurrentDictionary<string, double> _calls = [];
        private readonly ConcurrentDictionary<string, bool> _stopped = [];
        private readonly Random _random = new(3);
        private readonly string[] _customers;
        private readonly string _kind;

        public Trunk(WebApplication app, string kind)
        {
            _kind = kind;
            _customers = [.. Enumerable.Range(0, 20).Select(_ => $"+234803{_random.Next(10_000_000):D7}")];
            _gate.Connect(app.Services.GetRequiredService<GatePort>().Address!);
            _copies.Connect(app.Services.GetRequiredService<HepDatagramListener>().Address!);
            _ = Task.Run(Listen);
        }

        public async Task Play(Stopwatch clock, double rate, double seconds)
        {
            (int honest, int flood) = (0, 0);
            while (clock.Elapsed.TotalSeconds is var now && now < seconds)
            {
                for (; honest < now * HonestRate; honest++) Call($"L{honest}", Honest(honest), now);
                for (; flood < (now - FloodFrom) * rate; flood++) Call($"F{flood}", Flood(flood), now);
                await Task.Delay(TimeSpan.FromMilliseconds(4), TimeProvider.System);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        /// <summary>Honest calls since a second, and those stopped.</summary>
        public (int Calls, int Stopped) Honest(double since) => Count('L', since);

        /// <summary>Calls of the flood since a second, and those stopped.</summary>
        public (int Calls, int Stopped) Flood(double since) => Count('F', since);

        public void Dispose()
        {
            _gate.Dispose();
            _copies.Dispose();
        }

        private (int, int) Count(char kind, double since)
        {
            string[] calls = [.. _calls.Where(c => c.Key[0] == kind && c.Value >= since).Select(c => c.Key)];
            return (calls.Length, calls.Count(_stopped.ContainsKey));
        }

        private string Honest(int k) => _kind == "customers" && k % 5 == 0
            ? _customers[_random.Next(_customers.Length)]
            : string.Create(CultureInfo.InvariantCulture, $"+39340{_random.Next(10_000_000):D7}");

        private string Flood(int k) => _kind switch
        {
            "inside" => string.Create(CultureInfo.InvariantCulture, $"+3934077{_random.Next(100_000):D5}"),
            "several" => Ranges[k % Ranges.Length] + _random.Next(10_000_000)
                .ToString("D7", CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"+234803{k * 7919L % 10_000_000:D7}"),
        };

        private void Call(string id, string from, double now)
        {
            _calls[id] = now;
            int k = int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture);
            string to = string.Create(CultureInfo.InvariantCulture, $"+3902{k % Lines:D6}");
            int port = ((IPEndPoint)_gate.LocalEndPoint!).Port;
            string invite = $"INVITE sip:{to}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{id}\r\nMax-Forwards: 70\r\n"
                + $"From: <sip:{from}@127.0.0.1>;tag={id}\r\nTo: <sip:{to}@127.0.0.1>\r\nCall-ID: {id}@x\r\nCSeq: 1 INVITE\r\n"
                + $"Contact: <sip:{from}@127.0.0.1:{port}>\r\nContent-Length: 0\r\n\r\n";
            DateTimeOffset at = TimeProvider.System.GetUtcNow();
            _copies.Send(new HepText { Payload = invite, AtUnixMilliseconds = at.ToUnixTimeMilliseconds() }.Bytes());
            _gate.Send(Encoding.ASCII.GetBytes(invite));
        }

        private void Listen()
        {
            byte[] buffer = new byte[4_096];
            try
            {
                while (_gate.Receive(buffer) is > 0 and int length)
                {
                    string answer = Encoding.ASCII.GetString(buffer, 0, length);
                    int id = answer.IndexOf("Call-ID: ", StringComparison.Ordinal) + 9;
                    if (answer.StartsWith("SIP/2.0 6",
                        StringComparison.Ordinal)) _stopped[answer[id..answer.IndexOf('@', id)]] = true;
                }
            }
            catch (SocketException)
            {
                // The trunk is closed.
            }
            catch (ObjectDisposedException)
            {
            }
        }
    }
}
