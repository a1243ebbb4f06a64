namespace Vedetta.Engine.Tiles;

/// <summary>
/// Quantiles of durations with a relative error of at most 1 % (Masson 2019): bucket i counts the values in
/// (γ^(i−1), γ^i] with γ = 1.01/0.99. Merging is exact: it equals counting the union.
/// </summary>
public sealed class DdSketch
{
    /// <summary>Largest relative error of a quantile.</summary>
    public const double RelativeError = 0.01;

    /// <summary>Values at or below this count as zero, in seconds.</summary>
    public const double ZeroSeconds = 0.001;

    /// <summary>Longer values count as this, in seconds (about 11.6 days).</summary>
    public const double SecondsMax = 1_000_000;

    private const double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private static readonly double PerLog = 1 / Math.Log(Gamma);

    private short[] _buckets = [];
    private long[] _counts = [];

    internal static short BucketMin { get; } = (short)Math.Ceiling(Math.Log(ZeroSeconds) * PerLog);

    internal static short BucketMax { get; } = (short)Math.Ceiling(Math.Log(SecondsMax) * PerLog);

    /// <summary>How many values were counted.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them were zero.</summary>
    public long Zeros { get; private set; }

    /// <summary>The exact sum, in whole milliseconds.</summary>
    public long SumMilliseconds { get; private set; }

    /// <summary>The mean in seconds; NaN where nothing was counted.</summary>
    public double MeanSeconds => SumMilliseconds / 1e3 / Count;

    internal int Used { get; private set; }

    internal ReadOnlySpan<short> Buckets => _buckets.AsSpan(0, Used);

    internal ReadOnlySpan<long> BucketCounts => _counts.AsSpan(0, Used);

    /// <summary>Counts a value; negative ones and NaN are no durations and are left out.</summary>
    public void Add(double seconds)
    {
        if (!(seconds >= 0)) return;
        seconds = Math.Min(seconds, SecondsMax);
        SumMilliseconds += (long)Math.Round(seconds * 1e3);
        if (seconds <= ZeroSeconds)
        {
            Zeros++;
            Count++;
            return;
        }

        AddTo((short)Math.Ceiling(Math.Log(seconds) * PerLog), 1);
    }

    /// <summary>Takes in all values of another sketch.</summary>
    public void Merge(DdSketch other)
    {
        for (int i = 0; i < other.Used; i++) AddTo(other._buckets[i], other._counts[i]);
        Zeros += other.Zeros;
        Count += other.Zeros;
        SumMilliseconds += other.SumMilliseconds;
    }

    /// <summary>
    /// The value below which the given share of all values lies, in seconds; NaN where nothing was counted.
    /// </summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        if (Count == 0) return double.NaN;
        long rank = (long)Math.Floor(Math.Clamp(share, 0, 1) * (Count - 1));
        long seen = Zeros;
        if (rank < seen) return 0;
        for (int i = 0; i < Used; i++)
        {
            seen += _counts[i];
            if (rank < seen) return MiddleOf(_buckets[i]);
        }

        return MiddleOf(_buckets[Used - 1]);
    }

    internal void AddTo(short bucket, long count)
    {
        Count += count;
        int at = Used > 0 && _buckets[Used - 1] < bucket ? ~Used : Buckets.BinarySearch(bucket);
        if (at < 0) Insert(at = ~at, bucket);
        _counts[at] += count;
    }

    internal void Restore(long zeros, long sumMilliseconds)
    {
        Zeros = zeros;
        Count += zeros;
        SumMilliseconds = sumMilliseconds;
    }

    private static double MiddleOf(short bucket) => 2 * Math.Pow(Gamma, bucket) / (Gamma + 1);

    private void Insert(int at, short bucket)
    {
        if (Used == _buckets.Length)
        {
            int larger = Math.Max(4, Used * 2);
            Array.Resize(ref _buckets, larger);
            Array.Resize(ref _counts, larger);
        }

        Array.Copy(_buckets, at, _buckets, at + 1, Used - at);
        Array.Copy(_counts, at, _counts, at + 1, Used - at);
        (_buckets[at], _counts[at]) = (bucket, 0);
        Used++;
    }
}
