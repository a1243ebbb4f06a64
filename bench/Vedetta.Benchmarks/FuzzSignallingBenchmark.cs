using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Tests.Calls;

namespace Vedetta.Benchmarks;

/// <summary>
/// Mutated SIP and HEP inputs through all that reads signalling: no exception, no hang, no growth. Options:
/// <c>--inputs N</c> (10,000,000), <c>--seed N</c> (1).
/// </summary>
internal static class FuzzSignallingBenchmark
{
    private const int RoundInputs = 1_000_000;

    public static int Run(string[] args)
    {
        int inputs = Option(args, "--inputs", 10_000_000), seed = Option(args, "--seed", 1);
        var fuzz = new SignallingFuzz(seed);
        long heap = 0;
        var clock = Stopwatch.StartNew();
        for (int left = inputs; left > 0; left -= RoundInputs)
        {
            fuzz.Run(Math.Min(left, RoundInputs));
            long now = GC.GetTotalMemory(forceFullCollection: true);
            if (heap == 0) heap = now;
            Console.WriteLine(FormattableString.Invariant($"""
                {fuzz.Fed:N0} inputs, {fuzz.Packets:N0} packets, {fuzz.Messages:N0} messages, {fuzz.Accepted:N0} by the rules, {fuzz.Attempts:N0} attempts, {fuzz.InFlight} calls in flight, {now / 1024:N0} KiB
                """));
            // A table that fills up grows once; what grows on is a leak.
            if (now > heap * 2 + (8 << 20)) return Fail("memory grows");
        }
        Console.WriteLine(FormattableString.Invariant($"{fuzz.Fed / clock.Elapsed.TotalSeconds:N0} inputs/s"));
        return 0;
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }

    private static int Option(string[] args, string name, int otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
