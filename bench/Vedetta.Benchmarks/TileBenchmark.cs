using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Benchmarks;

/// <summary>Signals counted into tiles per second on one core, and bytes of one second's tile.</summary>
internal static class TileBenchmark
{
    public static int Run(string[] args)
    {
        int signals = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4_000_000;
        Leaf[] leaves = Leaves();
        string[] sources = [.. Enumerable.Range(0, 50_000).Select(i => $"+39347{i:D7}")];
        ulong[] hashes = [.. sources.Select(s => SourceKey.Fixed.HashOf(s))];
        for (int round = 0; round < 3; round++)
        {
            Print("text sources", signals, (set, i) => set.Add(
                i / 10_000, leaves[i * 7919L % leaves.Length],
                new Observation(sources[i * 104_729L % sources.Length], ContactOutcome.Answered, i % 300, i % 900)));
            Print("hashed sources", signals, (set, i) => set.Add(
                i / 10_000, leaves[i * 7919L % leaves.Length],
                hashes[i * 104_729L % hashes.Length], ContactOutcome.Answered, i % 300, i % 900));
        }

        PrintBytes(leaves, hashes, 5);
        PrintBytes(leaves, hashes, 10_000);
        return 0;
    }

    private static void Print(string name, int signals, Action<TileSet, int> add)
    {
        var set = new TileSet();
        TimeSpan busyBefore = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < signals; i++) add(set, i);
        double perSecond = signals / Stopwatch.GetElapsedTime(start).TotalSeconds;
        double perCpuSecond = signals / (Environment.CpuUsage.TotalTime - busyBefore).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"|{name}|{perSecond / 1e6:F2} M signals/s|{perCpuSecond / 1e6:F2} M signals per CPU second|"));
    }

    private static void PrintBytes(Leaf[] leaves, ulong[] hashes, int signals)
    {
        var set = new TileSet();
        for (int i = 0; i < signals; i++)
            set.Add(1_666_680_000, leaves[i % leaves.Length], hashes[i % hashes.Length], ContactOutcome.Answered, i, i);
        long start = Stopwatch.GetTimestamp();
        byte[] bytes = set.ToBytes();
        double written = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        start = Stopwatch.GetTimestamp();
        TileSet.TryRead(bytes, out _, out _);
        double read = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        Console.WriteLine($"|tile of {signals} contacts|{bytes.Length} bytes|written {written:F0} us|read {read:F0} us|");
    }

    private static Leaf[] Leaves() =>
    [
        .. from queue in (string[])["mobile", "fixed", "billing"]
           from channel in (string[])["voice", "chat"]
           from topic in Enumerable.Range(0, 8)
           from region in Enumerable.Range(0, 20)
           select new Leaf(SignalKind.Contact, queue, channel, $"topic{topic}", $"IT-{region + 20}"),
    ];
}
