using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    private const int UpdateSeconds = 10;
    private const int LookSecondsMin = 60;
    private const int FrozenSeconds = 72 * 3600;
    private const int SurgeSecondsMax = 7 * 86400;

    private const double SmallRatio = 1.15;
    private const int SmallBins = 4;
    private const int SmallSecondsMin = 2 * 3600;

    /// <summary>Beyond this ratio a surge ends by its own rate, not by the baseline's.</summary>
    private const double RatioMax = 400;

    /// <summary>Evidence at which a surge counts as over, in nats.</summary>
    private const double EndNats = 5;

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
            if (moved || part.Contains(_series.KeyOf(i))) (tally.IsFrozen, tally.IsHabit) = (true, tally.IsHabit || isHabit);
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
            if (IsOver(surge, bin)) { End(surge, changes); _open.RemoveAt(i); continue; }
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

    private bool IsOver(OpenSurge surge, Bin bin)
    {
        if (bin.EndUnixSeconds - surge.OnsetUnixSeconds >= SurgeSecondsMax) return TakeAsNormal(surge, bin);
        if (bin.EndUnixSeconds - surge.LookFromUnixSeconds < Math.Min(LookSecondsMin, _longSeconds)) return false;
        // What never counted before has no expectation to fall back to; a tiny part of the surge's own rate stands in.
        double look = bin.EndUnixSeconds - surge.LookFromUnixSeconds;
        double ownRate = surge.PartCount / Math.Max(bin.EndUnixSeconds - surge.OnsetUnixSeconds, look);
        double expected = Math.Max(surge.LookExpected, ownRate * look / RatioMax);
        double half = Math.Sqrt(Math.Clamp(surge.PartRatio, 1 / RatioMax, RatioMax));
        half = surge.Direction == SurgeDirection.Rise ? Math.Max(half, 1.1) : Math.Min(half, .9);
        double size = 1 / Math.Clamp(surge.Dispersion, .001, RatioInterval.DispersionMax);
        double step = -NegativeBinomialCusum.LogRatio(surge.LookCount, expected, size, half);
        if (surge.EndEvidence + step <= 0) (surge.CalmFromUnixSeconds, surge.CalmCount, surge.CalmExpected) = (bin.EndUnixSeconds, 0, 0);
        else
        {
            surge.CalmCount += surge.LookCount;
            surge.CalmExpected += surge.LookExpected;
        }
        surge.EndEvidence = Math.Max(0, surge.EndEvidence + step);
        (surge.LookCount, surge.LookExpected, surge.LookFromUnixSeconds) = (0, 0, bin.EndUnixSeconds);
        return surge.EndEvidence > EndNats || IsSmall(surge, bin);
    }

    // Nobody acts on a few percent: it ends when the ratio has stayed below the floor for a while.
    private bool IsSmall(OpenSurge surge, Bin bin)
    {
        bool small = surge.Direction == SurgeDirection.Rise ? surge.RecentRatio < SmallRatio : surge.RecentRatio > 1 / SmallRatio;
        if (!small)
        {
            surge.SmallFromUnixSeconds = bin.EndUnixSeconds;
            return false;
        }
        if (bin.EndUnixSeconds - surge.SmallFromUnixSeconds < Math.Max(SmallBins * _longSeconds, SmallSecondsMin)) return false;
        surge.CalmFromUnixSeconds = bin.EndUnixSeconds;
        (surge.CalmCount, surge.CalmExpected) = (0, 0);
        return true;
    }

    // A surge that lasts a week is the new normal: the level of its part moves there.
    private bool TakeAsNormal(OpenSurge surge, Bin bin)
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
        surge.CalmFromUnixSeconds = bin.EndUnixSeconds;
        (surge.CalmCount, surge.CalmExpected) = (0, 0);
        return true;
    }

    private void End(OpenSurge surge, List<SurgeChange> changes)
    {
        surge.SeriesCount -= surge.CalmCount;
        surge.SeriesExpected -= surge.CalmExpected;
        surge.PartCount -= surge.CalmCount;
        surge.PartExpected -= surge.CalmExpected;
        ForgetRuns(surge.Part);
        long ended = Math.Max(surge.CalmFromUnixSeconds, surge.AlarmedUnixSeconds);
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
        (double low, double high) = RatioInterval.Of(count, expected, surge.PerBin, surge.Dispersion);
        return new Surge(surge.Id, KeyOf(surge.Series), surge.Direction, At(surge.OnsetUnixSeconds), At(surge.AlarmedUnixSeconds),
            endedUnixSeconds is long end ? At(end) : null, expected, (long)Math.Round(count), (count + 1) / (expected + 1), low, high,
            surge.Evidence, surge.Threshold, Explain(surge));
    }

    private ImmutableArray<Explanation> Explain(OpenSurge surge)
    {
        if (surge.Part == surge.Series) return [];
        double whole = surge.SeriesCount - surge.SeriesExpected;
        double share = whole == 0 ? 1 : Math.Clamp((surge.PartCount - surge.PartExpected) / whole, 0, 1);
        return [new Explanation(KeyOf(surge.Part.Keep(surge.Part.Mask & ~surge.Series.Mask)).Dimensions, share)];
    }

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
