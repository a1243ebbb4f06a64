using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vedetta.Engine.Causes;

namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    private const int UpdateSeconds = 10;
    private const int LookSecondsMin = 60;
    private const int FrozenSecondsLeast = 72 * 3600;
    private const int FrozenBins = 12;
    private const int SurgeSecondsLeastMax = 7 * 86400;
    private const int SurgeBinsMax = 28;

    private const double SmallRatio = 1.15;
    private const int SmallBins = 4;
    private const int SmallSecondsMin = 2 * 3600;

    /// <summary>Beyond this ratio a surge ends by its own rate, not by the baseline's.</summary>
    private const double RatioMax = 400;

    /// <summary>Evidence at which a surge counts as over, in nats.</summary>
    private const double EndNats = 5;

    // Of daily counts three days and a week are too few bins to tell a surge from a new level.
    private long FrozenSeconds => Math.Max(FrozenSecondsLeast, FrozenBins * (long)_longSeconds);
    private long SurgeSecondsMax => Math.Max(SurgeSecondsLeastMax, SurgeBinsMax * (long)_longSeconds);

    // What open surges add to the expectation of every series their leaves count under: the departure of those very
    // leaves in this very bin, each leaf once, so that relatives only alarm for what happens outside open parts.
    private void SpreadOpenSurges(Bin bin)
    {
        if (_open.Count == 0) return;
        Span<LeafState> all = _leaves.All;
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Parent < 0 || !IsInOpenPart(i)) continue;
            double extra = all[i].BinCount - all[i].Share * _series.Tally(all[i].Parent).Expected;
            foreach (int series in _leaves.SeriesOf(i))
            {
                if (series < 0) break;
                _series.Tally(series).Explained += (float)extra;
            }
        }
        foreach (OpenSurge surge in _open)
            if (bin.StartUnixSeconds - surge.OnsetUnixSeconds < FrozenSeconds)
                FreezeRelatives(surge.Part, _past.IsHabit(surge.Part, surge.Direction, bin.StartUnixSeconds));
    }

    private bool IsInOpenPart(int leaf)
    {
        foreach (OpenSurge surge in _open)
            if (surge.Part.Contains(_leaves.KeyOf(leaf))) return true;
        return false;
    }

    private void FreezeRelatives(in ElementKey part, bool isHabit)
    {
        for (int i = 0; i < _series.Slots; i++)
        {
            ref SeriesTally tally = ref _series.Tally(i);
            if (!tally.IsAlive) continue;
            bool moved = Math.Abs(tally.Explained) > .05 * tally.Expected;
            if (moved || part.Contains(_series.KeyOf(i))) tally.Hold = isHabit || tally.Hold == Hold.Habit ? Hold.Habit : Hold.Event;
        }
    }

    private void Follow(Bin bin, ReadOnlySpan<LeafCount> counts, List<SurgeChange> changes)
    {
        int slot = _clock.SlotOf(bin.StartUnixSeconds);
        double scale = bin.LengthSeconds / (double)_longSeconds * FactorAt(bin.StartUnixSeconds);
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            OpenSurge surge = _open[i];
            AddBin(surge, slot, scale, counts, bin);
            // Each doubling of the excess may tell more of where it sits; so a surge is explained a bounded number of times.
            double excess = Math.Abs(surge.PartCount - surge.PartExpected);
            if (excess >= 2 * Math.Max(surge.ScannedExcess, 1)) ExplainAgain(surge, bin.EndUnixSeconds);
            if (EndOf(surge, bin) is { } ended) { End(surge, ended, changes); _open.RemoveAt(i); continue; }
            if (bin.EndUnixSeconds - surge.UpdatedUnixSeconds < UpdateSeconds) continue;
            surge.UpdatedUnixSeconds = bin.EndUnixSeconds;
            changes.Add(new SurgeChange(SurgePhase.Updated, Report(surge, null)));
        }
    }

    private void AddBin(OpenSurge surge, int slot, double scale, ReadOnlySpan<LeafCount> counts, Bin bin)
    {
        (double seriesCount, double seriesExpected) = (CountOf(surge.Series, counts), ExpectedOf(surge.Series, slot, scale));
        (double count, double expected) = surge.Part == surge.Series ? (seriesCount, seriesExpected)
            : (CountOf(surge.Part, counts), ExpectedOf(surge.Part, slot, scale));
        surge.SeriesCount += seriesCount;
        surge.SeriesExpected += seriesExpected;
        surge.PartCount += count;
        surge.PartExpected += expected;
        surge.LookCount += count;
        surge.LookExpected += expected;
        double keep = Math.Exp(-bin.LengthSeconds / Math.Max(4.0 * _longSeconds, 3600));
        surge.RecentCount = surge.RecentCount * keep + count;
        surge.RecentExpected = surge.RecentExpected * keep + expected;
    }

    // Null while it lasts. Its end is explained and dated against the baseline it was a surge of.
    private long? EndOf(OpenSurge surge, Bin bin)
    {
        bool hasLasted = bin.EndUnixSeconds - surge.OnsetUnixSeconds >= SurgeSecondsMax;
        if (!hasLasted && !IsOver(surge, bin)) return null;
        bool isNormal = hasLasted && !IsSmallNow(surge);
        long ended = isNormal ? bin.EndUnixSeconds : DateEnd(surge);
        ExplainAgain(surge, ended);
        if (isNormal) TakeAsNormal(surge, bin);
        return ended;
    }

    private bool IsOver(OpenSurge surge, Bin bin)
    {
        if (bin.EndUnixSeconds - surge.LookFromUnixSeconds < Math.Min(LookSecondsMin, _longSeconds)) return false;
        // What never counted before has no expectation to fall back to; a tiny part of the surge's own rate stands in.
        double look = bin.EndUnixSeconds - surge.LookFromUnixSeconds;
        double ownRate = surge.PartCount / Math.Max(bin.EndUnixSeconds - surge.OnsetUnixSeconds, look);
        double expected = Math.Max(surge.LookExpected, ownRate * look / RatioMax);
        double half = Math.Sqrt(Math.Clamp(surge.PartRatio, 1 / RatioMax, RatioMax));
        half = surge.Direction == SurgeDirection.Rise ? Math.Max(half, 1.1) : Math.Min(half, .9);
        double size = 1 / Math.Clamp(surge.Dispersion, .001, RatioInterval.DispersionMax);
        double step = -NegativeBinomialCusum.LogRatio(surge.LookCount, expected, size, half);
        if (surge.EndEvidence + step <= 0) surge.CalmFromUnixSeconds = bin.EndUnixSeconds;
        surge.EndEvidence = Math.Max(0, surge.EndEvidence + step);
        (surge.LookCount, surge.LookExpected, surge.LookFromUnixSeconds) = (0, 0, bin.EndUnixSeconds);
        return surge.EndEvidence > EndNats || IsSmall(surge, bin);
    }

    private static bool IsSmallNow(OpenSurge surge) =>
        surge.Direction == SurgeDirection.Rise ? surge.RecentRatio < SmallRatio : surge.RecentRatio > 1 / SmallRatio;

    // Nobody acts on a few percent: it ends when the ratio has stayed below the floor for a while.
    private bool IsSmall(OpenSurge surge, Bin bin)
    {
        if (!IsSmallNow(surge))
        {
            surge.SmallFromUnixSeconds = bin.EndUnixSeconds;
            return false;
        }
        if (bin.EndUnixSeconds - surge.SmallFromUnixSeconds < Math.Max(SmallBins * _longSeconds, SmallSecondsMin)) return false;
        surge.CalmFromUnixSeconds = bin.EndUnixSeconds;
        return true;
    }

    // A surge that lasts a week is the new normal: the level of its part moves there.
    private void TakeAsNormal(OpenSurge surge, Bin bin)
    {
        double ratio = surge.RecentRatio;
        double extra = ExpectedOf(surge.Part, _clock.SlotOf(bin.StartUnixSeconds), 1) * (ratio - 1);
        int slot = _clock.SlotOf(bin.StartUnixSeconds);
        for (int i = 0; i < _series.Slots; i++)
        {
            if (!_series.IsAlive(i) || _series.KeyOf(i) is var key && !surge.Part.Overlaps(key)) continue;
            double share = surge.Part.Contains(key) ? ratio
                : key.Contains(surge.Part) ? 1 + extra / Math.Max(_series.Expect(i, slot, 1), 1e-6) : 1;
            ref Baseline baseline = ref _series[i].Baseline;
            baseline.Level = (float)(baseline.Level * Math.Clamp(share, .05, 50));
        }
    }

    private void End(OpenSurge surge, long ended, List<SurgeChange> changes)
    {
        ForgetRuns(surge.Part);
        _past.Add(surge.Part, surge.Direction, surge.OnsetUnixSeconds, ended);
        changes.Add(new SurgeChange(SurgePhase.Ended, Report(surge, ended)));
    }

    // The evidence of relatives stood on the same counts.
    private void ForgetRuns(in ElementKey part)
    {
        for (int i = 0; i < _series.Slots; i++)
            if (_series.IsAlive(i) && _series.KeyOf(i).Overlaps(part)) _series.ForgetRuns(i);
    }

    private double CountOf(in ElementKey key, ReadOnlySpan<LeafCount> counts)
    {
        int own = _series.Find(key);
        if (own >= 0) return _series.Tally(own).TickCount;
        double sum = 0;
        foreach (LeafCount c in counts)
            if (key.Contains(_leaves.KeyOf(c.Leaf))) sum += c.Count;
        return sum;
    }

    private double ExpectedOf(in ElementKey key, int slot, double scale)
    {
        int own = _series.Find(key);
        if (own >= 0) return _series.Expect(own, slot, scale);
        double sum = 0;
        Span<LeafState> all = _leaves.All;
        for (int i = 0; i < all.Length; i++)
            if (all[i].Parent >= 0 && key.Contains(_leaves.KeyOf(i)))
                sum += all[i].Share * _series.Expect(all[i].Parent, slot, scale);
        return sum;
    }

    private Surge Report(OpenSurge surge, long? endedUnixSeconds)
    {
        double count = Math.Max(0, surge.SeriesCount), expected = Math.Max(0, surge.SeriesExpected);
        (double low, double high) = RatioInterval.Of(count, expected, surge.PerBin, surge.Dispersion, surge.ForecastVariance);
        return new Surge(surge.Id, KeyOf(surge.Series), surge.Direction, At(surge.OnsetUnixSeconds), At(surge.AlarmedUnixSeconds),
            endedUnixSeconds is long end ? At(end) : null, expected, (long)Math.Round(count), (count + 1) / (expected + 1), low, high,
            surge.Evidence, surge.Threshold, Explain(surge));
    }

    private ImmutableArray<Explanation> Explain(OpenSurge surge)
    {
        if (surge.Causes is { } causes)
        {
            if (causes[0].Part == surge.Series) return [];
            return [.. causes.Where(c => c.Part != surge.Series).Select(c => ExplanationOf(surge, c.Part, c.Share))];
        }
        if (surge.Part == surge.Series) return [];
        double whole = surge.SeriesCount - surge.SeriesExpected;
        double share = whole == 0 ? 1 : Math.Clamp((surge.PartCount - surge.PartExpected) / whole, 0, 1);
        return [ExplanationOf(surge, surge.Part, share)];
    }

    private Explanation ExplanationOf(OpenSurge surge, in ElementKey part, double share) =>
        new(KeyOf(part.Keep(part.Mask & ~surge.Series.Mask)).Dimensions, share);

    // What the alarm's few counts pointed to may turn out wider, narrower or several; the surge keeps its name and what it
    // is followed by.
    private void ExplainAgain(OpenSurge surge, long until)
    {
        surge.ScannedExcess = Math.Abs(surge.PartCount - surge.PartExpected);
        // Where seconds are forgotten already, whole quarters of an hour speak for them.
        bool isOld = IsFast && surge.OnsetUnixSeconds < _shortRing.OldestUnixSeconds;
        long from = isOld ? surge.OnsetUnixSeconds + _longSeconds - 1 : surge.OnsetUnixSeconds;
        if (isOld) from -= from % _longSeconds;
        long oldest = Math.Min(_longRing.OldestUnixSeconds, _shortRing.OldestUnixSeconds);
        if (_dimensions == 0 || from >= until || surge.OnsetUnixSeconds < oldest) return;
        (double[] observed, double[] expected) = SumsSince(from, until, surge);
        double whole = ExcessOf(surge.Series, observed, expected);
        if (whole == 0) return;
        var causes = new List<(ElementKey Part, double Share)>();
        foreach (ScanCause cause in Scan(observed, expected, surge.Direction))
        {
            ElementKey found = ElementOf(cause), part = WithSeries(found, surge.Series);
            if (!found.Overlaps(surge.Part) || causes.Exists(c => c.Part == part)) continue;
            causes.Add((part, Math.Clamp(ExcessOf(part, observed, expected) / whole, 0, 1)));
        }
        if (causes.Count > 0) surge.Causes = [.. causes.OrderByDescending(c => c.Share)];
    }

    private double ExcessOf(in ElementKey part, double[] observed, double[] expected)
    {
        double excess = 0;
        for (int i = 0; i < observed.Length; i++)
            if (part.Contains(_leaves.KeyOf(i))) excess += observed[i] - expected[i];
        return excess;
    }

    // Inside a series its own dimensions go without saying.
    private static ElementKey WithSeries(in ElementKey part, in ElementKey series) => new(
        series.A >= 0 ? series.A : part.A, series.B >= 0 ? series.B : part.B,
        series.C >= 0 ? series.C : part.C, series.D >= 0 ? series.D : part.D);

    // Shares of counts, not of excess: of a part that surges nearly all counts are excess.
    private List<(DimensionValue Value, double Share)> SharesOf(OpenSurge surge, double[] observed)
    {
        var sums = new Dictionary<(int Dimension, int Value), double>();
        double whole = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            ElementKey leaf = _leaves.KeyOf(i);
            if (observed[i] <= 0 || !surge.Part.Contains(leaf)) continue;
            whole += observed[i];
            for (int d = 0; d < _dimensions; d++)
                CollectionsMarshal.GetValueRefOrAddDefault(sums, (d, leaf[d]), out _) += observed[i];
        }
        return [.. sums.Where(s => _leaves.ValueOf(s.Key.Dimension, s.Key.Value).Length > 0)
            .OrderByDescending(s => s.Value).ThenBy(s => s.Key)
            .Select(s => (new DimensionValue(Schema.Dimensions[s.Key.Dimension], _leaves.ValueOf(s.Key.Dimension, s.Key.Value)), s.Value / whole))];
    }

    private static DateTimeOffset At(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
}
