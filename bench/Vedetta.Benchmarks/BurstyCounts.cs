namespace Vedetta.Benchmarks;

/// <summary>Kinds of counts with heavy tails.</summary>
internal enum BurstyKind
{
    /// <summary>Poisson around a log-normal rate that remembers about an hour.</summary>
    LogNormal,

    /// <summary>Poisson around a steady rate, with bursts of Pareto size (tail index 1.5) that fade within the hour.</summary>
    ParetoBursts,

    /// <summary>Every count calls for 0.7 more within the half hour, as mentions call for mentions.</summary>
    Hawkes,

    /// <summary>A rate whose logarithm scatters by a Student t of three degrees of freedom.</summary>
    Student,
}

/// <summary>Heavy-tailed counts without any surge, with a daily profile.</summary>
internal sealed class BurstyCounts(BurstyKind kind, int seed, double meanPerBin, int binSeconds)
{
    private readonly SimulatedCounts _draw = new(seed, 1, double.PositiveInfinity, binSeconds);
    private readonly Random _random = new(seed);
    private double _state;
    private long _bin;

    /// <summary>About the mean count of a bin.</summary>
    public double MeanPerBin => meanPerBin;

    /// <summary>The next bin's count.</summary>
    public long Next()
    {
        double hour = _bin++ * binSeconds % 86400 / 3600.0, mean = meanPerBin * (1 + .5 * Math.Cos((hour - 15) * Math.PI / 12));
        return kind switch
        {
            BurstyKind.LogNormal => _draw.Poisson(mean * LogNormal()),
            BurstyKind.ParetoBursts => _draw.Poisson(mean * (1 + Burst())),
            BurstyKind.Hawkes => Hawkes(mean),
            _ => _draw.Poisson(mean * Math.Exp(Math.Clamp(.25 * Student(), -3, 4))),
        };
    }

    private double Keep(double seconds) => Math.Exp(-binSeconds / seconds);

    private double LogNormal()
    {
        double keep = Keep(3600);
        _state = keep * _state + Math.Sqrt(1 - keep * keep) * _draw.Normal();
        return Math.Exp(.6 * _state - .18);
    }

    // About four bursts a week.
    private double Burst()
    {
        _state *= Keep(1800);
        if (_random.NextDouble() < 4 * binSeconds / 604800.0) _state += Math.Min(200, Math.Pow(1 - _random.NextDouble(), -1 / 1.5));
        return _state;
    }

    private long Hawkes(double mean)
    {
        double keep = Keep(1800);
        long count = _draw.Poisson(.3 * mean + _state * (1 - keep));
        // Followers differ much: now and then one calls for very many.
        double calls = count == 0 ? 0 : .7 * count * _draw.Gamma(.5 * count) / (.5 * count);
        _state = _state * keep + calls;
        return count;
    }

    private double Student()
    {
        double chi = 0;
        for (int i = 0; i < 3; i++) { double n = _draw.Normal(); chi += n * n; }
        return _draw.Normal() / Math.Sqrt(chi / 3);
    }
}
