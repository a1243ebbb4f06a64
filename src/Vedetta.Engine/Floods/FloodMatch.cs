namespace Vedetta.Engine.Floods;

/// <summary>
/// Which calls belong to a flood: those of its numbers or ranges, or what else its cells had in common. A call belongs
/// when any of it fits.
/// </summary>
internal sealed class FloodMatch
{
    /// <summary>Most single numbers and ranges followed.</summary>
    public const int NumbersMax = 4_096, RangesMax = 64;

    private readonly HashSet<ulong> _callers = [];
    private readonly List<NumberKey> _ranges = [];
    private readonly List<ushort> _agents = [], _sdps = [];
    private readonly List<(ulong Line, ulong Caller)> _lines = [];

    /// <summary>Whether callers of ranges that hardly ever call belong to it.</summary>
    public bool Strange { get; private set; }

    /// <summary>Whether callers that never called before belong to it.</summary>
    public bool Unknown { get; private set; }

    /// <summary>Whether calls without a number belong to it.</summary>
    public bool Withheld { get; private set; }

    /// <summary>Whether its calls can be told by range, so that the open conditions are not needed.</summary>
    public bool IsOpen => Strange || Unknown;

    /// <summary>Takes in what a cell's calls have in common.</summary>
    public void Add(in FloodCell cell, CallLog log)
    {
        switch (cell.Kind)
        {
            case CellKind.Caller or CellKind.FanOut:
                foreach (long position in cell.Positions)
                    if (_callers.Count < NumbersMax) _callers.Add(log[position].Caller.Bits);
                break;
            case CellKind.Range: AddRange(cell.Key); break;
            case CellKind.Agent: AddTo(_agents, cell.Trait); break;
            case CellKind.Sdp: AddTo(_sdps, cell.Trait); break;
            case CellKind.Line: _lines.Add((cell.Key.Bits, OneCaller(cell, log))); break;
            case CellKind.Withheld: Withheld = true; break;
            case CellKind.Strange: Strange = true; break;
            case CellKind.Unknown: Unknown = true; break;
        }
    }

    /// <summary>Follows these ranges in place of the open conditions.</summary>
    public void Narrow(IEnumerable<NumberKey> ranges)
    {
        foreach (NumberKey range in ranges) AddRange(range);
        Strange = Unknown = false;
    }

    /// <summary>Whether a call belongs to the flood.</summary>
    public bool Fits(in LoggedCall call, Ordinary ordinary)
    {
        if (_callers.Contains(call.Caller.Bits)) return true;
        foreach (NumberKey range in _ranges)
            if (call.Caller.IsIn(range)) return true;
        if (_agents.Contains(call.Agent) || _sdps.Contains(call.Sdp)) return true;
        foreach ((ulong line, ulong caller) in _lines)
            if (call.Line.Bits == line && (caller == 0 || caller == call.Caller.Bits)) return true;
        if (Withheld && call.Caller.IsWithheld) return true;
        return (Strange && ordinary.IsStrange(call.Caller)) || (Unknown && ordinary.IsUnknown(call.Caller));
    }

    /// <summary>Writes what belongs to it.</summary>
    public void Save(BinaryWriter to)
    {
        Write(to, [.. _callers]);
        Write(to, [.. _ranges.Select(r => r.Bits)]);
        Write(to, [.. _agents.Select(a => (ulong)a)]);
        Write(to, [.. _sdps.Select(s => (ulong)s)]);
        Write(to, [.. _lines.SelectMany(l => (ulong[])[l.Line, l.Caller])]);
        to.Write((byte)((Strange ? 1 : 0) | (Unknown ? 2 : 0) | (Withheld ? 4 : 0)));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static FloodMatch Load(BinaryReader from)
    {
        var match = new FloodMatch();
        match._callers.UnionWith(Read(from));
        match._ranges.AddRange(Read(from).Select(r => new NumberKey(r)));
        match._agents.AddRange(Read(from).Select(a => (ushort)a));
        match._sdps.AddRange(Read(from).Select(s => (ushort)s));
        match._lines.AddRange(Read(from).Chunk(2).Select(l => (l[0], l[1])));
        byte flags = from.ReadByte();
        (match.Strange, match.Unknown, match.Withheld) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
        return match;
    }

    private static void Write(BinaryWriter to, ulong[] values)
    {
        to.Write(values.Length);
        foreach (ulong value in values) to.Write(value);
    }

    private static ulong[] Read(BinaryReader from)
    {
        int count = from.ReadInt32();
        if (count > 2 * NumbersMax) throw new InvalidDataException("Too many numbers of a flood.");
        var values = new ulong[count];
        for (int i = 0; i < count; i++) values[i] = from.ReadUInt64();
        return values;
    }

    private static void AddTo(List<ushort> traits, ushort trait)
    {
        if (!traits.Contains(trait) && traits.Count < RangesMax) traits.Add(trait);
    }

    // A range that lies in another is not needed beside it.
    private void AddRange(NumberKey range)
    {
        if (_ranges.Any(range.IsIn)) return;
        _ranges.RemoveAll(r => r.IsIn(range));
        if (_ranges.Count < RangesMax) _ranges.Add(range);
    }

    private static ulong OneCaller(in FloodCell cell, CallLog log)
    {
        ulong first = log[cell.Positions[0]].Caller.Bits;
        foreach (long position in cell.Positions)
            if (log[position].Caller.Bits != first) return 0;
        return first;
    }
}
