using Vedetta.Engine.Causes;

namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    // Large parts are forecast to about 2 %. Believing less in them would let a deep small part outweigh the large one
    // it lies in.
    private const double ForecastVariance = .0005;
    private const int OpenMax = 256;
    private const int RoundsMax = 8;

    // Each round explains the strongest alarm; alarms its causes account for are done, others get a round of their own.
    private void RaiseAll(Bin bin, List<SurgeChange> changes)
    {
        for (int round = 0; round < RoundsMax && _alarms.Count > 0 && _open.Count < OpenMax; round++)
        {
            Alarm strongest = _alarms.MaxBy(a => a.Evidence - a.Threshold);
            _alarms.Remove(strongest);
            bool isKnown = IsInsideOpen(_series.KeyOf(strongest.Series), strongest.Direction);
            // What was looked at once is not looked at again every second: its evidence starts anew.
            _series.ForgetRuns(strongest.Series);
            if (isKnown) continue;
            foreach (ElementKey part in PartsOf(strongest, bin))
            {
                if (IsInsideOpen(part, strongest.Direction)) continue;
                OpenSurge surge = Raise(strongest, part, bin);
                if (IsContradicted(surge)) continue;
                _open.Add(surge);
                changes.Add(new SurgeChange(SurgePhase.Opened, Report(surge, null)));
                ForgetRuns(part);
                _alarms.RemoveAll(a => _series.KeyOf(a.Series).Overlaps(part));
            }
        }
        _alarms.Clear();
    }

    // The parts that explain an alarm; the alarmed series itself where none stands out.
    private List<ElementKey> PartsOf(in Alarm alarm, Bin bin)
    {
        ElementKey alarmed = _series.KeyOf(alarm.Series);
        var parts = new List<ElementKey>();
        if (_dimensions > 0)
        {
            foreach (ScanCause cause in Scan(alarm.Onset, bin, alarm.Direction))
            {
                ElementKey part = ElementOf(cause);
                if ((part.Overlaps(alarmed) || cause.Gain >= alarm.Threshold) && !IsOpen(part)) parts.Add(part);
            }
        }
        if (!parts.Exists(p => p.Overlaps(alarmed))) parts.Add(WidestAlike(alarm));
        return parts;
    }

    // A part of a part that is open already is no news.
    private bool IsInsideOpen(ElementKey part, SurgeDirection direction) =>
        _open.Exists(o => o.Direction == direction && o.Part.Contains(part));

    // Evidence gathered against an older profile, which the counts held against today's do not bear out.
    private static bool IsContradicted(OpenSurge surge) => surge.Direction == SurgeDirection.Rise
        ? surge.PartCount <= surge.PartExpected
        : surge.PartCount >= surge.PartExpected;

    private bool IsOpen(ElementKey part) => _open.Exists(o => o.Part == part);

    // Where no part stands out, everything above the alarmed series that alarms too is the better name.
    private ElementKey WidestAlike(Alarm alarm)
    {
        ElementKey alarmed = _series.KeyOf(alarm.Series);
        Alarm widest = _alarms.Where(a => a.Direction == alarm.Direction && _series.KeyOf(a.Series).Contains(alarmed))
            .OrderBy(a => _series.KeyOf(a.Series).Depth).FirstOrDefault(alarm);
        return _series.KeyOf(widest.Series);
    }

    private IReadOnlyList<ScanCause> Scan(long onset, Bin bin, SurgeDirection direction)
    {
        (double[] observed, double[] expected) = SumsSince(onset, bin.EndUnixSeconds);
        return Scan(observed, expected, direction);
    }

    private IReadOnlyList<ScanCause> Scan(double[] observed, double[] expected, SurgeDirection direction)
    {
        var rows = new List<int>();
        for (int i = 0; i < observed.Length; i++)
            if (observed[i] > 0 || expected[i] > 1e-6) rows.Add(i);
        var codes = new int[rows.Count * _dimensions];
        double[] seen = new double[rows.Count], should = new double[rows.Count];
        for (int r = 0; r < rows.Count; r++)
        {
            ElementKey key = _leaves.KeyOf(rows[r]);
            (seen[r], should[r]) = (observed[rows[r]], Math.Max(expected[rows[r]], 1e-6));
            for (int d = 0; d < _dimensions; d++)
                codes[r * _dimensions + d] = _leaves.ValueOf(d, key[d]).Length == 0 ? -1 : key[d];
        }
        return PoissonScan.Find(new ScanInput
        {
            Dimensions = _dimensions,
            Codes = codes,
            Observed = seen,
            Expected = should,
            ForecastVariance = ForecastVariance,
            Drops = direction == SurgeDirection.Drop,
        });
    }

    private static ElementKey ElementOf(ScanCause cause)
    {
        Span<int> ids = [-1, -1, -1, -1];
        for (int i = 0; i < cause.Dimensions.Length; i++) ids[cause.Dimensions[i]] = cause.Codes[i];
        return new ElementKey(ids[0], ids[1], ids[2], ids[3]);
    }

    // Counts of every leaf since an instant and what was to be expected of it, open surges taken into account.
    private (double[] Observed, double[] Expected) SumsSince(long from, long until, OpenSurge? except = null)
    {
        var observed = new double[_leaves.Slots];
        var expected = new double[_leaves.Slots];
        long shortFrom = !IsFast ? until : from >= _shortRing.OldestUnixSeconds ? from : Math.Max(from, _longStart);
        _longRing.SumInto(observed, from, Math.Min(until, shortFrom));
        if (IsFast) _shortRing.SumInto(observed, shortFrom, until);
        var parents = new Dictionary<int, double>();
        Span<LeafState> all = _leaves.All;
        for (int i = 0; i < all.Length; i++)
        {
            int parent = all[i].Parent;
            if (parent < 0) continue;
            if (!parents.TryGetValue(parent, out double sum)) parents[parent] = sum = ExpectedBetween(parent, from, until);
            expected[i] = all[i].Share * sum;
            foreach (OpenSurge surge in _open)
                if (surge != except && surge.Part.Contains(_leaves.KeyOf(i))) expected[i] *= surge.RecentRatio;
        }
        return (observed, expected);
    }

    private OpenSurge Raise(in Alarm alarm, in ElementKey part, Bin bin)
    {
        ElementKey series = NameOf(part);
        int own = _series.Find(series);
        var surge = new OpenSurge
        {
            Id = IdOf(KeyOf(part), alarm.Direction, bin.EndUnixSeconds),
            Series = series,
            Part = part,
            Direction = alarm.Direction,
            OnsetUnixSeconds = OnsetOf(alarm, part, bin),
            AlarmedUnixSeconds = bin.EndUnixSeconds,
            Evidence = alarm.Evidence,
            Threshold = alarm.Threshold,
            CalmFromUnixSeconds = bin.EndUnixSeconds,
            LookFromUnixSeconds = bin.EndUnixSeconds,
            SmallFromUnixSeconds = bin.EndUnixSeconds,
            UpdatedUnixSeconds = bin.EndUnixSeconds,
            Dispersion = _series[own].Baseline.Dispersion * (IsFast ? 2 : 1),
            ForecastVariance = ForecastVarianceOf(own, bin),
            PerBin = ExpectedOf(part, _clock.SlotOf(bin.StartUnixSeconds), 1),
        };
        SumSinceOnset(surge, bin.EndUnixSeconds);
        surge.ScannedExcess = Math.Abs(surge.PartCount - surge.PartExpected);
        return surge;
    }

    // What the expectation itself may be off by over a surge, relative to it and squared.
    private double ForecastVarianceOf(int series, Bin bin)
    {
        ref readonly Baseline baseline = ref _series[series].Baseline;
        double perBin = _series.Expect(series, _clock.SlotOf(bin.StartUnixSeconds), 1);
        Age age = Learning.AgeOf(baseline, _rates, bin.StartUnixSeconds);
        double caution = Learning.Caution(baseline, _rates, perBin, _series.Tally(series).IsYoung, age);
        return ForecastVariance + Math.Min(caution, 1);
    }

    private void SumSinceOnset(OpenSurge surge, long until)
    {
        (double[] observed, double[] _) = SumsSince(surge.OnsetUnixSeconds, until);
        (surge.SeriesCount, surge.PartCount) = (0, 0);
        for (int i = 0; i < observed.Length; i++)
        {
            if (observed[i] <= 0) continue;
            if (surge.Series.Contains(_leaves.KeyOf(i))) surge.SeriesCount += observed[i];
            if (surge.Part.Contains(_leaves.KeyOf(i))) surge.PartCount += observed[i];
        }
        surge.SeriesExpected = ExpectedBetween(surge.Series, surge.OnsetUnixSeconds, until);
        surge.PartExpected = ExpectedBetween(surge.Part, surge.OnsetUnixSeconds, until);
        (surge.RecentCount, surge.RecentExpected) = (surge.PartCount, surge.PartExpected);
    }

    // Of the single values of a part, the one whose series it fills most; the total where the part is everything.
    private ElementKey NameOf(in ElementKey part)
    {
        ElementKey best = ElementKey.Total;
        double least = double.MaxValue;
        for (int d = 0; d < _dimensions; d++)
        {
            if (part[d] < 0) continue;
            ElementKey single = part.Keep(1 << d);
            int own = _series.Find(single);
            if (own < 0 || _series[own].Baseline.Level >= least) continue;
            (best, least) = (single, _series[own].Baseline.Level);
        }
        return best;
    }

    private double ExpectedBetween(in ElementKey key, long from, long until)
    {
        int own = _series.Find(key);
        if (own >= 0) return ExpectedBetween(own, from, until);
        double sum = 0;
        var parents = new Dictionary<int, double>();
        Span<LeafState> all = _leaves.All;
        for (int i = 0; i < all.Length; i++)
        {
            int parent = all[i].Parent;
            if (parent < 0 || !key.Contains(_leaves.KeyOf(i))) continue;
            if (!parents.TryGetValue(parent, out double whole)) parents[parent] = whole = ExpectedBetween(parent, from, until);
            sum += all[i].Share * whole;
        }
        return sum;
    }

    // Whole quarters of an hour have one slot and one factor.
    private double ExpectedBetween(int series, long from, long until)
    {
        double sum = 0;
        for (long at = from; at < until;)
        {
            long next = Math.Min(until, IsFast || _longSeconds <= 3600 ? at - at % 900 + 900 : at + _longSeconds);
            sum += _series.Expect(series, _clock.SlotOf(at), FactorAt(at) * (next - at) / _longSeconds);
            at = next;
        }
        return sum;
    }

    private static string IdOf(SeriesKey part, SurgeDirection direction, long alarmedUnixSeconds)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in part.ToString() + (int)direction) hash = (hash ^ c) * 1099511628211;
        for (int i = 0; i < 8; i++) hash = (hash ^ (byte)(alarmedUnixSeconds >> 8 * i)) * 1099511628211;
        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
