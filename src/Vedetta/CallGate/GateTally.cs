using Vedetta.Engine.Gate;

namespace Vedetta.CallGate;

/// <summary>
/// Counts of one state's rules since they were last taken: written on the road of calls, read by the gate's loop.
/// </summary>
public sealed class GateTally
{
    private readonly long[] _hits, _trials;
    private readonly GateState _state;

    /// <summary>Makes counts for the rules of a state.</summary>
    public GateTally(GateState state)
    {
        _state = state;
        _hits = new long[state.Book.Rules.Length];
        _trials = new long[state.Trial.Rules.Length];
    }

    /// <summary>Counts a decision.</summary>
    public void Note(in GateReply reply)
    {
        if (reply.Verdict.Rule >= 0) Interlocked.Increment(ref _hits[reply.Verdict.Rule]);
        if (reply.Trial.Rule >= 0) Interlocked.Increment(ref _trials[reply.Trial.Rule]);
    }

    /// <summary>Takes the counts of rules that stopped calls, and of those that would have.</summary>
    public IEnumerable<(GateRule Rule, long Hits, bool IsTrial)> Take() =>
        Take(_state.Book, _hits, false).Concat(Take(_state.Trial, _trials, true));

    private static IEnumerable<(GateRule, long, bool)> Take(GateBook book, long[] counts, bool isTrial)
    {
        for (int i = 0; i < counts.Length; i++)
            if (Volatile.Read(ref counts[i]) > 0) yield return (book.Rules[i], Interlocked.Exchange(ref counts[i], 0),
                isTrial);
    }
}
