using System.Runtime.CompilerServices;

namespace Vedetta.Engine.Calls;

/// <summary>Where a call stands; calls of one phase are given up in the order in which they came to it.</summary>
internal enum CallPhase : byte
{
    /// <summary>Invited, not answered.</summary>
    Ringing,

    /// <summary>Refused in a way the caller may mend, or cancelled: the last word is awaited for a moment.</summary>
    Pending,

    /// <summary>Answered.</summary>
    Talking,

    /// <summary>Told to its end; kept for a moment, for what comes late or twice.</summary>
    Over,
}

/// <summary>One call in flight.</summary>
internal struct CallState
{
    public const int BranchesMax = 8;
    public const int OtherKeysMax = 3;

    public CallAttempt Start;
    public string Key;
    public KeyList OtherKeys;
    public long RingingAt, AnsweredAt, CancelledAt, RefusedAt, TouchedAt;
    public uint FromTag, Sequence;
    public int LastStatus;
    public int Previous, Next;
    public CallPhase Phase;
    public byte Branches, OpenBranches, OtherKeyCount;
    public BranchHashes Hashes;

    [InlineArray(OtherKeysMax)]
    internal struct KeyList
    {
        private string? _first;
    }

    [InlineArray(BranchesMax)]
    internal struct BranchHashes
    {
        private uint _first;
    }
}

/// <summary>
/// Calls in flight in one array, found by id and chained by phase in the order in which they came to it. Bounded: a
/// full table gives a place of its oldest call away, over ones first.
/// </summary>
/// <param name="callsMax">Most calls.</param>
internal sealed class CallTable(int callsMax)
{
    private const int None = -1;

    // From here calls are given up when there is no room.
    private static readonly CallPhase[] GivenUpFirst =
        [CallPhase.Over, CallPhase.Pending, CallPhase.Ringing, CallPhase.Talking];

    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly (int First, int Last)[] _chains = [(None, None), (None, None), (None, None), (None, None)];
    private CallState[] _calls = new CallState[Math.Min(callsMax, 256)];
    private int _used, _free = None;

    /// <summary>Calls held.</summary>
    public int Count { get; private set; }

    /// <summary>The call at a place.</summary>
    public ref CallState this[int place] => ref _calls[place];

    /// <summary>The place of the call with this id; −1 when there is none.</summary>
    public int Find(ReadOnlySpan<char> key) =>
        _byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int place) ? place : None;

    /// <summary>The oldest call of a phase; −1 when there is none.</summary>
    public int Oldest(CallPhase phase) => _chains[(int)phase].First;

    /// <summary>The call to give up when there is no room for another; −1 while there is.</summary>
    public int Surplus()
    {
        if (Count < callsMax) return None;
        foreach (CallPhase phase in GivenUpFirst)
            if (Oldest(phase) is >= 0 and int place) return place;
        return None;
    }

    /// <summary>Adds a call that rings; there must be room.</summary>
    public int Add(string key, CallAttempt start, long at)
    {
        int place = Take();
        _calls[place] = new CallState { Start = start, Key = key, Phase = CallPhase.Ringing, TouchedAt = at };
        Append(place);
        // A new call under an old id takes the id over.
        _byKey[key] = place;
        Count++;
        return place;
    }

    /// <summary>
    /// Lets a call be found by another id too; false when it has enough, or the id is another call's.
    /// </summary>
    public bool TryAddKey(int place, string key)
    {
        ref CallState call = ref _calls[place];
        if (call.OtherKeyCount == CallState.OtherKeysMax || !_byKey.TryAdd(key, place)) return false;
        call.OtherKeys[call.OtherKeyCount++] = key;
        return true;
    }

    /// <summary>Brings a call to a phase, behind all others in it.</summary>
    public void Move(int place, CallPhase phase, long at)
    {
        Unchain(place);
        ref CallState call = ref _calls[place];
        (call.Phase, call.TouchedAt) = (phase, at);
        Append(place);
    }

    /// <summary>Forgets a call.</summary>
    public void Remove(int place)
    {
        Unchain(place);
        ref CallState call = ref _calls[place];
        Forget(call.Key, place);
        for (int i = 0; i < call.OtherKeyCount; i++) Forget(call.OtherKeys[i]!, place);
        call = default;
        call.Next = _free;
        _free = place;
        Count--;
    }

    private void Forget(string key, int place)
    {
        if (_byKey.TryGetValue(key, out int found) && found == place) _byKey.Remove(key);
    }

    private int Take()
    {
        if (_free >= 0)
        {
            int place = _free;
            _free = _calls[place].Next;
            return place;
        }
        if (_used == _calls.Length) Array.Resize(ref _calls, Math.Min(callsMax, _calls.Length * 2));
        return _used++;
    }

    private void Append(int place)
    {
        ref CallState call = ref _calls[place];
        ref (int First, int Last) chain = ref _chains[(int)call.Phase];
        (call.Previous, call.Next) = (chain.Last, None);
        if (chain.Last >= 0) _calls[chain.Last].Next = place;
        else chain.First = place;
        chain.Last = place;
    }

    private void Unchain(int place)
    {
        ref CallState call = ref _calls[place];
        ref (int First, int Last) chain = ref _chains[(int)call.Phase];
        if (call.Previous >= 0) _calls[call.Previous].Next = call.Next;
        else chain.First = call.Next;
        if (call.Next >= 0) _calls[call.Next].Previous = call.Previous;
        else chain.Last = call.Previous;
    }
}
