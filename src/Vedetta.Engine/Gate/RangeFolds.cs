namespace Vedetta.Engine.Gate;

/// <summary>How ranges are looked for.</summary>
/// <param name="HonestPrice">Flood calls one is ready to let pass for one honest call.</param>
/// <param name="FloodMin">Calls below which a range is not looked into.</param>
/// <param name="DigitsMax">Digits of the longest range.</param>
internal readonly record struct RangeWish(double HonestPrice, int FloodMin, int DigitsMax);

/// <summary>
/// Looks for ranges on a part of the calls and counts on the rest what they would do: on two random halves, and on what
/// came later, since numbers may march through a range.
/// </summary>
internal sealed class RangeFolds
{
    private const int Early = 2, Folds = 3;

    private readonly Evidence _seen;
    private readonly ulong[][] _flood, _honest;
    private readonly ulong[] _allFlood, _allHonest;

    public RangeFolds(Evidence seen)
    {
        _seen = seen;
        _flood = [.. Enumerable.Range(0, Folds).Select(f => Part(seen.Flood, f))];
        _honest = [.. Enumerable.Range(0, Folds).Select(f => Part(seen.Honest, f))];
        _allFlood = PrefixChoice.Sorted(seen.Flood.Select(c => c.Caller));
        _allHonest = PrefixChoice.Sorted(seen.Honest.Select(c => c.Caller));
        DigitsMin = seen.Flood.Where(c => c.Caller != 0).Select(c => PhoneKey.Digits(c.Caller)).DefaultIfEmpty(0).Min();
    }

    /// <summary>Calls of the flood with a number.</summary>
    public int FloodNumbers => _allFlood.Length;

    /// <summary>Digits of the flood's shortest number.</summary>
    public int DigitsMin { get; }

    /// <summary>What one honest call of all the days weighs beside the flood's, which are few.</summary>
    public double PriceUnit =>
        _allHonest.Length == 0 ? 1 : Math.Max(0.001, (double)_allFlood.Length / _allHonest.Length);

    /// <summary>The ranges that all calls show.</summary>
    public List<ulong> All(RangeWish wish) =>
        PrefixChoice.Of(_allFlood, _allHonest, wish.HonestPrice, wish.FloodMin, wish.DigitsMax);

    /// <summary>
    /// Share of the flood that such ranges stop, and honest calls they stop in the days looked back on.
    /// </summary>
    public (double Stops, double Harm) Judge(RangeWish wish)
    {
        Tally first = Count(wish, 0), second = Count(wish, 1), later = Count(wish, Early);
        double both = _seen.StopsShare(first.Flood + second.Flood, first.Alike + second.Alike);
        double forward = later.FloodOf == 0 ? 1 : later.Flood / (later.FloodOf * _seen.RealShare);
        return (Math.Min(both, forward), (first.Honest + second.Honest) * _seen.HonestScale);
    }

    private Tally Count(RangeWish wish, int fold)
    {
        NumberPrefixes found = NumberPrefixes.Of(
            PrefixChoice.Of(_flood[fold], _honest[fold], wish.HonestPrice, wish.FloodMin, wish.DigitsMax));
        var tally = new Tally();
        for (int i = 0; i < _seen.Flood.Count; i++)
        {
            if (IsIn(fold, i, _seen.Flood.Count)) continue;
            tally.FloodOf++;
            if (Holds(found, _seen.Flood[i])) tally.Flood++;
        }
        for (int i = 0; i < _seen.Honest.Count; i++)
        {
            if (IsIn(fold, i, _seen.Honest.Count) || !Holds(found, _seen.Honest[i])) continue;
            tally.Honest++;
            if (_seen.Alike[i]) tally.Alike++;
        }
        return tally;
    }

    private static bool Holds(NumberPrefixes ranges, in PastCall call) => call.Caller != 0 && ranges.Cover(call.Caller);

    private static ulong[] Part(IReadOnlyList<PastCall> calls, int fold) =>
        PrefixChoice.Sorted(calls.Where((_, i) => IsIn(fold, i, calls.Count)).Select(c => c.Caller));

    private static bool IsIn(int fold, int index, int count) =>
        fold == Early ? index < count / 2 : HalfOf(index) == fold;

    // Not every second call: a dialler that goes through its ranges in turn would show each half other ranges.
    private static int HalfOf(int index) => (int)((ulong)(index + 1) * 0x9E3779B97F4A7C15 >> 63);

    private struct Tally
    {
        public int Flood, FloodOf, Honest, Alike;
    }
}
