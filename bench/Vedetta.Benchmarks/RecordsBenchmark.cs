using System.Globalization;
using System.Text;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Cdr;

namespace Vedetta.Benchmarks;

/// <summary>
/// Call records: rows of Asterisk's Master.csv a second on one core, from bytes to attempts and to stored lines, and
/// damaged records of every layout without crash, hang or growth. Options: <c>--rows N</c> (1,000,000),
/// <c>--mutations N</c> (1,000,000).
/// </summary>
internal static class RecordsBenchmark
{
    public static int Run(string[] args)
    {
        byte[] text = Master(Option(args, "--rows", 1_000_000));
        CallLayout layout = CallRecognition.Of(text)!;
        for (int round = 0; round < 3; round++) Read(text, layout);
        Mutate(Option(args, "--mutations", 1_000_000));
        return 0;
    }

    private static void Read(byte[] text, CallLayout layout)
    {
        var records = new CallRecords(layout,
            new CallRecordOptions("IT", TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome")));
        long rows = 0, wrong = 0;
        TimeSpan start = Environment.CpuUsage.TotalTime;
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            int length = CallRecords.Find(layout, rest, isLast: true, out _);
            bool isCall = records.Read(rest[..length].TrimEnd("\r\n"u8)) == CallRecordOutcome.Call;
            rest = rest[length..];
            rows++;
            if (!isCall || !IsRight(records.Attempt!)) wrong++;
        }
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"|Master.csv, {text.Length / rows} bytes a row|{rows / seconds / 1000:F0} thousand rows per CPU second|{wrong} wrong|"));
    }

    // The line stands in the number called and in the id: columns that were mixed up would not agree.
    private static bool IsRight(CallAttempt call) =>
        call.To.AsSpan()[^3..].SequenceEqual(call.CallId.AsSpan()[^3..]) && call.From.StartsWith("+393", StringComparison.Ordinal);

    private static void Mutate(int count)
    {
        var mutations = new RecordMutations(1);
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++) mutations.ReadOne();
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"|{count} damaged texts|{mutations.Accepted} records taken, {mutations.Refused} refused|{seconds:F0} CPU s, {grown / 1024} KiB grown|"));
    }

    // Every tenth number is new, lines are many: what a day of a larger company looks like.
    private static byte[] Master(int rows)
    {
        var random = new Random(5);
        var text = new StringBuilder(rows * 260);
        DateTime at = new(2026, 2, 3, 8, 0, 0, DateTimeKind.Unspecified);
        for (int i = 0; i < rows; i++)
        {
            at = at.AddMilliseconds(random.Next(40));
            int ring = random.Next(1, 40), talk = random.Next(3) == 0 ? 0 : random.Next(600), line = random.Next(1000);
            string caller = $"3{random.Next(20, 99)}{(random.Next(10) == 0 ? random.Next(10_000_000) : random.Next(5000)):D7}";
            string Local(DateTime t) => t.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture,
                $"\"\",\"{caller}\",\"0639740{line:D3}\",\"from-trunk\",\"\"\"{caller}\"\" <{caller}>\",");
            text.Append(CultureInfo.InvariantCulture,
                $"\"PJSIP/carrier-{i:x8}\",\"PJSIP/{line}-{i:x8}\",\"Dial\",\"PJSIP/{line},30\",\"{Local(at)}\",");
            text.Append(CultureInfo.InvariantCulture,
                $"\"{(talk > 0 ? Local(at.AddSeconds(ring)) : "")}\",\"{Local(at.AddSeconds(ring + talk))}\",");
            text.Append(CultureInfo.InvariantCulture,
                $"{ring + talk},{talk},\"{(talk > 0 ? "ANSWERED" : "NO ANSWER")}\",\"DOCUMENTATION\",\"17{i:D8}.{line:D3}\",\"\"\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static int Option(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length
            ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
            : otherwise;
}
