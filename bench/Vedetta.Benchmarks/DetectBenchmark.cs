using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vedetta.Cli;

namespace Vedetta.Benchmarks;

/// <summary>
/// Times <c>vedetta detect</c> on generated contact signals against pandas (read the file, group by minute) on the same
/// file in the same run. Options: --rows N (10,000,000), --folder DIR (a temporary one), --skip-pandas, --skip-ndjson.
/// </summary>
internal static class DetectBenchmark
{
    private const string Python = "/usr/bin/python3";

    private const string PandasScript = """
        import sys, time, pandas
        start = time.perf_counter()
        rows = pandas.read_csv(sys.argv[1], parse_dates=["at"])
        minutes = rows.groupby(rows["at"].dt.floor("min")).size()
        print(pandas.__version__, len(minutes), time.perf_counter() - start)
        """;

    public static int Run(string[] args)
    {
        int rows = int.Parse(Option(args, "--rows", "10000000"), CultureInfo.InvariantCulture);
        string folder = Option(args, "--folder", Path.Combine(Path.GetTempPath(), "vedetta-bench"));
        Directory.CreateDirectory(folder);
        Console.WriteLine($"| {rows:#,0} contact rows | seconds | rows a second | MB |\n|---|---|---|---|");
        string csv = Path.Combine(folder, $"contacts-{rows}.csv");
        if (!File.Exists(csv)) ContactFile.Write(csv, rows, asJson: false);
        Report("vedetta detect, CSV", csv, rows, Detect(csv));
        if (!args.Contains("--skip-pandas")) ReportPandas(csv, rows);
        if (args.Contains("--skip-ndjson")) return 0;
        string ndjson = Path.Combine(folder, $"contacts-{rows}.ndjson");
        if (!File.Exists(ndjson)) ContactFile.Write(ndjson, rows, asJson: true);
        Report("vedetta detect, NDJSON", ndjson, rows, Detect(ndjson));
        return 0;
    }

    private static string Option(string[] args, string name, string otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    private static double Detect(string file)
    {
        var watch = Stopwatch.StartNew();
        var root = new RootCommand { DetectCommand.Create() };
        using var output = new StringWriter();
        int code = CommandLine.RunAsync(root, ["detect", file], output, output).GetAwaiter().GetResult();
        double seconds = watch.Elapsed.TotalSeconds;
        if (code != 0) throw new InvalidOperationException(output.ToString());
        return seconds;
    }

    private static void ReportPandas(string file, int rows)
    {
        using Process? python = File.Exists(Python)
            ? Process.Start(new ProcessStartInfo(Python, ["-c", PandasScript, file]) { RedirectStandardOutput = true })
            : null;
        string[] said = python?.StandardOutput.ReadToEnd().Split(' ') ?? [];
        python?.WaitForExit();
        if (said.Length == 3)
            Report($"pandas {said[0]}, CSV", file, rows, double.Parse(said[2], CultureInfo.InvariantCulture));
        else
            Console.WriteLine("| pandas: not installed (apt install python3-pandas) | | | |");
    }

    private static void Report(string name, string file, int rows, double seconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {seconds:0.0} | {rows / seconds:#,0} | {new FileInfo(file).Length / 1e6:#,0} |"));
}

/// <summary>Generated contacts of one large contact centre over four weeks, the same for the same number of rows.</summary>
file static class ContactFile
{
    private const int DaySeconds = 86_400, Days = 28, Seed = 20221025;

    private static readonly string[] Queues = ["billing", "fault", "sales", "mobile", "business", "retention"];
    private static readonly string[] Channels = ["voice", "voice", "voice", "chat", "email", "whatsapp", "sms", "shop"];
    private static readonly string[] Topics =
        ["invoice", "no-signal", "slow-line", "contract", "roaming", "sim", "whatsapp", "move", "router", "other"];
    private static readonly string[] Places = [.. Enumerable.Range(21, 20).Select(i => $"IT-{i}")];
    private static readonly string[] Outcomes = ["answered", "answered", "answered", "abandoned", "deflected"];

    public static void Write(string path, int rows, bool asJson)
    {
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        if (!asJson) file.Write("at,kind,queue,channel,topic,place,customer,outcome,wait_s,handle_s\n");
        var random = new Random(Seed);
        DateTime start = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Unspecified);
        double total = Weight(Days * DaySeconds), written = 0;
        for (int second = 0; written < rows && second < Days * DaySeconds; second++)
        {
            double due = rows * (Weight(second + 1) / total);
            for (; written < due; written++) WriteRow(file, start.AddSeconds(second), random, asJson);
        }
    }

    // Contacts up to a second of the four weeks, in arbitrary units: busy by day, quiet by night.
    private static double Weight(double second)
    {
        double turn = 2 * Math.PI / DaySeconds;
        return second - (0.8 * Math.Sin(turn * second) / turn);
    }

    private static void WriteRow(StreamWriter file, DateTime at, Random random, bool asJson)
    {
        string queue = Pick(Queues, random), channel = Pick(Channels, random), topic = Pick(Topics, random);
        string place = Pick(Places, random), outcome = Pick(Outcomes, random);
        int customer = random.Next(2_000_000), wait = random.Next(300), handle = random.Next(900);
        file.Write(asJson
            ? string.Create(CultureInfo.InvariantCulture,
                $$"""{"at":"{{at:yyyy-MM-ddTHH:mm:ss}}+01:00","kind":"contact","queue":"{{queue}}","channel":"{{channel}}","topic":"{{topic}}","place":"{{place}}","customer":"c{{customer:0000000}}","outcome":"{{outcome}}","wait_s":{{wait}},"handle_s":{{handle}}}{{'\n'}}""")
            : string.Create(CultureInfo.InvariantCulture,
                $"{at:yyyy-MM-ddTHH:mm:ss}+01:00,contact,{queue},{channel},{topic},{place},c{customer:0000000},{outcome},{wait},{handle}\n"));
    }

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];
}
