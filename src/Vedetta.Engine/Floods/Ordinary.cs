namespace Vedetta.Engine.Floods;

/// <summary>
/// What calls are usually like: who calls, from which ranges, which lines, how often, with which machines. Calls are
/// learnt when they are a minute old and belong to no flood; what a flood taught before it was found is taken back.
/// </summary>
internal sealed class Ordinary
{
    /// <summary>Digits of the ranges by which a caller is strange.</summary>
    private const int StrangeDigits = 5;

    private const int ShareMemoryCalls = 2_000;
    private const long SortEverySeconds = 600;

    private long _sortedAt = long.MinValue, _sortedTotal;
    private double _shareCount;

    /// <summary>Starts with nothing known.</summary>
    public Ordinary(int numbersKept)
    {
        Callers = new NumberBook(numbersKept);
        Lines = new NumberBook(numbersKept);
        CalledByUs = new NumberBook(numbersKept);
    }

    /// <summary>Calling numbers.</summary>
    public NumberBook Callers { get; }

    /// <summary>Lines called.</summary>
    public NumberBook Lines { get; }

    /// <summary>Numbers that our lines called.</summary>
    public NumberBook CalledByUs { get; }

    /// <summary>User agents.</summary>
    public TraitNames Agents { get; } = new();

    /// <summary>Origins of session descriptions.</summary>
    public TraitNames Sdps { get; } = new();

    /// <summary>Trunks.</summary>
    public TraitNames Trunks { get; } = new();

    /// <summary>Calls a second.</summary>
    public WeekRates Rates { get; } = new();

    /// <summary>Share of calls from ranges that hardly ever call.</summary>
    public double StrangeShare { get; private set; } = 1;

    /// <summary>Share of calls from numbers that never called before.</summary>
    public double UnknownShare { get; private set; } = 1;

    /// <summary>Whether a number is of a range that hardly ever calls.</summary>
    public bool IsStrange(NumberKey caller) => caller.IsNumber
        && Callers.CountIn(caller.Range(StrangeDigits)) <= Math.Max(2, Callers.Total / 5_000);

    /// <summary>Whether a number never called before.</summary>
    public bool IsUnknown(NumberKey caller) => !caller.IsWithheld && Callers.CountOf(caller) == 0;

    /// <summary>Learns a call.</summary>
    public void Learn(ref LoggedCall call)
    {
        _shareCount = Math.Min(ShareMemoryCalls, _shareCount + 1);
        StrangeShare += ((IsStrange(call.Caller) ? 1 : 0) - StrangeShare) / _shareCount;
        UnknownShare += ((IsUnknown(call.Caller) ? 1 : 0) - UnknownShare) / _shareCount;
        Count(call, 1);
        call.IsLearnt = true;
    }

    /// <summary>Takes back a call that turned out to belong to a flood.</summary>
    public void Unlearn(ref LoggedCall call)
    {
        if (call.IsLearnt) Count(call, -1);
        call.IsLearnt = false;
        Rates.Add(call.Second, -1);
    }

    /// <summary>Makes counts of ranges fresh when they have grown or are old.</summary>
    public void Sort(long second)
    {
        if (second - _sortedAt < SortEverySeconds && Callers.Total <= _sortedTotal * 1.1 + 10) return;
        SortNow();
        (_sortedAt, _sortedTotal) = (second, Callers.Total);
    }

    /// <summary>Writes what is known; counts of ranges are made fresh, so that a copy goes on alike.</summary>
    public void Save(BinaryWriter to)
    {
        SortNow();
        foreach (NumberBook book in (NumberBook[])[Callers, Lines, CalledByUs]) book.Save(to);
        foreach (TraitNames names in (TraitNames[])[Agents, Sdps, Trunks]) names.Save(to);
        Rates.Save(to);
        foreach (double value in (double[])[StrangeShare, UnknownShare, _shareCount]) to.Write(value);
        to.Write(_sortedAt);
        to.Write(_sortedTotal);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader from)
    {
        foreach (NumberBook book in (NumberBook[])[Callers, Lines, CalledByUs]) book.Load(from);
        foreach (TraitNames names in (TraitNames[])[Agents, Sdps, Trunks]) names.Load(from);
        Rates.Load(from);
        (StrangeShare, UnknownShare, _shareCount) = (from.ReadDouble(), from.ReadDouble(), from.ReadDouble());
        (_sortedAt, _sortedTotal) = (from.ReadInt64(), from.ReadInt64());
    }

    private void SortNow()
    {
        Callers.Sort();
        Lines.Sort();
    }

    private void Count(in LoggedCall call, int by)
    {
        Callers.Add(call.Caller, call.Second, by);
        Lines.Add(call.Line, call.Second, by);
        Agents.Learn(call.Agent, by);
        Sdps.Learn(call.Sdp, by);
        Trunks.Learn(call.Trunk, by);
    }
}
