using System.Collections.Immutable;
using Vedetta.Engine.Floods;

namespace Vedetta.Engine.Gate;

/// <summary>Looks for the narrowest rules that stop a flood with the least harm.</summary>
public static class ProposalSearch
{
    /// <summary>Share of a flood that rules must stop to be good enough.</summary>
    public const double StopsMin = 0.95;

    /// <summary>Share of honest calls that rules may stop and still be good enough.</summary>
    public const double HarmMax = 0.01;

    /// <summary>Most rules of one proposal, passes not counted.</summary>
    public const int RulesMax = 500;

    /// <summary>Most callers let pass by one proposal.</summary>
    public const int PassesMax = 5_000;

    private const int FloodCallsMin = 8, FloodCallsMax = 20_000, HonestCallsMax = 150_000;
    private const int RangeDigitsMin = 4, RangesWidenedMax = 8;
    private const double TraitCoverMin = 0.97;
    private static readonly TimeSpan BackgroundTime = TimeSpan.FromHours(3);

    /// <summary>Proposes rules against a flood from what its calls and the calls of the last days show.</summary>
    public static GateProposal Propose(
        Flood flood, CallHistory history, IEnumerable<Flood> knownFloods, DateTimeOffset now)
    {
        long from = (now - CallHistory.AgeMax).ToUnixTimeSeconds(), until = now.ToUnixTimeSeconds() + 1;
        var others = new FloodMembers(history, knownFloods.Where(f => f.Id != flood.Id));
        flood = Widened(flood, [.. history.Between(from, flood.StartedAt.ToUnixTimeSeconds() - FloodMembers.MarginSeconds)
            .Where(c => !others.Contain(c)).Select(c => c.Caller)]);
        var ours = new FloodMembers(history, [flood]);
        var attack = new List<PastCall>();
        var honest = new List<PastCall>();
        foreach (PastCall call in history.Between(from, until))
        {
            if (ours.Contain(call)) attack.Add(call);
            else if (!others.Contain(call)) honest.Add(call);
        }
        var found = new GateProposal
        {
            FloodId = flood.Id,
            Verdict = ProposalVerdict.TooFewCalls,
            FloodCalls = attack.Count,
            HonestCalls = honest.Count,
            Days = CollateralForecast.DaysCovered(history, now, CallHistory.AgeMax),
        };
        if (attack.Count < FloodCallsMin) return found;
        return Best(found, [.. Candidates(flood, Evidence(attack, honest, ours, flood, now), history)]);
    }

    // Numbers may march on while the ranges told are those of a moment ago: what comes from beside them is the flood's
    // too, as far as nobody called from there before.
    private static Flood Widened(Flood flood, ulong[] callersBefore)
    {
        ImmutableArray<FloodTrait> told = flood.Fingerprint.Prefixes;
        if (!flood.IsRotating || told.Length is 0 or > RangesWidenedMax) return flood;
        ImmutableArray<FloodTrait> wide =
            [.. told.Select(t => t with { Value = Widest(t.Value, callersBefore) }).DistinctBy(t => t.Value)];
        return flood with { Fingerprint = flood.Fingerprint with { Prefixes = wide } };
    }

    private static string Widest(string range, ulong[] callersBefore)
    {
        ulong key = PhoneKey.Pack(range), widest = PhoneKey.Prefix(key, RangeDigitsMin);
        // Few callers are near: the days of calls are gone through once, not for every digit.
        ulong[] near = [.. callersBefore.Where(c => PhoneKey.Prefix(c, RangeDigitsMin) == widest)];
        for (int digits = PhoneKey.Digits(key) - 1; digits >= RangeDigitsMin; digits--)
        {
            ulong wider = PhoneKey.Prefix(key, digits);
            if (near.Any(c => PhoneKey.Prefix(c, digits) == wider)) break;
            range = "+" + PhoneKey.Text(wider);
        }
        return range;
    }

    private static Evidence Evidence(
        List<PastCall> attack, List<PastCall> honest, FloodMembers ours, Flood flood, DateTimeOffset now)
    {
        double honestScale = Math.Max(1, (double)honest.Count / HonestCallsMax);
        double floodScale = Math.Max(1, (double)attack.Count / FloodCallsMax);
        List<PastCall> honestSeen = Thin(honest, HonestCallsMax);
        // The hours just before say best how many honest calls come in the flood's time.
        double floodSeconds = ((flood.EndedAt ?? now) - flood.StartedAt).TotalSeconds + FloodMembers.MarginSeconds;
        long start = flood.StartedAt.ToUnixTimeSeconds(),
            first = honestSeen.Count == 0 ? start : honestSeen[0].AtUnixSeconds;
        long from = Math.Max(first, start - (long)BackgroundTime.TotalSeconds);
        return new Evidence(Thin(attack, FloodCallsMax), honestSeen, honestScale)
        {
            Alike = [.. honestSeen.Select(c => c.AtUnixSeconds >= from && c.AtUnixSeconds < start && ours.Resemble(c))],
            AlikeScale = honestScale * floodSeconds / Math.Max(1, start - from) / floodScale,
        }.Whole();
    }

    private static GateProposal Best(GateProposal found, Candidate[] candidates)
    {
        if (candidates.Length == 0) return found with { Verdict = ProposalVerdict.StopsTooLittle };
        Candidate[] wide = [.. candidates.Where(c => c.Stops >= StopsMin)];
        Candidate best = wide.Length == 0
            ? candidates.MaxBy(c => c.Stops - c.Harm / Math.Max(1, found.HonestCalls))!
            : wide.OrderBy(c => c.Harm).ThenBy(c => c.Rank).ThenBy(c => c.Refuses.Length).First();
        return found with
        {
            Refuses = best.Refuses,
            Passes = best.Passes,
            Basis = best.Basis,
            StopsShare = best.Stops,
            HonestStopped = (long)Math.Round(best.Harm),
            Verdict = wide.Length == 0 ? ProposalVerdict.StopsTooLittle
                : best.Harm > HarmMax * found.HonestCalls ? ProposalVerdict.HarmsTooMuch : ProposalVerdict.Good,
        };
    }

    // Every way to name the callers, with and without the flood's lines and its machine; the narrower first.
    private static IEnumerable<Candidate> Candidates(Flood flood, Evidence evidence, CallHistory history)
    {
        GateMatch lines = LinesOf(flood);
        GateMatch? machine = MachineOf(evidence.Flood, history);
        int rank = 0;
        foreach (GateMatch frame in Frames(lines, machine))
        {
            bool isByMachine = frame.UserAgent.Length > 0 || frame.SdpOrigin.Length > 0;
            Evidence seen = evidence.Within(frame, history);
            foreach (Candidate candidate in CallerChoice.Of(seen, frame, isByMachine))
                yield return candidate with { Rank = 10 * Narrowness(candidate.Basis) + rank };
            if (isByMachine) yield return Frame(seen, frame, rank);
            rank++;
        }
    }

    private static Candidate Frame(Evidence seen, GateMatch frame, int rank) =>
        new([frame], [], ProposalBasis.Machine, seen.StopsShare(_ => true), seen.Honest.Count * seen.HonestScale,
            10 * Narrowness(ProposalBasis.Machine) + rank);

    private static int Narrowness(ProposalBasis basis) => basis switch
    {
        ProposalBasis.Numbers => 0,
        ProposalBasis.Withheld => 1,
        ProposalBasis.Machine => 3,
        _ => 2,
    };

    // One line stays; the block seen so far grows while a flood goes through the lines, so it is asked for only where that
    // spares honest calls.
    private static IEnumerable<GateMatch> Frames(GateMatch lines, GateMatch? machine)
    {
        GateMatch[] where = lines switch
        {
            { Called.Length: > 0 } => [lines, new GateMatch()],
            { CalledPrefix.Length: > 0 } => [new GateMatch(), lines],
            _ => [lines],
        };
        foreach (GateMatch frame in where) yield return frame;
        if (machine is null) yield break;
        foreach (GateMatch frame in where)
            yield return machine with { Called = frame.Called, CalledPrefix = frame.CalledPrefix };
    }

    private static GateMatch LinesOf(Flood flood) => flood.Scope switch
    {
        FloodScope.Line => new GateMatch { Called = flood.Target },
        FloodScope.Block => new GateMatch { CalledPrefix = flood.Target },
        _ => new GateMatch(),
    };

    // What one machine writes into nearly every call of the flood.
    private static GateMatch? MachineOf(IReadOnlyList<PastCall> flood, CallHistory history)
    {
        ushort userAgent = Dominant(flood, c => c.UserAgent), sdpOrigin = Dominant(flood, c => c.SdpOrigin);
        if (userAgent == 0 && sdpOrigin == 0) return null;
        return new GateMatch
        {
            UserAgent = userAgent == 0 ? "" : history.UserAgentOf(userAgent),
            SdpOrigin = sdpOrigin == 0 ? "" : history.SdpOriginOf(sdpOrigin),
        };
    }

    private static ushort Dominant(IReadOnlyList<PastCall> calls, Func<PastCall, ushort> trait)
    {
        var widest = calls.GroupBy(trait).MaxBy(g => g.Count());
        return widest is not null && widest.Count() >= TraitCoverMin * calls.Count ? widest.Key : (ushort)0;
    }

    // Every n-th, so that all of the time is in it.
    private static List<PastCall> Thin(List<PastCall> calls, int most)
    {
        if (calls.Count <= most) return calls;
        double step = (double)calls.Count / most;
        return [.. Enumerable.Range(0, most).Select(i => calls[(int)(i * step)])];
    }
}

/// <summary>One way to stop a flood.</summary>
/// <param name="Refuses">What is refused.</param>
/// <param name="Passes">What passes in spite of it.</param>
/// <param name="Basis">By what it tells.</param>
/// <param name="Stops">Share of the flood stopped.</param>
/// <param name="Harm">Honest calls stopped in the days looked back on.</param>
/// <param name="Rank">Among equals the lower is narrower.</param>
internal sealed record Candidate(
    ImmutableArray<GateMatch> Refuses, ImmutableArray<GateMatch> Passes, ProposalBasis Basis, double Stops, double Harm,
        int Rank);
