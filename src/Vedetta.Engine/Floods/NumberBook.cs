using System.Runtime.InteropServices;

namespace Vedetta.Engine.Floods;

/// <summary>
/// How often each number was seen lately, and by that each range. Two generations: when the younger is full or a week
/// old, the older one is forgotten. Counts of ranges are as fresh as the last <see cref="Sort"/>.
/// </summary>
internal sealed class NumberBook(int numbersMax)
{
    private const long GenerationSeconds = 7 * 86_400;

    private Dictionary<ulong, int> _young = [], _old = [];
    private ulong[] _keys = [];
    private long[] _upTo = [0];
    private long _youngTotal, _oldTotal, _youngSince = long.MaxValue, _oldSince = long.MaxValue;

    /// <summary>Everything counted and not forgotten.</summary>
    public long Total => _youngTotal + _oldTotal;

    /// <summary>Numbers forgotten because the book was full.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Distinct numbers, those of both generations counted twice.</summary>
    public int Numbers => _young.Count + _old.Count;

    /// <summary>Counts a number, or takes counts back.</summary>
    public void Add(NumberKey number, long unixSecond, int by = 1)
    {
        if (_youngSince == long.MaxValue) _youngSince = unixSecond;
        if (_young.Count >= numbersMax || unixSecond - _youngSince >= GenerationSeconds) Turn(unixSecond);
        if (by < 0 && !_young.ContainsKey(number.Bits)) return;
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, number.Bits, out _);
        int before = count;
        count = Math.Max(0, count + by);
        _youngTotal += count - before;
    }

    /// <summary>How often a number was seen.</summary>
    public long CountOf(NumberKey number) =>
        _young.GetValueOrDefault(number.Bits) + (long)_old.GetValueOrDefault(number.Bits);

    /// <summary>How often numbers of a range were seen, as of the last sort.</summary>
    public long CountIn(NumberKey range)
    {
        if (!range.IsNumber) return CountOf(range);
        int from = Place(range.Bits);
        int until = range.RangeEnd == ulong.MaxValue ? _keys.Length : Place(range.RangeEnd + 1);
        return _upTo[until] - _upTo[from];
    }

    /// <summary>Numbers of a range that were seen, as of the last sort.</summary>
    public int NumbersIn(NumberKey range) =>
        range.IsNumber ? Place(range.RangeEnd) - Place(range.Bits) : CountOf(range) > 0 ? 1 : 0;

    /// <summary>Distinct numbers in order, as of the last sort.</summary>
    public ReadOnlySpan<ulong> Keys => _keys;

    /// <summary>Seconds looked back on.</summary>
    public long SecondsAt(long unixSecond) => Math.Max(0, unixSecond - Math.Min(_youngSince, _oldSince));

    /// <summary>Makes the counts of ranges fresh.</summary>
    public void Sort()
    {
        var all = new Dictionary<ulong, long>(_young.Count + _old.Count);
        foreach ((ulong key, int count) in _old) all[key] = count;
        foreach ((ulong key, int count) in _young) CollectionsMarshal.GetValueRefOrAddDefault(all, key, out _) += count;
        _keys = [.. all.Where(n => n.Value > 0).Select(n => n.Key)];
        Array.Sort(_keys);
        _upTo = new long[_keys.Length + 1];
        for (int i = 0; i < _keys.Length; i++) _upTo[i + 1] = _upTo[i] + all[_keys[i]];
    }

    /// <summary>Writes what is known.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_youngSince);
        to.Write(_oldSince);
        to.Write(Forgotten);
        foreach (Dictionary<ulong, int> generation in (Dictionary<ulong, int>[])[_young, _old])
        {
            to.Write(generation.Count);
            foreach ((ulong key, int count) in generation)
            {
                to.Write(key);
                to.Write7BitEncodedInt(count);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, and sorts.</summary>
    public void Load(BinaryReader from)
    {
        _youngSince = from.ReadInt64();
        _oldSince = from.ReadInt64();
        Forgotten = from.ReadInt64();
        (_young, _youngTotal) = ReadGeneration(from);
        (_old, _oldTotal) = ReadGeneration(from);
        Sort();
    }

    private static (Dictionary<ulong, int>, long) ReadGeneration(BinaryReader from)
    {
        var counts = new Dictionary<ulong, int>();
        long total = 0;
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            ulong key = from.ReadUInt64();
            total += counts[key] = from.Read7BitEncodedInt();
        }
        return (counts, total);
    }

    private void Turn(long unixSecond)
    {
        if (_young.Count >= numbersMax) Forgotten += _old.Count;
        (_old, _oldTotal, _oldSince) = (_young, _youngTotal, _youngSince);
        (_young, _youngTotal, _youngSince) = ([], 0, unixSecond);
    }

    private int Place(ulong key)
    {
        int place = Array.BinarySearch(_keys, key);
        return place < 0 ? ~place : place;
    }
}
