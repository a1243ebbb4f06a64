namespace Vedetta.Engine.Surges;

/// <summary>
/// A likelihood-ratio statistic over a few window lengths, and how far out in its own past's tail a value lies.
/// </summary>
internal sealed class TailChannel(int[] windows, bool twoSided)
{
    private const double Prior = 6;
    private const int PastRows = 3000;
    private const int SilentRows = 150;
    private const int RefreshRows = 30;
    private const double TailShare = .995;
    private const double ShapePrior = .2;
    private const int ShapePriorWeight = 20;

    private readonly (double Count, double Expected)[] _recent = new (double, double)[windows.Max()];
    private readonly double[] _past = new double[PastRows];
    private readonly double[] _sorted = new double[PastRows];
    private int _rows;
    private double _threshold = double.MaxValue;
    private double _shape = ShapePrior;

    /// <summary>Takes a row; returns −ln of its tail probability beyond the threshold, or 0 below it.</summary>
    public double Take(double count, double expected, out double statistic)
    {
        _recent[_rows % _recent.Length] = (count, expected);
        statistic = Statistic();
        double tail = _rows < SilentRows || statistic <= _threshold ? 0 : Math.Log(statistic / _threshold) / _shape;
        _past[_rows % PastRows] = statistic;
        _rows++;
        if (_rows >= SilentRows && _rows % RefreshRows == 0) Refresh();
        return tail;
    }

    private double Statistic()
    {
        double best = 0;
        foreach (int window in windows)
        {
            double count = Prior, expected = Prior;
            for (int i = 0; i < Math.Min(window, _rows + 1); i++)
            {
                (double c, double e) = _recent[(_rows - i) % _recent.Length];
                (count, expected) = (count + c, expected + e);
            }
            if (count < expected && !twoSided) continue;
            double gain = 2 * Math.Max(0, GeneralizedLikelihood.Poisson(count, expected));
            best = Math.Max(best, Math.Sqrt(gain) / Math.Sqrt(Math.Sqrt(window)));
        }
        return best;
    }

    // The threshold and the tail's shape (Hill 1975, drawn towards a prior) from the past alone.
    private void Refresh()
    {
        int kept = Math.Min(_rows, PastRows);
        Array.Copy(_past, _sorted, kept);
        Array.Sort(_sorted, 0, kept);
        _threshold = Math.Max(_sorted[(int)(TailShare * (kept - 1))], 1e-6);
        double sum = 0;
        int above = 0;
        for (int i = kept - 1; i >= 0 && _sorted[i] > _threshold; i--, above++) sum += Math.Log(_sorted[i] / _threshold);
        _shape = (sum + ShapePrior * ShapePriorWeight) / (above + ShapePriorWeight);
    }
}
