using System.Runtime.InteropServices;

namespace Vedetta.Engine.Phone;

/// <summary>
/// Up to 32 patterns over digits, matched at once by one table look-up a digit. Bit i of an answer stands for pattern
/// i.
/// </summary>
internal sealed class DigitAutomaton
{
    /// <summary>Most patterns of one automaton.</summary>
    public const int PatternsMax = 32;

    private const int Digits = 10;

    // State 0 is dead, state 1 the start. A cell holds the first cell of the next state.
    private readonly int[] _next;
    private readonly uint[] _whole;

    private DigitAutomaton(int[] next, uint[] whole) => (_next, _whole) = (next, whole);

    /// <summary>Builds the table of some patterns; null stands for one that never matches.</summary>
    public static DigitAutomaton Of(IReadOnlyList<string?> patterns)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(patterns.Count, PatternsMax);
        (int[] next, uint[] whole) = new DigitSteps(patterns).ToTable();
        return new DigitAutomaton(next, whole);
    }

    /// <summary>The patterns that match all of the digits (values 0 to 9).</summary>
    public uint Whole(ReadOnlySpan<byte> digits)
    {
        int[] next = _next;
        int at = Digits;
        foreach (byte digit in digits)
        {
            at = next[at + digit];
            if (at == 0) return 0;
        }
        return _whole[at / Digits];
    }

    /// <summary>The patterns that match the digits or some beginning of them.</summary>
    public uint Beginning(ReadOnlySpan<byte> digits)
    {
        int at = Digits;
        uint found = _whole[1];
        foreach (byte digit in digits)
        {
            at = _next[at + digit];
            if (at == 0) break;
            found |= _whole[at / Digits];
        }
        return found;
    }

    /// <summary>Length of the longest beginning any pattern matches; -1 when none does.</summary>
    public int LongestBeginning(ReadOnlySpan<byte> digits)
    {
        int at = Digits, longest = _whole[1] != 0 ? 0 : -1;
        for (int i = 0; i < digits.Length; i++)
        {
            at = _next[at + digits[i]];
            if (at == 0) break;
            if (_whole[at / Digits] != 0) longest = i + 1;
        }
        return longest;
    }

    /// <summary>A non-deterministic automaton of the patterns, and its subsets as a table (Rabin and Scott).</summary>
    private sealed class DigitSteps
    {
        private readonly List<Step> _steps = [];
        private readonly int[] _starts;

        public DigitSteps(IReadOnlyList<string?> patterns)
        {
            _starts = new int[patterns.Count];
            for (int i = 0; i < _starts.Length; i++)
                _starts[i] = patterns[i] is { } text ? Add(DigitPattern.Parse(text), Put(new Step(0, -1, -1, i))) : -1;
        }

        public (int[] Next, uint[] Whole) ToTable()
        {
            var sets = new List<HashSet<int>> { new(), Closed(_starts.Where(s => s >= 0)) };
            var known = new Dictionary<string, int>(StringComparer.Ordinal) { [KeyOf(sets[0])] = 0 };
            known.TryAdd(KeyOf(sets[1]), 1);
            var next = new List<int>(new int[Digits]);
            for (int set = 1; set < sets.Count; set++)
                for (int digit = 0; digit < Digits; digit++)
                {
                    HashSet<int> reached = After(sets[set], digit);
                    if (!known.TryGetValue(KeyOf(reached), out int state))
                    {
                        known[KeyOf(reached)] = state = sets.Count;
                        sets.Add(reached);
                    }
                    next.Add(state * Digits);
                }
            return ([.. next], [.. sets.Select(WholeOf)]);
        }

        private int Add(DigitPattern pattern, int then) => pattern switch
        {
            DigitSet set => Put(new Step(set.Digits, then, -1, -1)),
            DigitSequence sequence => sequence.Parts.Reverse().Aggregate(then, (after, part) => Add(part, after)),
            DigitChoice choice =>
                choice.Options.Select(o => Add(o, then)).Aggregate((a, b) => Put(new Step(0, a, b, -1))),
            DigitRepeat repeat => Add(repeat, then),
            _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
        };

        private int Add(DigitRepeat repeat, int then)
        {
            int at = then;
            for (int i = repeat.Least; i < repeat.Most; i++) at = Put(new Step(0, Add(repeat.Part, at), then, -1));
            for (int i = 0; i < repeat.Least; i++) at = Add(repeat.Part, at);
            return at;
        }

        private int Put(Step step)
        {
            _steps.Add(step);
            return _steps.Count - 1;
        }

        private HashSet<int> After(HashSet<int> set, int digit) =>
            Closed(set.Where(s => (_steps[s].Digits & (1 << digit)) != 0).Select(s => _steps[s].Then));

        // Kept are only steps that take a digit or end a pattern.
        private HashSet<int> Closed(IEnumerable<int> steps)
        {
            HashSet<int> closed = [], seen = [];
            var open = new Stack<int>(steps);
            while (open.TryPop(out int at))
            {
                if (!seen.Add(at)) continue;
                Step step = _steps[at];
                if (step.Digits != 0 || step.Ends >= 0)
                {
                    closed.Add(at);
                    continue;
                }
                open.Push(step.Then);
                if (step.Or >= 0) open.Push(step.Or);
            }
            return closed;
        }

        private uint WholeOf(HashSet<int> set)
        {
            uint whole = 0;
            foreach (int at in set)
                if (_steps[at].Ends >= 0) whole |= 1u << _steps[at].Ends;
            return whole;
        }

        private static string KeyOf(HashSet<int> set)
        {
            int[] sorted = [.. set];
            Array.Sort(sorted);
            return new string(MemoryMarshal.Cast<int, char>(sorted));
        }

        // Takes a digit and goes on, or, without digits, forks for nothing, or ends pattern Ends.
        private readonly record struct Step(int Digits, int Then, int Or, int Ends);
    }
}
