using System.Collections.Immutable;

namespace Vedetta.Engine.Gate;

/// <summary>The ways to name a flood's callers within a frame of lines and machine.</summary>
internal static class CallerChoice
{
    private const int ExactMax = 200, FloodNumbersMin = 4;
    private const double FewNumbers = 0.2;
    private static readonly double[] Prices = [0.03, 0.3, 3, 30];
    private static readonly int[] FloodMins = [3, 12];

    // Numbers may march through a range: then only a wide one holds the next of them.
    private static readonly int[] DigitCaps = [PhoneKey.DigitsMax, 8, 7, 6];

    /// <summary>
    /// Candidates: exact numbers, the withheld number, ranges, and ranges with known callers let through.
    /// </summary>
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
            .Select(g => (Number: g.Key, Calls: g.Count())).OrderByDescending(n => n.Calls).ThenBy(n => n.Number)
                .ToList();
        if (numbers.Count == 0 || numbers.Count > FewNumbers * seen.Flood.Count) return null;
        int covered = 0, all = numbers.Sum(n => n.Calls);
        var taken = new HashSet<ulong>();
        foreach ((ulong number, int calls) in numbers)
        {
            if (taken.Count == ExactMax || covered >= 0.99 * all) break;
            taken.Add(number);
            covered += calls;
        }
        double harm = seen.Honest.Count(c => taken.Contains(c.Caller)) * seen.HonestScale;
        ImmutableArray<GateMatch> refuses = [.. taken.Order()
            .Select(n => frame with { Caller = "+" + PhoneKey.Text(n) })];
        return new Candidate(refuses, [], ProposalBasis.Numbers, seen.StopsShare(c => taken.Contains(c.Caller)), harm,
            0);
    }

    private static Candidate? Withheld(Evidence seen, GateMatch frame)
    {
        int withheld = seen.Flood.Count(c => c.Caller == 0);
        return withheld < seen.Flood.Count / 2 ? null
            : new Candidate([frame with { IsWithheld = true }], [], ProposalBasis.Withheld,
                seen.StopsShare(c => c.Caller == 0),
                seen.Honest.Count(c => c.Caller == 0) * seen.HonestScale, 0);
    }

    private static IEnumerable<Candidate> Ranges(Evidence seen, GateMatch frame, bool isByMachine)
    {
        var folds = new RangeFolds(seen);
        if (folds.FloodNumbers < FloodNumbersMin) yield break;
        var known = new HashSet<string>();
        foreach (int digits in DigitCaps.Select(c => Math.Min(c, folds.DigitsMin)).Distinct())
        {
            foreach (double price in Prices)
            {
                foreach (int least in FloodMins)
                {
                    var wish = new RangeWish(price * folds.PriceUnit, least, digits);
                    List<ulong> all = folds.All(wish);
                    if (all.Count is 0 or > ProposalSearch.RulesMax || !known.Add(string.Join(',', all))) continue;
                    (double stops, double harm) = folds.Judge(wish);
                    ImmutableArray<GateMatch> refuses = [.. all.Order()
                        .Select(p => frame with { CallerPrefix = "+" + PhoneKey.Text(p) })];
                    yield return new Candidate(
                        refuses, [], isByMachine ? ProposalBasis.RangesAndMachine : ProposalBasis.Ranges, stops, harm,
                            0);
                }
            }
        }
    }

    // Callers of the days before go on passing; what is lost then are honest callers nobody knew.
    private static Candidate? WithKnownCallers(Evidence seen, GateMatch frame, Candidate ranges)
    {
        NumberPrefixes refused = NumberPrefixes.Of(ranges.Refuses.Select(m => PhoneKey.Pack(m.CallerPrefix)));
        List<PastCall> harmed = [.. seen.Honest.Where(c => IsIn(refused, c.Caller))];
        if (harmed.Count == 0) return null;
        HashSet<ulong> known = [.. harmed.Select(c => c.Caller)];
        if (known.Count > ProposalSearch.PassesMax) return null;
        int early = harmed.Count * 2 / 3;
        HashSet<ulong> knownEarly = [.. harmed.Take(early).Select(c => c.Caller)];
        int unknown = harmed.Skip(early).Count(c => !knownEarly.Contains(c.Caller));
        double harm = unknown * ((double)harmed.Count / Math.Max(1, harmed.Count - early)) * seen.HonestScale;
        return ranges with
        {
            Passes = [.. known.Order().Select(n => frame with { Caller = "+" + PhoneKey.Text(n) })],
            Stops = ranges.Stops - seen.StopsShare(c => known.Contains(c.Caller)),
            Harm = Math.Min(harm, ranges.Harm),
        };
    }

    private static bool IsIn(NumberPrefixes prefixes, ulong caller) => caller != 0 && prefixes.Cover(caller);
}
