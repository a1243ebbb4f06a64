using Vedetta.Engine.Causes;

namespace Vedetta.Benchmarks;

/// <summary>One synthetic bin of counts over four dimensions in which known parts were multiplied.</summary>
internal sealed class SyntheticSurge
{
    private readonly Random _random;
    private readonly int[] _sizes;
    private readonly double _shareMin;
    private readonly double[] _mean;
    private readonly double[] _true;
    private readonly double[] _observed;
    private readonly double[] _forecast;
    private readonly int[] _codes;

    public SyntheticSurge(Random random, int[] sizes, double contacts, double shareMin)
    {
        (_random, _sizes, _shareMin) = (random, sizes, shareMin);
        int leaves = sizes.Aggregate(1, (a, b) => a * b);
        (_mean, _true) = (new double[leaves], new double[leaves]);
        (_observed, _forecast) = (new double[leaves], new double[leaves]);
        _codes = new int[leaves * sizes.Length];
        double[][] shares = [.. sizes.Select(n => Enumerable.Range(0, n)
            .Select(_ => Math.Exp(0.5 * Normal())).ToArray())];
        for (int leaf = 0; leaf < leaves; leaf++)
        {
            int rest = leaf;
            double mean = 1;
            for (int d = sizes.Length - 1; d >= 0; d--, rest /= d >= 0 ? sizes[d + 1] : 1)
            {
                int code = rest % sizes[d];
                _codes[(leaf * sizes.Length) + d] = code;
                mean *= shares[d][code];
            }

            _mean[leaf] = mean;
        }

        double scale = contacts / _mean.Sum();
        for (int leaf = 0; leaf < leaves; leaf++) _true[leaf] = _mean[leaf] *= scale;
    }

    public List<(int[] Dimensions, int[] Codes)> Causes { get; } = [];

    public ScanInput Input => new()
    {
        Dimensions = _sizes.Length,
        Codes = _codes,
        Observed = _observed,
        Expected = _forecast,
    };

    public void AddCauses(int count, int depthMax, double ratioLow, double ratioHigh)
    {
        while (Causes.Count < count)
        {
            int depth = _random.Next(1, depthMax + 1);
            int[] dimensions = [.. Enumerable.Range(0, _sizes.Length).OrderBy(_ => _random.Next()).Take(depth).Order()];
            int[] codes = [.. dimensions.Select(d => _random.Next(_sizes[d]))];
            int[] leaves = [.. Enumerable.Range(0, _mean.Length).Where(l => Holds(l, dimensions, codes))];
            if (leaves.Sum(l => _mean[l]) < _shareMin * _mean.Sum() || Causes.Any(c => Nested(c, (dimensions, codes))))
                continue;
            double ratio = ratioLow + ((ratioHigh - ratioLow) * _random.NextDouble());
            foreach (int leaf in leaves) _true[leaf] *= ratio;
            Causes.Add((dimensions, codes));
        }
    }

    public void Draw(double forecastError)
    {
        for (int leaf = 0; leaf < _mean.Length; leaf++)
        {
            _forecast[leaf] = _mean[leaf] * Math.Max(0.1, 1 + (forecastError * Normal()));
            _observed[leaf] = Poisson(_true[leaf]);
        }
    }

    public bool IsCause(ScanCause found) =>
        Causes.Any(c => c.Dimensions.SequenceEqual(found.Dimensions) && c.Codes.SequenceEqual(found.Codes));

    private bool Holds(int leaf, int[] dimensions, int[] codes)
    {
        for (int i = 0; i < dimensions.Length; i++)
            if (_codes[(leaf * _sizes.Length) + dimensions[i]] != codes[i]) return false;
        return true;
    }

    private static bool Nested((int[] Dimensions, int[] Codes) a, (int[] Dimensions, int[] Codes) b)
    {
        var pairsOfA = a.Dimensions.Zip(a.Codes).ToHashSet();
        var pairsOfB = b.Dimensions.Zip(b.Codes).ToHashSet();
        return pairsOfA.IsSubsetOf(pairsOfB) || pairsOfB.IsSubsetOf(pairsOfA);
    }

    private double Poisson(double mean)
    {
        double limit = Math.Exp(-Math.Min(mean, 500)), product = _random.NextDouble();
        if (mean > 500) return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        int count = 0;
        for (; product > limit; count++) product *= _random.NextDouble();
        return count;
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
