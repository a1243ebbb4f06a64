namespace Vedetta.Engine.Causes;

/// <summary>
/// One run of <see cref="PoissonScan"/>: the cuboids, and the expectations that the causes so far explain.
/// </summary>
internal sealed class CauseSearch
{
    // Below this expectation a forecast is a guess; it keeps one contact under a new value from weighing anything.
    private const double ExpectedFloor = 0.1;
    private const int SweepsPerFit = 4;
    private const int RefinementsMax = 2;

    private readonly List<Cuboid> _cuboids;
    private readonly double[] _observed;
    private readonly double[] _baseline;
    private readonly double[] _expected;
    private readonly int[] _codes;
    private readonly int _dimensions;
    private readonly double _dispersion;
    private readonly double _forecastVariance;
    private readonly int _causesMax;
    private readonly bool _drops;
    private readonly List<Part> _parts = [];

    public CauseSearch(List<Cuboid> cuboids, in ScanInput input)
    {
        _cuboids = cuboids;
        _observed = input.Observed.ToArray();
        _baseline = input.Expected.ToArray();
        // A trace of expectation everywhere lets a cause multiply leaves that were never seen before.
        double trace = ExpectedFloor / Math.Max(1, _baseline.Length);
        for (int i = 0; i < _baseline.Length; i++) _baseline[i] += trace;
        _expected = (double[])_baseline.Clone();
        _codes = input.Codes.ToArray();
        _dimensions = input.Dimensions;
        _dispersion = Math.Max(1e-3, input.Dispersion);
        _forecastVariance = Math.Max(0, input.ForecastVariance);
        _causesMax = input.CausesMax;
        _drops = input.Drops;
        SetPenalties();
    }

    public List<ScanCause> Run()
    {
        while (_parts.Count < _causesMax && Likeliest() is { } found)
        {
            if (_parts.Exists(found.IsSame)) break;
            _parts.Add(found);
            Fit(except: null);
        }

        for (int round = 0; round < RefinementsMax && _parts.Count > 1; round++)
            if (!Refine()) break;
        return [.. _parts.OrderByDescending(p => p.GainNats).Select(ToCause)];
    }

    // A part named early may only be the shadow of several named later: weigh each beside all others.
    private bool Refine()
    {
        bool changed = false;
        for (int i = 0; i < _parts.Count;)
        {
            Part old = _parts[i];
            Fit(except: old);
            Part? better = Likeliest();
            if (better is null || _parts.Exists(p => p != old && better.IsSame(p)))
            {
                _parts.RemoveAt(i);
                changed = true;
                continue;
            }

            changed |= !better.IsSame(old);
            _parts[i++] = better;
        }

        Fit(except: null);
        return changed;
    }

    private Part? Likeliest()
    {
        Part? best = null;
        double bestScore = 0;
        foreach (Cuboid cuboid in _cuboids)
        {
            ReadOnlySpan<double> expected = cuboid.Sum(_expected);
            ReadOnlySpan<double> observed = cuboid.Observed;
            int likeliest = -1;
            double bestGain = 0;
            for (int e = 0; e < expected.Length; e++)
            {
                if (!Leaves(observed[e], expected[e])) continue;
                double gain = GainNats(observed[e], expected[e]);
                if (gain - cuboid.PenaltyNats <= bestScore) continue;
                (bestScore, bestGain, likeliest) = (gain - cuboid.PenaltyNats, gain, e);
            }

            if (likeliest >= 0) best = new Part(cuboid, likeliest, bestGain);
        }

        return best;
    }

    private bool Leaves(double observed, double expected) => _drops
        ? observed * PoissonScan.RatioFloor < expected
        : observed > expected * PoissonScan.RatioFloor && observed > ExpectedFloor;

    private double GainNats(double observed, double expected)
    {
        double mean = Math.Max(expected, ExpectedFloor);
        double gain = (observed > 0 ? observed * Math.Log(observed / mean) : 0) - (observed - mean);
        return gain / (_dispersion + (_forecastVariance * mean));
    }

    // Multiplying each part's leaves up to its count, in turns, converges to the likeliest multipliers of all parts.
    private void Fit(Part? except)
    {
        _baseline.CopyTo(_expected, 0);
        for (int sweep = 0; sweep < SweepsPerFit; sweep++)
            foreach (Part part in _parts)
                if (part != except) part.Explain(_expected);
    }

    // Every cuboid is as likely a place as any other, and within it every element: naming one value of eight costs less
    // than naming one combination of a thousand, so a parent wins over a child that tells as much.
    private void SetPenalties()
    {
        foreach (Cuboid cuboid in _cuboids)
        {
            double places = Math.Max(1, cuboid.Elements) * (double)_cuboids.Count;
            cuboid.PenaltyNats = Math.Log(places / PoissonScan.ChanceOfFalseCause);
        }
    }

    private ScanCause ToCause(Part part)
    {
        int leaf = part.Leaves[0];
        int[] codes = [.. part.Cuboid.Dimensions.Select(d => _codes[(leaf * _dimensions) + d])];
        double trace = ExpectedFloor / _baseline.Length;
        double expected = 0;
        foreach (int i in part.Leaves) expected += _baseline[i] - trace;
        return new ScanCause(part.Cuboid.Dimensions, codes, part.Observed, expected, part.GainNats);
    }

    /// <summary>An element that was found to stand out.</summary>
    private sealed class Part(Cuboid cuboid, int element, double gainNats)
    {
        public Cuboid Cuboid { get; } = cuboid;

        public double GainNats { get; } = gainNats;

        public double Observed { get; } = cuboid.Observed[element];

        public int[] Leaves { get; } = LeavesOf(cuboid, element);

        private int Element { get; } = element;

        public bool IsSame(Part other) => Cuboid == other.Cuboid && Element == other.Element;

        public void Explain(double[] expected)
        {
            double sum = 0;
            foreach (int leaf in Leaves) sum += expected[leaf];
            if (!(sum > 0)) return;
            double ratio = Math.Max(Observed, 1e-9) / sum;
            foreach (int leaf in Leaves) expected[leaf] *= ratio;
        }

        private static int[] LeavesOf(Cuboid cuboid, int element)
        {
            var leaves = new List<int>();
            for (int leaf = 0; leaf < cuboid.ElementOfLeaf.Length; leaf++)
                if (cuboid.ElementOfLeaf[leaf] == element) leaves.Add(leaf);
            return [.. leaves];
        }
    }
}
