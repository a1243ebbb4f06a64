namespace Vedetta.Engine.Surges;

/// <summary>
/// Gives keys dense numbers (slots) and finds them again. A removed key's slot goes to a later one. Holds each key once
/// and four bytes or a little more beside it, a third of what a dictionary takes; several tables share one numbering.
/// </summary>
internal sealed class SlotMap<TKey> where TKey : notnull
{
    private const int FirstBuckets = 16;
    private const int Large = 65_536;
    private const double FullShare = .75;

    private readonly Stack<int> _free = [];
    private TKey[] _keys = [];

    // Slot + 1, or 0 where nothing is; collisions go to the next bucket.
    private int[] _buckets = new int[FirstBuckets];

    /// <summary>Slots in use or freed; slots run below it.</summary>
    public int Slots { get; private set; }

    /// <summary>Keys held.</summary>
    public int Count => Slots - _free.Count;

    /// <summary>The key of a used slot.</summary>
    public TKey this[int slot] => _keys[slot];

    /// <summary>Whether the slot's key is held.</summary>
    public bool IsUsed(int slot) => _keys[slot] is { } key && Find(key) == slot;

    /// <summary>The slots in use, ascending.</summary>
    public IEnumerable<int> Used => Enumerable.Range(0, Slots).Where(IsUsed);

    /// <summary>The slot of a key, or −1.</summary>
    public int Find(in TKey key)
    {
        for (int bucket = BucketOf(key); ; bucket = Next(bucket))
        {
            int slot = _buckets[bucket] - 1;
            if (slot < 0 || EqualityComparer<TKey>.Default.Equals(_keys[slot], key)) return slot;
        }
    }

    /// <summary>Takes in a key that is not held; returns its slot.</summary>
    public int Add(in TKey key)
    {
        // Large tables grow by a quarter: doubled, they would stand half empty.
        if (Count + 1 > _buckets.Length * FullShare) Rehash(_buckets.Length + _buckets.Length / (_buckets.Length < Large ? 1 : 4));
        int slot = _free.Count > 0 ? _free.Pop() : Slots++;
        if (slot >= _keys.Length) Grow.To(ref _keys, slot + 1);
        _keys[slot] = key;
        Place(slot);
        return slot;
    }

    /// <summary>Forgets a key; its slot is free.</summary>
    public void Remove(int slot)
    {
        int hole = BucketOf(_keys[slot]);
        while (_buckets[hole] != slot + 1) hole = Next(hole);
        // What was put off because of this key moves up, so that no search ends early.
        for (int bucket = Next(hole); _buckets[bucket] != 0; bucket = Next(bucket))
        {
            if (Apart(BucketOf(_keys[_buckets[bucket] - 1]), bucket) < Apart(hole, bucket)) continue;
            _buckets[hole] = _buckets[bucket];
            hole = bucket;
        }
        _buckets[hole] = 0;
        _keys[slot] = default!;
        _free.Push(slot);
    }

    /// <summary>Writes keys and free slots; <paramref name="write"/> must take the default of a freed slot.</summary>
    public void Save(BinaryWriter to, Action<BinaryWriter, TKey> write)
    {
        to.Write(_free.Count);
        foreach (int free in _free.Reverse()) to.Write(free);
        to.Write(Slots);
        for (int slot = 0; slot < Slots; slot++) write(to, _keys[slot]);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A freed slot does not exist.</exception>
    public static SlotMap<TKey> Load(BinaryReader from, Func<BinaryReader, TKey> read)
    {
        var map = new SlotMap<TKey>();
        int free = from.ReadInt32();
        for (int i = 0; i < free; i++) map._free.Push(from.ReadInt32());
        var freed = map._free.ToHashSet();
        int slots = from.ReadInt32();
        for (; map.Slots < slots; map.Slots++)
        {
            TKey key = read(from);
            if (map.Slots >= map._keys.Length) Grow.To(ref map._keys, map.Slots + 1);
            if (!freed.Contains(map.Slots)) map._keys[map.Slots] = key;
        }
        if (freed.Count != free || freed.Any(f => f < 0 || f >= slots))
            throw new InvalidDataException($"{free} slots are free of {slots}, one of them twice or not among them.");
        map.Rehash(Math.Max(FirstBuckets, (int)(map.Count / FullShare * 1.1)), freed);
        return map;
    }

    private void Rehash(int buckets, HashSet<int>? freed = null)
    {
        freed ??= [.. _free];
        _buckets = new int[buckets];
        for (int slot = 0; slot < Slots; slot++)
            if (!freed.Contains(slot)) Place(slot);
    }

    private void Place(int slot)
    {
        int bucket = BucketOf(_keys[slot]);
        while (_buckets[bucket] != 0) bucket = Next(bucket);
        _buckets[bucket] = slot + 1;
    }

    // The high bits of a golden-ratio product: keys that count up spread evenly.
    private int BucketOf(in TKey key) => (int)(((uint)EqualityComparer<TKey>.Default.GetHashCode(key) * 2654435769u)
        * (ulong)_buckets.Length >> 32);

    private int Next(int bucket) => bucket + 1 < _buckets.Length ? bucket + 1 : 0;

    // Buckets from one to a later one, round the end.
    private int Apart(int from, int to) => to >= from ? to - from : to - from + _buckets.Length;
}

/// <summary>Lets arrays grow: doubled while small, by an eighth once large, where doubling would waste most.</summary>
internal static class Grow
{
    private const int Large = 65_536;

    public static void To<T>(ref T[] array, int length)
    {
        if (length <= array.Length) return;
        int more = array.Length < Large ? array.Length : array.Length / 8;
        Array.Resize(ref array, Math.Max(length, Math.Max(16, array.Length + more)));
    }
}
