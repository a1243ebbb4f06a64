using System.Collections.Immutable;

namespace Vedetta.Engine.Gate;

/// <summary>The ways to name a flood's callers within a frame of lines and machine.</summary>
internal static class CallerChoice
{
    private const int ExactMax = 200;
    private const double FewNumbers = 0.2;
    private static readonly double[] Prices = [0.03, 0.3, 3, 30];
    private static readonly int[] FloodMins = [3, 12];

    /// <summary>Candidates: exact numbers, the withheld number, ranges, and ranges with known callers let through.</summary>
    public static IEnumerable<Candidate> Of(Evidence seen, GateMatch frame, bool isByMachine)
    {
        if (seen.Flood.Count == 0) yield break;
        if (Exact(seen, frame) is { } exact) yield return exact;
        if (Withheld(seen, frame) is { } withheld) yield return withheld;
        foreach (Candidate ranges in Ranges(seen, frame, isByMachine))
        {
            yield return ranges;
            if (ranges.Harm > 0 && WithKnownCallers(seen, frame, ranges) is { } kinder) yield return kinder;
        }
    }

    // Numbers that come again and again: those that make up 99 % of the calls, if they are few.
    private static Candidate? Exact(Evidence seen, GateMatch frame)
    {
        var numbers = seen.Flood.Where(c => c.Caller != 0).GroupBy(c => c.Caller)
            .Select(g => (Number: g.Key, Calls: g.Count())).OrderByDescending(n => n.Calls).ThenBy(n => n.Number).ToList();
        if (numbers.Count == 0 || numbers.Count > FewNumbers * seen.Flood.Count) return null;
        int covered = 0;
        var taken = new HashSet<ulong>();
        foreach ((ulong number, int calls) in numbers)
        {
            if (taken.Count == ExactMax || covered >= 0.99 * seen.FloodCount) break;
            taken.Add(number);
            covered += calls;
        }
        double harm = seen.Honest.Count(c => taken.Contains(c.Caller)) * seen.HonestScale;
        ImmutableArray<GateMatch> refuses = [.. taken.Order().Select(n => frame with { Caller = "+" + PhoneKey.Text(n) })];
        return new Candidate(refuses, [], ProposalBasis.Numbers, seen.StopsShare(covered), harm, 0);
    }

    private static Candidate? Withheld(Evidence seen, GateMatch frame)
    {
        int withheld = seen.Flood.Count(c => c.Caller == 0);
        return withheld < seen.Flood.Count / 2 ? null
            : new Candidate([frame with { IsWithheld = true }], [], ProposalBasis.Withheld, seen.StopsShare(withheld),
                seen.Honest.Count(c => c.Caller == 0) * seen.HonestScale, 0);
    }

    private static IEnumerable<Candidate> Ranges(Evidence seen, GateMatch frame, bool isByMachine)
    {
        ulong[][] flood = Halves(seen.Flood), honest = Halves(seen.Honest);
        ulong[] allFlood = PrefixChoice.Sorted(seen.Flood.Select(c => c.Caller)), allHonest = PrefixChoice.Sorted(seen.Honest.Select(c => c.Caller));
        if (allFlood.Length < 4) yield break;
        int digits = seen.Flood.Where(c => c.Caller != 0).Min(c => PhoneKey.Digits(c.Caller));
        var known = new HashSet<string>();
        // A price is for one honest call in all the days; the flood's own calls are few beside them.
        double unit = allHonest.Length == 0 ? 1 : Math.Max(0.001, (double)allFlood.Length / allHonest.Length);
        foreach (double price in Prices)
        {
            foreach (int least in FloodMins)
            {
                List<ulong> all = PrefixChoice.Of(allFlood, allHonest, price * unit, least, digits);
                if (all.Count is 0 or > ProposalSearch.RulesMax || !known.Add(string.Join(',', all))) continue;
                (int stops, int harm) = (0, 0);
                for (int half = 0; half < 2; half++)
                {
                    // Found on one half, counted on the other.
                    NumberPrefixes found = Table(PrefixChoice.Of(flood[half], honest[half], price * unit, least, digits));
                    stops += seen.Flood.Where((c, i) => i % 2 != half && IsIn(found, c.Caller)).Count();
                    harm += seen.Honest.Where((c, i) => i % 2 != half && IsIn(found, c.Caller)).Count();
                }
                ImmutableArray<GateMatch> refuses = [.. all.Order().Select(p => frame with { CallerPrefix = "+" + PhoneKey.Text(p) })];
                yield return new Candidate(refuses, [], isByMachine ? ProposalBasis.RangesAndMachine : ProposalBasis.Ranges,
                    seen.StopsShare(stops), harm * seen.HonestScale, 0);
            }
        }
    }

    // Callers of the days before go on passing; what is lost then are honest callers nobody knew.
    private static Candidate? WithKnownCallers(Evidence seen, GateMatch frame, Candidate ranges)
    {
        NumberPrefixes refused = Table(ranges.Refuses.Select(m => PhoneKey.Pack(m.CallerPrefix)));
        List<PastCall> harmed = [.. seen.Honest.Where(c => IsIn(refused, c.Caller))];
        if (harmed.Count == 0) return null;
        HashSet<ulong> known = [.. harmed.Select(c => c.Caller)];
        if (known.Count > ProposalSearch.PassesMax) return null;
        int early = harmed.Count * 2 / 3;
        HashSet<ulong> knownEarly = [.. harmed.Take(early).Select(c => c.Caller)];
        int unknown = harmed.Skip(early).Count(c => !knownEarly.Contains(c.Caller));
        double harm = unknown * ((double)harmed.Count / Math.Max(1, harmed.Count - early)) * seen.HonestScale;
        int lost = seen.Flood.Count(c => known.Contains(c.Caller));
        return ranges with
        {
            Passes = [.. known.Order().Select(n => frame with { Caller = "+" + PhoneKey.Text(n) })],
            Stops = ranges.Stops - seen.StopsShare(lost),
            Harm = Math.Min(harm, ranges.Harm),
        };
    }

    private static ulong[][] Halves(IReadOnlyList<PastCall> calls) =>
    [
        PrefixChoice.Sorted(calls.Where((_, i) => i % 2 == 0).Select(c => c.Caller)),
        PrefixChoice.Sorted(calls.Where((_, i) => i % 2 == 1).Select(c => c.Caller)),
    ];

    private static NumberPrefixes Table(IEnumerable<ulong> prefixes)
    {
        ulong[] distinct = [.. prefixes.Distinct()];
        var table = new NumberPrefixes(distinct.Length);
        foreach (ulong prefix in distinct) table.Value(prefix, 1);
        return table;
    }

    private static bool IsIn(NumberPrefixes prefixes, ulong caller) => caller != 0 && prefixes.Cover(caller);
}
