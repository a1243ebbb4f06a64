namespace Vedetta.Engine.Floods;

public sealed partial class FloodWatch
{
    private const double OverlapToJoin = 0.3;
    private const int JoinSeconds = 600;
    private const double BeatLog10ChanceMax = -4;
    private const double OrdinaryInRangesMax = 0.05;

    private void Look(List<FloodChange> changes)
    {
        for (int i = 0; i < Windows.Length; i++)
        {
            (int seconds, int every) = Windows[i];
            if (_second - _lookedAt[i] < every) continue;
            _lookedAt[i] = _second;
            if (_search.Look(seconds, _second) is not { } found) continue;
            if (FloodToJoin(found) is { } known) Join(known, found);
            else if (_open.Count < OpenMax) Begin(found, changes);
        }
    }

    // What hits the same lines in the same minutes is one flood, however many numbers it uses.
    private OpenFlood? FloodToJoin(FloodSearch.Found found)
    {
        HashSet<ulong> lines = [];
        foreach (long position in found.Cell.Positions) lines.Add(_log[position].Line.Bits);
        foreach (OpenFlood flood in _open)
        {
            int shared = lines.Count(flood.Lines.ContainsKey);
            if (shared >= OverlapToJoin * lines.Count) return flood;
            if (lines.Count > 1 && flood.Lines.Count > 1 && _second - flood.AlarmedAtSecond < JoinSeconds) return flood;
        }
        return null;
    }

    private void Begin(FloodSearch.Found found, List<FloodChange> changes)
    {
        var flood = new OpenFlood
        {
            Number = NextNumber(),
            AlarmedAtSecond = _second + 1,
            ToldAtSecond = _second,
            IsTold = _second >= _options.WarmUntilUnixSeconds,
        };
        _open.Add(flood);
        Join(flood, found);
        FindBeat(flood);
        (FloodScope scope, string target) = ScopeOf(flood);
        flood.Id = $"{scope}-{target}-{flood.AlarmedAtSecond}".ToLowerInvariant();
        if (flood.IsTold) changes.Add(new FloodChange(FloodPhase.Opened, Tell(flood, null)));
    }

    private ushort NextNumber()
    {
        do _lastNumber = (ushort)(_lastNumber % ushort.MaxValue + 1);
        while (_open.Any(f => f.Number == _lastNumber));
        return _lastNumber;
    }

    private void Join(OpenFlood flood, FloodSearch.Found found)
    {
        flood.Match.Add(found.Cell, _log);
        List<long> belonging = [];
        for (long position = _log.PositionAt((_second - Windows[^1].Seconds) * 1000L); position < _log.Next; position++)
        {
            ref LoggedCall call = ref _log[position];
            if (call.Flood == 0 && !call.IsCallBack && flood.Match.Fits(call, _ordinary))
                belonging.Add(position);
        }
        foreach (long position in belonging.Skip(StartIn(belonging, found)))
        {
            ref LoggedCall call = ref _log[position];
            call.Flood = flood.Number;
            _ordinary.Unlearn(ref call);
            flood.Add(call);
        }
        Narrow(flood);
    }

    // Backwards from now, the first call after which the pace of the flood speaks most against the ordinary pace.
    private int StartIn(List<long> belonging, FloodSearch.Found found)
    {
        double pace = PaceOf(belonging, found.Facts.WindowSeconds);
        double ordinary = Math.Max(found.Cell.Expected / found.Facts.WindowSeconds, pace * 1e-4);
        double gain = Math.Log(pace / ordinary), best = 0;
        int start = belonging.Count;
        for (int i = belonging.Count - 1; i >= 0; i--)
        {
            double seconds = Math.Max(0, (_second + 1) - _log[belonging[i]].AtUnixMilliseconds / 1000.0);
            double score = (belonging.Count - i) * gain - (pace - ordinary) * seconds;
            if (score <= best) continue;
            (best, start) = (score, i);
        }
        return start;
    }

    private double PaceOf(List<long> belonging, int windowSeconds)
    {
        long from = (_second + 1 - windowSeconds) * 1000;
        int count = 0;
        long first = (_second + 1) * 1000;
        for (int i = belonging.Count - 1; i >= 0 && _log[belonging[i]].AtUnixMilliseconds >= from; i--, count++)
            first = _log[belonging[i]].AtUnixMilliseconds;
        return Math.Max(1, count) / Math.Max(1, (_second + 1) - first / 1000.0);
    }

    private void Follow(List<FloodChange> changes)
    {
        foreach (OpenFlood flood in _open.ToArray())
        {
            if (_second - flood.ToldAtSecond < TellEverySeconds) continue;
            flood.ToldAtSecond = _second;
            FindBeat(flood);
            Narrow(flood);
            bool isOver = flood.IsOver(_second);
            if (isOver) _open.Remove(flood);
            if (!flood.IsTold || (!isOver && _second - flood.LastSecond > 2 * TellEverySeconds)) continue;
            changes.Add(new FloodChange(
                isOver ? FloodPhase.Ended : FloodPhase.Updated, Tell(flood, isOver ? flood.EndSecond() : null)));
        }
    }

    private void FindBeat(OpenFlood flood)
    {
        long lasted = _second - flood.StartedAt / 1000;
        double seconds = Math.Clamp(double.IsNaN(flood.PeriodSeconds) ? lasted : 6 * flood.PeriodSeconds, 600, Windows[^1].Seconds);
        List<long> own = [];
        for (long position = _log.PositionAt((_second - (long)seconds) * 1000); position < _log.Next; position++)
            if (_log[position].Flood == flood.Number) own.Add(position);
        if (_measure.RhythmOf(own.ToArray()) is { Log10Chance: <= BeatLog10ChanceMax } beat)
            flood.PeriodSeconds = Math.Round(beat.PeriodSeconds, 1);
    }

    // Once its ranges are known and hold few ordinary callers, they tell its calls better than that they are strange.
    private void Narrow(OpenFlood flood)
    {
        if (!flood.Match.IsOpen) return;
        var ranges = flood.Ranges(_ordinary);
        if (ranges.IsEmpty || ranges.Sum(r => r.Ordinary) > OrdinaryInRangesMax * _ordinary.Callers.Total) return;
        flood.Match.Narrow(ranges.Select(r => r.Key));
    }

    private Flood Tell(OpenFlood flood, long? endedAtSecond) => flood.Tell(
        _ordinary, ScopeOf(flood), endedAtSecond, _ordinary.Rates.At(_second) * 3_600);

    private (FloodScope Scope, string Target) ScopeOf(OpenFlood flood)
    {
        NumberKey[] hit = [.. flood.Lines.Keys.Select(k => new NumberKey(k)).Order()];
        if (hit.Length == 1) return (FloodScope.Line, hit[0].ToString());
        NumberKey block = Shared(hit[0], hit[^1]), all = Organisation(hit);
        if (_options.LineCount > 0 && hit.Length * 2 >= _options.LineCount)
            return (FloodScope.Organisation, all.ToString());
        int known = _ordinary.Lines.Keys.Length, outside = known - _ordinary.Lines.NumbersIn(block);
        return outside >= Math.Max(5, known / 5) && block.Digits > all.Digits
            ? (FloodScope.Block, block.ToString()) : (FloodScope.Organisation, all.ToString());
    }

    private NumberKey Organisation(NumberKey[] hit)
    {
        NumberKey[] known = _own.Length > 0 ? [.. _own.Order()] : [.. hit];
        ReadOnlySpan<ulong> learnt = _ordinary.Lines.Keys;
        if (_own.Length == 0 && learnt.Length > 0)
            known = [.. known.Append(new NumberKey(learnt[0])).Append(new NumberKey(learnt[^1])).Order()];
        return Shared(known[0], known[^1]);
    }

    private static NumberKey Shared(NumberKey a, NumberKey b) => a.Range(a.SharedDigits(b));
}
