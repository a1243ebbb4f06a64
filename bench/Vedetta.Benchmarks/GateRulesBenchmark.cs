using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vedetta.CallGate;
using Vedetta.CallGate.Pushes;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Gate;

namespace Vedetta.Benchmarks;

/// <summary>
/// From one press to the last rule at work: the whole server with its own loops, rules of numbers put to work as the
/// desk does it (with the forecast), until the gate's UDP port has refused every one of them and a real Kamailio's table
/// holds every one of them. Both are asked at the same time. Options: <c>--rules N</c> (10000), <c>--rounds N</c> (6),
/// <c>--history N</c> calls the forecast looks back on (100000), <c>--kind udp|http</c> (udp),
/// <c>--workers N</c> processes of Kamailio that take datagrams (2).
/// </summary>
internal static class GateRulesBenchmark
{
    private const int Sip = 19_071, Rpc = 19_072, Http = 19_073, AskedAtOnce = 500;
    private static readonly TimeSpan PatienceMost = TimeSpan.FromSeconds(60);
    private static readonly GateAuthor Bench = new("bench", true, true, true);

    public static int Run(string[] args)
    {
        if (!File.Exists(KamailioGate.Program))
        {
            Console.Error.WriteLine($"Needs {KamailioGate.Program} (apt packages kamailio and kamailio-extra-modules).");
            return 2;
        }
        return Play(Number(args, "--rules", 10_000), Number(args, "--rounds", 6), Number(args, "--history", 100_000),
            Option(args, "--kind", "udp"), Number(args, "--workers", 2)).GetAwaiter().GetResult();
    }

    private static async Task<int> Play(int rules, int rounds, int history, string kind, int workers)
    {
        string folder = Directory.CreateTempSubdirectory("vedetta-bench-").FullName;
        var options = new ServerOptions
        {
            DataDirectory = folder,
            Urls = "http://127.0.0.1:0",
            GateUdp = new IPEndPoint(IPAddress.Loopback, 0),
        };
        using KamailioGate kamailio = KamailioGate.StartTable(Sip, Rpc, Http, workers);
        using var table = new KamailioRpc(Rpc);
        await using (WebApplication app = Server.Create(options, TimeProvider.System))
        {
            await app.StartAsync();
            Remember(app.Services.GetRequiredService<CallHistory>(), history);
            PushTarget target = kind == "http"
                ? new("kam", PushKind.KamailioHttp, $"http://127.0.0.1:{Http}/RPC") : new("kam", PushKind.KamailioUdp, $"127.0.0.1:{Rpc}");
            await app.Services.GetRequiredService<GateDesk>().Save(Bench, new GateSettings { Targets = [target] });
            Console.WriteLine("round,at_work_ms,first_refused_ms,all_refused_ms,kamailio_holds_all_ms");
            for (int round = 1; round <= rounds; round++) await Round(app, table, rules, round);
            await app.StopAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task Round(WebApplication app, KamailioRpc table, int rules, int round)
    {
        GateDesk desk = app.Services.GetRequiredService<GateDesk>();
        string[] numbers = Numbers(rules, round);
        WantedRule[] wanted = [.. numbers.Select(n => new WantedRule(new GateMatch { Caller = n }, GateAction.Refuse))];
        string id = (await desk.Write(Bench, new GateDraft("bench", TimeSpan.FromHours(1), wanted))).Activation!.Id;
        using var asker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = 2_000,
            ReceiveBufferSize = 8 << 20,
        };
        asker.Connect(app.Services.GetRequiredService<GatePort>().Address!);
        byte[][] questions = [.. numbers.Select(n => Invite(n, ((IPEndPoint)asker.LocalEndPoint!).Port))];
        var clock = Stopwatch.StartNew();
        Task<(double First, double All)> asked = Task.Factory.StartNew(
            () => AskAll(asker, questions, clock), TaskCreationOptions.LongRunning);
        Task<double> held = Task.Factory.StartNew(() => Hold(table, rules, clock), TaskCreationOptions.LongRunning);
        // What one press does: the forecast is noted, then the rules go to work.
        await desk.NoteForecast(id);
        await desk.Activate(Bench, id);
        double atWork = clock.Elapsed.TotalMilliseconds;
        (double first, double all) = await asked;
        double full = await held;
        Say($"{round},{atWork:0},{first:0},{all:0},{full:0}");
        if (numbers.Count(n => table.Value(n[1..]) == 1) is var there && there != rules) Say($"  only {there} of {rules} are there");
        await desk.TakeBack(Bench, id);
        Wait(() => table.Entries() == 0, "Kamailio lets go");
    }

    private static double Hold(KamailioRpc table, int rules, Stopwatch clock)
    {
        Wait(() => table.Entries() >= rules, "Kamailio holds all", 20);
        return clock.Elapsed.TotalMilliseconds;
    }

    // One number is asked again until it is refused; then all are, some at a time, and each must be.
    private static (double First, double All) AskAll(Socket socket, byte[][] questions, Stopwatch clock)
    {
        byte[] answer = new byte[4_096];
        Wait(() => IsRefused(socket, questions[0], answer), "the gate refuses");
        double first = clock.Elapsed.TotalMilliseconds;
        foreach (byte[][] some in questions.Chunk(AskedAtOnce))
        {
            foreach (byte[] question in some) socket.Send(question);
            for (int i = 0; i < some.Length; i++)
                if (!IsRefusal(socket, answer)) throw new InvalidOperationException("A rule at work did not refuse.");
        }
        return (first, clock.Elapsed.TotalMilliseconds);
    }

    private static bool IsRefused(Socket socket, byte[] question, byte[] answer)
    {
        socket.Send(question);
        return IsRefusal(socket, answer);
    }

    private static bool IsRefusal(Socket socket, byte[] answer)
    {
        int length = socket.Receive(answer);
        return answer.AsSpan(0, length).StartsWith("SIP/2.0 608 "u8);
    }

    private static byte[] Invite(string from, int port) => Encoding.ASCII.GetBytes(
        $"INVITE sip:+390212345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{from}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:{from}@127.0.0.1>;tag=t\r\nTo: <sip:+390212345@127.0.0.1>\r\nCall-ID: {from}@x\r\nCSeq: 1 INVITE\r\n"
        + "Content-Length: 0\r\n\r\n");

    private static void Wait(Func<bool> until, string what, int everyMilliseconds = 5)
    {
        var clock = Stopwatch.StartNew();
        while (!until())
        {
            if (clock.Elapsed > PatienceMost) throw new TimeoutException(what);
            Thread.Sleep(TimeSpan.FromMilliseconds(everyMilliseconds));
        }
    }

    // Honest callers of the last days, none of them refused.
    private static void Remember(CallHistory history, int calls)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        for (int i = 0; i < calls; i++)
            history.Add(new CallAttempt
            {
                AtUnixMilliseconds = now.AddDays(-20).AddSeconds(i).ToUnixTimeMilliseconds(),
                CallId = "h",
                From = string.Create(CultureInfo.InvariantCulture, $"+39340{i:0000000}"),
                To = "+390212345",
                Stage = CallStage.Start,
            });
    }

    private static string[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        var numbers = new HashSet<string>();
        while (numbers.Count < count)
            numbers.Add(string.Create(CultureInfo.InvariantCulture, $"+234{random.NextInt64(1_000_000_000, 9_999_999_999)}"));
        return [.. numbers];
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private static int Number(string[] args, string name, int otherwise) =>
        int.Parse(Option(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Option(string[] args, string name, string otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : args[at + 1];
    }
}
