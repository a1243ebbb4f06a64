namespace Vedetta.Engine.Scenarios;

/// <summary>
/// When signals of one stream arrive. Ordinarily a Poisson count per minute whose rate follows the given one, times a
/// level that wanders over days, times a gamma factor drawn each half hour (together: negative binomial counts, as call
/// centres show). In an exact window the number of arrivals is given and only their times are chance.
/// </summary>
internal sealed class Arrivals(ScenarioRandom random, Func<long, double> perMinute)
{
    /// <summary>Size k of the half-hourly negative binomial: a bank's calls gave about 22.</summary>
    public const double HalfHourSize = 22;

    private const double WanderSigma = 0.04;
    private const double WanderHours = 48;
    private const int HalfHourSeconds = 1_800;

    private readonly List<ExactWindow> _exact = [];
    private double _wander;
    private double _factor = 1;
    private long _halfHour = long.MinValue;

    private sealed record ExactWindow(long From, long Until, long[] Seconds);

    /// <summary>Whether the rate is disturbed by wandering and half-hourly factors.</summary>
    public bool IsNoisy { get; init; } = true;

    /// <summary>Fixes how many arrive in a window of whole minutes; their times follow the rate.</summary>
    public Arrivals Exactly(int count, DateTimeOffset from, DateTimeOffset until)
    {
        long start = from.ToUnixTimeSeconds(), end = until.ToUnixTimeSeconds();
        var upTo = new double[(end - start) / 60];
        double sum = 0;
        for (int m = 0; m < upTo.Length; m++) upTo[m] = sum += perMinute(start + (60L * m));
        var seconds = new long[count];
        for (int i = 0; i < count; i++)
        {
            int minute = Array.BinarySearch(upTo, random.Share() * sum);
            minute = Math.Min(minute < 0 ? ~minute : minute, upTo.Length - 1);
            seconds[i] = start + (60L * minute) + random.Below(60);
        }

        Array.Sort(seconds);
        _exact.Add(new ExactWindow(start, end, seconds));
        return this;
    }

    /// <summary>Draws the arrivals of one minute, counted per second of it.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Draw(long minute, int[] perSecond)
    {
        Array.Clear(perSecond);
        double level = IsNoisy ? Level(minute) : 1;
        foreach (ExactWindow window in _exact)
            if (minute >= window.From && minute < window.Until) return Take(window, minute, perSecond);
        int count = random.Poisson(perMinute(minute) * level);
        for (int i = 0; i < count; i++) perSecond[random.Below(60)]++;
        return count > 0;
    }

    private static bool Take(ExactWindow window, long minute, int[] perSecond)
    {
        int first = Array.BinarySearch(window.Seconds, minute);
        if (first < 0) first = ~first;
        while (first > 0 && window.Seconds[first - 1] == minute) first--;
        int i = first;
        for (; i < window.Seconds.Length && window.Seconds[i] < minute + 60; i++)
            perSecond[window.Seconds[i] - minute]++;
        return i > first;
    }

    private double Level(long minute)
    {
        long halfHour = minute / HalfHourSeconds;
        if (halfHour == _halfHour) return _factor;
        _halfHour = halfHour;
        double keep = Math.Exp(-0.5 / WanderHours);
        _wander = (_wander * keep) + (WanderSigma * Math.Sqrt(1 - (keep * keep)) * random.Normal());
        return _factor = Math.Exp(_wander) * random.Gamma(HalfHourSize);
    }
}
