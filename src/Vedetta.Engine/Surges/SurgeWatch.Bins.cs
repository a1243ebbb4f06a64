using System.Runtime.InteropServices;

namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    private const int LongRingBins = 192;
    private const int ShortRingBins = 1800;
    private const double LeafMemorySeconds = 28 * 86400.0;

    private readonly record struct Alarm(int Series, SurgeDirection Direction, double Evidence, double Threshold, uint Onset);

    private void Begin(long unixSeconds)
    {
        _firstUnixSeconds = unixSeconds;
        _longStart = IsFast ? unixSeconds - unixSeconds % _longSeconds : unixSeconds;
        if (_series.Find(ElementKey.Total) < 0) AddSeries(ElementKey.Total, Seconds(unixSeconds));
    }

    private int AddSeries(in ElementKey key, uint atUnixSeconds)
    {
        int index = _series.Add(key, atUnixSeconds);
        if (key.Depth > 1) { _elements++; _elementsOfMask[key.Mask]++; }
        ref WatchedSeries s = ref _series[index];
        double before = (atUnixSeconds - (double)_firstUnixSeconds) / _longSeconds;
        if (before * _longSeconds < 7 * 86400 || _firstUnixSeconds == long.MinValue) return index;
        // It had no count in all the time watched before: that much is known of it, so it is listened to at once.
        s.Baseline.Level = (float)(1 / before);
        s.Baseline.BornUnixSeconds = Seconds(_firstUnixSeconds);
        s.Baseline.Bins = (int)before;
        SetThresholds(ref s);
        if (IsFast) PrepareFast(ref s, index, atUnixSeconds);
        return index;
    }

    // The series of a leaf: total, single values, and pairs and triples while there is room for them.
    private void Place(int leaf, uint atUnixSeconds)
    {
        ElementKey key = _leaves.All[leaf].Key;
        int place = 0;
        for (int mask = 0; mask < 1 << _dimensions; mask++)
        {
            int depth = int.PopCount(mask);
            if (depth > 3 || SaysNothing(key, mask)) continue;
            ElementKey kept = key.Keep(mask);
            int series = _series.Find(kept);
            if (series < 0 && depth > 1 && _elements >= ElementsMax) continue;
            if (series < 0) series = AddSeries(kept, atUnixSeconds);
            _leaves.All[leaf].Series[place++] = series;
        }
        TakeHistory(ref _leaves.All[leaf]);
    }

    // A leaf that appears late had no share in what its parent counted before: that is known, not unknown.
    private void TakeHistory(ref LeafState leaf)
    {
        ref readonly Baseline parent = ref _series[ParentOf(leaf)].Baseline;
        double remembered = Math.Min(parent.Bins, LeafMemorySeconds / _longSeconds);
        leaf.ParentSum = Math.Max(leaf.ParentSum, (float)(parent.Level * remembered));
    }

    private bool SaysNothing(in ElementKey key, int mask)
    {
        for (int d = 0; d < _dimensions; d++)
            if ((mask & 1 << d) != 0 && _leaves.ValueOf(d, key[d]).Length == 0) return true;
        return false;
    }

    private void Count(Bin bin, ReadOnlySpan<LeafCount> counts)
    {
        uint now = Seconds(bin.StartUnixSeconds);
        _longCovered += bin.LengthSeconds;
        foreach (LeafCount c in counts)
        {
            if (c.Count <= 0) continue;
            if (_leaves.All[c.Leaf].Series[0] < 0) Place(c.Leaf, now);
            ref LeafState leaf = ref _leaves.All[c.Leaf];
            leaf.BinCount += c.Count;
            float outside = IsInOpenPart(leaf.Key) ? 0 : c.Count;
            leaf.ActiveUnixSeconds = now;
            foreach (int series in (ReadOnlySpan<int>)leaf.Series)
            {
                if (series < 0) break;
                ref WatchedSeries s = ref _series[series];
                if (s.TickCount == 0) _touched.Add(series);
                s.TickCount += c.Count;
                s.OutsideCount += outside;
                s.BinCount += c.Count;
                s.ActiveUnixSeconds = now;
            }
        }
    }

    private void RollTo(long unixSeconds, List<SurgeChange> changes)
    {
        if (unixSeconds < _longStart + _longSeconds) return;
        if (_longCovered > 0) CloseLong(Math.Min(ClosedUntilUnixSeconds, unixSeconds), changes);
        _longStart = unixSeconds - unixSeconds % _longSeconds;
    }

    private void CloseLong(long endUnixSeconds, List<SurgeChange> changes, Bin? whole = null, ReadOnlySpan<LeafCount> counts = default)
    {
        var bin = whole ?? new Bin(_longStart, (int)_longCovered);
        int slot = _clock.SlotOf(bin.StartUnixSeconds);
        double scale = bin.LengthSeconds / (double)_longSeconds * FactorAt(bin.StartUnixSeconds);
        RefitOnNewDay(bin.StartUnixSeconds, slot);
        _dayCount += _series[_series.Find(ElementKey.Total)].BinCount;
        RememberLong(bin);
        if (_open.Count > 0)
        {
            ExpectAll(slot, scale);
            SpreadOpenSurges(bin);
        }
        StepLong(bin, slot, scale);
        LearnLeaves();
        if (whole is not null) Follow(bin, counts, changes);
        RaiseAll(bin, changes);
        (_longStart, _longCovered) = (IsFast ? _longStart + _longSeconds : endUnixSeconds, 0);
        _fastUntilUnixSeconds = long.MinValue;
    }

    private void ExpectAll(int slot, double scale)
    {
        for (int c = 0; c < _series.Chunks; c++)
            foreach (ref WatchedSeries s in _series.Chunk(c)) Expect(ref s, slot, scale);
    }

    private static void Expect(ref WatchedSeries s, int slot, double scale)
    {
        s.Expected = (float)s.Baseline.Expect(slot, scale);
        (s.Explained, s.IsFrozen, s.IsHabit) = (0, false, false);
    }

    private void RememberLong(Bin bin)
    {
        var seen = new List<LeafCount>();
        Span<LeafState> all = _leaves.All;
        for (int i = 0; i < all.Length; i++)
            if (all[i].BinCount > 0) seen.Add(new LeafCount(i, all[i].BinCount));
        _longRing.Add(bin, CollectionsMarshal.AsSpan(seen));
    }

    private void StepLong(Bin bin, int slot, double scale)
    {
        _alarms.Clear();
        bool listens = bin.StartUnixSeconds >= Options.WarmUntilUnixSeconds;
        _doubt = DoubtOf(bin);
        uint start = Seconds(bin.StartUnixSeconds);
        for (int c = 0; c < _series.Chunks; c++)
        {
            Span<WatchedSeries> chunk = _series.Chunk(c);
            for (int i = 0; i < chunk.Length; i++)
            {
                if (!chunk[i].IsAlive) continue;
                int index = SeriesTable.FirstOf(c) + i;
                // One sweep over the table instead of two where no open surge has to be spread first.
                if (_open.Count == 0) Expect(ref chunk[i], slot, scale);
                StepSeries(ref chunk[i], index, bin, slot, scale, start, listens);
            }
        }
    }

    // A feed that breaks off looks like silence, its first and last bin like a drop, and the hour repeated in autumn has
    // no label of its own in local clock time: such bins are no evidence, and teach nothing. Lasting silence is a drop.
    private Doubt DoubtOf(Bin bin)
    {
        if (bin.LengthSeconds > 1.4 * _longSeconds) return Doubt.All;
        ref WatchedSeries total = ref _series[_series.Find(ElementKey.Total)];
        bool silent = total.BinCount == 0
            && total.Baseline.Expect(_clock.SlotOf(bin.StartUnixSeconds), bin.LengthSeconds / (double)_longSeconds) >= OutageExpectedMin;
        bool ended = !silent && _silentBins > 0;
        _silentBins = silent ? _silentBins + 1 : 0;
        if (ended) return Doubt.Ended;
        return silent && _silentBins < SilentBinsMax ? Doubt.Drops : Doubt.None;
    }

    private enum Doubt { None, Drops, Ended, All }

    private void StepSeries(ref WatchedSeries s, int index, Bin bin, int slot, double scale, uint start, bool listens)
    {
        YoungWeek? young = _series.Young(index);
        double age = s.Baseline.AgeDays(bin.StartUnixSeconds);
        // What open rises add speaks against further rises, what open drops take speaks against further drops; a drop
        // is never read into counts that are merely less than an open rise was.
        double expected = Math.Max(s.Expected + Math.Max(0, s.Explained), 1e-4), count = s.BinCount;
        double least = Math.Max(s.Expected + Math.Min(0, s.Explained), 1e-4);
        s.BinCount = 0;
        // Live rates wander over half hours, so that two quarters of an hour tell little more than one.
        double spread = s.Baseline.Dispersion * (IsFast ? 2 : 1)
            + Learning.Caution(s.Baseline, _rates, expected, young is not null, age);
        if (_doubt == Doubt.Ended) s.Drop = default;
        ForgetOldRuns(ref s, bin.StartUnixSeconds - LongRingBins * (long)_longSeconds);
        if (_doubt is Doubt.All or Doubt.Ended) return;
        if (listens && !IsTooYoung(age) && !_isUnknownDay)
        {
            double rise = RunBank.StepRise(ref s.Rise, count, expected, 1 / spread, start);
            double drop = RunBank.StepDrop(ref s.Drop, count, least, 1 / spread, start);
            if (rise >= s.Threshold) AddAlarm(index, SurgeDirection.Rise, s.Threshold, RunBank.Strongest(s.Rise));
            if (drop >= s.DropThreshold && _doubt == Doubt.None) AddAlarm(index, SurgeDirection.Drop, s.DropThreshold, RunBank.Strongest(s.Drop));
        }
        if (_silentBins > 0) return;
        if (s.IsFrozen && !IsYoungWatch(bin))
        {
            LearnShape(ref s, young, bin, slot, scale, count, spread);
            return;
        }
        // One and a half more, or a rare series would never be believed that it counts at all.
        double plausible = age < 1 || _isUnknownDay ? count : Clip(count, expected, spread, 1.5);
        Learning.Take(ref s.Baseline, young, _rates, slot, plausible, s.Expected, scale, bin.StartUnixSeconds);
    }

    // In a surge the level waits, but the shape of the week goes on learning: a little from what may be an event, all of
    // it from what comes every week.
    private void LearnShape(ref WatchedSeries s, YoungWeek? young, Bin bin, int slot, double scale, double count, double spread)
    {
        double expected = Math.Max(s.Expected, 1e-4);
        bool isModest = Math.Abs(s.Explained) < ModestShare * expected;
        if (young is not null && !isModest && !s.IsHabit) return;
        double plausible = s.IsHabit ? count : Clip(count, expected, spread, 0);
        Learning.TakeShape(ref s.Baseline, young, _rates, slot, plausible, s.Expected, scale, bin.StartUnixSeconds, s.IsHabit);
    }

    private static double Clip(double count, double expected, double spread, double more)
    {
        double reach = 3 * Math.Sqrt(expected + spread * expected * expected);
        return Math.Clamp(count, expected - reach, expected + reach + more);
    }

    /// <summary>
    /// Departure from the expectation up to which a young profile goes on learning in a surge: more likely it has the
    /// weekday wrong than that every such day is an event.
    /// </summary>
    private const double ModestShare = .6;

    // Profiles that have not seen two of every day would stay wrong for ever if what they got wrong were kept from them.
    private bool IsYoungWatch(Bin bin) => bin.StartUnixSeconds - _firstUnixSeconds < 14 * 86400;

    // Runs reach back as far as the counts behind them are kept, no further.
    private static void ForgetOldRuns(ref WatchedSeries s, long oldestUnixSeconds)
    {
        foreach (ref Run run in (Span<Run>)s.Rise)
            if (run.Evidence > 0 && run.StartUnixSeconds < oldestUnixSeconds) run.Evidence = 0;
        foreach (ref Run run in (Span<Run>)s.Drop)
            if (run.Evidence > 0 && run.StartUnixSeconds < oldestUnixSeconds) run.Evidence = 0;
    }

    private static bool IsTooYoung(double ageDays) => ageDays < 1;

    private void AddAlarm(int series, SurgeDirection direction, double threshold, in Run run) =>
        _alarms.Add(new Alarm(series, direction, run.Evidence, threshold, run.StartUnixSeconds));

    private void StepFast(Bin bin, List<SurgeChange> changes)
    {
        if (bin.StartUnixSeconds < Options.WarmUntilUnixSeconds || _isUnknownDay) return;
        _alarms.Clear();
        PrepareFast(bin.StartUnixSeconds);
        foreach (int index in _touched)
        {
            ref WatchedSeries s = ref _series[index];
            if (s.PerSecond <= 0) continue;
            (double evidence, FastRun run) = FastBank.Take(ref s.Fast, s.OutsideCount, s.PerSecond, s.Size, bin);
            if (evidence >= s.FastThreshold)
                _alarms.Add(new Alarm(index, SurgeDirection.Rise, evidence, s.FastThreshold, run.StartUnixSeconds));
        }
        RaiseAll(bin, changes);
    }

    // Baselines move with the long bins only, so what seconds are held against is reckoned once for each. Pairs and
    // triples are left to the long bins: a surge that can be seen within seconds shows in a single value.
    private void PrepareFast(long unixSeconds)
    {
        if (unixSeconds < _fastUntilUnixSeconds && unixSeconds >= _longStart) return;
        _fastUntilUnixSeconds = unixSeconds - unixSeconds % _longSeconds + _longSeconds;
        for (int i = 0; i < _series.Slots; i++)
            if (_series[i].IsAlive) PrepareFast(ref _series[i], i, unixSeconds);
    }

    private void PrepareFast(ref WatchedSeries s, int index, long unixSeconds)
    {
        double age = s.Baseline.AgeDays(unixSeconds);
        s.PerSecond = 0;
        if (s.Key.Depth > 1 || IsTooYoung(age)) return;
        double scale = FactorAt(unixSeconds) / _longSeconds;
        s.PerSecond = (float)Math.Max(s.Baseline.Expect(_clock.SlotOf(unixSeconds), scale), 1e-7);
        s.Size = (float)(1 / (s.Baseline.Dispersion + Learning.Caution(
            s.Baseline, _rates, s.PerSecond * _longSeconds, _series.Young(index) is not null, age)));
    }

    private void LearnLeaves()
    {
        double keep = 1 - Math.Min(.05, _longSeconds / LeafMemorySeconds);
        foreach (ref LeafState leaf in _leaves.All)
        {
            long seen = leaf.BinCount;
            leaf.BinCount = 0;
            int parent = ParentOf(leaf);
            if (parent < 0) continue;
            ref WatchedSeries s = ref _series[parent];
            double count = s.IsFrozen ? leaf.Share * s.Expected : seen;
            leaf.CountSum = (float)(leaf.CountSum * keep + count);
            leaf.ParentSum = (float)(leaf.ParentSum * keep + s.Expected);
        }
    }

    // A leaf keeps time with its first dimension's series, or the total where that says nothing.
    private int ParentOf(in LeafState leaf)
    {
        int second = leaf.Series[1];
        return second >= 0 && _series[second].Key.Mask == 1 ? second : leaf.Series[0];
    }

    private void RefitOnNewDay(long unixSeconds, int slot)
    {
        if (slot / 24 == _day) return;
        EndDay(unixSeconds);
        (_day, _dayFrom, _dayCount) = (slot / 24, unixSeconds, 0);
        _isUnknownDay = (_daysLived & 1 << DayType(_day)) == 0 && _daysLived != 0;
        int total = _series.Find(ElementKey.Total);
        Span<double> corrections = stackalloc double[7];
        for (int day = 0; day < corrections.Length; day++) corrections[day] = _lived.Correction(day);
        for (int i = 0; i < _series.Slots; i++)
        {
            ref WatchedSeries s = ref _series[i];
            if (!s.IsAlive) continue;
            ref YoungWeek? young = ref _series.Young(i);
            if (young is not null && s.Baseline.Bins > 0)
            {
                ReadOnlySpan<Half> parent = i == total ? [] : (ReadOnlySpan<Half>)_series[total].Baseline.Profile;
                // Evidence against the profile of yesterday says little about that of today while it still takes shape.
                if (IsYoungWatch(new Bin(unixSeconds, 1))) (s.Rise, s.Drop, s.Fast) = (default, default, default);
                ProfileFit.Refit(ref s.Baseline, young, corrections, parent, _rates.BinsPerSlot, unixSeconds, slot);
                if (s.Baseline.AgeDays(unixSeconds) >= Learning.GrownDays) young = null;
            }
            SetThresholds(ref s);
        }
    }

    private void EndDay(long unixSeconds)
    {
        if (_day < 0 || unixSeconds - _dayFrom < DayLivedSecondsMin) return;
        _daysLived |= 1 << DayType(_day);
        if (unixSeconds - _dayFrom <= DayLivedSecondsMax) _lived.Add(_day, _dayCount);
    }

    private const int DayLivedSecondsMax = 30 * 3600;
    private const int DayLivedSecondsMin = 18 * 3600;

    // Working days resemble each other; the first Saturday and the first Sunday are news and only teach.
    private static int DayType(int day) => day switch { 0 => 2, 6 => 1, _ => 0 };

    private void SetThresholds(ref WatchedSeries s)
    {
        double alarms = Options.AlarmsPerYear;
        if (s.Key.Depth > 1) alarms /= Math.Max(1, _elementsOfMask[s.Key.Mask]);
        s.Threshold = (float)FalseAlarmBudget.RiseThreshold(alarms, s.Baseline.Level, _longSeconds, IsFast);
        s.DropThreshold = (float)FalseAlarmBudget.DropThreshold(alarms, _longSeconds);
        s.FastThreshold = (float)FalseAlarmBudget.FastThreshold(alarms, s.Baseline.Level / _longSeconds, s.Baseline.Dispersion);
    }

    private double FactorAt(long unixSeconds)
    {
        double factor = 1;
        foreach (CalendarFactor f in _factors)
            if (unixSeconds >= f.FromUnixSeconds && unixSeconds < f.UntilUnixSeconds) factor *= f.Factor;
        return factor;
    }

    private void DropLeastActive()
    {
        if (_leaves.Count > Options.SeriesMax) DropLeaves();
        if (_series.Count > Options.SeriesMax) DropSeries();
    }

    private void DropLeaves()
    {
        var oldest = Enumerable.Range(0, _leaves.Slots).Where(_leaves.IsAlive)
            .OrderBy(i => _leaves.All[i].ActiveUnixSeconds).ThenBy(i => i).Take(_leaves.Count - Options.SeriesMax * 15 / 16).ToList();
        foreach (int leaf in oldest) _leaves.Remove(leaf);
        SeriesEvicted += oldest.Count;
        (_longRing, _shortRing) = (new CountRing(LongRingBins), new CountRing(ShortRingBins));
        ForgetUnusedValues();
    }

    private void DropSeries()
    {
        var kept = _open.Select(o => o.Series).Append(ElementKey.Total).ToHashSet();
        var oldest = Enumerable.Range(0, _series.Slots).Where(i => _series[i].IsAlive && !kept.Contains(_series[i].Key))
            .OrderBy(i => _series[i].ActiveUnixSeconds).ThenBy(i => i).Take(_series.Count - Options.SeriesMax * 15 / 16).ToHashSet();
        foreach (int index in oldest)
        {
            ElementKey key = _series[index].Key;
            if (key.Depth > 1) { _elements--; _elementsOfMask[key.Mask]--; }
            _series.Remove(index);
        }
        SeriesEvicted += oldest.Count;
        for (int leaf = 0; leaf < _leaves.Slots; leaf++)
            foreach (ref int series in (Span<int>)_leaves.All[leaf].Series)
                if (oldest.Contains(series)) { ((Span<int>)_leaves.All[leaf].Series).Fill(-1); break; }
        ForgetUnusedValues();
    }

    private void ForgetUnusedValues()
    {
        var keys = _open.SelectMany(o => new[] { o.Series, o.Part }).Concat(_past.Parts).ToList();
        for (int i = 0; i < _series.Slots; i++)
            if (_series[i].IsAlive) keys.Add(_series[i].Key);
        _leaves.ForgetUnused(keys);
    }
}
