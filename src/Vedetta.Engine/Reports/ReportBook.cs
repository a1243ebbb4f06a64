using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vedetta.Engine.Reports;

/// <summary>
/// Who reported what lately, as hashes in memory only. Bounded: beyond its size the longest untouched are forgotten
/// first and counted, so that at worst somebody counts twice. Not for two threads at once.
/// </summary>
public sealed class ReportBook
{
    /// <summary>Most persons and most networks remembered, each times service. Default 1,000,000.</summary>
    public const int EntriesMax = 1_000_000;

    private const uint PersonSeconds = ReportGateRules.PersonHours * 3600;
    private const uint NetworkSeconds = ReportGateRules.NetworkMinutes * 60;

    private readonly Generations<uint> _persons;
    private readonly Generations<LastCounted> _networks;

    /// <summary>Starts empty.</summary>
    /// <param name="entriesMax">Most persons and most networks remembered.</param>
    public ReportBook(int entriesMax = EntriesMax)
    {
        _persons = new(PersonSeconds, entriesMax);
        _networks = new(NetworkSeconds, entriesMax);
    }

    /// <summary>Entries forgotten before their time because the book was full.</summary>
    public long Forgotten => _persons.Forgotten + _networks.Forgotten;

    /// <summary>Entries held.</summary>
    public int Count => _persons.Count + _networks.Count;

    /// <summary>Decides on one report and remembers it when it counts.</summary>
    /// <param name="person">Hash of person and service.</param>
    /// <param name="network">Key of network and service.</param>
    /// <param name="unixSeconds">Now.</param>
    public GateVerdict Take(ulong person, ulong network, long unixSeconds)
    {
        uint now = (uint)unixSeconds;
        if (_persons.Find(person, now) is { } last && now - last < PersonSeconds) return GateVerdict.Repeated;
        ref LastCounted counted = ref _networks.Touch(network, now);
        if (!counted.TryAdd(now)) return GateVerdict.NetworkFull;
        _persons.Touch(person, now) = now;
        return GateVerdict.Counted;
    }

    /// <summary>
    /// Whether a person's report of a service counted within <see cref="ReportGateRules.PersonHours"/>.
    /// </summary>
    public bool HasReported(ulong person, long unixSeconds) =>
        _persons.Find(person, (uint)unixSeconds) is { } last && (uint)unixSeconds - last < PersonSeconds;

    /// <summary>Forgets persons: their hashes mean nothing under a new salt. Networks keep their limits.</summary>
    public void ForgetPersons() => _persons.Clear();

    // The seconds of the last reports that counted, as a ring: the oldest decides whether one more may.
    private struct LastCounted
    {
        private Seconds _seconds;
        private byte _next;

        public bool TryAdd(uint now)
        {
            ref uint oldest = ref _seconds[_next];
            if (oldest != 0 && now - oldest < NetworkSeconds) return false;
            oldest = now;
            _next = (byte)((_next + 1) % ReportGateRules.CountedPerNetworkMax);
            return true;
        }
    }

    [InlineArray(ReportGateRules.CountedPerNetworkMax)]
    private struct Seconds
    {
        private uint _first;
    }

    // Two halves: the older is dropped whole when the younger is full or a window old; what is used moves to the
    // younger.
    private sealed class Generations<T>(uint windowSeconds, int entriesMax) where T : struct
    {
        private readonly int _halfMax = Math.Max(1, entriesMax / 2);
        private Dictionary<ulong, T> _young = [], _old = [];
        private uint _since;

        public long Forgotten { get; private set; }

        public int Count => _young.Count + _old.Count;

        public T? Find(ulong key, uint now)
        {
            Turn(now);
            return _young.TryGetValue(key, out T value) || _old.TryGetValue(key, out value) ? value : null;
        }

        public ref T Touch(ulong key, uint now)
        {
            Turn(now);
            ref T value = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, key, out bool exists);
            if (!exists && _old.Remove(key, out T moved)) value = moved;
            return ref value;
        }

        public void Clear()
        {
            _young.Clear();
            _old.Clear();
        }

        private void Turn(uint now)
        {
            bool isFull = _young.Count >= _halfMax;
            if (!isFull && now - _since < windowSeconds) return;
            if (isFull && now - _since < windowSeconds) Forgotten += _old.Count;
            (_old, _young) = (_young, _old);
            _young.Clear();
            _since = now;
        }
    }
}
