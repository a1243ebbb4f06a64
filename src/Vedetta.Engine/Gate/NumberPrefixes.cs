using System.Numerics;

namespace Vedetta.Engine.Gate;

/// <summary>
/// Prefixes to positions. A prefix is a key of its own digits, so one table holds all lengths, and a look asks only for
/// the lengths there are.
/// </summary>
internal sealed class NumberPrefixes(int count)
{
    private readonly NumberTable _table = new(count);
    private uint _lengths;

    /// <summary>A set of prefixes.</summary>
    public static NumberPrefixes Of(IEnumerable<ulong> prefixes)
    {
        ulong[] distinct = [.. prefixes.Distinct()];
        var table = new NumberPrefixes(distinct.Length);
        foreach (ulong prefix in distinct) table.Value(prefix, 1);
        return table;
    }

    /// <summary>Prefixes held.</summary>
    public int Count => _table.Count;

    /// <summary>The value under a prefix, by reference; a fresh one gets <paramref name="otherwise"/> first.</summary>
    public ref int Value(ulong prefix, int otherwise)
    {
        _lengths |= 1u << PhoneKey.Digits(prefix);
        return ref _table.Value(prefix, otherwise);
    }

    /// <summary>Whether any prefix begins a number.</summary>
    public bool Cover(ulong number)
    {
        foreach (int value in new Walk(this, number))
            if (value >= 0) return true;
        return false;
    }

    /// <summary>The values of the prefixes that begin a number, longest first.</summary>
    public Walk Beginning(ulong number) => new(this, number);

    /// <summary>Goes over the prefixes of one number without allocating.</summary>
    public ref struct Walk(NumberPrefixes prefixes, ulong number)
    {
        private ulong _rest = number;
        private int _digits = prefixes._lengths == 0 ? 0 : PhoneKey.Digits(number) + 1;

        /// <summary>The value of the prefix stood on.</summary>
        public int Current { get; private set; }

        /// <summary>Lets a loop go over it.</summary>
        public readonly Walk GetEnumerator() => this;

        /// <summary>Steps to the next shorter prefix that is held.</summary>
        public bool MoveNext()
        {
            int longest = BitOperations.Log2(prefixes._lengths | 1);
            while (--_digits > 0)
            {
                ulong prefix = _rest;
                _rest /= 10;
                if (_digits > longest || (prefixes._lengths >> _digits & 1) == 0) continue;
                Current = prefixes._table.Find(prefix);
                if (Current >= 0) return true;
            }
            return false;
        }
    }
}
