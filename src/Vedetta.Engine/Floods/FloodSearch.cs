namespace Vedetta.Engine.Floods;

/// <summary>
/// Looks at the calls of one window for cells that are a flood: by calling number, range of numbers, machine, line, and
/// by how new the callers are. Calls of known floods and call-backs are left out.
/// </summary>
internal sealed class FloodSearch(CallLog log, Ordinary ordinary)
{
    private const int RangeDigitsMin = 4, RangeDigitsMax = 8;
    private const int CallsMin = 8;
    private const int FanOutLinesMin = 4;
    private const double WiderMin = 1.1;
    private const long YoungSeconds = 2 * 86_400;

    private readonly CellMeasure _measure = new(log);
    private readonly HashSet<ulong> _lines = [];
    private ulong[] _keys = new ulong[1024];
    private long[] _positions = new long[1024];
    private long[] _picked = new long[1024];
    private int _count, _learnt;
    private long _now;
    private int _window;

    /// <summary>A cell that is a flood, with the sign it shows.</summary>
    internal readonly record struct Found(FloodCell Cell, CellFacts Facts, FloodSign Sign);

    /// <summary>
    /// The flood in the window of this length that ends with a second; where several cells are one, the narrowest that
    /// explains almost all.
    /// </summary>
    public Found? Look(int windowSeconds, long nowSecond)
    {
        (_window, _now) = (windowSeconds, nowSecond);
        Gather();
        if (_count < CallsMin) return null;
        ordinary.Sort(nowSecond);
        Found? best = null;
        double most = 0;
        foreach (FloodCell cell in Cells())
        {
            // Cells come the narrowest first; a wider one must explain clearly more.
            double excess = cell.Positions.Count - cell.Expected;
            if (cell.Positions.Count < CallsMin || excess <= WiderMin * most) continue;
            var quick = new CellFacts { Calls = cell.Positions.Count, Expected = cell.Expected };
            if (!FloodRules.IsExcess(quick)) continue;
            CellFacts facts = _measure.Of(cell, windowSeconds, nowSecond);
            if (FloodRules.Judge(facts) is var sign && (sign == FloodSign.None || !IsBelievable(cell.Kind))) continue;
            best = new Found(cell with { Positions = cell.Positions.ToArray() }, facts, sign);
            most = excess;
        }
        return best;
    }

    private IEnumerable<FloodCell> Cells()
    {
        Array.Sort(_keys, _positions, 0, _count);
        foreach (FloodCell cell in ByCaller()) yield return cell;
        if (KnowsOrdinary)
        {
            for (int digits = RangeDigitsMax; digits >= RangeDigitsMin; digits--)
                foreach (FloodCell cell in ByRange(digits)) yield return cell;
            double withheld = Share(ordinary.Callers.CountOf(default), default);
            yield return Picked(CellKind.Withheld, (in c) => c.Caller.IsWithheld, withheld);
            yield return Picked(CellKind.Strange, (in c) => ordinary.IsStrange(c.Caller), ordinary.StrangeShare);
            yield return Picked(CellKind.Unknown, (in c) => ordinary.IsUnknown(c.Caller), ordinary.UnknownShare);
            foreach (FloodCell cell in ByTrait(CellKind.Sdp, ordinary.Sdps)) yield return cell;
            foreach (FloodCell cell in ByTrait(CellKind.Agent, ordinary.Agents)) yield return cell;
        }
        if (_window < 1_800) yield break;
        foreach (FloodCell cell in ByLine()) yield return cell;
    }

    // What is usual must have been seen outside the window, too.
    private bool KnowsOrdinary => ordinary.Callers.Total - _learnt >= FloodRules.OrdinaryCallsMin
        && ordinary.Callers.SecondsAt(_now) >= 1.5 * _window;

    private void Gather()
    {
        (_count, _learnt) = (0, 0);
        long from = (_now + 1 - _window) * 1000, until = (_now + 1) * 1000;
        for (long position = log.PositionAt(from); position < log.Next; position++)
        {
            ref LoggedCall call = ref log[position];
            if (call.Flood != 0 || call.IsCallBack) continue;
            if (call.AtUnixMilliseconds < from || call.AtUnixMilliseconds >= until) continue;
            if (_count == _keys.Length) Grow();
            (_keys[_count], _positions[_count++]) = (call.Caller.Bits, position);
            if (call.IsLearnt) _learnt++;
        }
    }

    private void Grow()
    {
        Array.Resize(ref _keys, _count * 2);
        Array.Resize(ref _positions, _count * 2);
        _picked = new long[_count * 2];
    }

    // In the first days little is known of who calls when: then a flood must also show as many more calls altogether.
    private bool IsBelievable(CellKind kind) => kind is CellKind.Caller or CellKind.FanOut || _window > 180
        || ordinary.Callers.SecondsAt(_now) >= YoungSeconds || _count >= 2 * ordinary.Rates.Level(_now) * _window;

    private IEnumerable<FloodCell> ByCaller()
    {
        int fanned = 0, largest = 0;
        double perSecond = 1.0 / Math.Max(3_600, ordinary.Callers.SecondsAt(_now));
        for (int from = 0, until; from < _count; from = until)
        {
            until = EndOf(from, ulong.MaxValue);
            var caller = new NumberKey(_keys[from]);
            if (caller.IsWithheld || until - from < FanOutLinesMin) continue;
            if (DistinctLines(from, until) >= FanOutLinesMin)
            {
                Array.Copy(_positions, from, _picked, fanned, until - from);
                fanned += until - from;
                largest = Math.Max(largest, until - from);
            }
            long before = Math.Max(0, ordinary.Callers.CountOf(caller) - LearntIn(from, until));
            // What a busy caller has in an hour of its day may be several times its average.
            yield return new FloodCell(CellKind.Caller, caller, 0, Slice(from, until), 5 * before * perSecond * _window, 0);
        }
        // One number that does most of it is judged as that number.
        if (_window <= 1_800 && largest * 10 < fanned * 7)
            yield return new FloodCell(CellKind.FanOut, default, 0, new(_picked, 0, fanned), 0.02 * Basis(fanned, 0), 0);
    }

    private IEnumerable<FloodCell> ByRange(int digits)
    {
        for (int from = 0, until; from < _count; from = until)
        {
            var caller = new NumberKey(_keys[from]);
            NumberKey range = caller.Range(digits);
            until = EndOf(from, caller.IsNumber ? range.RangeEnd : _keys[from]);
            if (!caller.IsNumber || until - from < CallsMin || _keys[from] == _keys[until - 1]) continue;
            double share = Share(ordinary.Callers.CountIn(range), Slice(from, until));
            yield return new FloodCell(CellKind.Range, range, 0, Slice(from, until), share * Basis(until - from, share), share);
        }
    }

    private IEnumerable<FloodCell> ByTrait(CellKind kind, TraitNames names)
    {
        var counts = new Dictionary<ushort, int>();
        for (int i = 0; i < _count; i++)
        {
            ref LoggedCall call = ref log[_positions[i]];
            ushort trait = kind == CellKind.Sdp ? call.Sdp : call.Agent;
            if (trait > 1) counts[trait] = counts.GetValueOrDefault(trait) + 1;
        }
        foreach ((ushort trait, int count) in counts.Where(c => c.Value >= CallsMin).OrderByDescending(c => c.Value).Take(8))
        {
            FloodCell cell = Picked(kind, (in c) => (kind == CellKind.Sdp ? c.Sdp : c.Agent) == trait, 0);
            double share = Share(names.LearntOf(trait), cell.Positions);
            yield return cell with { Trait = trait, OrdinaryShare = share, Expected = share * Basis(count, share) };
        }
    }

    private IEnumerable<FloodCell> ByLine()
    {
        for (int i = 0; i < _count; i++) _keys[i] = log[_positions[i]].Line.Bits;
        Array.Sort(_keys, _positions, 0, _count);
        double perSecond = 1.0 / Math.Max(3_600, ordinary.Lines.SecondsAt(_now));
        for (int from = 0, until; from < _count; from = until)
        {
            until = EndOf(from, ulong.MaxValue);
            if (until - from < CallsMin) continue;
            var line = new NumberKey(_keys[from]);
            long before = Math.Max(0, ordinary.Lines.CountOf(line) - LearntIn(from, until));
            if (OftenestCaller(from, until) is { Count: >= CallsMin } pair)
                yield return new FloodCell(CellKind.Line, line, 0, pair, 0, 0);
            if (KnowsOrdinary)
                yield return new FloodCell(CellKind.Line, line, 0, Slice(from, until), 5 * before * perSecond * _window, 0);
        }
    }

    private ArraySegment<long> OftenestCaller(int from, int until)
    {
        ulong caller = 0;
        int most = 0;
        foreach (var group in Slice(from, until).GroupBy(p => log[p].Caller.Bits))
            if (group.Key != 0 && group.Count() is var count && count > most) (caller, most) = (group.Key, count);
        return Slice(from, until).Where(p => log[p].Caller.Bits == caller).ToArray();
    }

    private FloodCell Picked(CellKind kind, CallTest test, double share)
    {
        int picked = 0;
        for (int i = 0; i < _count; i++)
            if (test(log[_positions[i]])) _picked[picked++] = _positions[i];
        return new FloodCell(kind, default, 0, new ArraySegment<long>(_picked, 0, picked), share * Basis(picked, share), share);
    }

    // The share of ordinary calls, those of the cell itself taken out; a little more than nothing for what was never seen.
    private double Share(long learnt, ArraySegment<long> own)
    {
        long before = Math.Max(0, learnt - (own.Array is null ? 0 : LearntIn(own)));
        return (before + 0.5) / (Math.Max(0, ordinary.Callers.Total - _learnt) + 20.0);
    }

    // All ordinary calls of the window: what the clock lets expect, or what the calls outside the cell show.
    private double Basis(int inCell, double share) => Math.Max(
        ordinary.Rates.At(_now) * _window, (_count - inCell) / (1 - Math.Min(0.9, share)));

    private int EndOf(int from, ulong lastKey)
    {
        ulong last = lastKey == ulong.MaxValue && _keys[from] != ulong.MaxValue ? _keys[from] : lastKey;
        int until = from + 1;
        while (until < _count && _keys[until] <= last) until++;
        return until;
    }

    private ArraySegment<long> Slice(int from, int until) => new(_positions, from, until - from);

    private int LearntIn(int from, int until) => LearntIn(Slice(from, until));

    private int LearntIn(ArraySegment<long> positions)
    {
        int learnt = 0;
        foreach (long position in positions)
            if (log[position].IsLearnt) learnt++;
        return learnt;
    }

    private int DistinctLines(int from, int until)
    {
        _lines.Clear();
        for (int i = from; i < until && _lines.Count < FanOutLinesMin; i++) _lines.Add(log[_positions[i]].Line.Bits);
        return _lines.Count;
    }

    private delegate bool CallTest(in LoggedCall call);
}
