namespace Vedetta.Engine.Floods;

/// <summary>Whether calls to the same line come at a beat: the time between two of them, and how likely chance makes it.</summary>
/// <param name="PeriodSeconds">Median time between two calls to one line.</param>
/// <param name="Intervals">Times between calls looked at.</param>
/// <param name="Log10Chance">
/// Power of ten of the probability that so many times lie so near their median where people call at random.
/// </param>
internal readonly record struct Rhythm(double PeriodSeconds, int Intervals, double Log10Chance)
{
    /// <summary>Nothing to judge.</summary>
    public static Rhythm None => new(double.NaN, 0, 0);

    // Half widths of the band around the median. Dialling with more jitter than the widest is told by other signs.
    private static readonly double[] Bands = [0.05, 0.1, 0.2, 0.35];

    // The median is taken from the times themselves, which then lie nearer to it than chance alone would have it.
    private const double Allowance = 1.5;

    /// <summary>Judges times between successive calls to the same line, in seconds; reorders them.</summary>
    public static Rhythm Of(Span<double> intervals)
    {
        if (intervals.Length < 3) return None;
        intervals.Sort();
        double median = intervals[intervals.Length / 2], best = 0;
        foreach (double band in Bands)
        {
            // Times are often told in whole seconds.
            double width = Math.Max(band * median, 1.0);
            int within = CountWithin(intervals, median - width, median + width);
            best = Math.Min(best, Log10Tail(intervals.Length, within, ChanceOf(width / Math.Max(1, median))));
        }
        return new Rhythm(median, intervals.Length, best);
    }

    // Of exponential times, the share that lies this near their median.
    private static double ChanceOf(double band)
    {
        double b = Math.Min(1, band);
        return Math.Min(0.95, Allowance * (Math.Pow(0.5, 1 - b) - Math.Pow(0.5, 1 + b)));
    }

    private static int CountWithin(ReadOnlySpan<double> sorted, double from, double until)
    {
        int count = 0;
        foreach (double value in sorted)
            if (value >= from && value <= until) count++;
        return count;
    }

    /// <summary>Power of ten of P(X ≥ <paramref name="successes"/>) for a binomial X; by its largest term and ratio.</summary>
    public static double Log10Tail(int trials, int successes, double chance)
    {
        if (successes <= trials * chance) return 0;
        double term = LogChoose(trials, successes) + successes * Math.Log(chance)
            + (trials - successes) * Math.Log(1 - chance);
        double ratio = (trials - successes) / (successes + 1.0) * chance / (1 - chance);
        return Math.Min(0, (term - Math.Log(Math.Max(1e-3, 1 - ratio))) / Math.Log(10));
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    private static double LogFactorial(int n)
    {
        if (n < 2) return 0;
        double x = n + 1;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x);
    }
}
