using System.Diagnostics;
using System.Globalization;
using Vedetta.Engine.Surges;

namespace Vedetta.Benchmarks;

/// <summary>
/// Series-bin updates a second and bytes a series of one watch with very many series, on one core: closing long bins, and
/// live by the second. Times are of the wall clock and of the processor, which a shared machine disturbs less.
/// </summary>
internal static class SurgeSpeedBenchmark
{
    private const long Start = 1_704_067_200;
    private const int DaySeconds = 86400;

    /// <summary>Arguments: series (default 1,000,000), bins (default 8).</summary>
    public static int Run(string[] args)
    {
        int series = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        int bins = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8;
        Quarters(series, bins);
        Week(series);
        Seconds(series, bins);
        return 0;
    }

    // A day and a half teaches enough for the evidence to run. Each bin also fits a part of the profiles.
    private static void Quarters(int series, int bins)
    {
        const int BinSeconds = 900;
        var feed = new Feed(series, BinSeconds);
        for (int i = 0; i < 111; i++) feed.Close(BinSeconds);
        feed.Measure("all active", bins, () => feed.Close(BinSeconds));
        feed.Measure("all silent", bins, () => feed.Close(BinSeconds, silent: true));
    }

    // After a week every hour of it was seen: a young series grows no further.
    private static void Week(int series)
    {
        const int BinSeconds = 3600;
        var feed = new Feed(series, BinSeconds);
        feed.Close(BinSeconds);
        feed.SayBytes("after the first bin");
        feed.SaySlowest("the first bin, which makes the series");
        for (int i = 0; i < 8 * DaySeconds / BinSeconds; i++) feed.Close(BinSeconds);
        feed.SayBytes("after a week");
        feed.SaySlowest("slowest bin of the week");
    }

    private static void Seconds(int series, int bins)
    {
        const int LongSeconds = 900;
        var feed = new Feed(series, 1);
        for (int i = 0; i < 110; i++) feed.Close(LongSeconds);
        feed.Close(1);
        feed.SayBytes("live, after a day");
        feed.Measure("live second, all active", bins, () => feed.Close(1));
        feed.Skip(LongSeconds);
        feed.Measure("live second that ends a quarter of an hour", 1, () => feed.Close(1));
    }

    /// <summary>A watch in which every series counts 1 to 3 in every bin.</summary>
    private sealed class Feed
    {
        private readonly SurgeWatch _watch;
        private readonly LeafCount[] _counts;
        private readonly long _before = GC.GetTotalMemory(true);
        private readonly List<SurgeChange> _changes = [];
        private long _at = Start;
        private TimeSpan _slowest;

        public Feed(int series, int binSeconds)
        {
            var random = new Random(7);
            _counts = new LeafCount[series];
            _watch = new SurgeWatch(new WatchSchema("contact", ["topic"]), new WatchOptions
            {
                BinSeconds = binSeconds,
                SeriesMax = 2_000_000,
                WarmUntilUnixSeconds = Start + DaySeconds,
            });
            for (int i = 0; i < series; i++) _counts[i] = new LeafCount(_watch.LeafOf([$"t{i}"]), random.Next(3) + 1);
        }

        public void Close(int seconds, bool silent = false)
        {
            long started = Stopwatch.GetTimestamp();
            _watch.Close(new Bin(_at, seconds), silent ? [] : _counts, _changes);
            _at += seconds;
            TimeSpan took = Stopwatch.GetElapsedTime(started);
            if (took > _slowest) _slowest = took;
        }

        /// <summary>Goes on one second before the next multiple.</summary>
        public void Skip(int seconds) => _at += seconds - 1 - _at % seconds;

        public void Measure(string what, int bins, Action close)
        {
            (long started, TimeSpan busy) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            for (int i = 0; i < bins; i++) close();
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / bins;
            double processor = (Environment.CpuUsage.TotalTime - busy).TotalSeconds / bins;
            Say($"{what}: {seconds * 1e3:F0} ms a bin ({processor * 1e3:F0} of processor), {_counts.Length / seconds / 1e6:F1} M series-bin updates/s ({_counts.Length / processor / 1e6:F1})");
            _slowest = TimeSpan.Zero;
        }

        public void SayBytes(string when)
        {
            double bytes = (GC.GetTotalMemory(true) - _before - 16.0 * _counts.Length) / _counts.Length;
            Say($"{_counts.Length} series: {bytes:F0} bytes a series {when}, names and leaves included; {_watch.Open().Count} surges open");
        }

        public void SaySlowest(string what)
        {
            Say($"{what}: {_slowest.TotalMilliseconds:F0} ms");
            _slowest = TimeSpan.Zero;
        }

        private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
    }
}
