namespace Vedetta.Engine.Surges;

public sealed partial class SurgeWatch
{
    private const int LongRingBins = 192;
    private const int ShortRingBins = 1800;
    private const double LeafMemorySeconds = 28 * 86400.0;

    // The total is the first series made, and never dropped.
    private const int TotalIndex = 0;

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
        double before = (atUnixSeconds - (double)_firstUnixSeconds) / _longSeconds;
        if (before * _longSeconds < 7 * 86400 || _firstUnixSeconds == long.MinValue) return index;
        // It had no count in all the time watched before: that much is known of it, so it is listened to at once.
        ref Baseline baseline = ref _series[index].Baseline;
        baseline.Level = (float)(1 / before);
        baseline.BornUnixSeconds = Seconds(_firstUnixSeconds);
        baseline.Bins = (int)before;
        SetThresholds(index);
        if (IsFast) PrepareFast(index, atUnixSeconds);
        return index;
    }

    // The series of a leaf: total, single values, and pairs and triples while there is room for them.
    private void Place(int leaf, uint atUnixSeconds)
    {
        ElementKey key = _leaves.KeyOf(leaf);
        Span<int> places = _leaves.SeriesOf(leaf);
        int place = 0;
        for (int mask = 0; mask < 1 << _dimensions; mask++)
        {
            int depth = int.PopCount(mask);
            if (depth > 3 || SaysNothing(key, mask)) continue;
            ElementKey kept = key.Keep(mask);
            int series = _series.Find(kept);
            if (series < 0 && depth > 1 && _elements >= ElementsMax) continue;
            if (series < 0) series = AddSeries(kept, atUnixSeconds);
            places[place++] = series;
        }
        TakeHistory(ref _leaves.All[leaf], places);
    }

    // A leaf keeps time with its first dimension's series, or the total where that says nothing. One that appears late had
    // no share in what its parent counted before: that is known, not unknown.
    private void TakeHistory(ref LeafState leaf, ReadOnlySpan<int> places)
    {
        bool hasFirst = places.Length > 1 && places[1] >= 0 && _series.KeyOf(places[1]).Mask == 1;
        leaf.Parent = places[hasFirst ? 1 : 0];
        ref readonly Baseline parent = ref _series[leaf.Parent].Baseline;
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
            Span<int> places = _leaves.SeriesOf(c.Leaf);
            if (places[0] < 0) Place(c.Leaf, now);
            ref LeafState leaf = ref _leaves.All[c.Leaf];
            leaf.BinCount += c.Count;
            leaf.ActiveUnixSeconds = now;
            bool outside = IsFast && !IsInOpenPart(c.Leaf);
            foreach (int series in places)
            {
                if (series < 0) break;
                bool isWide = Count(series, c.Count, now);
                if (outside && isWide) _series.Fast(series).OutsideCount += c.Count;
            }
        }
    }

    private bool Count(int series, long count, uint now)
    {
        ref SeriesTally tally = ref _series.Tally(series);
        if (tally.TickCount == 0) _touched.Add(series);
        tally.TickCount += count;
        tally.BinCount += count;
        tally.ActiveUnixSeconds = now;
        return tally.IsWide;
    }

    private void ForgetTick()
    {
        foreach (int series in _touched)
        {
            ref SeriesTally tally = ref _series.Tally(series);
            tally.TickCount = 0;
            if (IsFast && tally.IsWide) _series.Fast(series).OutsideCount = 0;
        }
        _touched.Clear();
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
        var place = new BinPlace(slot, scale);
        BeginDay(bin.StartUnixSeconds, slot);
        RefitDue(bin.StartUnixSeconds, slot);
        _dayCount += _series.Tally(TotalIndex).BinCount;
        RememberLong(bin);
        if (_open.Count > 0)
        {
            ExpectAll(place);
            SpreadOpenSurges(bin);
        }
        StepLong(bin, place);
        LearnLeaves();
        if (whole is not null) Follow(bin, counts, changes);
        RaiseAll(bin, changes);
        (_longStart, _longCovered) = (IsFast ? _longStart + _longSeconds : endUnixSeconds, 0);
        _fastUntilUnixSeconds = long.MinValue;
    }

    private void ExpectAll(BinPlace place)
    {
        for (int c = 0; c < _series.Chunks; c++)
            for (int at = 0; at < _series.SlotsOf(c); at++) Expect(_series.Chunk(c), at, place);
    }

    private static void Expect(SeriesChunk chunk, int at, BinPlace place)
    {
        ref SeriesTally tally = ref chunk.Tallies[at];
        tally.Expected = (float)(chunk.Series[at].Baseline.Level * (double)chunk.Profiles[place.Slot, at] * place.Scale);
        (tally.Explained, tally.Hold) = (0, Hold.None);
    }

    private void RememberLong(Bin bin)
    {
        Span<LeafState> all = _leaves.All;
        for (int i = 0; i < all.Length; i++)
            if (all[i].BinCount > 0) _longRing.Put(i, all[i].BinCount);
        _longRing.Close(bin);
    }

    private void StepLong(Bin bin, BinPlace place)
    {
        _alarms.Clear();
        _doubt = DoubtOf(bin, place);
        bool listens = bin.StartUnixSeconds >= Options.WarmUntilUnixSeconds && !_isUnknownDay;
        long bornBefore = -1;
        Age age = default;
        for (int c = 0; c < _series.Chunks; c++)
        {
            SeriesChunk chunk = _series.Chunk(c);
            int slots = _series.SlotsOf(c);
            for (int at = 0; at < slots; at++)
            {
                if (!chunk.Tallies[at].IsAlive) continue;
                // One sweep over the table instead of two where no open surge has to be spread first.
                if (_open.Count == 0) Expect(chunk, at, place);
                ref readonly Baseline baseline = ref chunk.Series[at].Baseline;
                // Neighbours are mostly as old as each other.
                if (baseline.BornUnixSeconds != bornBefore)
                    (bornBefore, age) = (baseline.BornUnixSeconds, Learning.AgeOf(baseline, _rates, bin.StartUnixSeconds));
                StepSeries(chunk, at, SeriesTable.FirstOf(c) + at, bin, place, age, listens);
            }
        }
    }

    // A feed that breaks off looks like silence, its first and last bin like a drop, and the hour repeated in autumn has
    // no label of its own in local clock time: such bins are no evidence, and teach nothing. Lasting silence is a drop.
    private Doubt DoubtOf(Bin bin, BinPlace place)
    {
        if (bin.LengthSeconds > 1.4 * _longSeconds) return Doubt.All;
        bool silent = _series.Tally(TotalIndex).BinCount == 0
            && _series.Expect(TotalIndex, place.Slot, bin.LengthSeconds / (double)_longSeconds) >= OutageExpectedMin;
        bool ended = !silent && _silentBins > 0;
        _silentBins = silent ? _silentBins + 1 : 0;
        if (ended) return Doubt.Ended;
        return silent && _silentBins < SilentBinsMax ? Doubt.Drops : Doubt.None;
    }

    private enum Doubt { None, Drops, Ended, All }

    private void StepSeries(SeriesChunk chunk, int at, int index, Bin bin, BinPlace place, in Age age, bool listens)
    {
        ref SeriesTally tally = ref chunk.Tallies[at];
        ref WatchedSeries s = ref chunk.Series[at];
        // What open rises add speaks against further rises, what open drops take speaks against further drops; a drop
        // is never read into counts that are merely less than an open rise was.
        double expected = Math.Max(tally.Expected + Math.Max(0, tally.Explained), 1e-4), count = tally.BinCount;
        tally.BinCount = 0;
        // Live rates wander over half hours, so that two quarters of an hour tell little more than one.
        double spread = s.Baseline.Dispersion * (IsFast ? 2 : 1)
            + Learning.Caution(s.Baseline, _rates, expected, tally.IsYoung, age);
        if (_doubt == Doubt.Ended) s.Drop = default;
        ForgetOldRuns(ref s, Seconds(bin.StartUnixSeconds - LongRingBins * (long)_longSeconds));
        if (_doubt is Doubt.All or Doubt.Ended) return;
        if (!IsTooYoung(age.Days, index) && !_isUnknownDay)
        {
            uint start = Seconds(bin.StartUnixSeconds);
            double least = Math.Max(tally.Expected + Math.Min(0, tally.Explained), 1e-4);
            float rise = RunBank.StepRise(ref s.Rise, count, expected, 1 / spread, start);
            float drop = RunBank.StepDrop(ref s.Drop, count, least, 1 / spread, start);
            if (_doubt != Doubt.None) drop = 0;
            if (listens && rise >= s.Threshold) AddAlarm(index, SurgeDirection.Rise, s.Threshold, s.Rise);
            if (listens && drop >= s.DropThreshold) AddAlarm(index, SurgeDirection.Drop, s.DropThreshold, s.Drop);
            // What would have alarmed starts anew, as it would have after an alarm.
            if (!listens && rise >= s.Threshold) s.Rise = default;
            if (!listens && drop >= s.DropThreshold) s.Drop = default;
            if (tally.Explained == 0) LearnTails(ref s, index, rise, drop);
        }
        if (_silentBins > 0) return;
        if (tally.Hold != Hold.None && !IsYoungWatch(bin.StartUnixSeconds))
        {
            LearnShape(chunk, at, place, age, count, spread);
            return;
        }
        // One and a half more, or a rare series would never be believed that it counts at all.
        double plausible = age.Days < 1 || _isUnknownDay ? count : Clip(count, expected, spread, 1.5);
        Learning.Take(chunk, at, _rates, place, age, plausible, tally.Expected);
    }

    // In a surge the level waits, but the shape of the week goes on learning: a little from what may be an event, all of
    // it from what comes every week.
    private void LearnShape(SeriesChunk chunk, int at, BinPlace place, in Age age, double count, double spread)
    {
        ref readonly SeriesTally tally = ref chunk.Tallies[at];
        double expected = Math.Max(tally.Expected, 1e-4);
        bool isModest = Math.Abs(tally.Explained) < ModestShare * expected;
        if (tally.IsYoung && !isModest && tally.Hold != Hold.Habit) return;
        double plausible = tally.Hold == Hold.Habit ? count : Clip(count, expected, spread, 0);
        Learning.TakeShape(chunk, at, _rates, place, age, plausible, tally.Expected);
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
    private bool IsYoungWatch(long unixSeconds) => unixSeconds - _firstUnixSeconds < 14 * 86400;

    // Runs reach back as far as the counts behind them are kept, no further.
    private static void ForgetOldRuns(ref WatchedSeries s, uint oldestUnixSeconds)
    {
        RunBank.ForgetBefore(ref s.Rise, oldestUnixSeconds);
        RunBank.ForgetBefore(ref s.Drop, oldestUnixSeconds);
    }

    // Until its first profile is fitted, at its chunk's turn after the first day.
    private bool IsTooYoung(double ageDays, int index) =>
        ageDays < 1 + (index >> SeriesChunk.Bits) % TurnsPerDay / (double)TurnsPerDay;

    private void AddAlarm(int series, SurgeDirection direction, double threshold, in Runs runs)
    {
        (float evidence, uint start) = runs.Strongest();
        _alarms.Add(new Alarm(series, direction, evidence, threshold, start));
    }

    private void StepFast(Bin bin, List<SurgeChange> changes)
    {
        if (_isUnknownDay) return;
        bool listens = bin.StartUnixSeconds >= Options.WarmUntilUnixSeconds;
        _alarms.Clear();
        PrepareFast(bin.StartUnixSeconds);
        foreach (int index in _touched)
        {
            if (!_series.Tally(index).IsWide) continue;
            ref FastWatch fast = ref _series.Fast(index);
            if (fast.PerSecond <= 0) continue;
            (double evidence, FastRun run) = FastBank.Take(ref fast.Runs, fast.OutsideCount, fast.PerSecond, fast.Size, bin);
            if (_open.Count == 0 || _series.Tally(index).Explained == 0) fast.Tail.Take((float)evidence, fast.Threshold);
            if (evidence < fast.Threshold) continue;
            if (!listens) fast.Runs = default;
            else _alarms.Add(new Alarm(index, SurgeDirection.Rise, evidence, fast.Threshold, run.StartUnixSeconds));
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
            if (_series.IsAlive(i)) PrepareFast(i, unixSeconds);
    }

    private void PrepareFast(int index, long unixSeconds)
    {
        ref FastWatch fast = ref _series.Fast(index);
        ref readonly Baseline baseline = ref _series[index].Baseline;
        fast.PerSecond = 0;
        if (!_series.Tally(index).IsWide || IsTooYoung(baseline.AgeDays(unixSeconds), index)) return;
        double scale = FactorAt(unixSeconds) / _longSeconds;
        fast.PerSecond = (float)Math.Max(_series.Expect(index, _clock.SlotOf(unixSeconds), scale), 1e-7);
        fast.Size = (float)(1 / (baseline.Dispersion + Learning.Caution(baseline, _rates, fast.PerSecond * _longSeconds,
            _series.Tally(index).IsYoung, Learning.AgeOf(baseline, _rates, unixSeconds))));
    }

    private void LearnLeaves()
    {
        double keep = 1 - Math.Min(.05, _longSeconds / LeafMemorySeconds);
        foreach (ref LeafState leaf in _leaves.All)
        {
            long seen = leaf.BinCount;
            leaf.BinCount = 0;
            if (leaf.Parent < 0) continue;
            ref readonly SeriesTally parent = ref _series.Tally(leaf.Parent);
            double count = parent.Hold != Hold.None ? leaf.Share * parent.Expected : seen;
            leaf.CountSum = (float)(leaf.CountSum * keep + count);
            leaf.ParentSum = (float)(leaf.ParentSum * keep + parent.Expected);
        }
    }

    private void BeginDay(long unixSeconds, int slot)
    {
        if (slot / 24 == _day) return;
        EndDay(unixSeconds);
        (_day, _dayFrom, _dayCount) = (slot / 24, unixSeconds, 0);
        _isUnknownDay = (_daysLived & 1 << DayType(_day)) == 0 && _daysLived != 0;
    }

    // Each series once a day. Fitting takes much longer than a step, so the chunks take turns: the first at midnight, with
    // the total that the others lean on; a quarter of an hour later the next.
    private void RefitDue(long unixSeconds, int slot)
    {
        int due = TurnsDue(unixSeconds, _clock.TurnOf(unixSeconds, TurnsPerDay));
        if (due == 0) return;
        Span<float> parent = stackalloc float[LocalClock.Slots];
        Span<double> corrections = stackalloc double[7];
        for (int day = 0; day < corrections.Length; day++) corrections[day] = _lived.Correction(day);
        for (int ago = due - 1; ago >= 0; ago--)
        {
            for (int c = (_refitTurn - ago + TurnsPerDay) % TurnsPerDay; c < _series.Chunks; c += TurnsPerDay)
            {
                _series.ChunkOf(TotalIndex).Profiles.Read(SeriesTable.At(TotalIndex), parent);
                RefitChunk(c, corrections, parent, unixSeconds, slot);
            }
        }
    }

    // Turns passed since the last; none while the clock that was set back catches up.
    private int TurnsDue(long unixSeconds, int turn)
    {
        long waited = unixSeconds - _refitUnixSeconds;
        int due = (turn - _refitTurn + TurnsPerDay) % TurnsPerDay;
        if (_refitTurn < 0) due = 1;
        else if (waited >= DaySeconds) due = TurnsPerDay;
        else if (due > TurnsPerDay / 2 && waited < DaySeconds / 2) due = 0;
        if (due > 0) (_refitTurn, _refitUnixSeconds) = (turn, unixSeconds);
        return due;
    }

    private void RefitChunk(int chunk, ReadOnlySpan<double> corrections, Span<float> parent, long unixSeconds, int slot)
    {
        int first = SeriesTable.FirstOf(chunk), end = first + _series.SlotsOf(chunk);
        for (int i = first; i < end; i++)
        {
            if (!_series.IsAlive(i)) continue;
            Refit(i, corrections, i == TotalIndex ? [] : parent, unixSeconds, slot);
            if (i == TotalIndex) _series.ChunkOf(i).Profiles.Read(SeriesTable.At(i), parent);
        }
    }

    private void Refit(int index, ReadOnlySpan<double> corrections, ReadOnlySpan<float> parent, long unixSeconds, int slot)
    {
        (SeriesChunk chunk, int at) = (_series.ChunkOf(index), SeriesTable.At(index));
        ref readonly Baseline baseline = ref chunk.Series[at].Baseline;
        if (chunk.Tallies[at].IsYoung && baseline.Bins > 0)
        {
            // Evidence against the profile of yesterday says little about that of today while it still takes shape.
            if (IsYoungWatch(unixSeconds)) chunk.ForgetRuns(at);
            ProfileFit.Refit(chunk, at, corrections, parent, _rates.BinsPerSlot, unixSeconds, slot);
            if (baseline.AgeDays(unixSeconds) >= Learning.GrownDays) chunk.GrowUp(at);
        }
        ForgetTails(index);
        SetThresholds(index);
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
        var oldest = _leaves.Used.OrderBy(i => _leaves.All[i].ActiveUnixSeconds).ThenBy(i => i)
            .Take(_leaves.Count - Options.SeriesMax * 15 / 16).ToList();
        foreach (int leaf in oldest) _leaves.Remove(leaf);
        SeriesEvicted += oldest.Count;
        (_longRing, _shortRing) = (new CountRing(LongRingBins), new CountRing(ShortRingBins));
        ForgetUnusedValues();
    }

    private void DropSeries()
    {
        var kept = _open.Select(o => o.Series).Append(ElementKey.Total).ToHashSet();
        var oldest = Enumerable.Range(0, _series.Slots).Where(i => _series.IsAlive(i) && !kept.Contains(_series.KeyOf(i)))
            .OrderBy(i => _series.Tally(i).ActiveUnixSeconds).ThenBy(i => i).Take(_series.Count - Options.SeriesMax * 15 / 16).ToHashSet();
        foreach (int index in oldest)
        {
            ElementKey key = _series.KeyOf(index);
            if (key.Depth > 1) { _elements--; _elementsOfMask[key.Mask]--; }
            _series.Remove(index);
        }
        SeriesEvicted += oldest.Count;
        for (int leaf = 0; leaf < _leaves.Slots; leaf++)
            foreach (int series in _leaves.SeriesOf(leaf))
                if (oldest.Contains(series)) { _leaves.Unplace(leaf); break; }
        ForgetUnusedValues();
    }

    private void ForgetUnusedValues()
    {
        var keys = _open.SelectMany(o => new[] { o.Series, o.Part }).Concat(_past.Parts).ToList();
        for (int i = 0; i < _series.Slots; i++)
            if (_series.IsAlive(i)) keys.Add(_series.KeyOf(i));
        _leaves.ForgetUnused(keys);
    }
}
